"""Tables of planning: cycles not opened yet, amendments of those that run, and the passing of their stages. Refuses what is judged in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.budget.panel_models import Seat
from app.budget.policy import BudgetPolicy, policy_from_json
from app.budget.states import Stage
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.extensions import db


class CycleDraft(Tenant, db.Model):
    """A cycle being planned. `policy` and `calendar` (stage to instant) may still be incomplete; `cycle_id` is what was opened from it."""

    __tablename__ = "cycle_draft"
    name: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    calendar: Mapped[dict[str, str]] = mapped_column(JSON)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    cycle_id: Mapped[int | None]
    discarded_at: Mapped[datetime | None] = mapped_column(Instant)
    lock_version: Mapped[int] = mapped_column()
    seats: Mapped[list["DraftSeat"]] = relationship(viewonly=True, order_by="DraftSeat.id")

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("cycle_id"),
        within_district("cycle", "cycle_id"),
        Index("ix_cycle_draft_district", "district_id", "id"),
    )

    @property
    def planned(self) -> BudgetPolicy:
        return policy_from_json(self.policy)

    @property
    def days(self) -> dict[Stage, datetime]:
        """Stage -> the instant it is to be finished."""
        return {Stage(stage): datetime.fromisoformat(at) for stage, at in self.calendar.items()}

    @property
    def is_open(self) -> bool:
        """Whether it can still be worked on."""
        return self.cycle_id is None and self.discarded_at is None


class DraftSeat(Seat, db.Model):
    """Somebody who is to sit on the panel once the plan is opened, and for which term."""

    __tablename__ = "draft_seat"
    draft_id: Mapped[int]

    __table_args__ = (
        UniqueConstraint("draft_id", "resident_id"),
        within_district("cycle_draft", "draft_id"),
        CheckConstraint("until_on >= since_on", name="draft_term"),
    )


class CycleAmendment(Tenant, db.Model):
    """One setting of a running cycle changed, with what it was, what it is and why. Never changed itself."""

    __tablename__ = "cycle_amendment"
    cycle_id: Mapped[int]
    ordinal: Mapped[int]
    setting: Mapped[str]
    before: Mapped[Any] = mapped_column(JSON, nullable=False)
    after: Mapped[Any] = mapped_column(JSON, nullable=False)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "ordinal"), within_district("cycle", "cycle_id"))


class StagePass(Tenant, db.Model):
    """A stage that is over. One row for each: whoever would end it a second time is refused by the database."""

    __tablename__ = "stage_pass"
    cycle_id: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_of(Stage))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "stage"), within_district("cycle", "cycle_id"))


class StageHold(Tenant, db.Model):
    """A stage whose day came while something was missing: told once for each day it was given."""

    __tablename__ = "stage_hold"
    cycle_id: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_of(Stage))
    due_at: Mapped[datetime] = mapped_column(Instant)
    codes: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "stage", "due_at"), within_district("cycle", "cycle_id"))
