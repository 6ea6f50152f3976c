"""The opinion map against plain recomputation, its invariances, planted groups, chance, and what is too few to be shown."""

import math
import random
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.opinions import rules
from app.opinions.map import UNSEEN, Model, Votes, collect, dots, draw, groups, packed, traits, unpacked
from app.opinions.map import axes as axis
from app.opinions.map.groups import Smoothing


def votes_of(rows, first=1):
    return Votes(tuple(range(first, first + len(rows[0]))), np.array(rows, dtype=np.int8))


def chance(people, statements, seed=0, asked=0.8):
    """Answers that follow the statement alone, never the person."""
    dice = np.random.default_rng(seed)
    values = np.where(dice.random((people, statements)) < dice.uniform(0.1, 0.9, statements), 1, -1)
    values[dice.random(values.shape) < 0.12] = 0
    values[dice.random(values.shape) >= asked] = UNSEEN
    return Votes(tuple(range(1, statements + 1)), values.astype(np.int8))


CORNERS = np.array([(1, 1), (-1, -1), (1, -1), (-1, 1)])


def planted(sizes, statements=24, seed=1, asked=0.85, sure=0.9):
    """(votes, group of each person): statements ask by turns about one of two things, which each group sees its own way, and about
    something on which all think alike."""
    dice = np.random.default_rng(seed)
    asks, turned = np.arange(statements) % 3, dice.choice((1, -1), statements)
    leaning = np.where(asks == 2, 1, CORNERS[: len(sizes), np.minimum(asks, 1)]) * turned
    labels = np.repeat(np.arange(len(sizes)), sizes)
    values = np.where(dice.random((len(labels), statements)) < sure, leaning[labels], -leaning[labels])
    values[dice.random(values.shape) < 0.1] = 0
    values[dice.random(values.shape) >= asked] = UNSEEN
    return Votes(tuple(range(1, statements + 1)), values.astype(np.int8)), labels


# Against plain recomputation


def plain_components(rows):
    """Mean and the first two components by power iteration with deflation, in plain Python."""
    columns = len(rows[0])
    mean = [fmean([row[c] for row in rows if row[c] != UNSEEN] or [0]) for c in range(columns)]
    data = [[0.0 if row[c] == UNSEEN else row[c] - mean[c] for c in range(columns)] for row in rows]
    found, dice = [], random.Random(5)
    for _ in range(2):
        vector = [dice.uniform(-1, 1) for _ in range(columns)]
        for _ in range(3000):
            scores = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in data]
            vector = [sum(score * row[c] for score, row in zip(scores, data, strict=True)) for c in range(columns)]
            for other in found:
                along = sum(a * b for a, b in zip(vector, other, strict=True))
                vector = [a - along * b for a, b in zip(vector, other, strict=True)]
            length = math.sqrt(sum(a * a for a in vector))
            vector = [a / length for a in vector]
        found.append(vector)
    return mean, found


def test_axes_and_places_are_those_of_a_plain_power_iteration():
    votes, _ = planted([14, 12, 10], statements=9)
    rows = votes.values.tolist()
    mean, components = plain_components(rows)
    found = axis.find(votes)
    assert found.mean == pytest.approx(mean)
    for mine, theirs in zip(found.directions, components, strict=True):
        assert abs(sum(a * b for a, b in zip(mine, theirs, strict=True))) > 0.999999
    places = axis.places(votes, found)
    for row, place in zip(rows, places, strict=True):
        asked = [c for c in range(9) if row[c] != UNSEEN]
        for at in range(2):
            plain = sum((row[c] - mean[c]) * found.directions[at, c] for c in asked) * math.sqrt(9 / len(asked))
            assert place[at] == pytest.approx(plain)
        own = {votes.ids[c]: row[c] for c in asked}
        assert axis.place_of(own, found) == pytest.approx(tuple(place))


