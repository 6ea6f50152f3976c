"""Sequential Phragmen against a plain count, and plain polls counted by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from counting_naive import naive_phragmen
from counting_papers import approval_elections, checked, paper, times

from app.voting.ballot import (
    NONE_OF_THESE,
    ApprovalFormat,
    ChooseOneFormat,
    GradesFormat,
    RankingFormat,
    YesNoFormat,
    names,
    points,
    ranking,
)
from app.voting.tally import CapRule, Election, PhragmenRule, PollMethod, PollRule, RuleRefused, TieKey, count

FILE = (TieKey.FILE,)


@checked(approval_elections())
def test_phragmen_equals_a_plain_count_in_fractions(election: Election) -> None:
    ids = [option.id for option in election.options]
    assert list(count(election, PhragmenRule(tie_order=FILE)).selected) == naive_phragmen(election, ids)


def test_phragmen_passes_over_what_does_not_fit_only_if_told_to() -> None:
    election = paper({"a": 60, "b": 50, "c": 30}, [*times(6, "a"), *times(4, "b"), *times(1, "c")], budget=90)
    stopping = count(election, PhragmenRule(tie_order=FILE))
    assert stopping.selected == ("a",)
    assert stopping.outcomes["c"].reason.code == "LIST_STOPPED"
    skipping = count(election, PhragmenRule(cap=CapRule.SKIP, tie_order=FILE))
    assert skipping.selected == ("a", "c")
    assert skipping.outcomes["a"].reason.params["load"] == "10/1"


def poll(options: str, ballots, ballot_format, rule: PollRule):
    return count(paper(dict.fromkeys(options, 0), ballots, 0, ballot_format), rule)


def test_plurality_counts_first_choices() -> None:
    ballots = [ranking("abc")] * 3 + [ranking("bca")] * 2 + [ranking("cba")] * 2
    result = poll("abc", ballots, RankingFormat((3, 2, 1)), PollRule())
    assert result.selected == ("a",)
    assert result.outcomes["b"].reason.code in {"OUTSCORED", "TIE_LOST"}


def test_borda_can_elect_another_than_plurality() -> None:
    ballots = [ranking("abc")] * 3 + [ranking("bca")] * 2 + [ranking("cba")] * 2
    assert poll("abc", ballots, RankingFormat((3, 2, 1)), PollRule(PollMethod.BORDA)).selected == ("b",)


def test_instant_runoff_transfers_the_ballots_of_the_last_until_one_holds_a_majority() -> None:
    ballots = [ranking("abc")] * 4 + [ranking("bca")] * 3 + [ranking("cba")] * 2
    result = poll("abc", ballots, RankingFormat((3, 2, 1)), PollRule(PollMethod.INSTANT_RUNOFF))
    assert result.selected == ("b",)
    assert [entry["votes"] for entry in result.rounds] == [{"a": 4, "b": 3, "c": 2}, {"a": 4, "b": 5}]
    assert result.outcomes["c"].reason.params == {"round": 1, "votes": 2, "total": 9}
    assert {key: outcome.rank for key, outcome in result.outcomes.items()} == {"b": 1, "a": 2, "c": 3}


def test_exhausted_ballots_leave_the_majority_to_those_that_still_count() -> None:
    ballots = [ranking("a")] * 4 + [ranking("b")] * 3 + [ranking("c")] * 2
    result = poll("abc", ballots, RankingFormat((3, 2, 1)), PollRule(PollMethod.INSTANT_RUNOFF))
    assert result.selected == ("a",)


@pytest.mark.parametrize("method", [PollMethod.BORDA, PollMethod.INSTANT_RUNOFF])
def test_a_method_that_needs_rankings_refuses_others(method: PollMethod) -> None:
    with pytest.raises(RuleRefused, match="FORMAT_NOT_COUNTABLE"):
        poll("ab", times(2, "a"), ApprovalFormat(), PollRule(method))


def test_grades_left_out_count_as_the_default() -> None:
    ballots = [points({"a": 3}), points({"a": 0, "b": 2}), NONE_OF_THESE]
    result = poll("ab", ballots, GradesFormat(3, default=1), PollRule(PollMethod.SCORE))
    assert {key: outcome.score for key, outcome in result.outcomes.items()} == {"a": 3, "b": 3}


def test_a_yes_no_question_counts_abstentions_apart() -> None:
    election = paper({"yes": 0, "no": 0}, [names(["yes"])] * 2 + [names(["no"]), NONE_OF_THESE], 0, YesNoFormat())
    result = count(election, PollRule())
    assert result.selected == ("yes",)
    assert result.ballots_cast["voters"] == {"valid": 4, "spoiled": 0, "none": 1}


def test_several_seats_and_a_threshold() -> None:
    ballots = [*times(5, "a"), *times(3, "b"), *times(1, "c")]
    result = poll("abc", ballots, ChooseOneFormat(), PollRule(seats=3, threshold=2))
    assert result.selected == ("a", "b")
    assert result.outcomes["c"].reason.code == "BELOW_THRESHOLD"
    assert result.outcomes["a"].score == Fraction(5)


@pytest.mark.parametrize("method", [PollMethod.APPROVAL, PollMethod.PLURALITY])
def test_a_poll_nobody_answered_has_no_winner(method: PollMethod) -> None:
    result = poll("ab", [NONE_OF_THESE], ApprovalFormat(), PollRule(method))
    assert result.selected == ()
    assert result.outcomes["a"].reason.code == "NO_VOTES"


def test_a_runoff_nobody_answered_has_no_winner() -> None:
    result = poll("ab", [NONE_OF_THESE], RankingFormat((2, 1)), PollRule(PollMethod.INSTANT_RUNOFF))
    assert result.selected == ()
