"""The pipeline's open data. CSV with a byte order mark for Excel; cells that a spreadsheet would run are disarmed."""

import csv
from collections.abc import Iterable
from io import StringIO

from app.budget import story
from app.budget.models import BudgetItem, Cycle

COLUMNS = ("주기", "연도", "제안번호", "사업명", "부서", "편성액", "통화", "의결", "의결액", "의결일", "이유")


def items_csv(cycle: Cycle, items: Iterable[BudgetItem]) -> bytes:
    """One line per item of the bill, amounts as whole numbers."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for item in items:
        proposal = item.candidate.proposal
        row = (
            cycle.name, cycle.year, proposal.number, proposal.current.title, item.department.name if item.department else "",
            item.amount_won, cycle.currency, story.word(item.decision), item.decided_amount_won, item.decided_on,
            item.decision_reason,
        )  # fmt: skip
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
