"""Budget tables: published whole once every sum holds, withdrawn with a reason, brought back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from app.budget import outline
from app.budget.models import BudgetLine, BudgetTable
from app.budget.outline import UNITS_WON, Line
from app.budget.queries import tables as queries
from app.budget.rules import CYCLE_NAME_MAXIMUM_LENGTH, check_reason, check_year
from app.core import clock
from app.core.errors import N_, ChangedMeanwhile, InvalidInput, RuleBroken
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db


class TableNameMissing(InvalidInput):
    code = "TABLE_NAME_MISSING"
    field = "name"
    sentence = N_("표의 이름을 %(most)s자 안에서 적어 주세요.")


class AlreadyWithdrawn(RuleBroken):
    code = "TABLE_ALREADY_WITHDRAWN"
    sentence = N_("이미 내린 표입니다.")


class NotWithdrawn(RuleBroken):
    code = "TABLE_NOT_WITHDRAWN"
    sentence = N_("내리지 않은 표입니다.")


def publish(
    district: District, *, by: Any, name: str, year: int, unit: str, rows: Sequence[Sequence[str]], source: str = "",
    once: str | None = None,
) -> BudgetTable:  # fmt: skip
    """A table from rows as typed, in `unit` (a key of UNITS_WON). Raises BadTable with every faulty row, and stores nothing then."""
    name = stored(name)
    if not 0 < len(name) <= CYCLE_NAME_MAXIMUM_LENGTH:
        raise TableNameMissing(most=CYCLE_NAME_MAXIMUM_LENGTH)
    check_year(year)
    lines = outline.read(rows, UNITS_WON[unit])
    return _publish(district, by, lines, once, name=name, year=year, unit=unit, source=stored(source))


@transaction(conflict=ChangedMeanwhile)
def _publish(district: District, by: Any, lines: Sequence[Line], once: str | None, **given: Any) -> BudgetTable:
    if by is not None and (sent := queries.by_once(by.id, once)):
        return sent
    table = BudgetTable(
        district_id=district.id, total_won=outline.total_won(lines), published_at=clock.now(), once=once,
        published_by_id=by.id if by else None, **given,
    )  # fmt: skip
    db.session.add(table)
    db.session.flush()
    rows = [
        {
            "district_id": district.id, "table_id": table.id, "position": place, "level": line.level, "name": line.name,
            "amount_won": line.amount_won, "note": line.note,
        }
        for place, line in enumerate(lines)
    ]  # fmt: skip
    db.session.execute(insert(BudgetLine), rows)
    record(table, "table.published", by=by, role=Role.COORDINATOR if by else "", name=table.name, lines=len(rows))
    return table


@transaction
def withdraw(table: BudgetTable, *, by: Any, reason: str) -> BudgetTable:
    """Take a table off the list. Its address goes on showing it, marked as withdrawn, with the reason."""
    db.session.refresh(table, with_for_update=True)
    if table.is_withdrawn:
        raise AlreadyWithdrawn
    check_reason(reason)
    table.withdrawn_at = clock.now()
    record(table, "table.withdrawn", by=by, role=Role.COORDINATOR, reason=stored(reason), name=table.name)
    return table


@transaction
def restore(table: BudgetTable, *, by: Any) -> BudgetTable:
    db.session.refresh(table, with_for_update=True)
    if not table.is_withdrawn:
        raise NotWithdrawn
    table.withdrawn_at = None
    record(table, "table.restored", by=by, role=Role.COORDINATOR, name=table.name)
    return table
