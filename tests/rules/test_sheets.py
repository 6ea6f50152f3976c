"""Spreadsheets in and out: what people really send, and what must not run."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import sheets

ROWS = [["마포구", "12", "가·나"], ["", "", ""], ["은평구", "3", "=1+1"]]


def test_csv_carries_its_mark_and_disarms_formulas():
    made = sheets.csv_bytes(["구", "수", "말"], ROWS)
    assert made.startswith(b"\xef\xbb\xbf") and b"'=1+1" in made


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_in_korea_save_is_read(encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in [["구", "이름"], ["마포구", "홍길동"], [], []])
    assert sheets.read(text.encode(encoding)) == [["구", "이름"], ["마포구", "홍길동"]]


def test_xlsx_comes_back_as_it_went():
    made = sheets.xlsx_bytes(["구", "수"], [["마포구", 12], ["은평구", 3.0], ["강남구", None]])
    assert sheets.read(made) == [["구", "수"], ["마포구", "12"], ["은평구", "3"], ["강남구"]]


def test_empty_rows_in_between_keep_the_numbers_right():
    assert sheets.read("가,나\n\n다,라\n".encode()) == [["가", "나"], [], ["다", "라"]]


@pytest.mark.parametrize("content", [b"PK\x03\x04nonsense", b"\x89PNG\r\n\0\0", b"\xff\xfe\xff\xff\x81", b"\xd0\xcf\x11\xe0\0"])
def test_what_is_no_sheet_is_refused(content):
    with pytest.raises(sheets.NotASheet):
        sheets.read(content)


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.UNPACKED_MAXIMUM_BYTES + 1))
    with pytest.raises(sheets.SheetTooLarge):
        sheets.read(out.getvalue())


def test_too_many_rows_or_columns_are_refused():
    with pytest.raises(sheets.SheetTooLarge):
        sheets.read(b"a\n" * (sheets.ROWS_MAXIMUM + 1))
    with pytest.raises(sheets.SheetTooLarge):
        sheets.read(b",".join([b"a"] * (sheets.COLUMNS_MAXIMUM + 1)))


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused_kindly(content):
    with suppress(sheets.NotASheet, sheets.SheetTooLarge):
        sheets.read(content)


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=8), min_size=2, max_size=4), max_size=6))
def test_what_we_write_we_read(rows):
    read = sheets.read(sheets.csv_bytes(["가", "나"], rows))
    wanted = [[("'" + c if c.startswith(("=", "+", "-", "@")) else c).rstrip() for c in row] for row in [["가", "나"], *rows]]
    for row in wanted:
        while row and not row[-1]:
            row.pop()
    while wanted and not wanted[-1]:
        wanted.pop()
    assert read == wanted
