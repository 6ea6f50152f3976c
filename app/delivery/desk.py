"""What execution puts on people's desks: projects nobody has planned, steps that fall due, reports that are owed."""

from collections.abc import Iterator
from datetime import date, datetime, time

from flask import url_for
from flask_babel import gettext

from app.budget.models import BudgetItem
from app.core import clock
from app.core.desk import Pile, Task, brings
from app.core.permits import Who
from app.delivery import queries
from app.delivery.models import Delivery
from app.delivery.states import DeliveryState
from app.districts.models import District
from app.districts.states import Role
from app.proposals.models import Proposal


@brings
def deliveries(district: District, who: Who) -> Iterator[Pile]:
    """An officer's own departments; a coordinator sees what is late everywhere, and what belongs to no department."""
    if Role.OFFICER in who.roles and who.department_ids:
        mine = sorted(who.department_ids)
        tasks = [_plan(one) for one in queries.unplanned(district, mine)]
        tasks += [_next(one) for one in queries.under_way(district, mine)]
        if tasks:
            yield Pile(gettext("사업 집행"), tasks)
    if Role.COORDINATOR in who.roles:
        tasks = [_plan(one) for one in queries.unplanned(district)]
        tasks += [_next(one) for one in queries.under_way(district) if one.is_overdue]
        if tasks:
            yield Pile(gettext("집행 살피기"), tasks)


def _plan(item: BudgetItem) -> Task:
    candidate = item.candidate
    url = url_for("delivery.plan", cycle_id=candidate.cycle_id, item_id=item.id)
    return Task(_name(candidate.proposal), url, None, gettext("집행 계획을 세워 주세요."))


def _next(delivery: Delivery) -> Task:
    """The step that comes next; when all are done, the report."""
    ahead = delivery.next_milestone
    due = ahead.due_on if ahead else delivery.ends_on
    if delivery.state is DeliveryState.PREPARING:
        note, due = gettext("사업을 시작해 주세요."), min(due, delivery.starts_on)
    else:
        note = ahead.title if ahead else gettext("마침 보고를 써 주세요.")
    url = url_for("delivery.show", delivery_id=delivery.id)
    return Task(_name(delivery.item.candidate.proposal), url, end_of(due), note)


def _name(proposal: Proposal) -> str:
    return f"{proposal.number} {proposal.current.title}"


def end_of(day: date) -> datetime:
    """The last instant of a day in Seoul."""
    return datetime.combine(day, time(23, 59, 59), clock.SEOUL)
