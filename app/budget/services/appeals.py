"""Objections (이의 신청) to a finding: by a proposer within the time the policy gives, decided by somebody who had no part in it."""

from typing import Any

from app.budget import queries
from app.budget.models import Candidate
from app.budget.queries import reviews as review_queries
from app.budget.review_models import ReviewAppeal
from app.budget.rules import appeal_ends, check_reason
from app.budget.services.common import admit_to, move, tell, within_ceiling
from app.budget.states import APPEALS, Act, AppealState, CandidateState
from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db


class AlreadyAppealed(RuleBroken):
    code = "ALREADY_APPEALED"
    sentence = N_("이 검토 결과에는 이미 이의를 신청했습니다. 이의 신청은 한 번 할 수 있습니다.")


class AppealTooLate(RuleBroken):
    code = "APPEAL_TOO_LATE"
    sentence = N_("이의 신청 기간이 지났습니다. 검토 결과가 나온 날부터 %(days)s일 동안 신청할 수 있습니다.")


class NotYoursToAppeal(RuleBroken):
    code = "NOT_YOURS_TO_APPEAL"
    status = 403
    sentence = N_("제안자만 이의를 신청할 수 있습니다.")


class DecidedByOneself(RuleBroken):
    code = "DECIDED_BY_ONESELF"
    status = 403
    sentence = N_("검토한 사람이나 제안자는 이의 신청을 결정할 수 없습니다. 다른 사람이 결정해야 합니다.")


class NoAppeal(RuleBroken):
    code = "NO_APPEAL"
    sentence = N_("결정을 기다리는 이의 신청이 없습니다.")


@transaction(conflict=AlreadyAppealed)
def file(candidate: Candidate, *, by: Any, reason: str) -> ReviewAppeal:
    """Object to being found ineligible."""
    cycle = admit_to(candidate, Act.APPEAL, CandidateState.INELIGIBLE)
    if by.id not in candidate.proposal.proposer_ids:
        raise NotYoursToAppeal
    if review_queries.appeal_of(candidate) is not None:
        raise AlreadyAppealed
    review, days = queries.review_of(candidate), cycle.policy.appeal_days
    if review is None or review.finished_at is None or clock.now() > appeal_ends(review.finished_at, days):
        raise AppealTooLate(days=days)
    check_reason(reason)
    appeal = ReviewAppeal(
        district_id=candidate.district_id, candidate_id=candidate.id, reason=stored(reason), filed_by_id=by.id,
        filed_at=clock.now(), reviewer_id=review.finished_by_id, state=AppealState.OPEN,
    )  # fmt: skip
    db.session.add(appeal)
    tell(candidate, "budget.appealed", by=by, role="proposer", reason=stored(reason))
    return appeal


@transaction(conflict=DecidedByOneself)
def decide(candidate: Candidate, *, by: Any, uphold: bool, reason: str, cost_won: int | None = None) -> ReviewAppeal:
    """Uphold: the candidate is eligible after all, and needs a cost. Dismiss: the finding stands."""
    cycle = admit_to(candidate, Act.APPEAL, CandidateState.INELIGIBLE)
    appeal = review_queries.appeal_of(candidate)
    if appeal is None or not appeal.is_open:
        raise NoAppeal
    if by.id in (appeal.reviewer_id, appeal.filed_by_id) or by.id in candidate.proposal.proposer_ids:
        raise DecidedByOneself
    check_reason(reason)
    action = "uphold" if uphold else "dismiss"
    appeal.state = advance(APPEALS, appeal.state, action)
    appeal.decided_by_id, appeal.decided_at, appeal.decision_reason = by.id, clock.now(), stored(reason)
    if uphold:
        candidate.cost_won = within_ceiling(candidate, cost_won or candidate.cost_won)
        move(candidate, "uphold")
    details = {"cost_won": candidate.cost_won, "currency": cycle.currency} if uphold else {}
    tell(candidate, f"budget.appeal_{action}", by=by, role=Role.COORDINATOR, reason=stored(reason), **details)
    return appeal
