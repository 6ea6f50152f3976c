"""A budget table as a tree of lines: read from rows as offices type them, every sum checked to the won. Pure.

Offices show depth with a leading dash or bullet, with indentation, or with one column for each level; all three are read.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import N_, InvalidInput
from app.core.text import stored

UNITS_WON = {"won": 1, "thousand": 1_000, "million": 1_000_000, "eok": 100_000_000}
LINES_MAXIMUM = 2_000
LEVELS_MAXIMUM = 6
LINE_NAME_MAXIMUM_LENGTH = 200
LINE_MAXIMUM_WON = 10**16
FAULTS_TOLD = 20
TOTALS = {"계", "합계", "총계", "총합계", "total"}
AMOUNT_HEADS = {"금액", "예산", "예산액", "사업비", "amount", "budget"}
_NOTE_HEADS = {"비고", "산출근거", "note", "notes"}
_MARKS = re.compile(r"^(?P<marks>(?:[-–—∙·․・‧•▪○ㅇ◦※*]\s*|\s{2,}|\t)*)(?P<name>.*)$", re.DOTALL)
_NUMBER = re.compile(r"^[-△▲]?[\d,]+$")


@dataclass(frozen=True)
class Line:
    """One line; `level` 0 is the table's total. `amount_won` in whole won."""

    level: int
    name: str
    amount_won: int
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row as the writer numbers them; `sentence` is Korean source text with %(name)s parameters."""

    row: int
    sentence: str
    params: Mapping[str, object]


class BadTable(InvalidInput):
    """Every fault of a table at once, so that it is mended at once."""

    code = "BAD_TABLE"
    field = "rows"
    sentence = N_("표에서 고칠 곳이 %(count)s군데 있습니다. 아래 목록을 보고 고친 뒤 다시 올려 주세요.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = list(faults)[:FAULTS_TOLD]


class NoAmountColumn(InvalidInput):
    code = "NO_AMOUNT_COLUMN"
    field = "rows"
    sentence = N_("금액 열을 찾지 못했습니다. 첫 줄에 ‘구분, 금액’처럼 열 이름을 적어 주세요.")


NOT_A_NUMBER = N_("금액 ‘%(text)s’을(를) 읽을 수 없습니다. 숫자만 적어 주세요.")
NAME_MISSING = N_("항목 이름이 비어 있습니다.")
TOO_LONG = N_("항목 이름이 %(most)s자보다 깁니다.")
TOO_DEEP = N_("앞줄보다 한 단계씩만 깊어질 수 있고, %(most)s단계까지 쓸 수 있습니다.")
SUM_DIFFERS = N_("‘%(name)s’의 금액은 %(told)s인데 바로 아래 항목들의 합은 %(found)s입니다.")
OUT_OF_RANGE = N_("금액은 0부터 %(most)s원까지 적을 수 있습니다.")
TOO_MANY = N_("%(most)s줄까지 올릴 수 있습니다.")
EMPTY = N_("항목이 하나도 없습니다.")


@dataclass(frozen=True)
class _Columns:
    """Where a table keeps what; every column before the amount belongs to the name."""

    head: int
    amount: int
    note: int | None
    unit_won: int


def read(rows: Sequence[Sequence[str]], unit_won: int) -> list[Line]:
    """The lines of a table whose first row names its columns. Raises BadTable with every faulty row, NoAmountColumn without amounts."""
    columns = _columns(rows, unit_won)
    lines: list[Line] = []
    numbers: list[int] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[columns.head + 1 :], start=columns.head + 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(lines) == LINES_MAXIMUM:
            faults.append(Fault(number, TOO_MANY, {"most": LINES_MAXIMUM}))
            break
        line, wrong = _line(row, columns, lines)
        faults += [Fault(number, *one) for one in wrong]
        lines.append(line)
        numbers.append(number)
    if not lines:
        faults.append(Fault(columns.head + 1, EMPTY, {}))
    if faults := faults or _sums(lines, numbers, unit_won):
        raise BadTable(faults)
    return lines


def _columns(rows: Sequence[Sequence[str]], unit_won: int) -> _Columns:
    for number, row in enumerate(rows):
        heads = [heading(cell) for cell in row]
        amount = next((at for at, head in enumerate(heads) if at and head in AMOUNT_HEADS), None)
        if amount is not None:
            return _Columns(number, amount, next((at for at, head in enumerate(heads) if head in _NOTE_HEADS), None), unit_won)
    raise NoAmountColumn


def heading(cell: str) -> str:
    """A heading without its remarks: ‘금액(천원)’ is 금액."""
    return re.sub(r"\(.*?\)|\s", "", cell).casefold()


def _line(row: Sequence[str], columns: _Columns, before: Sequence[Line]) -> tuple[Line, list[tuple[str, dict[str, object]]]]:
    wrong: list[tuple[str, dict[str, object]]] = []
    names = row[: columns.amount]
    column = next((at for at, cell in enumerate(names) if cell.strip()), 0)
    marks = _MARKS.match(names[column] if names else "")
    assert marks is not None
    name, level = stored(marks["name"]), _level(column, marks["marks"], before)
    if not name:
        wrong.append((NAME_MISSING, {}))
    if len(name) > LINE_NAME_MAXIMUM_LENGTH:
        wrong.append((TOO_LONG, {"most": LINE_NAME_MAXIMUM_LENGTH}))
    if level > (before[-1].level + 1 if before else 0) or level >= LEVELS_MAXIMUM:
        wrong.append((TOO_DEEP, {"most": LEVELS_MAXIMUM}))
    text = cell_of(row, columns.amount)
    amount = amount_of(text)
    if amount is None:
        wrong.append((NOT_A_NUMBER, {"text": text}))
    elif not 0 <= amount * columns.unit_won <= LINE_MAXIMUM_WON:
        wrong.append((OUT_OF_RANGE, {"most": f"{LINE_MAXIMUM_WON:,}"}))
    return Line(level, name, (amount or 0) * columns.unit_won, stored(cell_of(row, columns.note))), wrong


def cell_of(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _level(column: int, marks: str, before: Sequence[Line]) -> int:
    """A total that opens the table is the root of everything below it; without one, unmarked lines are roots of their own."""
    if not before:
        return 0
    return column + len(re.findall(r"\S|\s{2,}|\t", marks)) + _has_root(before)


def _has_root(lines: Sequence[Line]) -> bool:
    return lines[0].name.casefold() in TOTALS


def typed(lines: Sequence[Line]) -> list[str]:
    """The names with the marks of their depth, as `read` takes them. Dots, not dashes: spreadsheets calculate with those."""
    return ["· " * (line.level - _has_root(lines) if line.level else 0) + line.name for line in lines]


def amount_of(text: str) -> int | None:
    """12,345 or △12,345 (minus, as offices write it) in the table's unit."""
    if not _NUMBER.match(text) or not any(mark.isdigit() for mark in text) or len(text) > 24:
        return None
    value = int(re.sub(r"[^\d]", "", text))
    return -value if text[0] in "-△▲" else value


