"""Tables in and out of spreadsheets: CSV as Korean Excel reads it, XLSX. Refuses cells that would run as formulas, and files that are none.

openpyxl is loaded with the first XLSX file: the server starts sooner without it.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from app.core.errors import N_, InvalidInput

ROWS_MAXIMUM = 20_000
COLUMNS_MAXIMUM = 60
UNPACKED_MAXIMUM_BYTES = 60 * 1024 * 1024
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The files a table is offered as."""
_NOT_IN_A_TITLE = re.compile(r"[\\*?:/\[\]]")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NotASheet(InvalidInput):
    code = "NOT_A_SHEET"
    field = "file"
    sentence = N_("표 파일로 읽을 수 없습니다. CSV(UTF-8이나 CP949) 또는 XLSX 파일을 올려 주세요.")


class SheetTooLarge(InvalidInput):
    code = "SHEET_TOO_LARGE"
    field = "file"
    sentence = N_("표가 너무 큽니다. %(rows)s행, %(columns)s열까지 읽을 수 있습니다.")

    def __init__(self) -> None:
        super().__init__(rows=f"{ROWS_MAXIMUM:,}", columns=COLUMNS_MAXIMUM)


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel in Korea takes it for CP949."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(head: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str = "Decide Seoul") -> bytes:
    """One sheet with a heading row that stays in sight; numbers stay numbers."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_A_TITLE.sub(" ", name)[:31])
    sheet.freeze_panes = "A2"
    sheet.append(list(head))
    for row in rows:
        sheet.append([_safe(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_bytes(kind: str, head: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str = "Decide Seoul") -> bytes:
    """The table as one of KINDS."""
    return xlsx_bytes(head, rows, name=name) if kind == "xlsx" else csv_bytes(head, rows)


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run is disarmed with an apostrophe; minus before digits is a number to it, and harmless."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA) else value


def read(content: bytes) -> list[list[str]]:
    """The rows of a CSV or XLSX file as text, row 1 first, empty ones kept so that their numbers are those the writer sees.

    CSV: byte order mark, then UTF-8, then CP949, as spreadsheets in Korea write it; comma, semicolon or tab.
    """
    rows = _xlsx(content) if content.startswith(b"PK") else _csv(content)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return _limited(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise NotASheet from error


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise NotASheet
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASheet


def _xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > UNPACKED_MAXIMUM_BYTES:
                raise SheetTooLarge
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return _limited(sheet.iter_rows(values_only=True))
    except SheetTooLarge:
        raise
    except Exception as error:  # what a broken package raises is openpyxl's business and of many kinds
        raise NotASheet from error


def _limited(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
    found: list[list[str]] = []
    for row in rows:
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(found) == ROWS_MAXIMUM or len(cells) > COLUMNS_MAXIMUM:
            raise SheetTooLarge
        found.append(cells)
    return found


def _text(value: Any) -> str:
    """A cell as somebody would type it: 12 rather than 12.0. Spaces in front stay, because some tables show depth by them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).rstrip()
