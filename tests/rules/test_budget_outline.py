"""Budget tables: the plan's own one with its sums, the ways offices show depth, and every fault with its row."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.budget import outline
from app.budget.outline import BadTable, Line, NoAmountColumn, children, read, total_won

# 2017년 협치서울 추진계획, 붙임2: '17년도 협치사업예산 (단위: 천원). A fact of the plan; all of its sums hold.
PLAN = [
    ["구분", "금액(천원)"],
    ["계", "4,611,935"],
    ["시정협치 체계구축 등", "461,665"],
    ["- 협치체계 구축 및 네트워크 운영 등", "221,665"],
    ["- 조사 및 모니터링비", "100,000"],
    ["- 대토론회 개최 및 홍보비", "140,000"],
    ["지역협치 활성화 등", "3,899,520"],
    ["- 지역사회 혁신계획 수립·실행 지원", "2,293,420"],
    ["- 시민협력플랫폼 구축·운영 지원", "1,543,100"],
    ["- 지역협치 활성화 연계 지원", "38,000"],
    ["- 지역협치분야 정책토론회", "25,000"],
    ["협치학교", "250,750"],
    ["- 1", "150,000"],
    ["- 2", "100,750"],
]


def test_the_plans_own_table_holds_to_the_won():
    lines = read(PLAN, 1_000)
    assert total_won(lines) == 4_611_935_000
    assert [line.level for line in lines] == [0, 1, 2, 2, 2, 1, 2, 2, 2, 2, 1, 2, 2]
    assert [lines[at].amount_won for at in children(lines, 0)] == [461_665_000, 3_899_520_000, 250_750_000]


def test_one_wrong_thousand_is_told_with_its_row():
    rows = [*PLAN[:3], ["- 협치체계 구축 및 네트워크 운영 등", "221,664"], *PLAN[4:]]
    with pytest.raises(BadTable) as refused:
        read(rows, 1_000)
    (fault,) = refused.value.faults
    assert (fault.row, fault.params) == (3, {"name": "시정협치 체계구축 등", "told": "461,665", "found": "461,664"})


def test_depth_by_columns_and_by_spaces_means_the_same():
    dashes = read([["구분", "금액"], ["계", "3"], ["가", "3"], ["- 나", "1"], ["- 다", "2"]], 1)
    columns = read(
        [["장", "관", "항", "금액"], ["계", "", "", "3"], ["가", "", "", "3"], ["", "나", "", "1"], ["", "다", "", "2"]], 1
    )
    spaces = read([["구분", "금액"], ["계", "3"], ["가", "3"], ["  나", "1"], ["  다", "2"]], 1)
    assert dashes == columns == spaces


def test_without_a_total_the_unmarked_lines_are_roots():
    lines = read([["구분", "예산액", "비고"], ["가", "5", "시비"], ["- 나", "5"], ["다", "7"]], 1_000_000)
    assert lines == [Line(0, "가", 5_000_000, "시비"), Line(1, "나", 5_000_000), Line(0, "다", 7_000_000)]
    assert total_won(lines) == 12_000_000


def test_every_fault_is_told_at_once_and_blank_rows_count():
    rows = [["구분", "금액"], [], ["", "1"], ["가", "천원"], ["- 나", "-3"], ["- - - 다", "1"], ["라" * 201, "1"]]
    with pytest.raises(BadTable) as refused:
        read(rows, 1)
    assert [fault.row for fault in refused.value.faults] == [3, 4, 5, 6, 7]


@pytest.mark.parametrize("rows", [[], [["가", "1"]], [["이름", "값"], ["가", "1"]]])
def test_without_a_column_of_amounts_nothing_is_guessed(rows):
    with pytest.raises(NoAmountColumn):
        read(rows, 1)


def test_a_head_without_lines_is_no_table():
    with pytest.raises(BadTable):
        read([["구분", "금액"], []], 1)


def test_a_table_beyond_all_measure_is_refused():
    with pytest.raises(BadTable) as refused:
        read([["구분", "금액"], *[["가", "1"]] * (outline.LINES_MAXIMUM + 1)], 1)
    assert refused.value.faults[0].row == outline.LINES_MAXIMUM + 2


@st.composite
def trees(draw):
    """Rows of a table whose sums hold, made from the leaves up."""

    def branch(level):
        count = draw(st.integers(0, 3)) if level < 4 else 0
        below = [branch(level + 1) for _ in range(count)]
        amount = sum(lines[0][1] for lines in below) if below else draw(st.integers(0, 10**6))
        return [(level, amount), *[line for lines in below for line in lines]]

    return [line for _ in range(draw(st.integers(1, 3))) for line in branch(0)]


@given(trees(), st.sampled_from(list(outline.UNITS_WON.values())))
def test_a_table_whose_sums_hold_is_read_as_it_is(tree, unit):
    rows = [["구분", "금액"], *[["- " * level + f"항목{n}", f"{amount:,}"] for n, (level, amount) in enumerate(tree)]]
    assert [(line.level, line.amount_won) for line in read(rows, unit)] == [(level, amount * unit) for level, amount in tree]


@given(trees())
def test_what_is_typed_out_is_read_back(tree):
    rows = [["구분", "금액"], *[["- " * level + f"항목{n}", str(amount)] for n, (level, amount) in enumerate(tree)]]
    lines = read(rows, 1)
    again = [["구분", "금액"], *[[name, str(line.amount_won)] for name, line in zip(outline.typed(lines), lines, strict=True)]]
    assert read(again, 1) == lines


@given(trees(), st.data())
def test_a_table_with_one_changed_sum_is_refused(tree, data):
    parents = [at for at, (level, _) in enumerate(tree) if at + 1 < len(tree) and tree[at + 1][0] > level]
    if not parents:
        return
    at = data.draw(st.sampled_from(parents))
    tree[at] = (tree[at][0], tree[at][1] + 1)
    rows = [["구분", "금액"], *[["- " * level + f"항목{n}", str(amount)] for n, (level, amount) in enumerate(tree)]]
    with pytest.raises(BadTable) as refused:
        read(rows, 1)
    assert at + 2 in {fault.row for fault in refused.value.faults}


@given(st.lists(st.lists(st.text(max_size=6), max_size=4), max_size=5))
def test_whatever_is_sent_is_read_or_refused(rows):
    with suppress(BadTable):
        assert read([["구분", "금액"], *rows], 1)
