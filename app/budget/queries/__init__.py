"""Reads of the pipeline. The public pages load whole graphs at once: their number of statements does not grow with the data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.budget.models import (
    BudgetItem,
    Candidate,
    Cycle,
    DeliberationRecord,
    DepartmentReview,
    ItemLine,
    Recusal,
    ReviewFinding,
    ScoreSheet,
    ScreeningOutcome,
    ScreeningRound,
)
from app.budget.review_models import InterimReply, ReviewPart
from app.budget.rules import ASSIGN_PAGE_SIZE, PAGE_SIZE
from app.budget.statement_models import ResidentOpinion
from app.budget.states import REACHED, CandidateState, Criterion, Decision, DeliberationStep, ScreeningKind, Stage
from app.core import clock
from app.core.history import HistoryEntry
from app.districts.models import District
from app.extensions import db
from app.proposals import queries as proposals
from app.proposals.models import Proposal, ProposalProposer, ProposalVersion
from app.voting.models import Paper, RollEntry
from app.voting.states import PaperState

_PROPOSAL = joinedload(Candidate.proposal).joinedload(Proposal.current)
_PROPOSERS = joinedload(Candidate.proposal).selectinload(Proposal.proposers)
_CYCLE = joinedload(Candidate.cycle).selectinload(Cycle.deadlines)


ADVANCED = ("budget.advanced", "budget.advanced_by_date")
"""A stage left by a person, or because its day had come."""


def cycle(district: District, cycle_id: int) -> Cycle | None:
    wanted = (Cycle.district_id == district.id) & (Cycle.id == cycle_id)
    found = db.session.scalars(select(Cycle).where(wanted).options(joinedload(Cycle.deadlines)))
    return found.unique().one_or_none()


def cycles(district: District) -> list[Cycle]:
    """All cycles, the newest first."""
    found = select(Cycle).where(Cycle.district_id == district.id).options(joinedload(Cycle.deadlines))
    return list(db.session.scalars(found.order_by(Cycle.year.desc(), Cycle.id.desc())).unique())


def running(district: District) -> list[Cycle]:
    return [one for one in cycles(district) if one.is_running]


def named(district: District, name: str, year: int) -> Cycle | None:
    return db.session.scalar(select(Cycle).where(Cycle.district_id == district.id, Cycle.name == name, Cycle.year == year))


def opened_before(district: District, by: Any, once: str | None) -> Cycle | None:
    """The cycle this person has already opened with this form."""
    if not once or by is None:
        return None
    return db.session.scalar(
        select(Cycle).where(Cycle.district_id == district.id, Cycle.opened_by_id == by.id, Cycle.once == once)
    )


def cycle_of_paper(paper_id: int) -> Cycle | None:
    return db.session.scalar(select(Cycle).where(Cycle.paper_id == paper_id))


def paper(cycle: Cycle) -> Paper | None:
    if cycle.paper_id is None:
        return None
    return db.session.scalar(select(Paper).where(Paper.id == cycle.paper_id, Paper.district_id == cycle.district_id))


def proposers_on(paper: Paper) -> Select[Any]:
    """The ids of everybody whose candidate stands on this paper."""
    on_paper = (Candidate.cycle_id == Cycle.id) & Candidate.option_code.is_not(None)
    found = select(ProposalProposer.resident_id).join(Candidate, Candidate.proposal_id == ProposalProposer.proposal_id)
    return found.join(Cycle, on_paper).where(Cycle.paper_id == paper.id)


def voters_last_time(cycle: Cycle) -> int:
    """How many took part in this district's last vote on a budget: what the next one may expect."""
    last = select(func.max(Cycle.paper_id)).where(Cycle.district_id == cycle.district_id, Cycle.id != cycle.id).scalar_subquery()
    return db.session.scalar(select(func.count()).select_from(RollEntry).where(RollEntry.paper_id == last)) or 0


def papers_now_open(district: District) -> list[tuple[Cycle, Paper]]:
    """Cycles whose vote can be taken part in."""
    found = select(Cycle, Paper).join(Paper, (Paper.id == Cycle.paper_id) & (Paper.district_id == Cycle.district_id))
    wanted = found.where(Cycle.district_id == district.id, Paper.state == PaperState.OPEN, Paper.imported.is_(False))
    return [(one, vote) for one, vote in db.session.execute(wanted.order_by(Paper.closes_at))]


