"""What a district's home shows: the phase at hand, the one thing to do, proposals, numbers, and the map of districts."""

from typing import Any

from app.districts.models import District


def of(district: District) -> dict[str, Any]:
    return {"place": district}
