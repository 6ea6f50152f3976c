"""Tables of the budget pipeline: cycles and their calendar, candidates, what was judged, deliberated, selected and granted."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import DDL, JSON, BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, event, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.budget.city_models import FundingCap, FundingChoice, PublishedFigures, Region, RegionMember
from app.budget.panel_models import NO_RECUSAL_BESIDE_A_SHEET, NO_SHEET_OF_THE_RECUSED
from app.budget.planning_models import CycleAmendment, CycleDraft, DraftSeat, StageHold, StagePass
from app.budget.policy import BudgetPolicy
from app.budget.policy.amending import running_policy
from app.budget.review_models import InterimReply, OwnFinding, ReviewAppeal, ReviewPart
from app.budget.states import (
    STEP_OF,
    CandidateState,
    Criterion,
    Decision,
    DeliberationStep,
    ScreeningKind,
    Stage,
    Verdict,
)
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.models import Department
from app.extensions import db
from app.proposals.models import Proposal
from app.voting.models import Paper  # noqa: F401 - a cycle points to its table

__all__ = [
    "CycleAmendment",
    "CycleDraft",
    "DraftSeat",
    "FundingCap",
    "FundingChoice",
    "PublishedFigures",
    "Region",
    "RegionMember",
    "StageHold",
    "StagePass",
]


class Cycle(Tenant, db.Model):
    """One year's run of the pipeline. `frozen_policy` and `digest` are fixed at opening, `amended` holds what amendments have changed
    since; `source` names an imported file, `official` what its organiser announced as selected."""

    __tablename__ = "cycle"
    name: Mapped[str]
    year: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_of(Stage), default=Stage.INTAKE)
    frozen_policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    amended: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    envelope_won: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(default="KRW")
    digest: Mapped[str]
    paper_id: Mapped[int | None]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(default="")
    official: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    once: Mapped[str | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    lock_version: Mapped[int] = mapped_column()
    deadlines: Mapped[list["StageDeadline"]] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("district_id", "name", "year"),
        UniqueConstraint("opened_by_id", "once"),
        within_district("paper", "paper_id"),
        Index("ix_cycle_paper", "paper_id"),
    )

    @property
    def policy(self) -> BudgetPolicy:
        """The cycle's own copy as amended; the presets may change, this does not."""
        return running_policy(self.frozen_policy, self.amended or {}, self.envelope_won)

    @property
    def is_running(self) -> bool:
        return self.stage is not Stage.CLOSED

    @property
    def step(self) -> int:
        return STEP_OF[self.stage]

    def due(self, stage: Stage) -> datetime | None:
        return next((deadline.due_at for deadline in self.deadlines if deadline.stage is stage), None)


class StageDeadline(Tenant, db.Model):
    """When a stage is to be finished. Plans move: every change is a line of history with a reason."""

    __tablename__ = "stage_deadline"
    cycle_id: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_of(Stage))
    due_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "stage"), within_district("cycle", "cycle_id"))


class Candidate(Tenant, db.Model):
    """A proposal in a cycle. A proposal takes part once; `final_version_id` is the version frozen for screening and vote."""

    __tablename__ = "candidate"
    cycle_id: Mapped[int]
    proposal_id: Mapped[int]
    track: Mapped[str]
    state: Mapped[CandidateState] = mapped_column(enum_of(CandidateState), default=CandidateState.NOMINATED)
    department_id: Mapped[int | None]
    final_version_id: Mapped[int | None]
    cost_won: Mapped[int | None] = mapped_column(BigInteger)
    option_code: Mapped[str | None]
    is_event: Mapped[bool] = mapped_column(default=False, server_default=false())
    lock_version: Mapped[int] = mapped_column()
    cycle: Mapped[Cycle] = relationship(viewonly=True)
    proposal: Mapped[Proposal] = relationship(viewonly=True)
    department: Mapped[Department | None] = relationship(viewonly=True)
    review: Mapped["DepartmentReview | None"] = relationship(viewonly=True)
    outcomes: Mapped[list["ScreeningOutcome"]] = relationship(viewonly=True, order_by="ScreeningOutcome.id")
    deliberations: Mapped[list["DeliberationRecord"]] = relationship(viewonly=True, order_by="DeliberationRecord.held_on")
    selection: Mapped["SelectionOutcome | None"] = relationship(viewonly=True)
    item: Mapped["BudgetItem | None"] = relationship(viewonly=True)
    parts: Mapped[list["ReviewPart"]] = relationship(viewonly=True, order_by="ReviewPart.id")
    interim: Mapped[list["InterimReply"]] = relationship(viewonly=True, order_by="InterimReply.id")
    appeal: Mapped["ReviewAppeal | None"] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("district_id", "proposal_id"),
        UniqueConstraint("cycle_id", "option_code"),
        within_district("cycle", "cycle_id"),
        within_district("proposal", "proposal_id"),
        within_district("department", "department_id"),
        within_district("proposal_version", "final_version_id"),
        CheckConstraint("cost_won >= 0", name="cost_not_negative"),
        Index("ix_candidate_cycle_state", "cycle_id", "state"),
        Index("ix_candidate_department", "department_id", "state"),
    )


