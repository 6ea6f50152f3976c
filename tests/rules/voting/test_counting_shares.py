"""Equal Shares: exact against a plain count, its promises, its completion, and Wieliczka's published questions and answers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from counting_naive import naive_shares, voters_of
from counting_papers import SAMPLES, approval_elections, approvals, checked, paper, point_elections, reversed_paper, times
from hypothesis import strategies as st

from app.voting import pb
from app.voting.ballot import NONE_OF_THESE, PointsFormat, points
from app.voting.tally import Election, Electorate, EqualSharesRule, Satisfaction, Stop, TieKey, count, shares
from app.voting.tally.count import scores_of
from app.voting.tally.entitlement import entitlement
from app.voting.tally.presets import named
from app.voting.tally.profile import poll_of, pooled
from app.voting.tally.shares import market_of, run_shares
from app.voting.tally.ties import tie_order

PLAIN = EqualSharesRule(stop=Stop.NEVER_RAISED, fill=False, tie_order=(TieKey.FILE,))


def one_run(election: Election, share: Fraction, satisfaction: Satisfaction, exact: bool):
    profile = pooled(election, poll_of(election))
    ties = tie_order(election, scores_of(profile).votes, (TieKey.FILE,))
    market = market_of(profile, [o.cost for o in election.options], satisfaction, [True] * len(election.options))
    return market, run_shares(market, share, ties, exact=exact)


def test_two_groups_each_get_what_their_share_buys() -> None:
    election = paper({"a": 30, "b": 30, "c": 30, "x": 30}, [*times(6, "abc"), *times(3, "x")], budget=90)
    result = count(election, PLAIN)
    assert set(result.selected) == {"a", "b", "x"}
    assert result.outcomes["a"].reason.code == "BOUGHT"
    assert result.outcomes["a"].reason.params["rate"] == "5/1"
    assert result.outcomes["x"].reason.params["rate"] == "10/1"
    assert result.outcomes["c"].reason.params["left"] == "0/1"
    assert result.outcomes["c"].reason.params["spent"] == [["a", "30/1"], ["b", "30/1"]]


def test_greedy_would_give_the_majority_everything() -> None:
    election = paper({"a": 30, "b": 30, "c": 30, "x": 30}, [*times(6, "abc"), *times(3, "x")], budget=90)
    assert count(election, named("greedy")).selected == ("a", "b", "c")


@checked(approval_elections(), st.sampled_from(list(Satisfaction)), st.fractions(Fraction(1, 2), 20, max_denominator=7))
def test_fast_runs_equal_a_plain_count_in_fractions(election: Election, satisfaction: Satisfaction, share: Fraction) -> None:
    ids = [option.id for option in election.options]
    expected, payments = naive_shares(election, share, ids, satisfaction is Satisfaction.COST)
    for exact in (False, True):
        _, run = one_run(election, share, satisfaction, exact)
        assert [ids[i] for i in run.bought] == expected
    assert run.ledger is not None
    for bought, paid in zip(run.purchases, payments, strict=True):
        assert bought.full + bought.emptied == sum(ids[bought.option] in ballot for ballot in voters_of(election))
        assert bought.rate >= max(paid)


@checked(point_elections(), st.sampled_from([Satisfaction.COST, Satisfaction.POINTS]), st.fractions(1, 20, max_denominator=5))
def test_points_are_paid_in_proportion_and_equal_a_plain_count(
    election: Election, satisfaction: Satisfaction, share: Fraction
) -> None:
    ids = [option.id for option in election.options]
    expected, _ = naive_shares(election, share, ids, satisfaction is Satisfaction.COST)
    for exact in (False, True):
        _, run = one_run(election, share, satisfaction, exact)
        assert [ids[i] for i in run.bought] == expected


@checked(approval_elections(), st.fractions(Fraction(1, 2), 30, max_denominator=7))
def test_winners_are_paid_for_exactly_and_nobody_pays_more_than_the_share(election: Election, share: Fraction) -> None:
    market, run = one_run(election, share, Satisfaction.COST, exact=True)
    assert run.ledger is not None
    for number, option in enumerate(run.bought):
        backing = market.backings[option]
        assert backing is not None
        assert run.ledger.payments(backing.rows, backing.times)[number] == election.options[option].cost
    profile = pooled(election, poll_of(election))
    for row in range(len(profile.weight)):
        assert 0 <= run.ledger.of(row) <= share


@checked(approval_elections(), examples=25)
def test_no_group_is_denied_what_its_share_buys(election: Election) -> None:
    for rule in (PLAIN, EqualSharesRule(), replace(EqualSharesRule(), stop=Stop.EXHAUSTIVE, fill=False)):
        assert entitlement(election, count(election, rule).selected).violations == ()


@checked(approval_elections(), st.data(), examples=40)
def test_the_order_of_ballots_and_options_changes_nothing(election: Election, data: st.DataObject) -> None:
    other = reversed_paper(election, data.draw(st.permutations(range(len(election.options)))))
    rule = EqualSharesRule(step_percent=Fraction(10))
    first, second = count(election, rule), count(other, rule)
    assert first.selected == second.selected
    assert first.outcomes == second.outcomes
    assert first.notes == second.notes


@checked(approval_elections(max_voters=6), st.integers(1, 4), examples=20)
def test_empty_ballots_do_not_change_the_completed_outcome(election: Election, empty: int) -> None:
    rule = EqualSharesRule(start="floor", step_units=1, fill=False)
    ballots = dict(election.electorates[0].ballots)
    ballots[NONE_OF_THESE] = ballots.get(NONE_OF_THESE, 0) + empty
    more = replace(election, electorates=(Electorate("voters", Fraction(1), ballots),))
    assert set(count(more, rule).selected) == set(count(election, rule).selected)


@checked(approval_elections(), st.data(), examples=40)
def test_a_winner_that_becomes_cheaper_still_wins(election: Election, data: st.DataObject) -> None:
    result = count(election, PLAIN)
    if not result.selected:
        return
    key = data.draw(st.sampled_from(result.selected))
    options = tuple(replace(o, cost=data.draw(st.integers(1, o.cost))) if o.id == key else o for o in election.options)
    assert key in count(replace(election, options=options), PLAIN).selected


def test_the_stops_differ_and_both_are_named_in_the_result() -> None:
    election = paper({"a": 40, "b": 35, "c": 30}, approvals("a", "a", "ab", "b", "c"), budget=75)
    until = {stop: count(election, replace(PLAIN, stop=stop)).notes["ended"] for stop in Stop}
    assert until == {Stop.NEVER_RAISED: "start", Stop.EXHAUSTIVE: "exhaustive", Stop.INFEASIBLE: "infeasible"}


def test_floor_starts_at_whole_units_and_exact_at_the_fair_share() -> None:
    election = paper({"a": 200}, times(3, "a"), budget=100)
    assert count(election, replace(PLAIN, start="floor")).notes["share"] == "33/1"
    assert count(election, PLAIN).notes["share"] == "100/3"


def test_raising_ends_at_the_published_number_of_steps() -> None:
    election = paper({"a": 10_000, "b": 1}, [*times(1, "a"), *times(3, "b")], budget=50)
    result = count(election, replace(EqualSharesRule(), max_steps=3))
    assert result.notes["ended"] == "max-steps"
    assert result.notes["steps"] == 3


def test_the_fill_spends_what_the_shares_left() -> None:
    election = paper({"a": 60, "b": 50}, [*times(2, "a"), *times(1, "b")], budget=110)
    assert count(election, replace(PLAIN)).selected == ("a",)
    filled = count(election, replace(PLAIN, fill=True))
    assert filled.selected == ("a", "b")
    assert filled.outcomes["b"].reason.code == "FILLED"


def test_the_comparison_takes_the_greedy_outcome_if_more_voters_prefer_it() -> None:
    election = paper({"a": 90, "b": 12, "c": 40}, [*times(6, "a"), *times(2, "b"), *times(3, "bc")], budget=100)
    rule = replace(PLAIN, comparison=True)
    result = count(election, rule)
    assert count(election, PLAIN).selected != result.selected
    assert result.notes["comparison"]["taken"] == "greedy"
    assert result.outcomes["a"].reason.code == "FUNDED"


def test_too_few_votes_for_the_cost_keep_an_option_out() -> None:
    election = paper({"a": 100, "b": 10}, [*times(1, "a"), *times(9, "b")], budget=100)
    result = count(election, replace(EqualSharesRule(), eligibility=Fraction(1, 3), fill=False))
    assert result.outcomes["a"].reason.code == "INELIGIBLE"


def test_points_are_worth_what_they_say() -> None:
    ballots = [points({"a": 3, "b": 1}), points({"b": 4})]
    result = count(paper({"a": 30, "b": 30}, ballots, 60, PointsFormat(4)), replace(PLAIN, satisfaction=Satisfaction.POINTS))
    assert result.selected == ("b",)
    assert result.outcomes["b"].reason.params["rate"] == "6/1"


def test_without_gmpy2_the_bytes_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    election = paper({"a": 30, "b": 35, "c": 22, "x": 31}, [*times(6, "abc"), *times(4, "bx"), *times(3, "x")], budget=90)
    with_it = count(election, EqualSharesRule()).to_json()
    monkeypatch.setattr(shares, "rational", Fraction)
    assert count(election, EqualSharesRule()).to_json() == with_it


WIELICZKA = SAMPLES / "Poland_Wieliczka_2023_Green_Budget.pb"


@pytest.mark.elections
def test_wieliczkas_published_answers_come_out() -> None:
    file = pb.parse(WIELICZKA.read_bytes())
    result = count(pb.election_of(file), replace(named("mes-add1-comparison"), start="exact"))
    assert result.notes["share"] == "1040052/3293"
    assert result.spent == 995_079
    assert len(result.selected) == 30
    sixteen, twentyone = (result.outcomes[key].reason.params for key in ("16", "21"))
    assert Fraction(sixteen["left"]) // 1 == 49_998
    assert round(Fraction(twentyone["left"])) == 93_873
    assert twentyone["spent"][0][0] == "6"
