"""What each group says, what unites, what divides: the statistics of Polis, from counts alone. Pure.

p(A, S) = (A + 1) / (S + 2); z of a proportion against one half, z of two proportions, each with one added to every count, and 1.2816 as
the bound of 90 % on one side.
"""

from dataclasses import dataclass

import numpy as np

from app.opinions import rules
from app.opinions.map.votes import Floats, Votes, Whole

Z_90 = 1.2816


@dataclass(frozen=True)
class Says:
    """A statement that marks a group: `agrees` or the contrary, with what it weighs in the ranking."""

    column: int
    agrees: bool
    weight: float


def likelihood(successes: Whole, seen: Whole) -> Floats:
    return (successes + 1) / (seen + 2)


def z_half(successes: Whole, seen: Whole) -> Floats:
    """One proportion against one half."""
    return 2 * np.sqrt(seen + 1) * ((successes + 1) / (seen + 1) - 0.5)


def z_two(here: Whole, elsewhere: Whole, seen_here: Whole, seen_elsewhere: Whole) -> Floats:
    """Two proportions against each other."""
    a, b, n, m = here + 1, elsewhere + 1, seen_here + 1, seen_elsewhere + 1
    pooled = (a + b) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / n + 1 / m), 0))
    return np.where(pooled < 1, (a / n - b / m) / np.where(spread > 0, spread, 1), 0.0)


def representative(counts: Whole, group: int) -> list[Says]:
    """What a group says more than the others do, the clearest agreement first. `counts[group, column]` = (agree, disagree, pass)."""
    here, elsewhere = counts[group], counts.sum(axis=0) - counts[group]
    seen, seen_elsewhere = here.sum(axis=1), elsewhere.sum(axis=1)
    sides = []
    for side in (0, 1):
        p, others = likelihood(here[:, side], seen), likelihood(elsewhere[:, side], seen_elsewhere)
        sides.append((p, p / others, z_half(here[:, side], seen), z_two(here[:, side], elsewhere[:, side], seen, seen_elsewhere)))
    agrees = sides[0][3] > sides[1][3]
    p, ratio, certain, apart = (np.where(agrees, one, other) for one, other in zip(*sides, strict=True))
    found = [
        Says(int(column), bool(agrees[column]), float(ratio[column] * apart[column] * p[column] * certain[column]))
        for column in np.flatnonzero((certain > Z_90) & (apart > Z_90))
    ]
    found.sort(key=lambda one: (-one.weight, one.column))
    best = next((one for one in found if one.agrees), None)
    ranked = [best, *(one for one in found if one is not best)] if best else found
    shown = ranked[: rules.SHOWN_OF_EACH]
    return sorted(
        shown, key=lambda one: (one is not best, not one.agrees)
    )  # what is said for something before what is said against


def consensus(counts: Whole) -> list[Says]:
    """What most people agree on, and what most reject, whatever their group: `counts[column]` = (agree, disagree, pass)."""
    found: list[Says] = []
    seen = counts.sum(axis=1)
    for side, agrees in ((0, True), (1, False)):
        p, z = likelihood(counts[:, side], seen), z_half(counts[:, side], seen)
        columns = np.flatnonzero((p > 0.5) & (z > Z_90))
        best = sorted(
            (Says(int(column), agrees, float(p[column] * z[column])) for column in columns),
            key=lambda one: (-one.weight, one.column),
        )
        found += best[: rules.SHOWN_OF_EACH]
    return found


def group_aware(counts: Whole, side: int = 0) -> Floats:
    """For each statement the product over all groups of the likelihood to agree (side 0) or to disagree (1): one group's no weighs."""
    return np.prod(likelihood(counts[:, :, side], counts.sum(axis=2)), axis=0)


def of_one_mind(counts: Whole) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    """By side (0 agree, 1 disagree) and column: whether more than half of every group takes it, with enough answers in each."""
    likely = likelihood(counts[:, :, :2].transpose(2, 0, 1), counts.sum(axis=2)[None])
    return np.asarray((likely > 0.5).all(axis=1) & (counts.sum(axis=2) >= rules.SEEN_MINIMUM).all(axis=0)[None])


def unites(counts: Whole) -> list[Says]:
    """Consensus that no group stands outside of, ranked by the group-aware product."""
    shared = of_one_mind(counts)
    found = [
        Says(one.column, one.agrees, float(group_aware(counts, 0 if one.agrees else 1)[one.column]))
        for one in _candidates(counts.sum(axis=0))
        if shared[0 if one.agrees else 1, one.column]
    ]
    return sorted(found, key=lambda one: (-one.weight, one.column))[: rules.SHOWN_OF_EACH]


def _candidates(counts: Whole) -> list[Says]:
    """Like `consensus`, all of them."""
    seen = counts.sum(axis=1)
    certain = [(likelihood(counts[:, side], seen) > 0.5) & (z_half(counts[:, side], seen) > Z_90) for side in (0, 1)]
    return [Says(int(column), side == 0, 0.0) for side in (0, 1) for column in np.flatnonzero(certain[side])]


def divides(counts: Whole) -> list[int]:
    """Columns on which two groups stand furthest apart, with certainty and not of one mind, widest first."""
    seen = counts.sum(axis=2)
    likely = likelihood(counts[:, :, 0], seen)
    found = []
    for column in np.flatnonzero((seen >= rules.SEEN_MINIMUM).all(axis=0) & ~of_one_mind(counts).any(axis=0)):
        high, low = int(np.argmax(likely[:, column])), int(np.argmin(likely[:, column]))
        z = z_two(counts[high, column, 0], counts[low, column, 0], seen[high, column], seen[low, column])
        if float(z) > Z_90:
            found.append((-float(likely[high, column] - likely[low, column]), int(column)))
    return [column for _, column in sorted(found)][: rules.SHOWN_OF_EACH]


def split_evenly(counts: Whole) -> list[int]:
    """Where there are no groups: columns on which agreement and disagreement are both strongest."""
    seen = counts.sum(axis=1)
    weaker = np.minimum(counts[:, 0], counts[:, 1]) / np.maximum(seen, 1)
    columns = [int(one) for one in np.flatnonzero((seen >= rules.SEEN_MINIMUM) & (weaker >= 0.25))]
    return sorted(columns, key=lambda one: (-weaker[one], one))[: rules.SHOWN_OF_EACH]


def straight(votes: Votes) -> int:
    """How many people gave nearly always the same answer."""
    alike = np.stack([(votes.values == one).sum(axis=1) for one in (1, -1, 0)]).max(axis=0)
    asked = votes.seen.sum(axis=1)
    return int(((asked >= rules.STRAIGHT_ANSWERS) & (alike * 100 >= rules.STRAIGHT_PERCENT * asked)).sum())
