"""The two screenings: score sheets, recusals, the count of a round, and admissions the panel resolves on afterwards."""

from collections.abc import Mapping
from typing import Any

from app.budget import queries
from app.budget.models import Candidate, Cycle, Recusal, ScoreSheet, ScreeningOutcome, ScreeningRound
from app.budget.panel_models import SheetMark
from app.budget.policy import BudgetPolicy
from app.budget.queries import panels
from app.budget.rules import NotACandidateForThis, check_cap, check_cost, check_part_cap, check_points, check_reason, total_of
from app.budget.screening import Entry, Standing, screen
from app.budget.services.common import admit_to, enter, move, tell
from app.budget.states import SCREENED, SCREENING_STAGE, Act, CandidateState, ScreeningKind, Stage
from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db

PASS = {ScreeningKind.PAPER: "pass_first", ScreeningKind.IN_DEPTH: "pass_second"}
REJECT = {ScreeningKind.PAPER: "reject_first", ScreeningKind.IN_DEPTH: "reject_second"}
ADMIT = {
    Stage.DELIBERATION: (ScreeningKind.PAPER, CandidateState.FIRST_REJECTED, "admit_first"),
    Stage.FINAL_SELECTION: (ScreeningKind.IN_DEPTH, CandidateState.SECOND_REJECTED, "admit_second"),
}


class SheetHandedIn(RuleBroken):
    code = "SHEET_HANDED_IN"
    sentence = N_("이미 심사표를 냈습니다. 낸 심사표는 바꿀 수 없습니다.")


class RecusedPanelist(RuleBroken):
    code = "RECUSED_PANELIST"
    sentence = N_("심사를 회피한 제안은 채점할 수 없습니다.")


class NotOnThePanel(RuleBroken):
    code = "NOT_ON_THE_PANEL"
    status = 403
    sentence = N_("이 주기의 심사위원으로 위촉되지 않았거나 임기가 아닙니다.")


class OwnProposal(RuleBroken):
    code = "OWN_PROPOSAL"
    sentence = N_("자기가 낸 제안은 심사할 수 없습니다.")


class VoteAlreadyOpen(RuleBroken):
    code = "VOTE_ALREADY_OPEN"
    sentence = N_("투표가 열린 뒤에는 후보를 바꿀 수 없습니다.")


def kind_of(cycle: Cycle) -> ScreeningKind:
    """The round that is being scored now."""
    return ScreeningKind.PAPER if cycle.stage is Stage.FIRST_SCREENING else ScreeningKind.IN_DEPTH


@transaction(conflict=SheetHandedIn)
def score(
    candidate: Candidate, *, by: Any, points: int | None = None, note: str = "", marks: Mapping[str, int] | None = None
) -> ScoreSheet:
    """Hand in one sheet, once and for all: whoever has seen the others' points cannot change theirs.

    `marks`: points by criterion, where the policy has a sheet of its own; without one the sheet is one number.
    """
    round_, cycle = _round(candidate), candidate.cycle
    if cycle.policy.sheet_criteria:
        points = total_of(marks or {}, cycle.policy.sheet_criteria)
    points = check_points(points)
    if (seats := panels.seats(cycle)) and not any(one.resident_id == by.id and one.is_filled(clock.today()) for one in seats):
        raise NotOnThePanel
    if by.id in candidate.proposal.proposer_ids:
        raise OwnProposal
    if queries.recusal_of(round_, candidate, by.id):
        raise RecusedPanelist
    sheet = ScoreSheet(
        district_id=candidate.district_id, round_id=round_.id, candidate_id=candidate.id, panelist_id=by.id, points=points,
        note=note, at=clock.now(),
    )  # fmt: skip
    db.session.add(sheet)
    db.session.flush()
    for code, given in (marks or {}).items() if cycle.policy.sheet_criteria else ():
        db.session.add(SheetMark(district_id=sheet.district_id, sheet_id=sheet.id, code=code, points=given))
    return sheet


@transaction(conflict=RecusedPanelist)
def recuse(candidate: Candidate, *, by: Any, reason: str) -> Recusal:
    """Stay away from one candidate; whoever has scored it cannot any more."""
    round_ = _round(candidate)
    check_reason(reason)
    if queries.sheet_of(round_, candidate, by.id):
        raise SheetHandedIn
    recusal = Recusal(
        district_id=candidate.district_id, round_id=round_.id, candidate_id=candidate.id, panelist_id=by.id, reason=reason,
        at=clock.now(),
    )  # fmt: skip
    db.session.add(recusal)
    tell(candidate, "budget.recused", by=by, role=Role.PANELIST, reason=reason)
    return recusal


def _round(candidate: Candidate) -> ScreeningRound:
    cycle = enter(candidate.cycle, Act.SCORE)
    kind = kind_of(cycle)
    admit_to(candidate, Act.SCORE, SCREENED[kind])
    return queries.round_of(cycle, kind)


def begin(cycle: Cycle, kind: ScreeningKind) -> ScreeningRound:
    """Open a round; part of advancing the cycle."""
    round_ = ScreeningRound(district_id=cycle.district_id, cycle_id=cycle.id, kind=kind)
    db.session.add(round_)
    db.session.flush()
    return round_


