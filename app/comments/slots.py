"""What conversations add to a resident's own export."""

from typing import Any

from app.accounts.export import section
from app.accounts.models import Resident
from app.comments import queries


@section("comments")
def comments(resident: Resident) -> list[dict[str, Any]]:
    return [
        {"id": comment.id, "body": comment.body, "created_at": comment.created_at.isoformat(), "is_removed": comment.is_removed}
        for comment in queries.written_by(resident.id)
    ]
