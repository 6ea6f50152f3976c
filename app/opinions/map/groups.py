"""Which people stand together: base clusters, weighted k-means on them, how many groups there are and whether they would be found again.

Pure, and without chance: seeds are fixed and points are put in order first, so that the same answers in whatever order give the same groups.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from app.opinions import rules
from app.opinions.map.votes import Floats, Whole

Firmness = Callable[[Whole, int], float]
SEED, RESTARTS, STEPS, BASE_STEPS = 20170501, 8, 60, 12


@dataclass(frozen=True, eq=False)
class Parting:
    """One way to part the base clusters: `labels[base]`, `centres[group]`, within-group inertia."""

    labels: Whole
    centres: Floats
    inertia: float

    @property
    def number(self) -> int:
        return len(self.centres)


@dataclass(frozen=True)
class Smoothing:
    """The number of groups does not jump: another one must win several drawings in a row. `number` 0: none yet."""

    number: int = 0
    winner: int = 0
    wins: int = 0

    def after(self, winner: int, possible: Sequence[int]) -> "Smoothing":
        wins = self.wins + 1 if winner == self.winner else 1
        keeps = self.number in possible and self.number != winner and wins < rules.WINS_FOR_OTHER_NUMBER
        return Smoothing(self.number if keeps else winner, winner, wins)


@dataclass(frozen=True, eq=False)
class Grouping:
    """`labels[person]` in 0…n-1, centres, and how sure it is; one group when there are none to be told apart."""

    labels: Whole
    centres: Floats
    silhouette: float
    stability: float
    smoothing: Smoothing

    @property
    def number(self) -> int:
        return len(self.centres)


def find(points: Floats, firmness: Firmness, smoothing: Smoothing | None = None) -> Grouping:
    """The groups in which these people stand; `firmness(labels, number)` says how surely they would be found again."""
    base_of, centres, weights = bases(points)
    found = {number: part(centres, weights, number) for number in range(2, most_groups(len(points)) + 1)}
    scores = {
        number: silhouette(centres, weights, parting.labels)
        for number, parting in found.items()
        if np.bincount(parting.labels, weights, number).min() >= rules.GROUP_MINIMUM
    }
    kept = smoothing or Smoothing()
    firm: dict[int, float] = {}
    for number in sorted(scores, key=lambda one: (-scores[one], one)):
        if scores[number] * 100 > rules.SILHOUETTE_PERCENT and (not firm or number == kept.number):
            certainty = firmness(found[number].labels[base_of], number)
            if certainty * 100 >= rules.STABILITY_PERCENT:
                firm[number] = certainty
    smoothed = kept.after(next(iter(firm), 1), list(firm))
    if smoothed.number == 1:
        return Grouping(
            np.zeros(len(points), dtype=np.int64), np.average(centres, axis=0, weights=weights)[None], 0.0, 0.0, smoothed
        )
    chosen = found[smoothed.number]
    return Grouping(chosen.labels[base_of], chosen.centres, scores[smoothed.number], firm[smoothed.number], smoothed)


def most_groups(people: int) -> int:
    return min(rules.GROUPS_MAXIMUM, 2 + people // rules.PEOPLE_PER_GROUP)


def bases(points: Floats) -> tuple[Whole, Floats, Floats]:
    """At most BASE_CLUSTERS small clusters: base of each point, their centres, their weights. Few people are their own bases."""
    order = np.lexsort(points.T[::-1])
    blocks = split(points, order, rules.BASE_CLUSTERS)
    labels = np.empty(len(points), dtype=np.int64)
    for number, block in enumerate(blocks):
        labels[block] = number
    if len(blocks) == len(points):
        return labels, points[[block[0] for block in blocks]], np.ones(len(blocks))
    centres = means(points, labels, len(blocks))
    for _ in range(BASE_STEPS):
        nearer = nearest(points, centres)
        if (nearer == labels).all():
            break
        labels = nearer
        centres = means(points, labels, len(centres), centres)
    used, labels = np.unique(labels, return_inverse=True)
    return labels, centres[used], np.bincount(labels).astype(np.float64)


def split(points: Floats, order: Whole, most: int) -> list[Whole]:
    """The points in at most so many blocks of nearly equal number, halved along the longer side again and again."""
    blocks = [order]
    while len(blocks) < most:
        sizes = [len(block) for block in blocks]
        widest = int(np.argmax(sizes))
        if sizes[widest] < 2:
            break
        blocks[widest : widest + 1] = halves(points, blocks[widest])
    return blocks


def halves(points: Floats, block: Whole) -> list[Whole]:
    """A block in two along its longer side."""
    inside = points[block]
    side = int(np.argmax(np.ptp(inside, axis=0)))
    ranked = block[np.lexsort((inside[:, 1 - side], inside[:, side]))]
    return [ranked[: len(ranked) // 2], ranked[len(ranked) // 2 :]]


def means(points: Floats, labels: Whole, number: int, otherwise: Floats | None = None, weights: Floats | None = None) -> Floats:
    """The centre of each label; where nobody has it, `otherwise`."""
    sizes = np.bincount(labels, weights, number)
    sums = np.stack(
        [np.bincount(labels, points[:, axis] * (1 if weights is None else weights), number) for axis in range(2)], axis=1
    )
    centres = sums / np.maximum(sizes, 1e-12)[:, None]
    return centres if otherwise is None else np.where((sizes > 0)[:, None], centres, otherwise)


def squares(points: Floats, centres: Floats) -> Floats:
    """Squared distances, points by centres."""
    return ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)


def nearest(points: Floats, centres: Floats) -> Whole:
    """The nearest centre of each point; |p|² is the same for all, so it is left out."""
    return np.argmin((centres**2).sum(axis=1)[None, :] - 2 * points @ centres.T, axis=1)


def part(centres: Floats, weights: Floats, number: int, seed: int = SEED, restarts: int = RESTARTS) -> Parting:
    """Weighted k-means from several k-means++ starts; the best by inertia."""
    dice = np.random.default_rng(seed + number)
    tries = (settle(centres, weights, start(centres, weights, number, dice)) for _ in range(restarts))
    return min(tries, key=lambda one: one.inertia)


def start(centres: Floats, weights: Floats, number: int, dice: np.random.Generator) -> Floats:
    """k-means++: far points are likelier to begin with."""
    chosen = [int(dice.choice(len(centres), p=weights / weights.sum()))]
    far = squares(centres, centres[chosen]).min(axis=1)
    while len(chosen) < number:
        odds = far * weights
        total = odds.sum()
        chosen.append(int(dice.choice(len(centres), p=odds / total)) if total > 0 else len(chosen) % len(centres))
        far = np.minimum(far, squares(centres, centres[chosen[-1:]])[:, 0])
    return centres[chosen]


def settle(points: Floats, weights: Floats, centres: Floats) -> Parting:
    """Lloyd's steps until nothing moves."""
    labels = nearest(points, centres)
    for _ in range(STEPS):
        centres = means(points, labels, len(centres), centres, weights)
        moved = nearest(points, centres)
        if (moved == labels).all():
            break
        labels = moved
    inertia = float((squares(points, centres)[np.arange(len(points)), labels] * weights).sum())
    return Parting(labels, centres, inertia)