def close(cycle: Cycle, kind: ScreeningKind) -> list[Standing]:
    """Count a round and pass what fits under its ceiling; part of advancing the cycle."""
    round_, policy = queries.round_of(cycle, kind), cycle.policy
    candidates = {candidate.id: candidate for candidate in queries.in_state(cycle, SCREENED[kind])}
    sums = panels.sums(round_)
    entries = [_entry(one.id, check_cost(one.cost_won), sums.get(one.id), part_of(one, policy)) for one in candidates.values()]
    percent = policy.cap_percent(SCREENING_STAGE[kind])
    standings = screen(
        entries, envelope_won=cycle.envelope_won, cap_percent=percent, cap_rule=policy.cap_rule, digest=cycle.digest,
        tie_order=policy.tie_order, parts_won=policy.part_envelopes,
    )  # fmt: skip
    check_cap(SCREENING_STAGE[kind], sum(one.cost_won for one in standings if one.is_passed), policy)
    for standing in standings:
        _announce(round_, candidates[standing.id], standing, cycle)
    round_.closed_at = clock.now()
    return standings


def _entry(number: int, cost_won: int, counted: panels.Sum | None, part: str) -> Entry:
    return Entry(number, cost_won, counted.points_sum if counted else 0, counted.sheets if counted else 0, part)


def provisional(cycle: Cycle, kind: ScreeningKind) -> list[tuple[Standing, panels.Row, panels.Sum | None]]:
    """Where the round would end if it were closed now; nothing is written."""
    policy, sums = cycle.policy, panels.sums(queries.round_of(cycle, kind))
    rows = {row.id: row for row in panels.rows(cycle, kind)}
    entries = [_entry(row.id, row.cost_won, sums.get(row.id), policy.part_of(row.track, row.field)) for row in rows.values()]
    standings = screen(
        entries, envelope_won=cycle.envelope_won, cap_percent=policy.cap_percent(SCREENING_STAGE[kind]), cap_rule=policy.cap_rule,
        digest=cycle.digest, tie_order=policy.tie_order, parts_won=policy.part_envelopes,
    )  # fmt: skip
    return [(one, rows[one.id], sums.get(one.id)) for one in standings]


def _announce(round_: ScreeningRound, candidate: Candidate, standing: Standing, cycle: Cycle) -> None:
    outcome = ScreeningOutcome(
        district_id=candidate.district_id, round_id=round_.id, candidate_id=candidate.id, rank=standing.rank,
        points_sum=standing.points_sum, sheet_count=standing.sheets, cost_won=standing.cost_won, is_passed=standing.is_passed,
        reason_code=standing.code, params=standing.params,
    )  # fmt: skip
    db.session.add(outcome)
    move(candidate, (PASS if standing.is_passed else REJECT)[round_.kind])
    action = "budget.screening_passed" if standing.is_passed else "budget.screening_rejected"
    details = {
        "screening": round_.kind.value, "points_sum": standing.points_sum, "sheets": standing.sheets, "code": standing.code,
        "currency": cycle.currency, **standing.params,
    }  # fmt: skip
    tell(candidate, action, role=Role.PANELIST, **details)


@transaction
def admit(candidate: Candidate, *, by: Any, reason: str) -> ScreeningOutcome:
    """Carry out a resolution of the panel to pass one more candidate, as long as the ceiling holds."""
    cycle = enter(candidate.cycle, Act.ADMIT)
    kind, state, action = ADMIT[cycle.stage]
    db.session.refresh(candidate, with_for_update={"of": Candidate})
    if candidate.state is not state:
        raise NotACandidateForThis(state=candidate.state.value)
    if cycle.paper_id is not None:
        raise VoteAlreadyOpen
    check_reason(reason)
    outcomes = queries.outcomes(queries.round_of(cycle, kind), lock=True)
    mine = next(one for one in outcomes if one.candidate_id == candidate.id)
    passed = sum(one.cost_won for one in outcomes if one.is_passed)
    check_cap(SCREENING_STAGE[kind], passed + mine.cost_won, cycle.policy)
    _check_part(cycle, candidate, kind, outcomes)
    mine.is_passed, mine.reason_code = True, "ADMITTED"
    move(candidate, action)
    tell(candidate, "budget.admitted", by=by, role=Role.COORDINATOR, reason=reason, screening=kind.value)
    return mine


def part_of(candidate: Candidate, policy: BudgetPolicy) -> str:
    """The part of the whole this candidate draws on."""
    return policy.part_of(candidate.track, candidate.proposal.field.value)


def _check_part(cycle: Cycle, candidate: Candidate, kind: ScreeningKind, outcomes: list[ScreeningOutcome]) -> None:
    policy = cycle.policy
    part = part_of(candidate, policy)
    if part not in policy.part_envelopes:
        return
    others = {one.id: one for one in queries.by_ids(cycle, [one.candidate_id for one in outcomes if one.is_passed])}
    in_part = [one for one in outcomes if one.candidate_id in others and part_of(others[one.candidate_id], policy) == part]
    added = next(one.cost_won for one in outcomes if one.candidate_id == candidate.id)
    check_part_cap(SCREENING_STAGE[kind], part, sum(one.cost_won for one in in_part) + added, policy)
