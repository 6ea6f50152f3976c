"""Reads of residents."""

from sqlalchemy import select

from app.accounts.models import Resident
from app.extensions import db


def by_id(resident_id: int) -> Resident | None:
    return db.session.get(Resident, resident_id)


def by_email(email: str) -> Resident | None:
    """The account of an address, compared without regard to case."""
    return db.session.scalar(select(Resident).where(Resident.email == email.strip().casefold()))
