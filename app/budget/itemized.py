"""The lines of budget items (세부 내역) as offices type them: read by row, every sum checked against its item to the won. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.budget.outline import (
    AMOUNT_HEADS,
    LINE_NAME_MAXIMUM_LENGTH,
    NAME_MISSING,
    NOT_A_NUMBER,
    OUT_OF_RANGE,
    TOO_LONG,
    TOTALS,
    BadTable,
    Fault,
    NoAmountColumn,
    amount_of,
    cell_of,
    heading,
)
from app.budget.rules import BASIS_MAXIMUM_LENGTH, ENVELOPE_MAXIMUM_WON, ITEM_LINES_MAXIMUM
from app.core.errors import N_
from app.core.text import stored

COLUMNS = ("제안번호", "사업명", "세부항목", "산출근거", "금액(원)", "의결액(원)")
"""As the file is written; of these `read` asks for 세부항목 and 금액, and for 제안번호 where there are several items."""
_NUMBER_HEADS = {"제안번호", "번호", "number"}
_NAME_HEADS = {"세부항목", "세부내역", "항목", "구분", "내역", "line", "item"}
_BASIS_HEADS = {"산출근거", "산출기초", "산출내역", "basis"}

UNKNOWN = N_("제안번호 ‘%(number)s’은(는) 세부 내역을 적을 수 있는 사업이 아닙니다.")
BASIS_TOO_LONG = N_("산출근거가 %(most)s자보다 깁니다.")
TOO_MANY = N_("한 사업의 세부 내역은 %(most)s줄까지 적을 수 있습니다.")
SUM_DIFFERS = N_("‘%(number)s’의 세부 내역을 더하면 %(found)s원인데 편성액은 %(told)s원입니다.")
EMPTY = N_("세부 내역이 한 줄도 없습니다.")


@dataclass(frozen=True)
class LineDraft:
    """One line; `amount_won` in whole won."""

    name: str
    basis: str
    amount_won: int


@dataclass
class _Read:
    """What has been read of one item so far, and the row it ends in."""

    lines: list[LineDraft] = field(default_factory=list)
    last_row: int = 0


def read(rows: Sequence[Sequence[str]], unit_won: int, bill: Mapping[str, int], alone: str = "") -> dict[str, list[LineDraft]]:
    """Proposal number -> its lines. `bill`: number -> won of every item that may be itemized; `alone`: the item meant where rows name none.

    Raises BadTable with every faulty row, NoAmountColumn without a heading for amounts.
    """
    head, columns = _columns(rows)
    found: dict[str, _Read] = {}
    faults: list[Fault] = []
    for at, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(cell.strip() for cell in row):
            continue
        number = cell_of(row, columns["number"]) if columns["number"] is not None else alone
        line, wrong = _line(row, columns, unit_won)
        faults += [Fault(at, *one) for one in wrong]
        if number not in bill:
            faults.append(Fault(at, UNKNOWN, {"number": number}))
        elif line.name not in TOTALS:
            item = found.setdefault(number, _Read())
            item.lines.append(line)
            item.last_row = at
    if not found and not faults:
        faults.append(Fault(head + 1, EMPTY, {}))
    if faults := faults or _sums(found, bill):
        raise BadTable(faults)
    return {number: item.lines for number, item in found.items()}


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int | None]]:
    """The row of headings, and where it puts what. A table without a heading for names keeps them in front of the amounts."""
    for at, row in enumerate(rows):
        heads = [heading(cell) for cell in row]
        amount = _place(heads, AMOUNT_HEADS)
        if amount is not None:
            name = _place(heads, _NAME_HEADS)
            places = {"number": _place(heads, _NUMBER_HEADS), "basis": _place(heads, _BASIS_HEADS), "amount": amount}
            return at, {**places, "name": 0 if name is None else name}
    raise NoAmountColumn


def _place(heads: Sequence[str], wanted: set[str]) -> int | None:
    return next((at for at, head in enumerate(heads) if head in wanted), None)


def _line(
    row: Sequence[str], columns: Mapping[str, int | None], unit_won: int
) -> tuple[LineDraft, list[tuple[str, dict[str, object]]]]:
    wrong: list[tuple[str, dict[str, object]]] = []
    name, basis, text = (stored(cell_of(row, columns[one])) for one in ("name", "basis", "amount"))
    if not name:
        wrong.append((NAME_MISSING, {}))
    if len(name) > LINE_NAME_MAXIMUM_LENGTH:
        wrong.append((TOO_LONG, {"most": LINE_NAME_MAXIMUM_LENGTH}))
    if len(basis) > BASIS_MAXIMUM_LENGTH:
        wrong.append((BASIS_TOO_LONG, {"most": BASIS_MAXIMUM_LENGTH}))
    amount = amount_of(text)
    if amount is None:
        wrong.append((NOT_A_NUMBER, {"text": text}))
    elif not 0 <= amount * unit_won <= ENVELOPE_MAXIMUM_WON:
        wrong.append((OUT_OF_RANGE, {"most": f"{ENVELOPE_MAXIMUM_WON:,}"}))
    return LineDraft(name, basis, (amount or 0) * unit_won), wrong


def _sums(found: Mapping[str, _Read], bill: Mapping[str, int]) -> list[Fault]:
    """An item whose lines do not add up, or that has too many, is told at its last row."""
    faults = []
    for number, item in found.items():
        told = sum(one.amount_won for one in item.lines)
        if len(item.lines) > ITEM_LINES_MAXIMUM:
            faults.append(Fault(item.last_row, TOO_MANY, {"most": ITEM_LINES_MAXIMUM}))
        if told != bill[number]:
            wrong = {"number": number, "found": f"{told:,}", "told": f"{bill[number]:,}"}
            faults.append(Fault(item.last_row, SUM_DIFFERS, wrong))
    return faults
