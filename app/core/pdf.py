"""Documents as PDF: headings, paragraphs, tables, page numbers, in one embedded Korean font. The same content gives the same bytes.

The only door to fpdf2, which is loaded when the first document is made.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

FONT = Path(__file__).resolve().parent.parent / "vendor" / "fonts" / "DecideSans-Regular.ttf"
_INK, _QUIET, _LINE, _SOFT = (30, 33, 36), (88, 97, 106), (205, 209, 213), (244, 245, 246)


@dataclass(frozen=True)
class Table:
    """`numbers`: columns (from 0) set to the right. `widths`: shares of the page's width."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    numbers: Collection[int] = ()


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it, in this order: paragraphs, then tables."""

    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = field(default_factory=tuple)


@dataclass(frozen=True)
class Document:
    """`foot` stands at the bottom of every page beside its number."""

    title: str
    subtitle: str
    sections: Sequence[Section]
    made_at: datetime
    foot: str = ""
    language: str = "ko"


def rendered(document: Document) -> bytes:
    """The document as PDF, A4."""
    pdf = _new(document)
    _text(pdf, document.title, size=20, after=2)
    _text(pdf, document.subtitle, size=11, colour=_QUIET, after=8)
    for section in document.sections:
        _heading(pdf, section.title)
        for paragraph in section.paragraphs:
            _text(pdf, paragraph, size=10.5, after=3)
        for table in section.tables:
            _table(pdf, table)
    return bytes(pdf.output())


def _new(document: Document) -> Any:
    from fpdf import FPDF

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font("body", size=8)
            self.set_text_color(*_QUIET)
            self.cell(0, 6, document.foot)
            self.set_x(self.l_margin)
            self.cell(0, 6, f"{self.page_no()} / {{nb}}", align="R")

    pdf = Paper(format="A4")
    pdf.set_creation_date(document.made_at)
    pdf.set_title(document.title)
    pdf.set_lang(document.language)
    pdf.set_producer("Decide Seoul")
    pdf.set_margins(20, 20, 20)
    pdf.set_auto_page_break(True, margin=20)
    pdf.add_font("body", fname=FONT)
    pdf.add_page()
    return pdf


def _heading(pdf: Any, text: str) -> None:
    """Begins a section; never alone at the foot of a page."""
    if pdf.will_page_break(24):
        pdf.add_page()
    pdf.start_section(text)
    pdf.ln(3)
    _text(pdf, text, size=14, after=2)


def _text(pdf: Any, text: str, *, size: float, after: float, colour: tuple[int, int, int] = _INK) -> None:
    pdf.set_font("body", size=size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(0, size * 0.6, text, align="L", wrapmode="WORD", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(after)


def _table(pdf: Any, table: Table) -> None:
    from fpdf.fonts import FontFace

    _text(pdf, table.caption, size=9, colour=_QUIET, after=1)
    pdf.set_font("body", size=9)
    pdf.set_text_color(*_INK)
    pdf.set_draw_color(*_LINE)
    align = tuple("RIGHT" if place in table.numbers else "LEFT" for place in range(len(table.head)))
    look = FontFace(fill_color=_SOFT)
    with pdf.table(
        col_widths=tuple(table.widths), text_align=align, headings_style=look, line_height=5.5, padding=1,
        borders_layout="HORIZONTAL_LINES",
    ) as drawn:  # fmt: skip
        for row in (table.head, *table.rows):
            cells = drawn.row()
            for text in row:
                cells.cell(text)
    pdf.ln(4)
