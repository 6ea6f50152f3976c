"""The department's review: findings by criterion with reasons, an estimate with its basis, and the verdict they amount to.

Nothing of it is anywhere to be read before it is finished: neither page nor file nor history knows a draft.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.budget import queries
from app.budget.models import Candidate, DepartmentReview, ReviewFinding
from app.budget.queries import reviews as review_queries
from app.budget.review_models import InterimReply, OwnFinding, ReviewPart
from app.budget.rules import (
    check_cost,
    check_due,
    check_reason,
    is_eligible,
)
from app.budget.services.common import admit_to, move, tell, within_ceiling
from app.budget.states import Act, CandidateState, Criterion, PartKind, Verdict
from app.core import clock
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import Department
from app.districts.states import Role
from app.extensions import db


class NotAssigned(RuleBroken):
    code = "NOT_ASSIGNED"
    sentence = N_("담당 부서가 아직 정해지지 않았습니다.")


class ReviewIncomplete(InvalidInput):
    code = "REVIEW_INCOMPLETE"
    sentence = N_("모든 기준을 판단해야 검토를 마칠 수 있습니다.")


class UnknownCriterion(InvalidInput):
    code = "UNKNOWN_CRITERION"
    sentence = N_("이 주기에 없는 기준입니다.")


class LeadTakesPart(InvalidInput):
    code = "LEAD_TAKES_PART"
    sentence = N_("총괄 부서는 추진·협조 부서로 다시 고를 수 없습니다.")


class NotATakingPart(RuleBroken):
    code = "NOT_TAKING_PART"
    status = 403
    sentence = N_("이 제안의 추진·협조 부서가 아닙니다.")


@dataclass(frozen=True)
class FindingDraft:
    """What an officer found under one criterion: one of the three of every cycle, or the code of one of the cycle's own."""

    criterion: Criterion | str
    verdict: Verdict
    reason: str


@transaction
def write(
    candidate: Candidate, *, by: Any, findings: Iterable[FindingDraft], cost_won: int | None, finish: bool, cost_basis: str = "",
    is_event: bool | None = None,
) -> DepartmentReview:  # fmt: skip
    """Save findings and estimate together and, if asked, finish the review with them."""
    if is_event is not None:
        mark_event(candidate, is_event)
    for finding in findings:
        save_finding(candidate, by=by, finding=finding)
    if cost_won is not None or cost_basis:
        estimate(candidate, by=by, cost_won=cost_won, basis=cost_basis)
    return finish_review(candidate, by=by) if finish else review_row(candidate)


@transaction
def save_finding(candidate: Candidate, *, by: Any, finding: FindingDraft) -> None:
    """Write or rewrite one finding; nothing is public before the review is finished."""
    cycle = admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    check_reason(finding.reason, f"{finding.criterion}_reason")
    review = review_row(candidate)
    row = _finding(review, finding.criterion, {one.code for one in cycle.policy.own_criteria})
    row.verdict, row.reason = finding.verdict, finding.reason
    db.session.add(row)


def _finding(review: DepartmentReview, criterion: Criterion | str, own: set[str]) -> ReviewFinding | OwnFinding:
    if isinstance(criterion, Criterion):
        known = next((one for one in queries.findings(review) if one.criterion is criterion), None)
        return known or ReviewFinding(district_id=review.district_id, review_id=review.id, criterion=criterion)
    if criterion not in own:
        raise UnknownCriterion
    mine = next((one for one in review_queries.own_findings(review) if one.code == criterion), None)
    return mine or OwnFinding(district_id=review.district_id, review_id=review.id, code=criterion)


@transaction
def mark_event(candidate: Candidate, is_event: bool) -> None:
    """행사성 사업: an event has a lower ceiling of its own. Told with everything else when the review is finished."""
    admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    candidate.is_event = is_event


@transaction
def estimate(candidate: Candidate, *, by: Any, cost_won: int | None, basis: str = "") -> DepartmentReview:
    """The department's estimate and what it is based on; it becomes the candidate's cost when the review is finished."""
    admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    review = review_row(candidate)
    if cost_won is not None:
        review.cost_won = check_cost(cost_won)
    review.cost_basis = stored(basis) or review.cost_basis
    return review


