"""Screening as arithmetic: the ceiling holds whatever the sheets say, and the order of the entries never matters."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.budget.screening import Entry, lot, screen
from app.core.money import within_cap
from app.voting.tally import CapRule

POINTS = st.lists(st.integers(0, 100), max_size=4).map(tuple)
ENTRIES = st.lists(st.tuples(st.integers(1, 60), POINTS), max_size=12).map(
    lambda rows: [Entry.of(number, cost, points) for number, (cost, points) in enumerate(rows, start=1)]
)
CAPS = st.integers(100, 200)
ENVELOPES = st.integers(1, 150)


def run(entries, cap=170, envelope=100, rule=CapRule.SKIP, digest="d", **given_):
    return screen(entries, envelope_won=envelope, cap_percent=cap, cap_rule=rule, digest=digest, **given_)


def passed(standings):
    return {one.id for one in standings if one.is_passed}


@given(ENTRIES, CAPS, ENVELOPES, st.sampled_from([CapRule.SKIP, CapRule.STOP]))
def test_the_ceiling_is_never_exceeded(entries, cap, envelope, rule):
    standings = run(entries, cap, envelope, rule)
    assert within_cap(sum(one.cost_won for one in standings if one.is_passed), cap, envelope)


@given(ENTRIES, CAPS, ENVELOPES)
def test_skipping_passes_whatever_stopping_passes(entries, cap, envelope):
    assert passed(run(entries, cap, envelope, CapRule.STOP)) <= passed(run(entries, cap, envelope, CapRule.SKIP))


@given(ENTRIES, CAPS, ENVELOPES, st.randoms())
def test_the_order_of_the_entries_does_not_matter(entries, cap, envelope, random):
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert run(shuffled, cap, envelope) == run(entries, cap, envelope)


@given(ENTRIES, CAPS, ENVELOPES)
def test_nothing_that_would_have_fitted_is_left_out_when_skipping(entries, cap, envelope):
    spent = 0
    for one in run(entries, cap, envelope):
        if one.is_passed:
            spent += one.cost_won
        elif one.sheets:
            assert not within_cap(spent + one.cost_won, cap, envelope)


@given(ENTRIES, CAPS, ENVELOPES)
def test_after_stopping_nothing_passes(entries, cap, envelope):
    codes = [one.code for one in run(entries, cap, envelope, CapRule.STOP) if one.sheets]
    assert "WITHIN_CAP" not in codes[codes.index("OVER_CAP") :] if "OVER_CAP" in codes else True


@given(ENTRIES)
def test_ranks_count_from_one_and_follow_the_mean(entries):
    standings = run(entries)
    assert [one.rank for one in standings] == list(range(1, len(entries) + 1))
    means = [Fraction(one.points_sum, one.sheets) for one in standings if one.sheets]
    assert means == sorted(means, reverse=True)
    assert all(not one.is_passed for one in standings if not one.sheets)


@given(ENTRIES, CAPS, st.integers(1, 50))
def test_a_larger_envelope_passes_everything_that_fitted_in_order_before(entries, cap, more):
    """The prefix up to the first refusal can only grow: skipping itself is not monotone, and does not claim to be."""

    def prefix(envelope):
        found = []
        for one in run(entries, cap, envelope, CapRule.STOP):
            if not one.is_passed:
                break
            found.append(one.id)
        return found

    assert prefix(50 + more)[: len(prefix(50))] == prefix(50)


def test_ties_go_by_sheets_then_cost_then_the_lot_and_say_so():
    standings = run([Entry.of(1, 10, (80,)), Entry.of(2, 10, (80, 80)), Entry.of(3, 20, (80, 80)), Entry.of(4, 20, (80, 80))])
    by_lot = sorted((3, 4), key=lambda number: lot("d", number))
    assert [one.id for one in standings] == [2, *by_lot, 1]
    assert [one.params.get("tie") for one in standings] == ["cost", "digest", "digest", "sheets"]


def test_the_lot_changes_with_the_digest_of_the_cycle():
    pair = [Entry.of(1, 10, (80,)), Entry.of(2, 10, (80,))]
    winners = {run(pair, digest=str(number))[0].id for number in range(20)}
    assert winners == {1, 2}


def test_the_keys_are_taken_in_the_order_of_the_policy():
    pair = [Entry.of(1, 10, (80,)), Entry.of(2, 20, (80, 80))]
    assert run(pair, tie_order=("sheets", "digest"))[0].id == 2
    assert run(pair, tie_order=("cost", "digest"))[0].id == 1


def test_an_exact_third_is_no_rounding():
    assert run([Entry.of(1, 1, (33, 33, 34)), Entry.of(2, 1, (33,))])[0].id == 1


def test_170_percent_is_reached_exactly_and_not_passed_by_one_won():
    assert passed(run([Entry.of(1, 100, (90,)), Entry.of(2, 70, (80,))])) == {1, 2}
    assert passed(run([Entry.of(1, 100, (90,)), Entry.of(2, 71, (80,))])) == {1}
    standings = run([Entry.of(1, 100, (90,)), Entry.of(2, 71, (80,)), Entry.of(3, 70, (70,))])
    assert [one.code for one in standings] == ["WITHIN_CAP", "OVER_CAP", "WITHIN_CAP"]
    stopped = run([Entry.of(1, 100, (90,)), Entry.of(2, 71, (80,)), Entry.of(3, 70, (70,))], rule=CapRule.STOP)
    assert [one.code for one in stopped] == ["WITHIN_CAP", "OVER_CAP", "AFTER_STOP"]
    assert stopped[2].params["stopped_by"] == 2
