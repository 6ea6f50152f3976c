"""The department's review: findings by criterion with reasons, an estimate of the cost, and the verdict they amount to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.budget import queries
from app.budget.models import Candidate, DepartmentReview, ReviewFinding
from app.budget.rules import check_cost, check_reason, is_eligible
from app.budget.services.common import admit_to, move, tell
from app.budget.states import Act, CandidateState, Criterion, Verdict
from app.core import clock
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db


class NotAssigned(RuleBroken):
    code = "NOT_ASSIGNED"
    sentence = N_("담당 부서가 아직 정해지지 않았습니다.")


class ReviewIncomplete(InvalidInput):
    code = "REVIEW_INCOMPLETE"
    sentence = N_("세 가지 기준을 모두 판단해야 검토를 마칠 수 있습니다.")


@dataclass(frozen=True)
class FindingDraft:
    """What an officer found under one criterion."""

    criterion: Criterion
    verdict: Verdict
    reason: str


@transaction
def write(
    candidate: Candidate, *, by: Any, findings: Iterable[FindingDraft], cost_won: int | None, finish: bool
) -> DepartmentReview:
    """Save findings and estimate together and, if asked, finish the review with them."""
    for finding in findings:
        save_finding(candidate, by=by, finding=finding)
    if cost_won is not None:
        estimate(candidate, by=by, cost_won=cost_won)
    return finish_review(candidate, by=by) if finish else _review(candidate)


@transaction
def save_finding(candidate: Candidate, *, by: Any, finding: FindingDraft) -> ReviewFinding:
    """Write or rewrite one finding; nothing is public before the review is finished."""
    admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    check_reason(finding.reason, f"{finding.criterion.value}_reason")
    review = _review(candidate)
    row = next((one for one in queries.findings(review) if one.criterion is finding.criterion), None)
    if row is None:
        row = ReviewFinding(district_id=candidate.district_id, review_id=review.id, criterion=finding.criterion)
        db.session.add(row)
    row.verdict, row.reason = finding.verdict, finding.reason
    return row


@transaction
def estimate(candidate: Candidate, *, by: Any, cost_won: int) -> Candidate:
    """The department's estimate of the cost; it stands until the final version brings its own."""
    admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    check_cost(cost_won)
    if candidate.cost_won != cost_won:
        candidate.cost_won = cost_won
        department, currency = _department(candidate), candidate.cycle.currency
        tell(
            candidate,
            "budget.cost_estimated",
            by=by,
            role=Role.OFFICER,
            department=department,
            cost_won=cost_won,
            currency=currency,
        )
    return candidate


@transaction
def finish_review(candidate: Candidate, *, by: Any) -> DepartmentReview:
    """Publish the findings: eligible if every criterion is met, ineligible otherwise. An eligible candidate has a cost."""
    admit_to(candidate, Act.REVIEW, CandidateState.NOMINATED)
    review = _review(candidate)
    found = queries.findings(review)
    verdicts = {one.criterion: one.verdict for one in found}
    if set(verdicts) != set(Criterion):
        raise ReviewIncomplete
    eligible = is_eligible(verdicts)
    if eligible:
        check_cost(candidate.cost_won)
    review.finished_at = clock.now()
    move(candidate, "find_eligible" if eligible else "find_ineligible")
    failed = [one for one in found if one.verdict is Verdict.INELIGIBLE]
    reason = " / ".join(one.reason for one in failed)
    details = {"department": _department(candidate), "criteria": [one.criterion.value for one in failed]}
    tell(
        candidate,
        "budget.found_eligible" if eligible else "budget.found_ineligible",
        by=by,
        role=Role.OFFICER,
        reason=reason,
        **details,
    )
    return review


def _review(candidate: Candidate) -> DepartmentReview:
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
