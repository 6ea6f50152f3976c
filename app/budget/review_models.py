"""Tables around the department's review: who else takes part, own criteria, interim replies, objections. Refuses what is decided elsewhere."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.budget.states import AppealState, PartKind, Verdict
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.models import Department
from app.extensions import db


class ReviewPart(Tenant, db.Model):
    """A department besides the lead (추진·협조 부서) and its opinion, which is public once the review is finished."""

    __tablename__ = "review_part"
    candidate_id: Mapped[int]
    department_id: Mapped[int]
    kind: Mapped[PartKind] = mapped_column(enum_of(PartKind))
    opinion: Mapped[str] = mapped_column(Text, default="")
    opinion_at: Mapped[datetime | None] = mapped_column(Instant)
    department: Mapped[Department] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("candidate_id", "department_id"),
        within_district("candidate", "candidate_id"),
        within_district("department", "department_id"),
        Index("ix_review_part_department", "department_id"),
    )


class OwnFinding(Tenant, db.Model):
    """What the department found under a criterion this cycle brought along; `code` is the policy's."""

    __tablename__ = "own_finding"
    review_id: Mapped[int]
    code: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(enum_of(Verdict))
    reason: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("review_id", "code"), within_district("department_review", "review_id"))


class InterimReply(Tenant, db.Model):
    """중간답변: why the review is not finished yet, and by when it will be. Public at once."""

    __tablename__ = "interim_reply"
    candidate_id: Mapped[int]
    department_id: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(Instant)
    at: Mapped[datetime] = mapped_column(Instant)
    department: Mapped[Department] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        within_district("candidate", "candidate_id"),
        within_district("department", "department_id"),
        Index("ix_interim_reply_candidate", "candidate_id", "id"),
    )


class ReviewAppeal(Tenant, db.Model):
    """이의 신청 against an ineligible finding: one for each candidate, decided by somebody who neither wrote the finding nor objected."""

    __tablename__ = "review_appeal"
    candidate_id: Mapped[int]
    state: Mapped[AppealState] = mapped_column(enum_of(AppealState), default=AppealState.OPEN)
    reason: Mapped[str] = mapped_column(Text)
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    filed_at: Mapped[datetime] = mapped_column(Instant)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decision_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("candidate_id"),
        within_district("candidate", "candidate_id"),
        CheckConstraint("decided_by_id <> filed_by_id", name="not_by_its_author"),
        CheckConstraint("decided_by_id <> reviewer_id", name="not_by_the_reviewer"),
    )

    @property
    def is_open(self) -> bool:
        return self.state is AppealState.OPEN
