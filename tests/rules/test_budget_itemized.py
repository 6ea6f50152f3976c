"""Lines of budget items as offices type them: sums to the won, faults by row, and what the council leaves of each line."""

import pytest

from app.budget import itemized, rules
from app.budget.itemized import LineDraft
from app.budget.outline import BadTable, NoAmountColumn
from app.budget.states import Decision

BILL = {"MP-1": 100_000_000, "MP-2": 30_000_000}
ROWS = [
    ["제안번호", "사업명", "세부항목", "산출근거", "금액(천원)"],
    ["MP-1", "골목 빗물받이", "빗물받이 교체", "1,000천원 × 80곳", "80,000"],
    ["MP-1", "골목 빗물받이", "안내 표지", "500천원 × 40개", "20,000"],
    ["MP-2", "작은 도서관", "책", "15천원 × 2,000권", "30,000"],
]


def told(rows, **given):
    with pytest.raises(BadTable) as refused:
        itemized.read(rows, 1_000, BILL, **given)
    return [(fault.row, fault.sentence) for fault in refused.value.faults]


def test_lines_are_read_item_by_item_in_the_unit_of_the_table():
    read = itemized.read(ROWS, 1_000, BILL)
    assert read["MP-1"] == [
        LineDraft("빗물받이 교체", "1,000천원 × 80곳", 80_000_000),
        LineDraft("안내 표지", "500천원 × 40개", 20_000_000),
    ]
    assert sum(one.amount_won for one in read["MP-2"]) == BILL["MP-2"]


def test_a_table_of_one_item_needs_no_numbers_and_may_end_in_a_total():
    rows = [["항목", "금액"], ["책", "20,000"], ["책장", "10,000"], ["계", "30,000"]]
    assert [one.name for one in itemized.read(rows, 1_000, BILL, alone="MP-2")["MP-2"]] == ["책", "책장"]


def test_lines_that_do_not_add_up_are_told_at_the_last_row_of_their_item():
    assert told([*ROWS[:2], ["MP-1", "", "안내 표지", "", "19,999"], ROWS[3]]) == [(3, itemized.SUM_DIFFERS)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["MP-9", "", "책", "", "1"], itemized.UNKNOWN),
        (["MP-1", "", "", "", "1"], itemized.NAME_MISSING),
        (["MP-1", "", "책", "", "하나"], itemized.NOT_A_NUMBER),
        (["MP-1", "", "책", "", "△1"], itemized.OUT_OF_RANGE),
        (["MP-1", "", "가" * 201, "", "1"], itemized.TOO_LONG),
        (["MP-1", "", "책", "가" * 301, "1"], itemized.BASIS_TOO_LONG),
    ],
)
def test_every_faulty_row_is_told_by_its_number(row, sentence):
    assert (5, sentence) in told([*ROWS, row])


def test_an_item_has_only_so_many_lines():
    rows = [ROWS[0], *(["MP-2", "", f"책 {n}", "", "500"] for n in range(60)), ["MP-2", "", "책 60", "", "0"]]
    assert told(rows) == [(62, itemized.TOO_MANY)]


def test_a_table_without_lines_or_amounts_is_none():
    assert told([ROWS[0]]) == [(1, itemized.EMPTY)]
    with pytest.raises(NoAmountColumn):
        itemized.read([["책", "1"]], 1, BILL)


def test_what_the_council_leaves_of_an_item_is_what_it_leaves_of_its_lines():
    lines = {1: 80, 2: 20}
    assert rules.decided_by_line(Decision.AMENDED, lines, {2: 5}) == {1: 80, 2: 5}
    assert rules.decided_by_line(Decision.CUT, lines, {2: 5}) == {1: 0, 2: 0}
    assert rules.decided_by_line(Decision.ADOPTED, lines, {2: 5}) == lines
    with pytest.raises(rules.LinesChanged):
        rules.decided_by_line(Decision.AMENDED, lines, {3: 5})
    with pytest.raises(rules.LineAmountOutOfRange):
        rules.decided_by_line(Decision.AMENDED, lines, {1: -1})
