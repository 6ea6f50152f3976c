"""What a district's home shows: the phase at hand, the one thing to do, proposals, numbers, and the map of districts."""

from typing import Any

from sqlalchemy import TextClause

from app.districts.models import District
from app.extensions import db


def of(district: District) -> dict[str, Any]:
    return {"place": district}


def ping(statement: TextClause) -> None:
    db.session.execute(statement)
