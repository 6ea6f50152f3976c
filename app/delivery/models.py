"""Tables of the execution of granted projects: plan and milestones, spending, delays, the closing report, and what it led to."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.budget.models import BudgetItem
from app.core import clock
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.delivery.states import DeliveryState, Outcome
from app.districts.models import Department
from app.extensions import db
from app.proposals.models import Proposal


class Delivery(Tenant, db.Model):
    """A granted project under way. `budget_won` is what the council granted; the database holds spending within it."""

    __tablename__ = "delivery"
    item_id: Mapped[int]
    department_id: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(enum_of(DeliveryState), default=DeliveryState.PREPARING)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    budget_won: Mapped[int] = mapped_column(BigInteger)
    spent_won: Mapped[int] = mapped_column(BigInteger, default=0)
    planned_at: Mapped[datetime] = mapped_column(Instant)
    ended_on: Mapped[date | None]
    lock_version: Mapped[int] = mapped_column()
    item: Mapped[BudgetItem] = relationship(viewonly=True)
    department: Mapped[Department] = relationship(viewonly=True)
    milestones: Mapped[list["Milestone"]] = relationship(viewonly=True, order_by="Milestone.due_on, Milestone.id")
    spendings: Mapped[list["Spending"]] = relationship(viewonly=True, order_by="Spending.spent_on, Spending.id")
    delays: Mapped[list["Delay"]] = relationship(viewonly=True, order_by="Delay.id")
    report: Mapped["ClosingReport | None"] = relationship(viewonly=True)
    links: Mapped[list["FeedbackLink"]] = relationship(viewonly=True, order_by="FeedbackLink.id")

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("item_id"),
        within_district("budget_item", "item_id"),
        within_district("department", "department_id"),
        CheckConstraint("spent_won >= 0 AND spent_won <= budget_won", name="spent_within_budget"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index("ix_delivery_department", "department_id", "state"),
    )

    @property
    def is_over(self) -> bool:
        return self.state in (DeliveryState.CLOSED, DeliveryState.STOPPED)

    @property
    def late(self) -> list["Milestone"]:
        """Milestones whose day has passed; nothing is late once the project is over."""
        return [] if self.is_over else [one for one in self.milestones if one.is_late]

    @property
    def is_overdue(self) -> bool:
        return not self.is_over and (bool(self.late) or self.ends_on < clock.today())

    @property
    def next_milestone(self) -> "Milestone | None":
        return next((one for one in self.milestones if one.done_on is None), None)

    @property
    def left_won(self) -> int:
        return self.budget_won - self.spent_won


class Milestone(Tenant, db.Model):
    """A step of the plan; `planned_on` is the day first promised, `due_on` the day that holds now."""

    __tablename__ = "delivery_milestone"
    delivery_id: Mapped[int]
    title: Mapped[str]
    planned_on: Mapped[date]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        within_district("delivery", "delivery_id"),
        Index("ix_delivery_milestone_delivery", "delivery_id"),
    )

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.due_on < clock.today()


class Spending(Tenant, db.Model):
    """Money that left the budget, or came back to it (below zero). Never changed: a mistake is set right by another line."""

    __tablename__ = "delivery_spending"
    delivery_id: Mapped[int]
    spent_on: Mapped[date]
    amount_won: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    once: Mapped[str | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))

    __table_args__ = (
        within_district("delivery", "delivery_id"),
        UniqueConstraint("recorded_by_id", "once"),
        Index("ix_delivery_spending_delivery", "delivery_id"),
    )


class Delay(Tenant, db.Model):
    """A milestone put off, and why."""

    __tablename__ = "delivery_delay"
    delivery_id: Mapped[int]
    milestone_id: Mapped[int]
    due_from: Mapped[date]
    due_to: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    milestone: Mapped[Milestone] = relationship(viewonly=True)

    __table_args__ = (
        within_district("delivery", "delivery_id"),
        within_district("delivery_milestone", "milestone_id"),
        Index("ix_delivery_delay_delivery", "delivery_id"),
    )


class ClosingReport(Tenant, db.Model):
    """What was done, what changed, what is worth knowing next time."""

    __tablename__ = "delivery_report"
    delivery_id: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(enum_of(Outcome))
    summary: Mapped[str] = mapped_column(Text)
    lessons: Mapped[str] = mapped_column(Text, default="")
    spent_won: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("delivery_id"), within_district("delivery", "delivery_id"))


class FeedbackLink(Tenant, db.Model):
    """환류: a later proposal that takes up what this project left to do."""

    __tablename__ = "feedback_link"
    delivery_id: Mapped[int]
    proposal_id: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Instant)
    delivery: Mapped[Delivery] = relationship(viewonly=True, overlaps="links")
    proposal: Mapped[Proposal] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("delivery_id", "proposal_id"),
        within_district("delivery", "delivery_id"),
        within_district("proposal", "proposal_id"),
        Index("ix_feedback_link_proposal", "proposal_id"),
    )