def candidate(district: District, cycle_id: int, candidate_id: int) -> Candidate | None:
    """A candidate with its cycle, proposal, wording and department."""
    wanted = (Candidate.district_id == district.id) & (Candidate.cycle_id == cycle_id) & (Candidate.id == candidate_id)
    options = (_PROPOSAL, _PROPOSERS, _CYCLE, joinedload(Candidate.department))
    return db.session.scalar(select(Candidate).where(wanted).options(*options))


def candidate_of(proposal: Proposal) -> Candidate | None:
    wanted = (Candidate.district_id == proposal.district_id) & (Candidate.proposal_id == proposal.id)
    return db.session.scalar(select(Candidate).where(wanted).options(joinedload(Candidate.cycle)))


def states_of(all_: Sequence[Proposal]) -> dict[int, CandidateState]:
    """Proposal id to how its cycle has judged it so far, in one statement; a list may span districts, as on a resident's own page."""
    places, numbers = {one.district_id for one in all_}, [one.id for one in all_]
    wanted = Candidate.district_id.in_(places) & Candidate.proposal_id.in_(numbers)
    return {row[0]: row[1] for row in db.session.execute(select(Candidate.proposal_id, Candidate.state).where(wanted))}


def in_states(district_ids: Sequence[int], states: Iterable[CandidateState]) -> Select[Any]:
    """The ids of the proposals that stand there, for a filter of a list of proposals."""
    return select(Candidate.proposal_id).where(Candidate.district_id.in_(district_ids), Candidate.state.in_(list(states)))


def story_of(proposal: Proposal) -> Candidate | None:
    """The candidate with everything that was judged about it; every collection has at most three rows, so one statement will do."""
    wanted = (Candidate.district_id == proposal.district_id) & (Candidate.proposal_id == proposal.id)
    options = (
        joinedload(Candidate.cycle).joinedload(Cycle.deadlines),
        joinedload(Candidate.department),
        joinedload(Candidate.review).joinedload(DepartmentReview.department),
        joinedload(Candidate.review).joinedload(DepartmentReview.findings),
        joinedload(Candidate.review).joinedload(DepartmentReview.own_findings),
        joinedload(Candidate.parts).joinedload(ReviewPart.department),
        joinedload(Candidate.interim).joinedload(InterimReply.department),
        joinedload(Candidate.appeal),
        joinedload(Candidate.outcomes).joinedload(ScreeningOutcome.round),
        joinedload(Candidate.deliberations),
        joinedload(Candidate.selection),
        joinedload(Candidate.item),
    )
    return db.session.execute(select(Candidate).where(wanted).options(*options)).unique().scalar_one_or_none()


def in_state(cycle: Cycle, *states: CandidateState, with_proposers: bool = True) -> list[Candidate]:
    """Candidates in these states with their proposals, by id."""
    found = select(Candidate).where(Candidate.cycle_id == cycle.id, Candidate.district_id == cycle.district_id)
    found = found.where(Candidate.state.in_(states)).options(_PROPOSAL, joinedload(Candidate.department))
    found = found.options(_PROPOSERS) if with_proposers else found
    return list(db.session.scalars(found.order_by(Candidate.id)))


def numbers_in(cycle: Cycle, *states: CandidateState) -> tuple[int, int]:
    """How many candidates are in these states, and how many of them have no department yet."""
    counted = select(func.count(Candidate.id), func.count(Candidate.department_id))
    wanted = counted.where(
        Candidate.cycle_id == cycle.id, Candidate.district_id == cycle.district_id, Candidate.state.in_(states)
    )
    number, assigned = db.session.execute(wanted).one()
    return number, number - assigned


