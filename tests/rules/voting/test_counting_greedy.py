"""Greedy by votes and its relatives, counted by hand and by brute force."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from counting_papers import approval_elections, approvals, checked, paper, reversed_paper, times
from hypothesis import strategies as st

from app.voting.ballot import ApprovalFormat, RankingFormat, ranking
from app.voting.tally import (
    CapRule,
    Election,
    Electorate,
    EqualSharesRule,
    GreedyRule,
    Option,
    PhragmenRule,
    PollRule,
    PotBy,
    Pots,
    RuleRefused,
    count,
    group,
)
from app.voting.tally.presets import named

COSTS = {"a": 60, "b": 50, "c": 30, "d": 20}
BALLOTS = [*times(5, "a"), *times(4, "b"), *times(3, "c"), *times(2, "d")]


def test_an_option_that_does_not_fit_is_skipped_and_the_next_that_fits_is_funded() -> None:
    result = count(paper(COSTS, BALLOTS), GreedyRule())
    assert result.selected == ("a", "c")
    assert result.spent == 90
    assert result.outcomes["b"].reason.code == "BUDGET_EXHAUSTED"
    assert result.outcomes["b"].reason.params == {"cost": "50", "left": "40", "missing": "10"}
    assert result.outcomes["d"].reason.params["left"] == "10"
    assert result.cut_line == {
        "last_selected": "c",
        "last_selected_score": "3/1",
        "first_unselected": "b",
        "first_unselected_score": "4/1",
        "left": "10",
    }


def test_without_skipping_the_first_misfit_ends_the_list() -> None:
    result = count(paper(COSTS, BALLOTS), GreedyRule(cap=CapRule.STOP))
    assert result.selected == ("a",)
    assert [result.outcomes[key].reason.code for key in "bcd"] == ["STOPPED_LIST", "LIST_STOPPED", "LIST_STOPPED"]
    assert result.outcomes["d"].reason.params["at"] == "b"


@pytest.mark.parametrize(("percent", "selected"), [(80, ("a", "b")), (81, ("a",))])
def test_poznan_funds_the_first_misfit_only_if_enough_of_it_is_covered(percent: int, selected: tuple[str, ...]) -> None:
    rule = GreedyRule(cap=CapRule.OVERRUN, overrun_percent=percent)
    assert count(paper(COSTS, BALLOTS), rule).selected == selected


def test_a_threshold_keeps_options_out_and_does_not_stop_the_list() -> None:
    result = count(paper(COSTS, BALLOTS), GreedyRule(threshold=4, cap=CapRule.STOP))
    assert result.selected == ("a",)
    assert result.outcomes["c"].reason.code == "BELOW_THRESHOLD"
    assert result.outcomes["c"].reason.params == {"score": "3/1", "threshold": "4/1"}


def test_of_an_exclusive_group_the_higher_one_wins_and_the_other_says_why() -> None:
    result = count(paper(COSTS, BALLOTS, budget=200), GreedyRule(exclusive=(("a", "c"), ("c", "d"))))
    assert result.selected == ("a", "b", "d")
    assert result.outcomes["c"].reason.params == {"option": "a"}


def test_a_withdrawn_option_is_passed_over_and_does_not_stop_the_list() -> None:
    election = paper(COSTS, BALLOTS)
    first = replace(election.options[0], cost=999_999_999, withdrawn=True)
    election = replace(election, options=(first, *election.options[1:]))
    result = count(election, GreedyRule(cap=CapRule.STOP))
    assert result.selected == ("b", "c", "d")
    assert result.outcomes["a"].reason.code == "WITHDRAWN"
    assert result.outcomes["a"].rank is None


def test_each_pot_pays_for_its_own_category_only() -> None:
    options = (
        Option("a", 60, category="x"),
        Option("b", 50, category="x"),
        Option("c", 30, category="y"),
        Option("d", 20, category="z"),
    )
    ballots = group(BALLOTS)
    election = Election("d", 200, options, ApprovalFormat(0), (Electorate("all", Fraction(1), ballots),))
    rule = GreedyRule(pots=Pots(PotBy.CATEGORY, (("x", 100), ("y", 30))))
    result = count(election, rule)
    assert result.selected == ("a", "c")
    assert result.outcomes["b"].reason.code == "POT_EXHAUSTED"
    assert result.outcomes["d"].reason.code == "NO_POT"


def test_where_lists_stop_a_pot_that_is_exhausted_stops_alone() -> None:
    options = tuple(
        Option(key, cost, district=home)
        for key, cost, home in (("a", 60, "mapo"), ("b", 50, "mapo"), ("c", 30, "jung"), ("d", 20, "mapo"))
    )
    election = Election("d", 200, options, ApprovalFormat(0), (Electorate("all", Fraction(1), group(BALLOTS)),))
    rule = GreedyRule(cap=CapRule.STOP, pots=Pots(PotBy.DISTRICT, (("mapo", 100), ("jung", 50))))
    result = count(election, rule)
    assert result.selected == ("a", "c")
    assert result.outcomes["d"].reason.params["at"] == "b"


@pytest.mark.parametrize(("from_bottom", "scores"), [(False, {"a": 5, "b": 5, "c": 1}), (True, {"a": 4, "b": 4, "c": 1})])
def test_rankings_are_worth_their_published_scores(from_bottom: bool, scores: dict[str, int]) -> None:
    ballots = [ranking("abc"), ranking("ba")]
    election = paper({"a": 1, "b": 1, "c": 1}, ballots, 3, RankingFormat((3, 2, 1), from_bottom=from_bottom))
    result = count(election, GreedyRule())
    assert {key: outcome.score for key, outcome in result.outcomes.items()} == scores


def test_unequal_weights_without_a_composite_rule_are_refused() -> None:
    halves = tuple(Electorate(code, Fraction(weight), group(BALLOTS)) for code, weight in (("p", 1), ("q", 2)))
    election = replace(paper(COSTS), electorates=halves)
    with pytest.raises(RuleRefused, match="WEIGHTS_NEED_COMPOSITE"):
        count(election, GreedyRule())


def test_equal_weights_are_pooled() -> None:
    halves = tuple(Electorate(code, Fraction(1), group(BALLOTS)) for code in "pq")
    result = count(replace(paper(COSTS), electorates=halves), GreedyRule())
    assert result.outcomes["a"].votes == 10


def test_an_election_without_any_ballot_still_has_a_result() -> None:
    for name in ("greedy", "mes", "mes-add1-comparison", "phragmen", "composite"):
        result = count(paper(COSTS), named(name))
        assert result.spent <= result.budget


def greedy_by_hand(election: Election) -> list[str]:
    votes = {o.id: 0 for o in election.options}
    for choice, ballots in election.electorates[0].ballots.items():
        for key in choice.ids:
            votes[key] += ballots
    place = {o.id: i for i, o in enumerate(election.options)}
    cost = {o.id: o.cost for o in election.options}
    chosen: list[str] = []
    for key in sorted(votes, key=lambda key: (-votes[key], place[key])):
        if sum(cost[k] for k in chosen) + cost[key] <= election.budget:
            chosen.append(key)
    return chosen


@checked(approval_elections())
def test_greedy_equals_a_count_by_hand(election: Election) -> None:
    assert list(count(election, named("greedy")).selected) == greedy_by_hand(election)


@checked(
    approval_elections(),
    st.sampled_from(["greedy", "greedy-no-skip", "mes", "mes-add1", "mes-comparison", "phragmen"]),
    examples=60,
)
def test_the_budget_is_never_exceeded_and_every_option_has_a_reason(election: Election, name: str) -> None:
    result = count(election, named(name))
    assert result.spent == sum(o.cost for o in election.options if o.id in result.selected) <= election.budget
    assert set(result.outcomes) == {o.id for o in election.options}
    assert {key for key, outcome in result.outcomes.items() if outcome.selected} == set(result.selected)


@checked(approval_elections(), st.data(), examples=60)
def test_the_order_of_ballots_and_options_changes_nothing(election: Election, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(election.options))))
    other = reversed_paper(election, order)
    for rule in (GreedyRule(), GreedyRule(cap=CapRule.STOP)):
        first, second = count(election, rule), count(other, rule)
        assert first.selected == second.selected
        assert first.ballots_sha256 == second.ballots_sha256
        assert first.outcomes == second.outcomes


@checked(st.lists(st.sampled_from(["a", "ab", "bc", "cd", ""]), min_size=1, max_size=8), examples=20)
def test_clones_lying_apart_equal_a_multiplicity_under_every_rule(sets: list[str]) -> None:
    ballots = approvals(*sets)
    together = paper(COSTS, ballots * 2)
    apart = replace(together, electorates=tuple(Electorate(code, Fraction(1), group(ballots)) for code in ("here", "there")))
    for rule in (GreedyRule(), EqualSharesRule(step_percent=Fraction(20)), PhragmenRule(), PollRule()):
        one, other = count(together, rule), count(apart, rule)
        assert (one.selected, one.outcomes, one.rounds) == (other.selected, other.outcomes, other.rounds)
