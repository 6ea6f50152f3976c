"""Threads and their comments: a tree kept as parent, root, depth and path, with the safe HTML and the scores made at writing.

Beside them what residents do with comments: votes, the side they take, whether they follow. Those rows leave no page with a name.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.comments.rules import HELD, LEVELS_SHOWN, WAITING
from app.comments.states import Stance
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.extensions import db

ROOTS = "depth = 0"  # literal, here and in queries: a partial index serves only who repeats its condition word for word
NEAR = f"depth < {LEVELS_SHOWN}"


def _in_same_thread(column: str) -> ForeignKeyConstraint:
    """A foreign key to a comment that the database refuses when thread or district differ."""
    return ForeignKeyConstraint([column, "thread_id", "district_id"], ["comment.id", "comment.thread_id", "comment.district_id"])


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Thread(Tenant, db.Model):
    """One conversation, hung onto a proposal or whatever else a higher room talks about.

    `n_comments` leaves out what is out of sight, `n_roots` does not. `edition`: which wording of its subject is being discussed.
    """

    __tablename__ = "thread"
    is_open: Mapped[bool] = mapped_column(default=True)
    n_comments: Mapped[int] = mapped_column(default=0)
    n_roots: Mapped[int] = mapped_column(default=0, server_default="0")
    edition: Mapped[int] = mapped_column(default=1, server_default="1")

    __table_args__ = (UniqueConstraint("id", "district_id"), Index("ix_thread_discussed", "district_id", "n_comments", "id"))


class Comment(Tenant, db.Model):
    """One contribution. `path` in text order is the order of reading (app/comments/tree.py); a root has no `root_id`, but a `root_no`.

    Votes are counted on the row: all of them, and those of residents on either side. `wilson` and `bridging` follow from the counts
    (app/comments/orders.py); both are OUT_OF_SIGHT while the comment is.
    """

    __tablename__ = "comment"
    thread_id: Mapped[int]
    parent_id: Mapped[int | None]
    root_id: Mapped[int | None]
    root_no: Mapped[int | None]
    depth: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(Text().with_variant(Text(collation="C"), "postgresql"))
    author_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    stance: Mapped[Stance] = mapped_column(enum_of(Stance), default=Stance.OPINION, server_default="opinion")
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    once: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    n_edits: Mapped[int] = mapped_column(default=0, server_default="0")
    n_children: Mapped[int] = mapped_column(default=0)
    n_descendants: Mapped[int] = mapped_column(default=0)
    n_up: Mapped[int] = mapped_column(default=0, server_default="0")
    n_down: Mapped[int] = mapped_column(default=0, server_default="0")
    up_pro: Mapped[int] = mapped_column(default=0, server_default="0")
    down_pro: Mapped[int] = mapped_column(default=0, server_default="0")
    up_con: Mapped[int] = mapped_column(default=0, server_default="0")
    down_con: Mapped[int] = mapped_column(default=0, server_default="0")
    wilson: Mapped[float] = mapped_column(default=0.0, server_default="0")
    bridging: Mapped[float] = mapped_column(default=0.0, server_default="0")
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by_role: Mapped[str] = mapped_column(default="")
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    thread: Mapped[Thread] = relationship(
        viewonly=True, foreign_keys="Comment.thread_id", primaryjoin="Comment.thread_id == Thread.id"
    )

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("id", "thread_id", "district_id"),
        UniqueConstraint("author_id", "once"),
        within_district("thread", "thread_id"),
        _in_same_thread("parent_id"),
        _in_same_thread("root_id"),
        Index("ix_comment_path", "thread_id", "path"),
        Index("ix_comment_near", "root_id", "path", **_where(NEAR)),
        Index("ix_comment_author", "author_id", "created_at"),
        Index("ix_comment_roots", "thread_id", "root_no", **_where(ROOTS)),
        Index("ix_comment_supported", "thread_id", "wilson", "id", **_where(ROOTS)),
        Index("ix_comment_discussed", "thread_id", "n_descendants", "id", **_where(ROOTS)),
        Index("ix_comment_bridging", "thread_id", "bridging", "wilson", "id", **_where(ROOTS)),
        Index("ix_comment_stance", "thread_id", "stance", "bridging", "wilson", "id", **_where(ROOTS)),
    )

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def is_taken_back(self) -> bool:
        """By its own author."""
        return self.is_removed and self.removed_by_role == "author"

    @property
    def is_mendable(self) -> bool:
        """Out of sight until its author has changed it, or until a moderator has looked."""
        return self.is_removed and self.removed_by_role in (HELD, WAITING)

    @property
    def thread_is_open(self) -> bool:
        return self.thread.is_open


class CommentWording(db.Model):
    """A wording that an edit has replaced, kept as it was; public as long as the comment is."""

    __tablename__ = "comment_wording"
    comment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (within_district("comment", "comment_id"),)


class CommentVote(db.Model):
    """도움돼요 (1) or 도움 안 돼요 (-1): one per resident and comment, the key itself refuses a second."""

    __tablename__ = "comment_vote"
    comment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    thread_id: Mapped[int]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    value: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        _in_same_thread("comment_id"),
        CheckConstraint("value IN (-1, 1)", name="value"),
        Index("ix_comment_vote_resident", "resident_id", "thread_id"),
    )


class ThreadSide(db.Model):
    """Where a resident stands in a conversation: by their own last 찬성 or 반대, or by the ones they found helpful (`lean`)."""

    __tablename__ = "thread_side"
    thread_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    declared: Mapped[str] = mapped_column(default="")
    lean: Mapped[int] = mapped_column(default=0)

    __table_args__ = (within_district("thread", "thread_id"), Index("ix_thread_side_resident", "resident_id"))


class ThreadFollow(db.Model):
    """A resident who wants to hear of everything said in a conversation, or of nothing."""

    __tablename__ = "thread_follow"
    thread_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    is_muted: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (within_district("thread", "thread_id"), Index("ix_thread_follow_resident", "resident_id"))
