"""Records of the public-private deliberation on a candidate, as it was held."""

from datetime import date
from typing import Any

from app.budget import queries
from app.budget.models import Candidate, DeliberationRecord
from app.budget.rules import check_attendance, check_reason
from app.budget.services.common import admit_to, tell
from app.budget.states import Act, CandidateState, DeliberationStep
from app.core import clock
from app.core.errors import N_, InvalidInput
from app.core.transaction import transaction
from app.extensions import db
from app.proposals.queries import current


class HeldInFuture(InvalidInput):
    code = "HELD_IN_FUTURE"
    field = "held_on"
    sentence = N_("이미 열린 날짜만 적을 수 있습니다.")


class StepNotInPolicy(InvalidInput):
    code = "STEP_NOT_IN_POLICY"
    field = "step"
    sentence = N_("이 주기의 숙의 단계가 아닙니다.")


class BadLink(InvalidInput):
    code = "BAD_LINK"
    field = "link"
    sentence = N_("주소는 https://로 시작해야 합니다.")


@transaction
def write(
    candidate: Candidate, *, by: Any, role: str, step: DeliberationStep, held_on: date, attendance: int, outcome_note: str,
    link: str = "",
) -> DeliberationRecord:  # fmt: skip
    """Record a step, or correct its record while the stage lasts; history keeps both.

    Rooms that hold a step themselves (a forum) call this with the address of their own page as `link`.
    """
    cycle = admit_to(candidate, Act.DELIBERATE, CandidateState.FIRST_PASSED)
    if step not in cycle.policy.deliberation_steps:
        raise StepNotInPolicy
    if held_on > clock.today():
        raise HeldInFuture
    check_attendance(attendance)
    check_reason(outcome_note, "outcome_note")
    row = queries.deliberation(candidate, step)
    if row is None:
        row = DeliberationRecord(district_id=candidate.district_id, candidate_id=candidate.id, step=step)
        db.session.add(row)
    if link and not link.startswith(("/", "https://")):
        raise BadLink
    row.held_on, row.attendance, row.outcome_note, row.link = held_on, attendance, outcome_note, link or row.link or ""
    row.version_ordinal = row.version_ordinal or current(candidate.proposal).ordinal
    details = {"step": step.value, "held_on": held_on.isoformat(), "attendance": attendance}
    tell(candidate, "budget.deliberated", by=by, role=role, reason=outcome_note, **details)
    return row
