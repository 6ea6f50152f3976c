"""A coordinator names the departments (총괄, 추진, 협조), changes them, and reopens a case whose answer was none."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core import clock
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import Department
from app.extensions import db
from app.replies import rules
from app.replies.models import Assignment, ReplyCase
from app.replies.services.common import live, note, start_clock, tell_followers, tell_officers
from app.replies.states import STATES, AssignmentKind, CaseState, ClockStart


@transaction
def assign(
    case: ReplyCase, *, by: Any, lead: Department, executing: Sequence[Department] = (), cooperating: Sequence[Department] = (),
    reason: str = "",
) -> ReplyCase:  # fmt: skip
    """Name the departments, or name others with a reason: the due date stays whose it was, only the department changes."""
    case = live(case)
    was = case.state
    case.state = advance(STATES, case.state, "assign")
    rules.check_departments(lead.id, [one.id for one in executing], [one.id for one in cooperating])
    wanted = {lead.id: AssignmentKind.LEAD}
    wanted |= {one.id: AssignmentKind.EXECUTING for one in executing} | {
        one.id: AssignmentKind.COOPERATING for one in cooperating
    }
    reason, today, former = stored(reason), clock.today(), case.lead
    if was is CaseState.ASSIGNED:
        rules.check_reason(reason)
    fresh = _settle(case, wanted, today)
    case.lead_id = lead.id
    if was is CaseState.WAITING:
        case.assigned_on = today
        if case.adopted.policy.clock_starts is ClockStart.ASSIGNED:
            start_clock(case, today)
    action = "assigned" if was is CaseState.WAITING else "reassigned"
    note(
        case, action, by=by, role="coordinator", reason=reason, lead=lead.name_ko, former=former.name_ko if former else "",
        executing=[one.name_ko for one in executing], cooperating=[one.name_ko for one in cooperating], due_on=case.due_on,
    )  # fmt: skip
    tell_officers(case, fresh, "to_answer", by=by, due_on=case.due_on)
    tell_followers(case, "assigned", by=by, lead=lead.name_ko, due_on=case.due_on)
    return case


def _settle(case: ReplyCase, wanted: dict[int, AssignmentKind], today: date) -> list[int]:
    """End what is not wanted any more, begin what is new; the departments that are new."""
    standing = {one.department_id: one for one in case.departments}
    if {number: one.kind for number, one in standing.items()} == wanted:
        raise rules.NothingChanged
    late = max(0, (today - case.due_on).days) if case.due_on else 0
    for number, one in standing.items():
        if wanted.get(number) is not one.kind:
            one.ended_on, one.days_late = today, late
    db.session.flush()
    fresh = [number for number, kind in wanted.items() if number not in standing or standing[number].kind is not kind]
    for number in fresh:
        row = Assignment(
            district_id=case.district_id, case_id=case.id, department_id=number, kind=wanted[number], assigned_on=today
        )
        db.session.add(row)
    db.session.flush()
    db.session.expire(case, ["assignments", "lead"])
    return fresh


@transaction
def reopen(case: ReplyCase, *, by: Any, reason: str) -> ReplyCase:
    """An answer that was none, or that no longer holds: a new due date from today, the first one stays visible."""
    case = live(case)
    case.state = advance(STATES, case.state, "reopen")
    reason = stored(reason)
    rules.check_reason(reason)
    case.due_on = rules.due_on(clock.today(), case.adopted.policy)
    case.clock_from, case.answered_on, case.reopenings = clock.today(), None, case.reopenings + 1
    note(case, "reopened", by=by, role="coordinator", reason=reason, due_on=case.due_on)
    tell_officers(case, [case.lead_id] if case.lead_id else [], "to_answer", by=by, due_on=case.due_on)
    tell_followers(case, "reopened", by=by, due_on=case.due_on)
    return case