def waiting(cycle: Cycle, page: int) -> list[Candidate]:
    """One page of what is to be assigned or may go to another department; those nobody has yet first."""
    found = select(Candidate).where(Candidate.cycle_id == cycle.id, Candidate.district_id == cycle.district_id)
    found = found.where(Candidate.state == CandidateState.NOMINATED).options(_PROPOSAL, joinedload(Candidate.department))
    found = found.order_by(Candidate.department_id.is_not(None), Candidate.id)
    return list(db.session.scalars(found.limit(ASSIGN_PAGE_SIZE).offset((page - 1) * ASSIGN_PAGE_SIZE)))


def missing_records(cycle: Cycle) -> dict[int, int]:
    """Candidate id to how many records of deliberation it still lacks, of those that passed the first screening."""
    steps = list(cycle.policy.deliberation_steps)
    held = (DeliberationRecord.candidate_id == Candidate.id) & DeliberationRecord.step.in_(steps)
    counted = select(Candidate.id, func.count(DeliberationRecord.id)).outerjoin(DeliberationRecord, held)
    counted = counted.where(Candidate.cycle_id == cycle.id, Candidate.state == CandidateState.FIRST_PASSED).group_by(Candidate.id)
    rows = db.session.execute(counted.having(func.count(DeliberationRecord.id) < len(steps)))
    return {number: len(steps) - records for number, records in rows}


def bill_counts(cycle: Cycle) -> tuple[int, int, bool]:
    """In one statement: items of the bill, those the council has not decided, and whether a residents' statement is out."""
    of_cycle = BudgetItem.candidate_id.in_(select(Candidate.id).where(Candidate.cycle_id == cycle.id))
    items_, pending = (
        select(func.count(BudgetItem.id)).where(of_cycle, condition).scalar_subquery()
        for condition in (true(), BudgetItem.decision == Decision.PENDING)
    )
    issued = select(func.count(ResidentOpinion.id)).where(ResidentOpinion.cycle_id == cycle.id).scalar_subquery()
    first, second, third = db.session.execute(select(items_, pending, issued)).one()
    return first, second, bool(third)


def by_ids(cycle: Cycle, ids: Iterable[int]) -> list[Candidate]:
    """These candidates of the cycle; ids of others are left out."""
    wanted = (Candidate.cycle_id == cycle.id) & (Candidate.district_id == cycle.district_id) & Candidate.id.in_(list(ids))
    found = select(Candidate).where(wanted).options(_PROPOSAL, joinedload(Candidate.department))
    return list(db.session.scalars(found.order_by(Candidate.id)))


def funnels(cycles: Sequence[Cycle]) -> dict[int, dict[str, int]]:
    """For each cycle, how many candidates came how far, in one statement."""
    ids = [one.id for one in cycles]
    if not ids:
        return {}
    counted = select(Candidate.cycle_id, Candidate.state, func.count()).where(Candidate.cycle_id.in_(ids))
    numbers: dict[int, dict[str, int]] = {number: dict.fromkeys(REACHED, 0) for number in ids}
    for cycle_id, state, count in db.session.execute(counted.group_by(Candidate.cycle_id, Candidate.state)):
        for milestone, states in REACHED.items():
            numbers[cycle_id][milestone] += count if state in states else 0
    return numbers


