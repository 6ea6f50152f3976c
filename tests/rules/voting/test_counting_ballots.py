"""Ballot formats: what the booth refuses, the count spoils, with the same code."""

from __future__ import annotations

import json

import pytest
from counting_papers import checked, paper
from hypothesis import strategies as st

from app.voting.ballot import (
    NONE_OF_THESE,
    ApprovalFormat,
    BallotRefused,
    ChooseOneFormat,
    GradesFormat,
    KnapsackFormat,
    PointsFormat,
    RankingFormat,
    YesNoFormat,
    check_choice,
    choice_from_json,
    choice_to_json,
    format_from_json,
    format_to_json,
    names,
    points,
    ranking,
    unreadable,
)
from app.voting.tally import GreedyRule, Option, count

OPTIONS = (
    Option("a", 10, category="metro"),
    Option("b", 20, category="metro"),
    Option("c", 30, category="governance"),
)
REFUSALS = [
    (ChooseOneFormat(), ["a", "b"], "TOO_MANY_CHOICES"),
    (ChooseOneFormat(), [], "TOO_FEW_CHOICES"),
    (ChooseOneFormat(allow_none=False), "none", "NONE_NOT_OFFERED"),
    (ApprovalFormat(2, 2), ["a"], "TOO_FEW_CHOICES"),
    (ApprovalFormat(1, 2), ["a", "b", "c"], "TOO_MANY_CHOICES"),
    (ApprovalFormat(), ["x"], "UNKNOWN_OPTION"),
    (ApprovalFormat(), ["a", "a"], "DUPLICATE_OPTION"),
    (ApprovalFormat(), {"a": 1}, "MALFORMED"),
    (ApprovalFormat(), [1, 2], "MALFORMED"),
    (ApprovalFormat(max_sum_cost=25), ["a", "b"], "OVER_BUDGET"),
    (ApprovalFormat(min_sum_cost=25), ["a"], "UNDER_MINIMUM_SPEND"),
    (ApprovalFormat(1, 3, quotas={"metro": 1}), ["a", "b"], "QUOTA_EXCEEDED"),
    (KnapsackFormat(45), ["b", "c"], "OVER_BUDGET"),
    (KnapsackFormat(60, min_spend=40), ["a", "b"], "UNDER_MINIMUM_SPEND"),
    (PointsFormat(5, 3), {"a": 4}, "POINTS_OVER_CAP"),
    (PointsFormat(5, 3), {"a": 3, "b": 3}, "TOO_MANY_POINTS"),
    (PointsFormat(5), {"a": -1}, "NEGATIVE_POINTS"),
    (PointsFormat(5), {"a": 1.5}, "POINTS_NOT_WHOLE"),
    (PointsFormat(5), {"a": True}, "POINTS_NOT_WHOLE"),
    (PointsFormat(5, min_sum=3), {"a": 2}, "TOO_FEW_POINTS"),
    (RankingFormat((3, 2)), ["a", "b", "c"], "TOO_MANY_CHOICES"),
    (RankingFormat((3, 2)), ["a", "a"], "DUPLICATE_OPTION"),
    (GradesFormat(3), {"a": 4}, "GRADE_OUT_OF_RANGE"),
]


@pytest.mark.parametrize(("ballot_format", "raw", "code"), REFUSALS)
def test_the_booth_names_what_is_wrong(ballot_format, raw, code) -> None:
    with pytest.raises(BallotRefused) as refusal:
        check_choice(ballot_format, OPTIONS, raw)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("ballot_format", "raw", "choice"),
    [
        (ChooseOneFormat(), "a", names("a")),
        (ApprovalFormat(1, 3, quotas={"metro": 2, "governance": 1}), ["c", "a"], names("ac")),
        (ApprovalFormat(), "none", NONE_OF_THESE),
        (KnapsackFormat(50), ["b", "c"], names("bc")),
        (PointsFormat(5, 3), {"b": 2, "a": 3}, points({"a": 3, "b": 2})),
        (RankingFormat((3, 2, 1)), ["c", "a"], ranking("ca")),
        (GradesFormat(3), {"a": 0, "c": 3}, points({"a": 0, "c": 3})),
    ],
)
def test_a_good_ballot_is_read_as_it_stands(ballot_format, raw, choice) -> None:
    assert check_choice(ballot_format, OPTIONS, raw) == choice
    assert check_choice(ballot_format, OPTIONS, choice_to_json(choice)) == choice


def test_yes_and_no_are_options_and_none_is_an_abstention() -> None:
    sides = (Option("yes", 0), Option("no", 0))
    assert check_choice(YesNoFormat(), sides, "yes") == names(["yes"])
    assert check_choice(YesNoFormat(), sides, {"none": True}) == NONE_OF_THESE


@pytest.mark.parametrize("ballot_format", [case[0] for case in REFUSALS])
def test_a_format_survives_json(ballot_format) -> None:
    stored = json.loads(json.dumps(format_to_json(ballot_format)))
    assert format_from_json(stored) == ballot_format


def test_a_format_with_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match="no parameter 'surprise'"):
        format_from_json({"kind": "approval", "surprise": 1})


@checked(st.sampled_from([names("ab"), ranking("ba"), points({"a": 2}), NONE_OF_THESE, unreadable("DECRYPTION")]))
def test_a_choice_survives_json(choice) -> None:
    assert choice_from_json(json.loads(json.dumps(choice_to_json(choice)))) == choice


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@checked(json_values)
def test_whatever_was_stored_is_read_without_an_accident(raw) -> None:
    assert choice_from_json(raw).kind in {"names", "ranking", "points", "none", "unreadable"}


def test_spoiled_ballots_are_counted_once_each_under_the_booths_code() -> None:
    ballots = [
        names("a"),
        NONE_OF_THESE,
        names(["a", "x"]),
        names(["a", "a"]),
        names("abc"),
        ranking("a"),
        unreadable("DECRYPTION_FAILED"),
        choice_from_json({"names": 7}),
    ]
    election = paper({"a": 10, "b": 20, "c": 30}, ballots, 100, ApprovalFormat(1, 2))
    result = count(election, GreedyRule())
    assert result.spoiled == {
        "DECRYPTION_FAILED": 1,
        "DUPLICATE_OPTION": 1,
        "MALFORMED": 1,
        "TOO_MANY_CHOICES": 1,
        "UNKNOWN_OPTION": 1,
        "WRONG_KIND": 1,
    }
    assert result.ballots_cast == {"voters": {"valid": 2, "spoiled": 6, "none": 1}}
    assert result.outcomes["a"].votes == 1
