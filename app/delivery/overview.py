"""What the pages of execution show, gathered in few statements. Refuses wording that belongs to templates."""

from collections.abc import Sequence
from typing import Any

from app.budget import queries as budget
from app.budget.models import BudgetItem
from app.core.filters import money
from app.delivery import disclosure, queries, story
from app.delivery.disclosure import Run
from app.delivery.models import Delivery
from app.delivery.queries import Pair
from app.delivery.rules import permille
from app.delivery.states import DeliveryState
from app.districts.models import District


def of_cycle(rows: Sequence[Pair]) -> dict[str, Any]:
    """Sums over everything granted, and a bar for each project under way."""
    going = [one for _, one in rows if one is not None]
    granted_won = sum(item.decided_amount_won or 0 for item, _ in rows)
    spent_won = sum(one.spent_won for one in going)
    return {
        "rows": rows,
        "granted_won": granted_won,
        "spent_won": spent_won,
        "share": story.share(spent_won, granted_won),
        "late": sum(one.is_overdue for one in going),
        "counts": [(state, sum(one.state is state for one in going)) for state in DeliveryState],
        "unplanned": sum(one is None for _, one in rows),
        "bars": [_bar(item, one) for item, one in rows],
    }


def _bar(item: BudgetItem, delivery: Delivery | None) -> dict[str, Any]:
    granted, spent = item.decided_amount_won or 0, delivery.spent_won if delivery else 0
    return {
        "label": item.candidate.proposal.current.title,
        "value": permille(spent, granted),
        "text": story.share(spent, granted),
        "is_on": delivery is not None and not delivery.is_overdue,
    }


def of(delivery: Delivery) -> dict[str, Any]:
    cycle = delivery.item.candidate.cycle
    spent = 0
    spendings = []
    for one in delivery.spendings:
        spent += one.amount_won
        spendings.append((one, money(spent, cycle.currency)))
    return {
        "item": delivery.item,
        "candidate": delivery.item.candidate,
        "cycle": cycle,
        **in_short(delivery),
        "spendings": spendings,
        "titles": {one.id: one.title for one in delivery.milestones},
    }


def in_short(delivery: Delivery) -> dict[str, Any]:
    """For the page of the proposal that became this project."""
    return {
        "share": story.share(delivery.spent_won, delivery.budget_won),
        "permille": permille(delivery.spent_won, delivery.budget_won),
        "done": sum(one.done_on is not None for one in delivery.milestones),
    }


def of_year(district: District, year: int | None) -> dict[str, Any]:
    """The disclosure of a fiscal year, the latest unless asked; `year` is None where there is nothing to disclose."""
    settled = [one for one in budget.cycles(district) if one.stage in queries.SETTLED and not one.source]
    years = sorted({one.year for one in settled}, reverse=True)
    year = year if year in years else next(iter(years), None)
    cycles = [one for one in settled if one.year == year]
    numbers, voted = budget.funnels(cycles), queries.ballots(cycles)
    rows = queries.disclosed(district, year) if year is not None else {}
    runs = [Run(one, numbers[one.id], voted[one.id], rows.get(one.id, [])) for one in cycles]
    return {"years": years, "year": year, "runs": runs, "figures": disclosure.figures}