def listing(cycle: Cycle, *, milestone: str = "proposed", page: int = 1) -> list[Candidate]:
    """One page of candidates that came at least that far; `funnels` knows how many there are."""
    where = (Candidate.cycle_id == cycle.id, Candidate.district_id == cycle.district_id, Candidate.state.in_(REACHED[milestone]))
    found = select(Candidate).join(Candidate.proposal).join(Proposal.current).where(*where)
    options = (
        contains_eager(Candidate.proposal).contains_eager(Proposal.current),
        joinedload(Candidate.department),
        joinedload(Candidate.selection),
        selectinload(Candidate.outcomes).joinedload(ScreeningOutcome.round),
    )
    found = found.options(*options).order_by(Candidate.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return list(db.session.scalars(found))


def everything(cycle: Cycle) -> list[Candidate]:
    """Every candidate as a file lists it, in three statements however many there are."""
    found = select(Candidate).join(Candidate.proposal).join(Proposal.current)
    options = (
        contains_eager(Candidate.proposal).contains_eager(Proposal.current), joinedload(Candidate.department),
        joinedload(Candidate.selection),
    )  # fmt: skip
    wanted = found.where(Candidate.cycle_id == cycle.id, Candidate.district_id == cycle.district_id)
    return list(db.session.scalars(wanted.options(*options).order_by(Candidate.id)))


def review_of(candidate: Candidate) -> DepartmentReview | None:
    wanted = (DepartmentReview.candidate_id == candidate.id) & (DepartmentReview.district_id == candidate.district_id)
    return db.session.scalar(select(DepartmentReview).where(wanted))


def findings(review: DepartmentReview) -> list[ReviewFinding]:
    found = select(ReviewFinding).where(ReviewFinding.review_id == review.id, ReviewFinding.district_id == review.district_id)
    return list(db.session.scalars(found.order_by(ReviewFinding.id)))


def findings_of(candidate: Candidate) -> dict[Criterion, ReviewFinding]:
    """What the department has written so far."""
    review = review_of(candidate)
    return {one.criterion: one for one in findings(review)} if review else {}


def round_of(cycle: Cycle, kind: ScreeningKind) -> ScreeningRound:
    found = select(ScreeningRound).where(ScreeningRound.cycle_id == cycle.id, ScreeningRound.kind == kind)
    return db.session.scalars(found).one()


def closed_rounds(cycle: Cycle) -> list[ScreeningRound]:
    found = select(ScreeningRound).where(ScreeningRound.cycle_id == cycle.id, ScreeningRound.closed_at.is_not(None))
    return list(db.session.scalars(found.order_by(ScreeningRound.id)))


def sheets(round_: ScreeningRound, candidate: Candidate) -> list[ScoreSheet]:
    """Those that stand."""
    wanted = (ScoreSheet.round_id == round_.id) & (ScoreSheet.candidate_id == candidate.id) & ScoreSheet.voided_at.is_(None)
    found = select(ScoreSheet).where(wanted)
    return list(db.session.scalars(found.order_by(ScoreSheet.id)))


def sheet_of(round_: ScreeningRound, candidate: Candidate, panelist_id: int) -> ScoreSheet | None:
    return next((one for one in sheets(round_, candidate) if one.panelist_id == panelist_id), None)


def sheets_by(resident_id: int) -> list[ScoreSheet]:
    """Everything this resident has scored, in whatever district: for their own export."""
    return list(db.session.scalars(select(ScoreSheet).where(ScoreSheet.panelist_id == resident_id).order_by(ScoreSheet.id)))


def recusal_of(round_: ScreeningRound, candidate: Candidate, panelist_id: int) -> Recusal | None:
    wanted = (Recusal.round_id == round_.id) & (Recusal.candidate_id == candidate.id) & (Recusal.panelist_id == panelist_id)
    return db.session.scalar(select(Recusal).where(wanted))


def recused(round_: ScreeningRound) -> dict[int, set[int]]:
    """Candidate id to the ids of the panelists who stay away."""
    found: dict[int, set[int]] = {}
    for candidate_id, panelist_id in db.session.execute(
        select(Recusal.candidate_id, Recusal.panelist_id).where(Recusal.round_id == round_.id)
    ):
        found.setdefault(candidate_id, set()).add(panelist_id)
    return found


def district_of(cycle: Cycle) -> District:
    return db.session.get_one(District, cycle.district_id)


def outcomes(round_: ScreeningRound, *, lock: bool = False) -> list[ScreeningOutcome]:
    found = select(ScreeningOutcome).where(ScreeningOutcome.round_id == round_.id).order_by(ScreeningOutcome.rank)
    return list(db.session.scalars(found.with_for_update() if lock else found))


def outcome_table(
    cycle: Cycle, kind: ScreeningKind, *, page: int | None = None
) -> tuple[ScreeningRound, list[tuple[ScreeningOutcome, Candidate]]] | None:
    """The published table of a closed round in the order of ranks, or one page of it; None while it is not closed."""
    round_ = next((one for one in closed_rounds(cycle) if one.kind is kind), None)
    if round_ is None:
        return None
    found = select(ScreeningOutcome, Candidate).join(Candidate, Candidate.id == ScreeningOutcome.candidate_id)
    found = found.where(ScreeningOutcome.round_id == round_.id).order_by(ScreeningOutcome.rank).options(_PROPOSAL)
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return round_, [(outcome, one) for outcome, one in db.session.execute(found)]


@dataclass(frozen=True)
class Passed:
    """What a closed round came to: how many were judged and passed, for how much money, and the rank the line stands below."""

    number: int
    passed: int
    passed_won: int
    last_passed: int


def passed(round_: ScreeningRound) -> Passed:
    counted = select(
        ScreeningOutcome.is_passed, func.count(), func.sum(ScreeningOutcome.cost_won), func.max(ScreeningOutcome.rank)
    )
    rows = db.session.execute(counted.where(ScreeningOutcome.round_id == round_.id).group_by(ScreeningOutcome.is_passed))
    found = {is_passed: (number, int(won or 0), last) for is_passed, number, won, last in rows}
    number, won, last = found.get(True, (0, 0, 0))
    return Passed(number + found.get(False, (0, 0, 0))[0], number, won, last)


def deliberation(candidate: Candidate, step: DeliberationStep) -> DeliberationRecord | None:
    wanted = (DeliberationRecord.candidate_id == candidate.id) & (DeliberationRecord.step == step)
    return db.session.scalar(select(DeliberationRecord).where(wanted))


def deliberations(candidate: Candidate) -> list[DeliberationRecord]:
    found = select(DeliberationRecord).where(DeliberationRecord.candidate_id == candidate.id)
    return list(db.session.scalars(found.order_by(DeliberationRecord.held_on, DeliberationRecord.id)))


def deliberated_steps(cycle: Cycle) -> dict[int, set[DeliberationStep]]:
    """Candidate id to the steps that are on record."""
    found: dict[int, set[DeliberationStep]] = {}
    rows = select(DeliberationRecord.candidate_id, DeliberationRecord.step).join(
        Candidate, Candidate.id == DeliberationRecord.candidate_id
    )
    for candidate_id, step in db.session.execute(rows.where(Candidate.cycle_id == cycle.id)):
        found.setdefault(candidate_id, set()).add(step)
    return found


def versions_before(candidate: Candidate) -> tuple[ProposalVersion, ProposalVersion] | None:
    """The first and the frozen version of a candidate's proposal, None until one is frozen."""
    if candidate.final_version_id is None:
        return None
    all_ = proposals.versions(candidate.proposal)
    return all_[0], next(one for one in all_ if one.id == candidate.final_version_id)


def frozen(cycle: Cycle) -> list[tuple[Candidate, ProposalVersion]]:
    """Candidates that go on the paper with the wording frozen for it."""
    found = select(Candidate, ProposalVersion).join(ProposalVersion, ProposalVersion.id == Candidate.final_version_id)
    found = found.where(Candidate.cycle_id == cycle.id, Candidate.state == CandidateState.SECOND_PASSED)
    found = found.options(joinedload(Candidate.proposal)).order_by(Candidate.id)
    return [(one, version) for one, version in db.session.execute(found)]


def item(district: District, cycle_id: int, item_id: int) -> BudgetItem | None:
    candidate = joinedload(BudgetItem.candidate)
    options = (candidate.joinedload(Candidate.proposal).joinedload(Proposal.current), candidate.joinedload(Candidate.cycle))
    found = select(BudgetItem).join(BudgetItem.candidate).where(BudgetItem.district_id == district.id, BudgetItem.id == item_id)
    return db.session.scalar(found.where(Candidate.cycle_id == cycle_id).options(*options, selectinload(BudgetItem.lines)))


def items(cycle: Cycle) -> list[BudgetItem]:
    """Every item of the bill, the largest first."""
    found = select(BudgetItem).join(BudgetItem.candidate).join(Candidate.proposal).join(Proposal.current)
    chain = contains_eager(BudgetItem.candidate).contains_eager(Candidate.proposal).contains_eager(Proposal.current)
    found = found.where(Candidate.cycle_id == cycle.id).options(
        chain, joinedload(BudgetItem.department), selectinload(BudgetItem.lines)
    )
    return list(db.session.scalars(found.order_by(BudgetItem.amount_won.desc(), BudgetItem.id)))


def has_lines(cycle: Cycle) -> bool:
    """Whether any item of the bill says what its money is for."""
    found = select(ItemLine.id).join(BudgetItem, BudgetItem.id == ItemLine.item_id)
    found = found.join(Candidate, Candidate.id == BudgetItem.candidate_id).where(Candidate.cycle_id == cycle.id)
    return db.session.scalar(found.limit(1)) is not None


def is_in_play(candidate: Candidate) -> bool:
    """Whether the proposal is still being judged: its wording must stand still."""
    out = {
        CandidateState.INELIGIBLE, CandidateState.REDIRECTED, CandidateState.FIRST_REJECTED, CandidateState.MERGED,
        CandidateState.SECOND_REJECTED,
        CandidateState.NOT_SELECTED,
    }  # fmt: skip
    return candidate.cycle.is_running and candidate.state not in out


def to_review(district: District, department_ids: Iterable[int]) -> list[Candidate]:
    """What these departments still have to judge."""
    found = select(Candidate).join(Candidate.cycle).where(Candidate.district_id == district.id)
    found = found.where(Candidate.department_id.in_(list(department_ids)), Candidate.state == CandidateState.NOMINATED)
    found = found.where(Cycle.stage == Stage.DEPARTMENT_REVIEW)
    found = found.options(_PROPOSAL, joinedload(Candidate.cycle), joinedload(Candidate.department), joinedload(Candidate.review))
    return list(db.session.scalars(found.order_by(Candidate.id)))


def to_advise(district: District, department_ids: Iterable[int]) -> list[Candidate]:
    """What waits for the opinion of these departments, as executing or cooperating ones."""
    found = select(Candidate).join(Candidate.cycle).join(ReviewPart, ReviewPart.candidate_id == Candidate.id)
    found = found.where(Candidate.district_id == district.id, Candidate.state == CandidateState.NOMINATED)
    found = found.where(ReviewPart.department_id.in_(list(department_ids)), ReviewPart.opinion == "")
    found = found.where(Cycle.stage == Stage.DEPARTMENT_REVIEW).options(_PROPOSAL, joinedload(Candidate.cycle))
    return list(db.session.scalars(found.order_by(Candidate.id)))


def history_of(cycle: Cycle, limit: int) -> list[HistoryEntry]:
    """The latest decisions about the cycle itself, newest first."""
    found = select(HistoryEntry).where(
        HistoryEntry.district_id == cycle.district_id, HistoryEntry.subject_kind == "cycle", HistoryEntry.subject_id == cycle.id
    )
    return list(db.session.scalars(found.order_by(HistoryEntry.id.desc()).limit(limit)))


def course_of(cycle: Cycle, latest: int) -> tuple[list[HistoryEntry], dict[str, date]]:
    """In one statement: the latest decisions about the cycle, newest first, and the day in Seoul on which each stage was left."""
    own = (
        HistoryEntry.district_id == cycle.district_id, HistoryEntry.subject_kind == "cycle", HistoryEntry.subject_id == cycle.id,
    )  # fmt: skip
    newest = select(HistoryEntry.id).where(*own).order_by(HistoryEntry.id.desc()).limit(latest).scalar_subquery()
    wanted = select(HistoryEntry).where(*own, or_(HistoryEntry.action.in_(ADVANCED), HistoryEntry.id.in_(newest)))
    rows = list(db.session.scalars(wanted.order_by(HistoryEntry.id.desc())))
    left = {one.details["stage_from"]: clock.seoul(one.at).date() for one in reversed(rows) if one.action in ADVANCED}
    return rows[:latest], left


def first_intake(proposal: Proposal, cycles: Sequence[Cycle]) -> Cycle | None:
    """Of cycles in their intake the one that will take this proposal in: the one that ends first."""
    waiting = [one for one in cycles if proposal.track.value in one.policy.tracks and proposal.currency == one.currency]
    return min(waiting, key=lambda one: (one.due(Stage.INTAKE) is None, one.due(Stage.INTAKE) or one.opened_at), default=None)