class DepartmentReview(Tenant, db.Model):
    """What the competent department found; public once finished, estimate and all."""

    __tablename__ = "department_review"
    candidate_id: Mapped[int]
    department_id: Mapped[int]
    cost_won: Mapped[int | None] = mapped_column(BigInteger)
    cost_basis: Mapped[str] = mapped_column(Text, default="", server_default="")
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    department: Mapped[Department] = relationship(viewonly=True)
    findings: Mapped[list["ReviewFinding"]] = relationship(viewonly=True, order_by="ReviewFinding.id")
    own_findings: Mapped[list["OwnFinding"]] = relationship(viewonly=True, order_by="OwnFinding.id")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("candidate_id"),
        within_district("candidate", "candidate_id"),
        within_district("department", "department_id"),
    )


class ReviewFinding(Tenant, db.Model):
    __tablename__ = "review_finding"
    review_id: Mapped[int]
    criterion: Mapped[Criterion] = mapped_column(enum_of(Criterion))
    verdict: Mapped[Verdict] = mapped_column(enum_of(Verdict))
    reason: Mapped[str]

    __table_args__ = (UniqueConstraint("review_id", "criterion"), within_district("department_review", "review_id"))


class ScreeningRound(Tenant, db.Model):
    """서면심사 or 심층심사; its sheets are closed to everybody but their writers until `closed_at`."""

    __tablename__ = "screening_round"
    cycle_id: Mapped[int]
    kind: Mapped[ScreeningKind] = mapped_column(enum_of(ScreeningKind))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("cycle_id", "kind"),
        within_district("cycle", "cycle_id"),
    )


class ScoreSheet(Tenant, db.Model):
    """One panelist's points for one candidate; final once handed in, void once a conflict of interest came out."""

    __tablename__ = "score_sheet"
    round_id: Mapped[int]
    candidate_id: Mapped[int]
    panelist_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    points: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(Instant)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("round_id", "candidate_id", "panelist_id"),
        Index("ix_score_sheet_sums", "round_id", "candidate_id", "voided_at", "points"),
        within_district("screening_round", "round_id"),
        within_district("candidate", "candidate_id"),
        Index("ix_score_sheet_panelist", "panelist_id", "round_id"),
        CheckConstraint("points BETWEEN 0 AND 100", name="points_on_scale"),
    )


class Recusal(Tenant, db.Model):
    """A panelist who stays away from one candidate, and why; `recorded_by_id` where somebody else put it on record."""

    __tablename__ = "recusal"
    round_id: Mapped[int]
    candidate_id: Mapped[int]
    panelist_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))

    __table_args__ = (
        UniqueConstraint("round_id", "candidate_id", "panelist_id"),
        within_district("screening_round", "round_id"),
        within_district("candidate", "candidate_id"),
    )


for _table, _by_dialect in (
    (ScoreSheet.__table__, NO_SHEET_OF_THE_RECUSED),
    (Recusal.__table__, NO_RECUSAL_BESIDE_A_SHEET),
):
    for _dialect, _statements in _by_dialect.items():
        for _statement in _statements:
            event.listen(_table, "after_create", DDL(_statement).execute_if(dialect=_dialect))


