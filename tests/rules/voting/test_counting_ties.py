"""Ties: more ballots, lower cost, then the published lot; the result says what hung on it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction

from counting_papers import approval_elections, checked, paper, times
from hypothesis import strategies as st

from app.voting.ballot import PointsFormat, names, points
from app.voting.tally import (
    CapRule,
    Election,
    EqualSharesRule,
    GreedyRule,
    PhragmenRule,
    PollMethod,
    PollRule,
    Rule,
    TieKey,
    count,
)
from app.voting.tally.presets import named
from app.voting.tally.ties import lot


def test_the_lot_is_the_sha256_of_paper_digest_and_option_id() -> None:
    assert lot("abc", "7") == hashlib.sha256(b"abc7").hexdigest()


def test_equal_scores_go_to_the_option_on_more_ballots() -> None:
    ballots = [points({"a": 2}), points({"b": 1}), points({"b": 1})]
    result = count(paper({"a": 10, "b": 10}, ballots, 10, PointsFormat(2)), GreedyRule())
    assert result.selected == ("b",)
    assert result.ties[0]["broken_by"] == ["votes"]
    assert result.ties[0]["decisive"]
    assert not result.hung_on_lot
    assert result.outcomes["a"].reason.code == "TIE_LOST"
    assert result.outcomes["a"].reason.params["to"] == ["b"]


def test_then_to_the_cheaper_one() -> None:
    result = count(paper({"a": 9, "b": 8}, [*times(2, "a"), *times(2, "b")], 10), GreedyRule())
    assert result.selected == ("b",)
    assert result.ties[0]["broken_by"] == ["cost"]
    assert not result.hung_on_lot


@checked(st.text("0123456789abcdef", min_size=8, max_size=8))
def test_then_the_lot_decides_and_the_result_says_so(digest: str) -> None:
    election = paper({"a": 10, "b": 10, "c": 10}, [*times(2, "a"), *times(2, "b"), *times(2, "c")], 20, digest=digest)
    result = count(election, GreedyRule())
    drawn = sorted("abc", key=lambda key: hashlib.sha256((digest + key).encode()).hexdigest())
    assert list(result.selected) == drawn[:2]
    assert result.hung_on_lot
    assert result.ties[0]["by_lot"]
    assert result.ties[0]["losers"] == [drawn[2]]


def test_a_tie_above_the_cut_is_no_matter() -> None:
    result = count(paper({"a": 10, "b": 10}, [*times(2, "a"), *times(2, "b")], 20), GreedyRule())
    assert result.ties == ()
    assert not result.hung_on_lot


def test_a_tie_with_the_option_that_stops_the_list_is_reported() -> None:
    election = paper({"a": 30, "b": 10}, [*times(2, "a"), *times(2, "b")], 20)
    result = count(election, GreedyRule(cap=CapRule.STOP, tie_order=(TieKey.FILE,)))
    assert result.selected == ()
    assert result.ties[0]["decisive"]
    assert result.outcomes["b"].reason.code == "TIE_LOST"


def test_a_rule_read_from_a_file_breaks_ties_by_file_order() -> None:
    election = paper({"z": 10, "a": 10}, [*times(2, "z"), *times(2, "a")], 10)
    assert count(election, named("greedy")).selected == ("z",)
    assert count(replace(election, options=election.options[::-1]), named("greedy")).selected == ("a",)


def test_a_poll_tied_for_the_last_seat_says_so() -> None:
    result = count(paper({"a": 0, "b": 0}, [*times(2, "a"), *times(2, "b")], 0), PollRule(PollMethod.APPROVAL))
    assert len(result.selected) == 1
    assert result.hung_on_lot


def test_equal_shares_reports_a_tie_that_the_lot_decided() -> None:
    election = paper({"a": 10, "b": 10}, [*times(2, "a"), *times(2, "b"), *times(2, "ab")], 15)
    rule = replace(named("mes"), tie_order=(TieKey.VOTES, TieKey.CHEAPER, TieKey.DIGEST))
    result = count(election, rule)
    assert len(result.selected) == 1
    assert result.hung_on_lot
    loser = ({"a", "b"} - set(result.selected)).pop()
    assert result.outcomes[loser].reason.code == "TIE_LOST"


ANY_RULE = st.sampled_from(
    [
        GreedyRule(),
        GreedyRule(cap=CapRule.STOP),
        PhragmenRule(),
        PhragmenRule(cap=CapRule.SKIP),
        EqualSharesRule(step_percent=Fraction(20)),
        EqualSharesRule(step_percent=Fraction(20), comparison=True),
    ]
)


@checked(approval_elections(), ANY_RULE, examples=60)
def test_whatever_another_lot_would_change_is_said_to_hang_on_the_lot(election: Election, rule: Rule) -> None:
    results = [count(replace(election, digest=f"{draw}"), rule) for draw in range(4)]
    if len({frozenset(result.selected) for result in results}) > 1:
        assert all(result.hung_on_lot for result in results)


def test_a_lot_in_the_greedy_fill_after_equal_shares_is_told() -> None:
    election = paper({"a": 60, "b": 60, "c": 60}, [*times(1, "a"), *times(1, "b"), *times(8, "c")], budget=120)
    result = count(election, EqualSharesRule())
    assert len(result.selected) == 2
    assert result.hung_on_lot
    loser = ({"a", "b"} - set(result.selected)).pop()
    assert result.outcomes[loser].reason.code == "TIE_LOST"
    assert result.outcomes[loser].reason.params["by"] == ["lot"]


def test_two_lots_that_decide_only_together_are_told() -> None:
    ballots = [names(letters) for letters in ("bd", "cef", "a", "def", "aef", "f", "bcd", "bcd", "")]
    costs = {"a": 5, "b": 7, "c": 6, "d": 3, "e": 7, "f": 3}
    for draw in range(6):
        election = paper(costs, ballots, budget=25, digest=f"{draw:064d}")
        assert count(election, PhragmenRule(cap=CapRule.SKIP)).hung_on_lot