@transaction
def finish_review(candidate: Candidate, *, by: Any) -> DepartmentReview:
    """Publish the findings: eligible if every criterion is met, ineligible otherwise. An eligible candidate has a cost."""
    cycle = admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    review = review_row(candidate)
    found, own = queries.findings(review), review_queries.own_findings(review)
    verdicts = {one.criterion: one.verdict for one in found}
    if set(verdicts) != set(Criterion) or {one.code for one in own} != {one.code for one in cycle.policy.own_criteria}:
        raise ReviewIncomplete
    eligible = is_eligible(verdicts) and all(one.verdict is Verdict.ELIGIBLE for one in own)
    _take_estimate(candidate, review, by)
    if eligible:
        within_ceiling(candidate, candidate.cost_won)
    if candidate.is_event:
        tell(candidate, "budget.marked_event", by=by, role=Role.OFFICER, department=_department(candidate))
    review.finished_at, review.finished_by_id = clock.now(), by.id
    move(candidate, "find_eligible" if eligible else "find_ineligible")
    failed: list[Any] = [one for one in found if one.verdict is Verdict.INELIGIBLE]
    failed_own: list[Any] = [one for one in own if one.verdict is Verdict.INELIGIBLE]
    details = {
        "department": _department(candidate), "criteria": [one.criterion.value for one in failed],
        "own": [one.name_ko for one in cycle.policy.own_criteria if one.code in {row.code for row in failed_own}],
    }  # fmt: skip
    tell(
        candidate, "budget.found_eligible" if eligible else "budget.found_ineligible", by=by, role=Role.OFFICER,
        reason=" / ".join(one.reason for one in (*failed, *failed_own)), **details,
    )  # fmt: skip
    return review


def _take_estimate(candidate: Candidate, review: DepartmentReview, by: Any) -> None:
    if review.cost_won is None or review.cost_won == candidate.cost_won:
        return
    candidate.cost_won = review.cost_won
    details = {"department": _department(candidate), "cost_won": review.cost_won, "currency": candidate.cycle.currency}
    tell(candidate, "budget.cost_estimated", by=by, role=Role.OFFICER, reason=review.cost_basis, **details)


@transaction
def interim(candidate: Candidate, *, by: Any, text: str, due_at: datetime) -> InterimReply:
    """중간답변: say in public why it takes longer and until when; the new deadline is later than the one that stood."""
    cycle = admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    review = review_row(candidate)
    check_reason(text, "text")
    check_due(due_at, now=clock.now(), before=review.due_at or cycle.due(cycle.stage))
    review.due_at = due_at
    reply = InterimReply(
        district_id=candidate.district_id, candidate_id=candidate.id, department_id=review.department_id, text=stored(text),
        due_at=due_at, at=clock.now(),
    )  # fmt: skip
    db.session.add(reply)
    details = {"department": _department(candidate), "until_at": due_at.isoformat()}
    tell(candidate, "budget.interim_reply", by=by, role=Role.OFFICER, reason=stored(text), **details)
    return reply


@transaction
def involve(
    candidate: Candidate, *, by: Any, departments: dict[PartKind, list[Department]], due_at: datetime | None = None
) -> list[ReviewPart]:
    """Name the executing and cooperating departments, and a deadline of its own; who is not named any more leaves, unless it has spoken."""
    cycle = admit_to(candidate, Act.ASSIGN, CandidateState.NOMINATED)
    wanted = {unit.id: (unit, kind) for kind, units in departments.items() for unit in units}
    if candidate.department_id in wanted or len(wanted) != sum(map(len, departments.values())):
        raise LeadTakesPart
    if due_at is not None and due_at != (review := review_row(candidate)).due_at:
        check_due(due_at, now=clock.now(), before=None)
        review.due_at = due_at
    known = {part.department_id: part for part in review_queries.parts(candidate)}
    for gone in known.keys() - wanted.keys():
        if not known[gone].opinion:
            db.session.delete(known[gone])
    for number, (unit, kind) in wanted.items():
        if (part := known.get(number)) is None:
            part = ReviewPart(district_id=candidate.district_id, candidate_id=candidate.id, department_id=number)
            db.session.add(part)
        if part.kind is not kind:
            part.kind = kind
            details = {"department": unit.name_ko, "part": kind.value, "cycle": cycle.name}
            tell(candidate, "budget.involved", by=by, role=Role.COORDINATOR, **details)
    db.session.flush()
    return review_queries.parts(candidate)


@transaction
def advise(candidate: Candidate, *, by: Any, department_ids: Iterable[int], opinion: str) -> ReviewPart:
    """An opinion of an executing or cooperating department, for the lead; public with the finished review."""
    admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    mine = set(department_ids)
    part = next((one for one in review_queries.parts(candidate) if one.department_id in mine), None)
    if part is None:
        raise NotATakingPart
    check_reason(opinion, "opinion")
    part.opinion, part.opinion_at = stored(opinion), clock.now()
    return part


def review_row(candidate: Candidate) -> DepartmentReview:
    """The review of the department at hand, begun if need be."""
    if candidate.department_id is None:
        raise NotAssigned
    review = queries.review_of(candidate)
    if review is None:
        review = DepartmentReview(
            district_id=candidate.district_id, candidate_id=candidate.id, department_id=candidate.department_id
        )
        db.session.add(review)
        db.session.flush()
    return review


def _department(candidate: Candidate) -> str:
    return candidate.department.name_ko if candidate.department else ""