class ScreeningOutcome(Tenant, db.Model):
    """A candidate's place in a closed round. The mean is kept as two whole numbers, points and sheets."""

    __tablename__ = "screening_outcome"
    round_id: Mapped[int]
    candidate_id: Mapped[int]
    rank: Mapped[int]
    points_sum: Mapped[int]
    sheet_count: Mapped[int]
    cost_won: Mapped[int] = mapped_column(BigInteger)
    is_passed: Mapped[bool]
    reason_code: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    round: Mapped[ScreeningRound] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("round_id", "candidate_id"),
        UniqueConstraint("round_id", "rank"),
        within_district("screening_round", "round_id"),
        within_district("candidate", "candidate_id"),
    )

    @property
    def mean(self) -> Fraction | None:
        return Fraction(self.points_sum, self.sheet_count) if self.sheet_count else None


class DeliberationRecord(Tenant, db.Model):
    """One step of the public-private deliberation on a candidate, as held; `version_ordinal`: the wording that was talked about."""

    __tablename__ = "deliberation_record"
    candidate_id: Mapped[int]
    step: Mapped[DeliberationStep] = mapped_column(enum_of(DeliberationStep))
    held_on: Mapped[date]
    attendance: Mapped[int]
    outcome_note: Mapped[str]
    link: Mapped[str] = mapped_column(Text, default="", server_default="")
    version_ordinal: Mapped[int | None]

    __table_args__ = (UniqueConstraint("candidate_id", "step"), within_district("candidate", "candidate_id"))


class SelectionOutcome(Tenant, db.Model):
    """What the count said of a candidate: `score` is exact, as p/q."""

    __tablename__ = "selection_outcome"
    candidate_id: Mapped[int]
    is_selected: Mapped[bool]
    rank: Mapped[int | None]
    score: Mapped[str]
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("candidate_id"), within_district("candidate", "candidate_id"))


class BudgetItem(Tenant, db.Model):
    """A selected project in the budget bill and what the council decided about it."""

    __tablename__ = "budget_item"
    candidate_id: Mapped[int]
    amount_won: Mapped[int] = mapped_column(BigInteger)
    department_id: Mapped[int | None]
    decision: Mapped[Decision] = mapped_column(enum_of(Decision), default=Decision.PENDING)
    decided_amount_won: Mapped[int | None] = mapped_column(BigInteger)
    decision_reason: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    lock_version: Mapped[int] = mapped_column()
    candidate: Mapped[Candidate] = relationship(viewonly=True)
    department: Mapped[Department | None] = relationship(viewonly=True)
    lines: Mapped[list["ItemLine"]] = relationship(viewonly=True, order_by="ItemLine.position")

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("candidate_id"),
        within_district("candidate", "candidate_id"),
        within_district("department", "department_id"),
    )


class ItemLine(Tenant, db.Model):
    """What an item's money is for (세부 내역), with the basis of its calculation; `decided_won` is what the council left of it."""

    __tablename__ = "item_line"
    item_id: Mapped[int]
    position: Mapped[int]
    name: Mapped[str]
    basis: Mapped[str] = mapped_column(default="")
    amount_won: Mapped[int] = mapped_column(BigInteger)
    decided_won: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        UniqueConstraint("item_id", "position"),
        within_district("budget_item", "item_id"),
        CheckConstraint("amount_won >= 0", name="item_line_amount_not_negative"),
        CheckConstraint("decided_won >= 0", name="item_line_decided_not_negative"),
    )

    @property
    def is_changed(self) -> bool:
        """Whether the council left another amount than was asked for."""
        return self.decided_won is not None and self.decided_won != self.amount_won


class BudgetTable(Tenant, db.Model):
    """A hierarchical budget table as an office published it. Never changed: a corrected one is another, this one withdrawn."""

    __tablename__ = "budget_table"
    name: Mapped[str]
    year: Mapped[int]
    unit: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    total_won: Mapped[int] = mapped_column(BigInteger)
    published_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    once: Mapped[str | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    lines: Mapped[list["BudgetLine"]] = relationship(viewonly=True, order_by="BudgetLine.position")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("published_by_id", "once"),
        Index("ix_budget_table_year", "district_id", "year"),
    )

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class BudgetLine(Tenant, db.Model):
    """One line of a table, in the order of the table; what stands below it has a higher level."""

    __tablename__ = "budget_line"
    table_id: Mapped[int]
    position: Mapped[int]
    level: Mapped[int]
    name: Mapped[str]
    amount_won: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("table_id", "position"),
        within_district("budget_table", "table_id"),
        CheckConstraint("amount_won >= 0", name="line_amount_not_negative"),
    )