def silhouette(points: Floats, weights: Floats, labels: Whole) -> float:
    """The weighted mean of (b - a) / max(a, b): a the mean distance within the own group, b to the nearest other one."""
    number = int(labels.max()) + 1
    apart = np.sqrt(squares(points, points))
    member = np.zeros((len(points), number))
    member[np.arange(len(points)), labels] = weights
    sums, sizes = apart @ member, member.sum(axis=0)
    rows = np.arange(len(points))
    others = sizes[labels] - 1
    inside = sums[rows, labels] / np.maximum(others, 1)
    between = sums / np.maximum(sizes, 1e-12)[None, :]
    between[rows, labels] = np.inf
    outside = between.min(axis=1)
    scores = np.where(
        (others > 0) & (np.maximum(inside, outside) > 0), (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-12), 0
    )
    return float(np.average(scores, weights=weights))


def table(one: Whole, other: Whole, weights: Floats | None = None) -> Floats:
    """How many (by weight) bear this label in one and that label in the other."""
    shape = (int(one.max()) + 1, int(other.max()) + 1)
    return np.bincount(one * shape[1] + other, weights, shape[0] * shape[1]).reshape(shape).astype(np.float64)


def agreement(one: Whole, other: Whole, weights: Floats | None = None) -> float:
    """The adjusted Rand index: 1 the same groups, 0 no better than chance."""
    counts = table(one, other, weights)
    pairs = [(part * (part - 1) / 2).sum() for part in (counts, counts.sum(axis=1), counts.sum(axis=0))]
    total = counts.sum()
    expected = pairs[1] * pairs[2] / max(total * (total - 1) / 2, 1)
    most = (pairs[1] + pairs[2]) / 2
    return float((pairs[0] - expected) / (most - expected)) if most != expected else 1.0


def letters(labels: Whole, number: int, before: Whole | None, known: Sequence[int]) -> list[int]:
    """The letter of each group: that of the earlier group with which it shares most people, so that 가 stays 가; else the first free one.

    `before[person]` indexes `known`, the letters of the map before. On a first map the largest group is 가.
    """
    sizes = np.bincount(labels, minlength=number)
    if before is None or not known:
        ranked = sorted(range(number), key=lambda group: (-sizes[group], group))
        return [ranked.index(group) for group in range(number)]
    shared = np.zeros((number, max(number, len(known))))
    shared[:, : len(known)] = table(labels, before, None)[:number, : len(known)] if len(labels) else 0
    ways = permutations(range(shared.shape[1]), number)
    best = max(ways, key=lambda way: sum(shared[at, to] for at, to in enumerate(way)))
    given = [known[to] if to < len(known) and shared[at, to] > 0 else None for at, to in enumerate(best)]
    unused = [letter for letter in range(rules.GROUPS_MAXIMUM) if letter not in known] + [
        one for one in known if one not in given
    ]
    free = iter(unused)
    return [next(free) if one is None else one for one in given]
