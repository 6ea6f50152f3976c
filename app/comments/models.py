"""Threads and their comments: a tree kept as parent, root, depth and path, with the safe HTML made at writing."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Instant, Tenant, within_district
from app.extensions import db


def _in_same_thread(column: str) -> ForeignKeyConstraint:
    """A foreign key to a comment that the database refuses when thread or district differ."""
    return ForeignKeyConstraint([column, "thread_id", "district_id"], ["comment.id", "comment.thread_id", "comment.district_id"])


class Thread(Tenant, db.Model):
    """One conversation, hung onto a proposal or whatever else a higher room talks about. `n_comments` leaves out removed ones."""

    __tablename__ = "thread"
    is_open: Mapped[bool] = mapped_column(default=True)
    n_comments: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("id", "district_id"),)


class Comment(Tenant, db.Model):
    """One contribution. `path` in text order is the order of reading (app/comments/tree.py); a root has no `root_id`."""

    __tablename__ = "comment"
    thread_id: Mapped[int]
    parent_id: Mapped[int | None]
    root_id: Mapped[int | None]
    depth: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(Text().with_variant(Text(collation="C"), "postgresql"))
    author_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    once: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    n_children: Mapped[int] = mapped_column(default=0)
    n_descendants: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by_role: Mapped[str] = mapped_column(default="")
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("id", "thread_id", "district_id"),
        UniqueConstraint("author_id", "once"),
        within_district("thread", "thread_id"),
        _in_same_thread("parent_id"),
        _in_same_thread("root_id"),
        Index("ix_comment_path", "thread_id", "path"),
        Index("ix_comment_depth", "thread_id", "depth", "id"),
        Index("ix_comment_branch", "root_id", "path"),
        Index("ix_comment_author", "author_id", "created_at"),
    )

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None
