"""Reads that no single room owns."""

from sqlalchemy import text

from app.extensions import db


def ping() -> None:
    """Raise unless the database answers."""
    db.session.execute(text("SELECT 1"))
