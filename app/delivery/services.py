"""Executing a granted project: plan, start, milestones, delays, spending, report, and what it leads to next year."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.budget.models import BudgetItem
from app.budget.rules import check_reason
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.delivery import queries
from app.delivery.labels import NOTICES
from app.delivery.models import ClosingReport, Delay, Delivery, FeedbackLink, Milestone, Spending
from app.delivery.permissions import GRANTED
from app.delivery.rules import (
    PURPOSE_MAXIMUM_LENGTH,
    AlreadyLinked,
    AlreadyPlanned,
    CannotFeedItself,
    ExecutingDepartmentMissing,
    MilestoneDraft,
    MilestonesOpen,
    NoSuchMilestone,
    NotGranted,
    NotLater,
    NotYetOver,
    PurposeMissing,
    check_open,
    check_past,
    check_plan,
    check_report,
    spent_after,
)
from app.delivery.states import DELIVERIES, DeliveryState, Outcome, Work
from app.districts.models import Department, District
from app.districts.states import Role
from app.extensions import db
from app.notices import services as notices
from app.proposals.models import Proposal


@transaction(conflict=AlreadyPlanned)
def plan(
    item: BudgetItem, *, by: Any, role: str, department: Department | None, starts_on: date, ends_on: date,
    milestones: Sequence[MilestoneDraft],
) -> Delivery:  # fmt: skip
    """The executing department says when it will do what. Once planned, days move only as delays with a reason."""
    db.session.refresh(item, with_for_update={"of": BudgetItem})
    if item.decision not in GRANTED or not item.decided_amount_won:
        raise NotGranted
    if queries.of_item(item) is not None:
        raise AlreadyPlanned
    if department is None or department.district_id != item.district_id:
        raise ExecutingDepartmentMissing
    drafts = sorted(milestones, key=lambda one: one.due_on)
    check_plan(starts_on, ends_on, drafts)
    made = Delivery(
        district_id=item.district_id, item_id=item.id, department_id=department.id, starts_on=starts_on, ends_on=ends_on,
        budget_won=item.decided_amount_won, spent_won=0, planned_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    for one in drafts:
        row = Milestone(
            district_id=item.district_id, delivery_id=made.id, title=stored(one.title), planned_on=one.due_on, due_on=one.due_on
        )
        db.session.add(row)
    _tell(made, "delivery.planned", by, role, ends_on=ends_on.isoformat(), milestones=len(drafts), budget_won=made.budget_won)
    return made


@transaction
def start(delivery: Delivery, *, by: Any, role: str) -> Delivery:
    _enter(delivery, Work.START)
    delivery.state = advance(DELIVERIES, delivery.state, "start")
    _tell(delivery, "delivery.started", by, role)
    return delivery


@transaction
def mark(delivery: Delivery, *, by: Any, role: str, milestone_id: int, on: date, note: str = "") -> Milestone:
    """A milestone is done."""
    _enter(delivery, Work.MARK)
    milestone = _open_milestone(delivery, milestone_id)
    check_past(on, clock.today())
    milestone.done_on, milestone.note = on, stored(note)
    _tell(delivery, "delivery.milestone_done", by, role, reason=milestone.note, title=milestone.title, done_on=on.isoformat())
    return milestone


@transaction
def postpone(delivery: Delivery, *, by: Any, role: str, milestone_id: int, due_on: date, reason: str) -> Delay:
    """A milestone takes longer; with it the end of the project, if need be. Everybody reads why."""
    _enter(delivery, Work.DELAY)
    milestone = _open_milestone(delivery, milestone_id)
    check_reason(reason)
    if due_on <= milestone.due_on:
        raise NotLater(before=milestone.due_on.isoformat())
    row = Delay(
        district_id=delivery.district_id, delivery_id=delivery.id, milestone_id=milestone.id, due_from=milestone.due_on,
        due_to=due_on, reason=stored(reason), at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    milestone.due_on = due_on
    delivery.ends_on = max(delivery.ends_on, due_on)
    details = {"title": milestone.title, "due_from": row.due_from.isoformat(), "due_to": due_on.isoformat()}
    _tell(delivery, "delivery.delayed", by, role, reason=row.reason, **details)
    return row


@transaction(conflict=ChangedMeanwhile)
def spend(
    delivery: Delivery, *, by: Any, role: str, amount_won: int | None, on: date, purpose: str, is_refund: bool = False,
    once: str | None = None,
) -> Spending:  # fmt: skip
    """Money left the budget or came back to it; the same `once` by the same person is written once."""
    if known := queries.spent_before(by, once):
        return known
    _enter(delivery, Work.SPEND)
    purpose = stored(purpose)
    if not 0 < len(purpose) <= PURPOSE_MAXIMUM_LENGTH:
        raise PurposeMissing(most=PURPOSE_MAXIMUM_LENGTH)
    check_past(on, clock.today())
    after = spent_after(delivery.budget_won, delivery.spent_won, amount_won, is_refund=is_refund)
    moved = after - delivery.spent_won
    row = Spending(
        district_id=delivery.district_id, delivery_id=delivery.id, spent_on=on, amount_won=moved, purpose=purpose, at=clock.now(),
        once=once, recorded_by_id=by.id,
    )  # fmt: skip
    db.session.add(row)
    delivery.spent_won = after
    action = "delivery.refunded" if is_refund else "delivery.spent"
    _tell(delivery, action, by, role, amount_won=abs(moved), spent_won=after, purpose=purpose)
    return row


@transaction
def close(delivery: Delivery, *, by: Any, role: str, outcome: Outcome, summary: str, lessons: str = "") -> ClosingReport:
    """The closing report ends the project; what was reached may only be called so when every milestone is done."""
    _enter(delivery, Work.CLOSE)
    check_report(summary)
    missing = sum(one.done_on is None for one in queries.milestones(delivery))
    if missing and outcome is Outcome.REACHED:
        raise MilestonesOpen(count=missing)
    told = {"summary": summary, "lessons": lessons}
    return _end(delivery, "close", by=by, role=role, outcome=outcome, **told)


@transaction
def stop(delivery: Delivery, *, by: Any, role: str, summary: str, lessons: str = "") -> ClosingReport:
    """A project that will not be finished says so, with its own report."""
    _enter(delivery, Work.STOP)
    check_report(summary)
    told = {"summary": summary, "lessons": lessons}
    return _end(delivery, "stop", by=by, role=role, outcome=Outcome.MISSED, **told)


def _end(
    delivery: Delivery, action: str, *, by: Any, role: str, outcome: Outcome, summary: str, lessons: str
) -> ClosingReport:  # fmt: skip
    report = ClosingReport(
        district_id=delivery.district_id, delivery_id=delivery.id, outcome=outcome, summary=stored(summary),
        lessons=stored(lessons), spent_won=delivery.spent_won, at=clock.now(),
    )  # fmt: skip
    db.session.add(report)
    delivery.state, delivery.ended_on = advance(DELIVERIES, delivery.state, action), clock.today()
    told = "delivery.closed" if delivery.state is DeliveryState.CLOSED else "delivery.stopped"
    details = {"outcome": outcome.value, "spent_won": delivery.spent_won, "budget_won": delivery.budget_won}
    _tell(delivery, told, by, role, reason=report.summary, **details)
    return report


@transaction(conflict=AlreadyLinked)
def link(delivery: Delivery, *, by: Any, role: str, proposal: Proposal | None, note: str = "") -> FeedbackLink:
    """A later proposal goes on where this project ended: told on both."""
    db.session.refresh(delivery, with_for_update={"of": Delivery})
    if not delivery.is_over:
        raise NotYetOver
    own = delivery.item.candidate.proposal
    if proposal is None or proposal.district_id != delivery.district_id or not proposal.is_published or proposal.id <= own.id:
        raise CannotFeedItself
    if queries.is_linked(delivery, proposal):
        raise AlreadyLinked
    row = FeedbackLink(
        district_id=delivery.district_id, delivery_id=delivery.id, proposal_id=proposal.id, note=stored(note), at=clock.now()
    )
    db.session.add(row)
    _tell(delivery, "delivery.linked", by, role, reason=row.note, number=proposal.number)
    record(proposal, "delivery.fed_back", by=by, role=role, reason=row.note, number=own.number, delivery_id=delivery.id)
    return row


def _enter(delivery: Delivery, work: Work) -> None:
    """The project as it is now, held until this service is done."""
    db.session.refresh(delivery, with_for_update={"of": Delivery})
    check_open(delivery.state, work)


def _open_milestone(delivery: Delivery, milestone_id: int) -> Milestone:
    found = next((one for one in queries.milestones(delivery) if one.id == milestone_id and one.done_on is None), None)
    if found is None:
        raise NoSuchMilestone
    return found


def _tell(delivery: Delivery, action: str, by: Any, role: str, reason: str = "", **details: Any) -> None:
    """Recorded about the proposal that became this project: whoever reads the proposal reads this."""
    candidate = delivery.item.candidate
    if role == Role.OFFICER:
        details["department"] = delivery.department.name_ko
    details |= {"delivery_id": delivery.id, "currency": candidate.cycle.currency}
    record(candidate.proposal, action, by=by, role=role, reason=reason, **details)
    if action in NOTICES:
        proposal = candidate.proposal
        notices.tell(
            sorted(proposal.proposer_ids - {by.id}), action, district=db.session.get_one(District, delivery.district_id),
            link=("delivery.show", {"delivery_id": delivery.id}), key=f"delivery:{delivery.id}", title=proposal.current.title,
        )  # fmt: skip
