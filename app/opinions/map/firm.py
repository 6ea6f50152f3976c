"""Would the same groups be found among other people like these? The whole way is gone again with re-drawn crowds. Pure.

Axes fitted to few people also fit their noise, so each crowd gets axes of its own; without that, chance looks like groups. Seeds are fixed.
"""

import numpy as np

from app.opinions import rules
from app.opinions.map import groups
from app.opinions.map.axes import Axes, places
from app.opinions.map.votes import Floats, Votes, Whole

SEED, TURNS, BREADTH = 20180501, 10, 4


def stability(votes: Votes, labels: Whole, number: int) -> float:
    """The mean agreement (adjusted Rand index) of these labels with the groups that re-drawn crowds give. Rows in canonical order."""
    dice = np.random.default_rng(SEED)
    if votes.people > rules.PEOPLE_REDRAWN:
        chosen = np.sort(dice.choice(votes.people, rules.PEOPLE_REDRAWN, replace=False))
        votes, labels = Votes(votes.ids, votes.values[chosen]), labels[chosen]
    agreed = [groups.agreement(labels, _again(votes, number, dice)) for _ in range(rules.DRAWS_FOR_STABILITY)]
    return float(np.mean(agreed))


def _again(votes: Votes, number: int, dice: np.random.Generator) -> Whole:
    """Everybody's group by the axes and centres of a crowd drawn from these people with replacement."""
    crowd = dice.integers(0, votes.people, votes.people)
    axes = _axes(Votes(votes.ids, votes.values[crowd]), dice)
    points = places(votes, axes)
    own = points[crowd]
    found = groups.part(own, np.ones(len(own)), number, int(dice.integers(2**31)), 3)
    return groups.nearest(points, found.centres)


def _axes(votes: Votes, dice: np.random.Generator) -> Axes:
    """The first two components by subspace iteration: exact enough here, and many times cheaper than all of them."""
    mean = votes.signed.sum(axis=0) / np.maximum(votes.seen.sum(axis=0), 1)
    centred: Floats = np.where(votes.seen, votes.signed - mean, 0.0)
    basis = dice.standard_normal((votes.statements, min(BREADTH, votes.statements)))
    for _ in range(TURNS):
        basis = np.linalg.qr(centred.T @ (centred @ basis))[0]
    _, turned = np.linalg.eigh(basis.T @ (centred.T @ (centred @ basis)))
    return Axes(votes.ids, mean, (basis @ turned[:, ::-1][:, :2]).T, (0.0, 0.0))