def _sums(lines: Sequence[Line], numbers: Sequence[int], unit_won: int) -> list[Fault]:
    faults = []
    for place, line in enumerate(lines):
        below = list(children(lines, place))
        if below and (found := sum(lines[child].amount_won for child in below)) != line.amount_won:
            told: dict[str, object] = {
                "name": line.name,
                "told": f"{line.amount_won // unit_won:,}",
                "found": f"{found // unit_won:,}",
            }
            faults.append(Fault(numbers[place], SUM_DIFFERS, told))
    return faults


def children(lines: Sequence[Line], place: int) -> Iterable[int]:
    """The places of the lines one level below this one, until the next line of its level or above."""
    level = lines[place].level
    for at in range(place + 1, len(lines)):
        if lines[at].level <= level:
            return
        if lines[at].level == level + 1:
            yield at


def tops(lines: Sequence[Line]) -> list[Line]:
    """The parts the whole is made of: what stands right below a single root, or the roots themselves."""
    roots = [place for place, line in enumerate(lines) if line.level == 0]
    below = [lines[place] for place in children(lines, roots[0])] if len(roots) == 1 else []
    return below or [lines[place] for place in roots]


def total_won(lines: Sequence[Line]) -> int:
    """The sum of the roots."""
    return sum(line.amount_won for line in lines if line.level == 0)
