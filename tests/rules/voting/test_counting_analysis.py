"""The analysis of a count: which parts it has, what losers are told, and the seed of the lot."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from counting_papers import approval_elections, checked, paper, times

from app.voting.ballot import PointsFormat, RankingFormat, names, points, ranking
from app.voting.tally import (
    CompositeRule,
    Election,
    Electorate,
    EqualSharesRule,
    GreedyRule,
    PhragmenRule,
    PollMethod,
    PollRule,
    count,
    group,
)
from app.voting.tally.analysis import Analysis
from app.voting.tally.counterfactuals import CHECKED_TO, Grain, counterfactuals_of
from app.voting.tally.selection import Counted

COSTS = {"a": 60, "b": 50, "c": 40, "d": 30}
BALLOTS = [*times(4, "ab"), *times(3, "bc"), *times(2, "cd"), *times(1, "d")]


def analysed(election: Election, rule) -> Analysis:
    return Analysis(election, count(election, rule))


@pytest.mark.parametrize(
    ("rule", "rivals"),
    [
        (GreedyRule(), ["equal-shares", "phragmen"]),
        (EqualSharesRule(), ["greedy", "phragmen"]),
        (PhragmenRule(), ["equal-shares", "greedy"]),
        (PollRule(), []),
    ],
    ids=lambda given: getattr(given, "kind", ""),
)
def test_a_plan_names_figures_then_rivals_then_losers(rule, rivals) -> None:
    work = analysed(paper(COSTS, BALLOTS, budget=0 if rule.kind == "poll" else 100), rule)
    lost = [key for key in COSTS if key not in work.result.selected]
    assert work.plan[: len(rivals) + 1] == ("figures", *(f"compare/{name}" for name in rivals))
    assert sorted(work.plan[len(rivals) + 1 :]) == sorted(f"loser/{key}" for key in lost)
    for name in work.plan:
        assert work.part(name)
    with pytest.raises(KeyError):
        work.part("loser/nobody")


def test_points_are_not_set_beside_a_rule_that_would_ignore_them() -> None:
    election = paper(COSTS, [points({"a": 3, "b": 1}), points({"c": 2})], ballot_format=PointsFormat(None, min_choices=0))
    assert list(analysed(election, GreedyRule()).rivals) == ["equal-shares"]


def test_a_poll_of_rankings_is_set_beside_the_other_ways_to_read_rankings() -> None:
    election = paper(dict.fromkeys("abc", 0), [ranking("abc"), ranking("bca"), ranking("bac")], 0, RankingFormat((3, 2, 1)))
    assert list(analysed(election, PollRule(method=PollMethod.BORDA)).rivals) == ["instant-runoff", "plurality"]


def test_electorates_of_equal_weight_are_analysed_as_if_they_were_one() -> None:
    apart = replace(paper(COSTS), electorates=tuple(Electorate(code, Fraction(1, 2), group(BALLOTS)) for code in "pq"))
    together = replace(apart, electorates=(Electorate("all", Fraction(1), group([*BALLOTS, *BALLOTS])),))
    for rule in (GreedyRule(), EqualSharesRule()):
        one, other = (analysed(election, rule) for election in (apart, together))
        losers = [name for name in one.plan if name.startswith("loser/")]
        assert losers
        for name in losers:
            assert one.part(name)["more_supporters"] == other.part(name)["more_supporters"]


def test_weighted_electorates_are_set_beside_rules_that_pool_them() -> None:
    bodies = (
        Electorate("committee", Fraction(2, 5), group([names("a")])),
        Electorate("citizens", Fraction(3, 5), group(BALLOTS)),
    )
    election = replace(paper(COSTS), electorates=bodies)
    work = analysed(election, CompositeRule())
    beside = work.part("compare/equal-shares")
    pooled = replace(election, electorates=(Electorate("all", Fraction(1), group([names("a"), *BALLOTS])),))
    assert beside["second"]["selected"] == list(count(pooled, EqualSharesRule(tie_order=work.result.rule.tie_order)).selected)
    (loser, *_) = [name for name in work.plan if name.startswith("loser/")]
    assert work.part(loser)["electorate"] == "citizens"


def test_all_tie_orders_of_a_comparison_are_those_of_the_paper() -> None:
    work = analysed(replace(paper(COSTS, BALLOTS), seed="s"), GreedyRule())
    assert {rule.tie_order for rule in work.rivals.values()} == {work.result.rule.tie_order}


# What would have let a loser in, however it is searched


@checked(approval_elections(max_voters=6), examples=12)
def test_whatever_is_confirmed_by_counts_does_win(election: Election) -> None:
    rule = EqualSharesRule(step_percent=Fraction(20))
    result, counted = count(election, rule), Counted.of(election, rule)
    for option in election.options:
        if result.outcomes[option.id].selected:
            continue
        found = counterfactuals_of(counted, result, option.id, Grain.CHECKED)
        if found["wins_at_cost"] is not None:
            options = tuple(replace(one, cost=int(found["wins_at_cost"])) if one == option else one for one in election.options)
            assert count(replace(election, options=options), rule).outcomes[option.id].selected
        if (more := found["more_supporters"]) is not None:
            (body,) = election.electorates
            ballots = dict(body.ballots)
            ballots[names(option.id)] = ballots.get(names(option.id), 0) + more
            joined = replace(election, electorates=(replace(body, ballots=ballots),))
            assert count(joined, rule).outcomes[option.id].selected


def test_the_quick_searches_come_near_the_thorough_one() -> None:
    costs = {"a": 300_000, "b": 250_000, "c": 220_000, "d": 180_000, "e": 400_000}
    ballots = [*times(40, "ab"), *times(35, "bc"), *times(30, "cd"), *times(25, "de"), *times(20, "ae"), *times(15, "e")]
    election = paper(costs, ballots, budget=800_000)
    rule = EqualSharesRule(fill=False)
    result, counted = count(election, rule), Counted.of(election, rule)
    losers = [key for key in costs if key not in result.selected]
    assert losers
    for key in losers:
        exact, quick, rough = (counterfactuals_of(counted, result, key, grain) for grain in Grain)
        assert (exact["estimated"], quick["estimated"], rough["estimated"]) == (False, False, True)
        for found in (quick, rough):
            near = abs(int(found["wins_at_cost"] or 0) - int(exact["wins_at_cost"] or 0))
            assert near <= 2 * costs[key] // CHECKED_TO
            assert abs((found["more_supporters"] or 0) - (exact["more_supporters"] or 0)) <= 2


# The seed


def test_the_seed_alone_decides_the_lot_and_is_part_of_the_published_result() -> None:
    election = paper({"a": 60, "b": 60}, [*times(2, "a"), *times(2, "b")], budget=60)
    outcomes = {seed: count(replace(election, seed=seed), GreedyRule()) for seed in map(str, range(40))}
    assert {result.selected for result in outcomes.values()} == {("a",), ("b",)}
    for seed, result in outcomes.items():
        assert result.hung_on_lot
        assert result.to_json()["seed"] == seed
        assert count(replace(election, seed=seed, digest="other"), GreedyRule()).selected == result.selected
