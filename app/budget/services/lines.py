"""The lines of the bill's items: written whole, item by item, or brought in for many at once from a table. Refuses to touch a sum."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert

from app.budget import itemized, queries
from app.budget.itemized import LineDraft
from app.budget.models import BudgetItem, Cycle, ItemLine
from app.budget.outline import UNITS_WON
from app.budget.rules import NotOpenNow, check_sum
from app.budget.services.common import enter, tell
from app.budget.states import Act, Decision
from app.core.errors import ChangedMeanwhile
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db


@transaction(conflict=ChangedMeanwhile)
def write(item: BudgetItem, *, by: Any, role: Role, drafts: Sequence[LineDraft]) -> BudgetItem:
    """Put these lines in the place of those the item has; none at all takes them away. Their sum is the item's, to the won."""
    enter(item.candidate.cycle, Act.ITEMIZE)
    _write(item, by, role, drafts)
    return item


@transaction(conflict=ChangedMeanwhile)
def bring_in(cycle: Cycle, *, by: Any, role: Role, unit: str, rows: Sequence[Sequence[str]]) -> int:
    """Lines of several items from one table; how many items it held. Raises BadTable with every faulty row, and writes nothing then."""
    enter(cycle, Act.ITEMIZE)
    items = {one.candidate.proposal.number: one for one in queries.items(cycle) if one.decision is Decision.PENDING}
    read = itemized.read(rows, UNITS_WON[unit], {number: one.amount_won for number, one in items.items()})
    for number, drafts in read.items():
        _write(items[number], by, role, drafts)
    return len(read)


def one_item(item: BudgetItem, *, unit: str, rows: Sequence[Sequence[str]]) -> list[LineDraft]:
    """The lines of this item as typed in `unit` (a key of UNITS_WON); no row at all is no line."""
    if not rows:
        return []
    number = item.candidate.proposal.number
    read: Mapping[str, list[LineDraft]] = itemized.read(rows, UNITS_WON[unit], {number: item.amount_won}, alone=number)
    return read[number]


def _write(item: BudgetItem, by: Any, role: Role, drafts: Sequence[LineDraft]) -> None:
    db.session.refresh(item, with_for_update={"of": BudgetItem})
    if item.decision is not Decision.PENDING:
        raise NotOpenNow(stage=item.candidate.cycle.stage.value, act=Act.ITEMIZE.value)
    if drafts:
        check_sum([one.amount_won for one in drafts], item.amount_won)
    db.session.execute(delete(ItemLine).where(ItemLine.item_id == item.id, ItemLine.district_id == item.district_id))
    rows = [
        {
            "district_id": item.district_id, "item_id": item.id, "position": place, "name": one.name, "basis": one.basis,
            "amount_won": one.amount_won,
        }
        for place, one in enumerate(drafts)
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(ItemLine), rows)
    db.session.expire(item, ["lines"])
    details = {"department": item.department.name_ko} if role is Role.OFFICER and item.department else {}
    tell(item.candidate, "budget.item_lines", by=by, role=role, lines=len(rows), **details)
