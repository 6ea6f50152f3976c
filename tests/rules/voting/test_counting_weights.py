"""Seoul's weighted electorates: citizens 50, committee 40, budget school 10."""

from __future__ import annotations

from fractions import Fraction

import pytest
from counting_papers import times

from app.voting.ballot import NONE_OF_THESE, ApprovalFormat, names
from app.voting.tally import CapRule, CompositeRule, Election, Electorate, Option, PollMethod, PollRule, count, group

OPTIONS = (Option("a", 300), Option("b", 200), Option("c", 100))


def seoul(citizens, committee, school, budget: int = 400) -> Election:
    electorates = tuple(
        Electorate(code, Fraction(weight, 100), group(ballots))
        for code, weight, ballots in (("citizens", 50, citizens), ("committee", 40, committee), ("school", 10, school))
    )
    return Election("d" * 64, budget, OPTIONS, ApprovalFormat(1, 2), electorates)


def test_the_score_is_the_weighted_sum_of_shares_of_ballots_as_an_exact_fraction() -> None:
    election = seoul([*times(2, "a"), names("bc")], [*times(1, "ab"), *times(3, "c")], times(7, "b"))
    result = count(election, CompositeRule())
    assert result.outcomes["a"].score == Fraction(1, 2) * Fraction(2, 3) + Fraction(2, 5) * Fraction(1, 4)
    assert result.outcomes["b"].score == Fraction(1, 6) + Fraction(1, 10) + Fraction(1, 10)
    assert result.outcomes["c"].score == Fraction(1, 6) + Fraction(3, 10)
    assert result.outcomes["b"].votes == 9
    assert result.selected == ("c", "a")
    assert result.weights == {"citizens": Fraction(1, 2), "committee": Fraction(2, 5), "school": Fraction(1, 10)}


def test_an_electorate_without_ballots_is_left_out_and_the_result_says_so() -> None:
    result = count(seoul(times(2, "a"), times(3, "b"), []), CompositeRule())
    assert result.left_out == ("school",)
    assert result.weights == {"citizens": Fraction(5, 9), "committee": Fraction(4, 9)}
    assert result.outcomes["a"].score == Fraction(5, 9)
    assert result.to_json()["weights"] == {"citizens": "5/9", "committee": "4/9"}


def test_an_electorate_with_spoiled_ballots_only_is_left_out_too() -> None:
    result = count(seoul(times(2, "a"), times(3, "b"), times(4, "abc")), CompositeRule())
    assert result.left_out == ("school",)
    assert result.spoiled == {"TOO_MANY_CHOICES": 4}
    assert result.ballots_cast["school"] == {"valid": 0, "spoiled": 4, "none": 0}


def test_a_ballot_for_none_of_these_counts_as_cast() -> None:
    result = count(seoul([names("a"), NONE_OF_THESE], [], []), CompositeRule())
    assert result.outcomes["a"].score == Fraction(1, 2)


@pytest.mark.parametrize(("cap", "selected"), [(CapRule.SKIP, ("a", "c")), (CapRule.STOP, ("a",))])
def test_the_cap_rule_says_what_follows_an_option_that_does_not_fit(cap: CapRule, selected: tuple[str, ...]) -> None:
    citizens = [*times(5, "a"), *times(4, "b"), *times(3, "c")]
    assert count(seoul(citizens, [], []), CompositeRule(cap=cap)).selected == selected


def test_nobody_voting_at_all_leaves_every_score_at_zero() -> None:
    result = count(seoul([], [], []), CompositeRule(threshold=Fraction(1, 1000)))
    assert result.selected == ()
    assert result.left_out == ("citizens", "committee", "school")


def test_a_plain_poll_can_be_weighted_as_well() -> None:
    election = seoul(times(3, "a"), times(2, "b"), times(1, "b"), budget=0)
    result = count(election, PollRule(PollMethod.APPROVAL))
    assert result.selected in (("a",), ("b",))
    assert result.outcomes["a"].score == result.outcomes["b"].score == Fraction(1, 2)
    assert result.ties[0]["broken_by"] == ["cost"] or result.ties[0]["decisive"]
