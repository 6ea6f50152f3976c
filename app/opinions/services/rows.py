"""Rows as they are now, for one writer at a time."""

from sqlalchemy import select

from app.extensions import db
from app.opinions.models import Topic


def locked(topic: Topic) -> Topic:
    """The topic itself, so that its phase and the numbers of its statements are read without a race."""
    statement = select(Topic).where(Topic.id == topic.id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()
