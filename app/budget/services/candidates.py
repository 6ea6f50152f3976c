"""Giving candidates to departments."""

from collections.abc import Sequence
from typing import Any

from app.budget import queries
from app.budget.models import Candidate, Cycle
from app.budget.queries import intake
from app.budget.rules import check_reason
from app.budget.services.common import enter, tell
from app.budget.states import Act, CandidateState
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import Department
from app.districts.states import Role
from app.extensions import db
from app.proposals.models import Proposal


class AlreadyReviewed(RuleBroken):
    code = "ALREADY_REVIEWED"
    field = "candidates"
    sentence = N_("이미 부서 검토가 끝난 제안은 다른 부서로 옮길 수 없습니다.")


class NothingChosen(InvalidInput):
    code = "NOTHING_CHOSEN"
    field = "candidates"
    sentence = N_("배정할 제안을 하나 이상 골라 주세요.")


@transaction
def assign(cycle: Cycle, candidates: Sequence[Candidate], department: Department, *, by: Any, reason: str = "") -> int:
    """Give these candidates to a department, or move them there while their review is not finished. How many moved."""
    enter(cycle, Act.ASSIGN)
    if not candidates:
        raise NothingChosen
    moved = [candidate for candidate in candidates if _give(cycle, candidate, department, by, reason)]
    return len(moved)


def _give(cycle: Cycle, candidate: Candidate, department: Department, by: Any, reason: str) -> bool:
    if candidate.cycle_id != cycle.id or candidate.state is not CandidateState.NOMINATED:
        raise AlreadyReviewed
    if candidate.department_id == department.id:
        return False
    candidate.department_id = department.id
    if review := queries.review_of(candidate):
        review.department_id = department.id
    tell(candidate, "budget.assigned", by=by, role=Role.COORDINATOR, reason=reason, department=department.name_ko)
    return True


class NothingLate(InvalidInput):
    code = "NOTHING_LATE"
    field = "proposals"
    sentence = N_("받아들일 제안을 하나 이상 골라 주세요.")


@transaction
def take_in(cycle: Cycle, numbers: Sequence[int], *, by: Any, reason: str) -> list[Candidate]:
    """수시 접수: proposals that came after the intake, taken into the running review with a public reason."""
    enter(cycle, Act.TAKE_IN)
    check_reason(reason)
    late = intake.nominable(cycle, set(numbers))
    if not late:
        raise NothingLate
    return [_nominate_late(cycle, one, by, reason) for one in late]


def _nominate_late(cycle: Cycle, proposal: Proposal, by: Any, reason: str) -> Candidate:
    candidate = Candidate(
        district_id=cycle.district_id, cycle_id=cycle.id, proposal_id=proposal.id, track=proposal.track.value,
        cost_won=proposal.current.cost_won,
    )  # fmt: skip
    db.session.add(candidate)
    record(proposal, "budget.taken_in_late", by=by, role=Role.COORDINATOR, reason=reason, cycle_id=cycle.id, cycle=cycle.name)
    return candidate
