"""What a district owes its citizens in answers: the policies it adopted, each proposal's case, who is on it, and every word said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.models import Department
from app.extensions import db
from app.proposals.models import Proposal
from app.replies import rules
from app.replies.states import OWED, STILL_OWED, AssignmentKind, CaseState, Level, Measure, ReplyKind, Verdict


class AdoptedPolicy(Tenant, db.Model):
    """One reply policy of a district, never changed: another one is another row."""

    __tablename__ = "reply_policy"
    ordinal: Mapped[int]
    frozen: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    adopted_at: Mapped[datetime] = mapped_column(Instant)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))

    __table_args__ = (UniqueConstraint("id", "district_id"), UniqueConstraint("district_id", "ordinal"))

    @property
    def policy(self) -> rules.ReplyPolicy:
        return rules.policy_from_json(self.frozen)


class ReplyCase(Tenant, db.Model):
    """One level of one proposal, from gathering endorsements to the reply. Days are calendar days in Seoul.

    `first_due_on` is set once, when the clock first starts, and kept through extensions, reassignments and reopenings.
    """

    __tablename__ = "reply_case"
    proposal_id: Mapped[int]
    level: Mapped[Level] = mapped_column(enum_of(Level))
    state: Mapped[CaseState] = mapped_column(enum_of(CaseState), default=CaseState.COLLECTING)
    policy_id: Mapped[int]
    threshold: Mapped[int]
    measure: Mapped[Measure] = mapped_column(enum_of(Measure))
    started_on: Mapped[date]
    ends_on: Mapped[date | None]
    reached_on: Mapped[date | None]
    assign_by: Mapped[date | None]
    assigned_on: Mapped[date | None]
    clock_from: Mapped[date | None]
    first_due_on: Mapped[date | None]
    due_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    lead_id: Mapped[int | None]
    extensions: Mapped[int] = mapped_column(default=0)
    reopenings: Mapped[int] = mapped_column(default=0)
    reminded_on: Mapped[date | None]
    lock_version: Mapped[int] = mapped_column()

    proposal: Mapped[Proposal] = relationship(viewonly=True)
    adopted: Mapped[AdoptedPolicy] = relationship(viewonly=True)
    lead: Mapped[Department | None] = relationship(viewonly=True)
    assignments: Mapped[list["Assignment"]] = relationship(viewonly=True, order_by="Assignment.id")
    replies: Mapped[list["OfficialReply"]] = relationship(viewonly=True, order_by="OfficialReply.id")

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("proposal_id", "level"),
        within_district("proposal", "proposal_id"),
        within_district("reply_policy", "policy_id"),
        within_district("department", "lead_id"),
        CheckConstraint("extensions >= 0", name="extensions"),
        Index("ix_reply_case_desk", "district_id", "state", "due_on"),
        Index("ix_reply_case_lead", "lead_id", "state"),
    )

    @property
    def is_owed(self) -> bool:
        """Whether somebody has to do something about it: a proposal taken back is owed nothing more."""
        return self.state in OWED and self.is_answerable

    @property
    def is_answerable(self) -> bool:
        return self.proposal.state in STILL_OWED

    @property
    def owed_by(self) -> date | None:
        """The day that counts now: for naming a department until there is one, then for the reply."""
        if self.state is CaseState.WAITING:
            return min(filter(None, (self.assign_by, self.due_on)), default=None)
        return self.due_on if self.state is CaseState.ASSIGNED else None

    @property
    def days_left(self) -> int | None:
        """Days until what is owed is late; below zero it is."""
        return (self.owed_by - clock.today()).days if self.owed_by else None

    @property
    def is_late(self) -> bool:
        return self.is_owed and self.days_left is not None and self.days_left < 0

    @property
    def is_collecting(self) -> bool:
        """Whether endorsements still count today; the nightly job only writes down what the calendar has decided."""
        return self.state is CaseState.COLLECTING and not rules.is_over(self.ends_on, clock.today())

    @property
    def is_lapsed(self) -> bool:
        return self.state is CaseState.LAPSED or (self.state is CaseState.COLLECTING and not self.is_collecting)

    @property
    def final(self) -> "OfficialReply | None":
        """The reply in force."""
        return next((one for one in reversed(self.replies) if one.kind is ReplyKind.FINAL), None)

    @property
    def departments(self) -> list["Assignment"]:
        """Who is on it now."""
        return [one for one in self.assignments if one.ended_on is None]


class Assignment(Tenant, db.Model):
    """A department on a case; one that is taken off it stays written down. `days_late`: how late the case was at that moment."""

    __tablename__ = "reply_assignment"
    case_id: Mapped[int]
    department_id: Mapped[int]
    kind: Mapped[AssignmentKind] = mapped_column(enum_of(AssignmentKind))
    assigned_on: Mapped[date]
    ended_on: Mapped[date | None]
    days_late: Mapped[int] = mapped_column(default=0)
    department: Mapped[Department] = relationship(viewonly=True)

    __table_args__ = (
        within_district("reply_case", "case_id"),
        within_district("department", "department_id"),
        Index(
            "uq_reply_assignment_standing", "case_id", "department_id",
            unique=True, sqlite_where=text("ended_on IS NULL"), postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_reply_assignment_department", "department_id", "kind"),
    )  # fmt: skip


class OfficialReply(Tenant, db.Model):
    """One published text: an interim reply, or one version of the final one. None is ever changed."""

    __tablename__ = "official_reply"
    case_id: Mapped[int]
    kind: Mapped[ReplyKind] = mapped_column(enum_of(ReplyKind))
    ordinal: Mapped[int]
    verdict: Mapped[Verdict | None] = mapped_column(enum_of(Verdict))
    body: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text, default="")
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    department_id: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    published_at: Mapped[datetime] = mapped_column(Instant)
    department: Mapped[Department | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("case_id", "kind", "ordinal"),
        within_district("reply_case", "case_id"),
        within_district("department", "department_id"),
    )
