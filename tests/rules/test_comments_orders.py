"""The formulas behind the orders of a conversation, and how a first page is laid: pure, and held to what docs/threads.md promises."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comments import orders, rules
from app.comments.orders import Order, asked, bridging, first_page, side, wilson

votes = st.integers(0, 5_000)


@pytest.mark.parametrize(
    ("up", "down", "expected"),
    [(0, 0, 0), (0, 9, 0), (1, 0, 0.378430), (1, 1, 0.164245), (10, 0, 0.858922), (60, 40, 0.536087), (600, 400, 0.579997)],
)
def test_the_lower_end_of_wilsons_interval(up, down, expected):
    """Worked out with other code: bisection of (share - p)² = z²·p·(1 - p) / n for the smaller p."""
    assert isclose(wilson(up, down), expected, abs_tol=5e-7)


@given(votes, votes)
def test_the_bound_solves_its_equation_and_stays_below_the_share(up, down):
    bound, n = wilson(up, down), up + down
    assert 0 <= bound < 1
    if up:
        share = up / n
        assert bound < share or share == 0
        assert isclose(share - bound, rules.CONFIDENCE_Z * sqrt(bound * (1 - bound) / n), rel_tol=1e-6, abs_tol=1e-9)


@given(votes, votes)
def test_a_vote_for_never_lowers_and_a_vote_against_never_lifts(up, down):
    assert wilson(up + 1, down) >= wilson(up, down) >= wilson(up, down + 1)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(2, 9))
def test_the_same_share_from_more_people_counts_for_more(up, down, times):
    assert wilson(up * times, down * times) >= wilson(up, down)


@given(votes, votes, votes, votes)
def test_bridging_needs_both_sides_and_asks_neither_first(up_pro, down_pro, up_con, down_con):
    score = bridging(up_pro, down_pro, up_con, down_con)
    assert score == bridging(up_con, down_con, up_pro, down_pro)
    assert score <= wilson(up_pro, down_pro)
    assert bridging(up_pro, down_pro, 0, down_con) == 0
    assert bridging(up_pro + 1, down_pro, up_con, down_con) >= score >= bridging(up_pro, down_pro, up_con, down_con + 1)


def test_what_both_sides_share_stands_before_what_one_side_loves():
    assert bridging(8, 2, 7, 3) > bridging(900, 0, 1, 9) > bridging(900, 0, 0, 0)


@given(st.sampled_from(["", "pro", "con"]), st.integers(-50, 50))
def test_what_somebody_said_goes_before_where_they_lean(declared, lean):
    assert side(declared, lean) == (declared or ("pro" if lean > 0 else "con" if lean < 0 else ""))


ids = st.lists(st.integers(1, 60), unique=True, max_size=40)


@given(ids, st.lists(st.integers(1, 80), unique=True, max_size=8), st.integers(1, 25))
def test_a_first_page_keeps_its_size_its_order_and_its_guarantees(best, guaranteed, size):
    page = first_page(best, guaranteed, size)
    assert len(page) == len(set(page)) <= size
    assert (
        len(page) == min(size, len(set(best) | set(guaranteed)))
        or len(best) > size
        or len(page) == len(set(best[:size]) | set(guaranteed))
    )
    if len(guaranteed) <= size:
        assert set(guaranteed) <= set(page)
    by_votes = [one for one in page if one in best[:size]]
    assert by_votes == [one for one in best[:size] if one in by_votes]
    kept = [one for one in best[:size] if one not in guaranteed]
    assert [one for one in page if one in kept] == kept[: len([one for one in page if one in kept])]


def test_the_guaranteed_are_spread_over_the_page():
    page = first_page(list(range(1, 41)), [101, 102, 103, 104], 20)
    assert [page.index(one) + 1 for one in (101, 102, 103, 104)] == [5, 10, 15, 20]
    assert page[:4] == [1, 2, 3, 4]
    assert first_page([1, 2, 3], [3], 20) == [1, 2, 3]
    assert first_page([], [7, 8], 20) == [7, 8]


@pytest.mark.parametrize(
    ("values", "order", "page", "at"),
    [
        ({}, orders.DEFAULT, 1, None),
        ({"order": "oldest", "page": "3", "at": "17"}, Order.OLDEST, 3, 17),
        ({"order": "loudest", "page": "-3", "at": "0"}, orders.DEFAULT, 1, None),
        ({"order": "newest", "page": "１２", "at": "99999999999"}, Order.NEWEST, 1, None),
        ({"page": "2147483648", "at": "' OR 1=1"}, orders.DEFAULT, 1, None),
    ],
)
def test_an_address_is_read_with_patience(values, order, page, at):
    assert asked(values) == {"order": order, "page": page, "at": at}


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        ("한 줄", "> 한 줄\n\n"),
        ("> 남의 말\n\n내 말\n둘째 줄", "> 내 말 둘째 줄\n\n"),
        ("> 남의 말뿐", ""),
        ("가" * 301, "> " + "가" * 299 + "…\n\n"),
    ],
)
def test_a_quotation_is_short_and_quotes_nobody_else(body, quoted):
    assert rules.quotation(body) == quoted