def plain_z_two(a, b, n, m):
    a, b, n, m = a + 1, b + 1, n + 1, m + 1
    pooled = (a + b) / (n + m)
    return 0.0 if pooled == 1 else (a / n - b / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
@settings(deadline=None)
def test_what_a_group_says_is_what_the_published_tests_say(seed, statements):
    dice = random.Random(seed)
    cells = [tuple(dice.randint(0, most) for most in (40, 40, 20) * 2) for _ in range(statements)]
    counts = np.array([[cell[:3] for cell in cells], [cell[3:] for cell in cells]], dtype=np.int64)
    plain = []
    for column, (a, d, p, b, e, q) in enumerate(cells):
        n, m = a + d + p, b + e + q
        sides = []
        for here, there in ((a, b), (d, e)):
            share, others = (here + 1) / (n + 2), (there + 1) / (m + 2)
            sides.append(
                (share, share / others, 2 * math.sqrt(n + 1) * ((here + 1) / (n + 1) - 0.5), plain_z_two(here, there, n, m))
            )
        agrees = sides[0][3] > sides[1][3]
        share, ratio, certain, apart = sides[0 if agrees else 1]
        if certain > 1.2816 and apart > 1.2816:
            plain.append((ratio * apart * share * certain, column, agrees))
    plain.sort(key=lambda one: (-one[0], one[1]))
    best = next((one for one in plain if one[2]), None)
    ranked = [best, *(one for one in plain if one is not best)] if best else plain
    found = traits.representative(counts, 0)
    assert {(one.column, one.agrees) for one in found} == {
        (column, agrees) for _, column, agrees in ranked[: rules.SHOWN_OF_EACH]
    }
    if best:
        assert (found[0].column, found[0].agrees) == best[1:]


def test_consensus_is_the_published_test_both_ways():
    counts = np.array([[30, 2, 1], [3, 28, 2], [10, 10, 1], [3, 0, 0], [21, 9, 5]])
    assert [(one.column, one.agrees) for one in traits.consensus(counts)] == [(0, True), (3, True), (4, True), (1, False)]
    assert traits.group_aware(np.stack([counts, counts]))[0] == pytest.approx((31 / 35) ** 2)


def test_what_unites_needs_every_group_and_what_divides_needs_two_that_differ():
    large, small = [[90, 5, 5], [90, 5, 5], [50, 40, 10], [4, 90, 6]], [[9, 1, 0], [2, 8, 0], [5, 4, 1], [1, 9, 0]]
    counts = np.array([large, small])
    assert [(one.column, one.agrees) for one in traits.unites(counts)] == [(0, True), (3, False)]
    assert traits.divides(counts) == [1]
    assert [(one.column) for one in traits.consensus(counts.sum(axis=0)) if one.agrees][:2] == [
        0,
        1,
    ]  # the small group is not heard there


# Groups


@pytest.mark.parametrize(("sizes", "statements"), [([40, 35], 12), ([50, 40, 30], 24), ([200, 60], 40), ([60, 55, 50, 45], 60)])
def test_planted_groups_are_found_again(sizes, statements):
    votes, labels = planted(sizes, statements)
    drawn = draw(votes)
    assert len(drawn.result["groups"]) == len(sizes)
    places = axis.places(votes, drawn.model.axes)
    assert groups.agreement(labels, groups.nearest(places, drawn.model.centres)) > 0.9
    assert sum(group["people"] for group in drawn.result["groups"]) == drawn.result["people"]


@pytest.mark.parametrize("seed", range(12))
def test_chance_gives_no_groups(seed):
    dice = random.Random(seed)
    votes = chance(dice.randint(30, 250), dice.randint(8, 40), seed)
    assert len(draw(votes).result["groups"]) == 1


def test_a_group_of_four_is_not_told_apart():
    votes, _ = planted([60, 4], statements=20, sure=0.97)
    assert all(group["people"] >= rules.GROUP_MINIMUM for group in draw(votes).result["groups"])


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_people_makes_no_difference(seed):
    votes, _ = planted([45, 40, 30], seed=seed + 3)
    order = np.random.default_rng(seed).permutation(votes.people)
    one, other = draw(votes), draw(Votes(votes.ids, votes.values[order]))
    assert one.result == other.result and one.matrix == other.matrix and one.model.to_json() == other.model.to_json()


def test_the_order_of_statements_makes_no_difference_to_what_is_found():
    votes, _ = planted([45, 40, 30])
    order = np.random.default_rng(0).permutation(votes.statements)
    turned = draw(Votes(tuple(votes.ids[at] for at in order), votes.values[:, order])).result
    plain = draw(votes).result
    assert [group["people"] for group in turned["groups"]] == [group["people"] for group in plain["groups"]]
    assert turned["table"] == plain["table"] and turned["divides"] == plain["divides"]


def test_agreeing_and_disagreeing_exchanged_turn_every_statement_round():
    votes, _ = planted([45, 40, 30])
    values = np.where(votes.seen, -votes.values, UNSEEN).astype(np.int8)
    plain, turned = draw(votes), draw(Votes(votes.ids, values))
    labels = [
        groups.nearest(axis.places(Votes(votes.ids, given), drawn.model.axes), drawn.model.centres)
        for given, drawn in ((votes.values, plain), (values, turned))
    ]
    assert groups.agreement(*labels) > 0.95
    united = [
        {(one["id"], one["agrees"] != is_turned) for one in drawn.result["unites"]}
        for drawn, is_turned in ((plain, False), (turned, True))
    ]
    assert len(united[0] & united[1]) >= 4


def test_a_doubled_statement_pulls_the_axes_but_not_the_groups():
    votes, labels = planted([45, 40, 30])
    doubled = Votes((*votes.ids, 99), np.column_stack([votes.values, votes.values[:, 0]]))
    drawn = draw(doubled)
    places = axis.places(doubled, drawn.model.axes)
    assert groups.agreement(labels, groups.nearest(places, drawn.model.centres)) > 0.9


def test_the_same_answers_give_the_same_map_and_the_next_map_keeps_its_letters():
    votes, _ = planted([40, 44, 30])
    first = draw(votes)
    assert draw(votes).result == first.result
    later, _ = planted([40, 44, 30], seed=1)
    more = Votes(
        later.ids, np.vstack([later.values, np.repeat(later.values[-30:], 3, axis=0)])
    )  # the smallest becomes the largest
    second = draw(more, Model.from_json(first.model.to_json()))
    says = {group["letter"]: {one["id"] for one in group["says"]} for group in first.result["groups"]}
    for group in second.result["groups"]:
        assert len(says[group["letter"]] & {one["id"] for one in group["says"]}) >= 2
    sizes = {group["letter"]: group["people"] for group in second.result["groups"]}
    assert sizes[2] == max(sizes.values())
    for mine, theirs in zip(first.model.axes.directions, second.model.axes.directions, strict=True):
        assert mine @ theirs > 0 or abs(mine @ theirs) < 0.3


def test_the_number_of_groups_changes_after_four_wins_in_a_row_or_when_it_no_longer_holds():
    kept = Smoothing().after(2, [2])
    assert kept.number == 2
    for wins in (1, 2, 3):
        kept = kept.after(3, [2, 3])
        assert (kept.number, kept.wins) == (2, wins)
    assert kept.after(3, [2, 3]).number == 3
    assert kept.after(3, [3]).number == 3  # two groups are no longer there
    assert kept.after(2, [2, 3]).after(3, [2, 3]).number == 2


def test_agreement_of_partings_is_the_rand_index_adjusted():
    assert groups.agreement(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])) == 1
    assert groups.agreement(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(-0.5)


@given(st.integers(0, 2**32 - 1), st.integers(6, 60), st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_k_means_leaves_nobody_with_a_nearer_centre_and_more_groups_never_cost_more(seed, people, number):
    where = np.random.default_rng(seed).integers(-50, 51, (people, 2)).astype(np.float64)
    weights = np.ones(len(where))
    found = groups.part(where, weights, number)
    far = groups.squares(where, found.centres)
    assert far[np.arange(len(where)), found.labels] == pytest.approx(far.min(axis=1))
    assert found.inertia <= groups.part(where, weights, 1).inertia + 1e-9


def test_five_thousand_people_are_parted_by_a_hundred_clusters():
    points = np.random.default_rng(2).normal(size=(5000, 2))
    base_of, centres, weights = groups.bases(points)
    assert len(centres) <= rules.BASE_CLUSTERS and weights.sum() == 5000 == len(base_of)
    assert np.bincount(base_of).tolist() == weights.tolist()


# What is too few


def test_below_twenty_people_there_is_no_map_and_below_thirty_no_download():
    votes, _ = planted([20, 20])
    assert draw(votes.of(np.arange(40) < 19)) is None
    assert draw(votes.of(np.arange(40) < 29)).matrix is None
    assert draw(votes.of(np.arange(40) < 30)).matrix is not None


def test_whoever_answered_little_is_not_on_the_map():
    votes, _ = planted([30, 30])
    values = votes.values.copy()
    values[:7, 6:] = UNSEEN
    drawn = draw(Votes(votes.ids, values))
    assert drawn.result["people"] == 53 and drawn.result["participants"] == 60
    assert drawn.model.place({1: 1, 2: 1, 3: -1}) is None
    assert drawn.model.place(dict.fromkeys(votes.ids[:7], 1)) is not None


@given(st.integers(20, 300), st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_no_dot_is_fewer_than_five_people_and_no_outline_passes_through_one(people, seed):
    points = np.random.default_rng(seed).normal(size=(people, 2))
    found = dots.of(points, np.arange(people), people)
    assert sum(dot.people for dot in found) == people and min(dot.people for dot in found) >= rules.DOT_MINIMUM
    assert len(found) <= rules.DOTS_MAXIMUM
    corners = dots.outline(found)
    assert set(corners) <= {(dot.x, dot.y) for dot in found}
    for dot in found if len(corners) > 2 else ():
        assert all(dots._turn(a, b, (dot.x, dot.y)) >= -1e-9 for a, b in zip(corners, corners[1:] + corners[:1], strict=True))


def test_shares_of_few_answers_and_few_straight_liners_are_not_told():
    votes, _ = planted([30, 30])
    values = votes.values.copy()
    values[:, 5] = UNSEEN
    values[:4, 5] = 1
    values[:3] = 1
    result = draw(Votes(votes.ids, values)).result
    assert str(votes.ids[5]) not in result["table"] and result["straight"] == -1
    values[:8] = 1
    assert draw(Votes(votes.ids, values)).result["straight"] == 8
    assert all(
        sum(one) >= rules.SEEN_MINIMUM for row in result["table"].values() for one in (row["all"], *row["groups"].values())
    )


# In and out


def test_answers_are_collected_whatever_their_order_and_strangers_left_out():
    rows = np.array([(7, 30, 1), (5, 10, -1), (7, 10, 0), (9, 99, 1), (5, 30, -1)])
    votes = collect([30, 10], rows)
    assert votes.ids == (30, 10) and votes.values.tolist() == [[-1, -1], [1, 0]]
    assert collect([], rows).people == 0 == collect([1], np.empty((0, 3), dtype=np.int64)).people


def test_the_kept_matrix_comes_back_with_its_groups_and_gives_the_same_map():
    votes, _ = planted([45, 40, 30])
    drawn = draw(votes)
    again, letters = unpacked(drawn.matrix)
    assert again.values.tolist() == sorted(again.values.tolist(), key=lambda row: [one % 256 for one in row])
    assert {letter: letters.count(letter) for letter in set(letters)} == {
        g["letter"]: g["people"] for g in drawn.result["groups"]
    }
    assert draw(again).result["groups"] == drawn.result["groups"]
    assert packed(again, letters) == drawn.matrix


def test_a_model_goes_through_json_and_places_people_where_they_were():
    votes, _ = planted([45, 40, 30])
    drawn = draw(votes)
    model = Model.from_json(drawn.model.to_json())
    own = {number: int(value) for number, value in zip(votes.ids, votes.values[0], strict=True) if value != UNSEEN}
    x, y, letter = model.place(own)
    assert (x, y) == pytest.approx(tuple(axis.places(votes, drawn.model.axes)[0]), abs=1e-6)
    assert letter in model.letters
