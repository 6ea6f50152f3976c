"""Forms of the lines of budget items: pasted from a spreadsheet or as its file, and the council's amount for each line."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.budget import labels
from app.budget.forms import ItemForm
from app.budget.models import ItemLine
from app.core import sheets
from app.core.forms import Form, MoneyField

HEAD = ("세부항목", "산출근거", "금액")
LINE_PREFIX = "line_"


class LinesForm(Form):
    unit = SelectField(
        _l("금액의 단위"),
        choices=lambda: [SelectChoice(name, gettext(words)) for name, words in labels.UNITS.items()],
        default="won",
    )
    rows = TextAreaField(_l("세부 내역"), [Optional()])
    file = FileField(_l("또는 파일 올리기"), description=_l("CSV나 XLSX 파일. 파일을 고르면 붙여 넣은 표 대신 파일을 읽습니다."))

    def cells(self) -> list[list[str]]:
        """The rows as text. A file is put into the box as well, so that it can be mended there without choosing it again."""
        content = self.file.data.read() if self.file.data else b""
        if not content:
            return sheets.read((self.rows.data or "").encode())
        rows = sheets.read(content)
        self.rows.data = "\n".join("\t".join(row) for row in rows)
        return rows


def typed(lines: Sequence[ItemLine]) -> str:
    """The lines as `LinesForm` takes them, in won; the headings alone where there are none yet."""
    rows = [HEAD, *((one.name, one.basis, f"{one.amount_won:,}") for one in lines)]
    return "\n".join("\t".join(row) for row in rows)


def deciding(lines: Sequence[ItemLine]) -> type[ItemForm]:
    """The council's decision with an amount for each line, where an item has lines."""
    fields: dict[str, Any] = {
        f"{LINE_PREFIX}{one.id}": MoneyField(one.name, [Optional()], default=one.amount_won, description=one.basis)
        for one in lines
    }
    return type("ItemizedForm", (ItemForm,), fields)


def named(form: ItemForm) -> dict[int, int]:
    """Id of a line -> won, for the lines an amount was sent for."""
    sent = ((name, one.data) for name, one in form._fields.items() if name.startswith(LINE_PREFIX))
    return {int(name.removeprefix(LINE_PREFIX)): won for name, won in sent if won is not None}
