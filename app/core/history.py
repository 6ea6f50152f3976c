"""The append-only record of every decision: who, what, why, when. Refuses change and removal, in the database itself."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import DDL, JSON, ForeignKey, Index, event, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.tables import Instant
from app.extensions import db


class Subject(Protocol):
    """Anything history speaks of: a row of a tenant table."""

    id: Mapped[int]
    district_id: Mapped[int]
    __tablename__: str


class HistoryEntry(db.Model):
    """One decision. `actor_id` is empty when a date or the count acted; `actor_role` is the hat the actor wore."""

    __tablename__ = "history"
    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    action: Mapped[str]
    actor_id: Mapped[int | None]
    actor_role: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        Index("ix_history_subject", "subject_kind", "subject_id", "id"),
        Index("ix_history_district", "district_id", "id"),
    )


APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$",
        "CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE ON history FOR EACH ROW EXECUTE FUNCTION history_refuse()",
    ],
}
for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(HistoryEntry.__table__, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect))


def record(subject: Any, action: str, *, by: Any = None, role: str = "", reason: str = "", **details: Any) -> None:
    """Write one entry about `subject` within the running service; `by` is a resident or None for the platform itself."""
    db.session.flush()
    db.session.add(
        HistoryEntry(
            district_id=subject.district_id,
            subject_kind=subject.__tablename__,
            subject_id=subject.id,
            action=action,
            actor_id=by.id if by else None,
            actor_role=role,
            reason=reason,
            details=details,
            at=clock.now(),
        )
    )


def entries(*subjects: Any) -> list[HistoryEntry]:
    """Everything recorded about these rows, oldest first, in one statement."""
    if not subjects:
        return []
    keys = [(subject.__tablename__, subject.id) for subject in subjects]
    wanted = [(HistoryEntry.subject_kind == kind) & (HistoryEntry.subject_id == number) for kind, number in keys]
    condition = wanted[0]
    for one in wanted[1:]:
        condition = condition | one
    statement = (
        select(HistoryEntry).where(HistoryEntry.district_id == subjects[0].district_id, condition).order_by(HistoryEntry.id)
    )
    return list(db.session.scalars(statement))
