"""Checks that no group was denied what its share of the money could buy (EJR+ for approvals); refuses weighted electorates.

For an unfunded option take its supporters from worst off to best off; the first m of them, the best-off of whom has
satisfaction t, are entitled to m x B/n. They are wronged if that covers t + cost (by money), or buys one more option of that
cost than they have (by count). Equal Shares starting at B/n per voter never wrongs anyone by money: when one of them could
first not pay cost/m, she had spent more than B/n - cost/m at a rate of at most 1/m per unit, so t > m x B/n - cost.
The idea of EJR+ is Brill and Peters (EC 2023); the budgeted form is the one stated here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from app.voting.tally.election import Election
from app.voting.tally.metrics import funded_per_row
from app.voting.tally.profile import Ints, Profile, poll_of, pooled


@dataclass(frozen=True)
class Entitlement:
    """The worst case found: `ratio` >= 1 means a group of `voters` supporters of `option` was denied its due."""

    ratio: Fraction
    option: str | None
    voters: int
    violations: tuple[str, ...]


def entitlement(election: Election, selected: Sequence[str], *, by_count: bool = False) -> Entitlement:
    """Check every unfunded option. `by_count` measures satisfaction in options, otherwise in money spent on approved ones."""
    profile = pooled(election, poll_of(election))
    chosen = [i for i, option in enumerate(election.options) if option.id in set(selected)]
    level = funded_per_row(profile, chosen) if by_count else _money_per_row(election, profile, chosen)
    worst = Entitlement(Fraction(0), None, 0, ())
    violations = []
    for i, option in enumerate(election.options):
        if i in chosen or option.withdrawn or not option.cost or not len(profile.columns[i].rows):
            continue
        ratio, voters = _worst_prefix(election, profile, level, i, by_count)
        if ratio >= 1:
            violations.append(option.id)
        if ratio > worst.ratio:
            worst = Entitlement(ratio, option.id, voters, ())
    return Entitlement(worst.ratio, worst.option, worst.voters, tuple(violations))


def _money_per_row(election: Election, profile: Profile, chosen: Sequence[int]) -> Ints:
    money = np.zeros(len(profile.weight), dtype=np.int64)
    for i in chosen:
        money[profile.columns[i].rows] += election.options[i].cost
    return money


def _worst_prefix(election: Election, profile: Profile, level: Ints, option: int, by_count: bool) -> tuple[Fraction, int]:
    """The largest ratio of entitlement to what would be due, over all prefixes; floats only preselect, ratios are exact."""
    rows = profile.columns[option].rows
    order = np.argsort(level[rows], kind="stable")
    reached = level[rows][order]
    heads = np.cumsum(profile.weight[rows][order])
    last = np.append(reached[1:] != reached[:-1], True)
    reached, heads = reached[last], heads[last]
    cost = election.options[option].cost
    due = (reached + 1.0) * cost if by_count else reached + float(cost)
    guess = heads / due
    near = np.flatnonzero(guess >= guess.max() * (1 - 1e-9))
    best = (Fraction(0), 0)
    for place in near.tolist():
        voters, satisfied = int(heads[place]), int(reached[place])
        needed = (satisfied + 1) * cost if by_count else satisfied + cost
        best = max(best, (Fraction(voters * election.budget, profile.valid * needed), voters))
    return best
