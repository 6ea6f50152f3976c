"""Decisions by name beside the usual way: part-funding and overrides of a vote, proposals handed on as complaints."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Resident
from app.budget.states import ComplaintState, Override
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.models import Department
from app.extensions import db
from app.proposals.models import Proposal


class SelectionDecision(Tenant, db.Model):
    """Somebody decided otherwise than the count, in their own name and for a reason that is public. Once for each candidate."""

    __tablename__ = "selection_decision"
    candidate_id: Mapped[int]
    kind: Mapped[Override] = mapped_column(enum_of(Override))
    amount_won: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[Resident] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("candidate_id"),
        within_district("candidate", "candidate_id"),
        CheckConstraint("amount_won >= 0", name="amount_not_negative"),
    )


class ComplaintConsent(Tenant, db.Model):
    """A proposer agreed, when handing in or later, that the proposal may be handled as a civil complaint (민원) if it is one."""

    __tablename__ = "complaint_consent"
    proposal_id: Mapped[int]
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("proposal_id"), within_district("proposal", "proposal_id"))


class Complaint(Tenant, db.Model):
    """A proposal that is a complaint: asked about, and with the proposers' consent handed on to a department's complaints desk."""

    __tablename__ = "complaint"
    proposal_id: Mapped[int]
    state: Mapped[ComplaintState] = mapped_column(enum_of(ComplaintState), default=ComplaintState.ASKED)
    department_id: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    proposal: Mapped[Proposal] = relationship(viewonly=True)
    department: Mapped[Department] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("proposal_id"),
        within_district("proposal", "proposal_id"),
        within_district("department", "department_id"),
    )

    @property
    def is_open(self) -> bool:
        return self.state is ComplaintState.ASKED
