"""The two directions in which people differ most, and everybody's place on them. Pure.

As Polis does it: what was not asked counts as the mean of its column; a person's place is reckoned from their own answers alone and
stretched by sqrt(statements / own answers), so that whoever answered little is not drawn to the middle.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.opinions.map.votes import Floats, Votes


@dataclass(frozen=True, eq=False)
class Axes:
    """`mean[column]` and the two unit `directions[axis, column]`; `share[axis]` of the variance each explains."""

    ids: tuple[int, ...]
    mean: Floats
    directions: Floats
    share: tuple[float, float]

    def extremity(self) -> Floats:
        """How far a person would stand from the middle who had only agreed with this one statement."""
        return np.sqrt(len(self.ids)) * np.abs(1 - self.mean) * np.sqrt((self.directions**2).sum(axis=0))


def find(votes: Votes, previous: Axes | None = None) -> Axes:
    """The first two principal components of all the answers; signs as in the map before, else the largest entry is positive."""
    columns = votes.statements
    asked = votes.seen.sum(axis=0)
    mean = votes.signed.sum(axis=0) / np.maximum(asked, 1)
    centred = np.where(votes.seen, votes.signed - mean, 0.0)
    spread = centred.T @ centred / max(1, votes.people)
    strengths, vectors = np.linalg.eigh(spread)
    total = float(strengths.sum()) or 1.0
    directions, share = np.zeros((2, columns)), [0.0, 0.0]
    for axis in range(min(2, columns)):
        directions[axis] = vectors[:, -1 - axis]
        share[axis] = max(0.0, float(strengths[-1 - axis])) / total
    return Axes(votes.ids, mean, _signed(directions, votes.ids, previous), (share[0], share[1]))


def _signed(directions: Floats, ids: tuple[int, ...], previous: Axes | None) -> Floats:
    """A component's sign is nobody's choice: without this the map would flip from one drawing to the next."""
    before = {number: column for column, number in enumerate(previous.ids)} if previous else {}
    for axis in range(2):
        along = 0.0
        if previous is not None:
            along = sum(
                directions[axis, at] * previous.directions[axis, before[number]]
                for at, number in enumerate(ids)
                if number in before
            )
        if abs(along) < 1e-9 and len(ids):
            along = directions[axis, np.argmax(np.abs(directions[axis]).round(9))]
        if along < 0:
            directions[axis] = -directions[axis]
    return directions


def places(votes: Votes, axes: Axes) -> Floats:
    """Everybody's (x, y)."""
    own = np.maximum(votes.seen.sum(axis=1), 1)
    centred = np.where(votes.seen, votes.signed - axes.mean, 0.0)
    return (centred @ axes.directions.T) * np.sqrt(votes.statements / own)[:, None]


def place_of(answers: Mapping[int, int], axes: Axes) -> tuple[float, float] | None:
    """One person's place from their own answers; None without an answer to any statement of the map."""
    known = [(column, answers[number]) for column, number in enumerate(axes.ids) if number in answers]
    if not known:
        return None
    columns, values = np.array([column for column, _ in known]), np.array([value for _, value in known], dtype=np.float64)
    stretched = (axes.directions[:, columns] @ (values - axes.mean[columns])) * np.sqrt(len(axes.ids) / len(known))
    return float(stretched[0]), float(stretched[1])


def carried_over(votes: Votes, axes: Axes) -> Floats:
    """Everybody's place on the axes of an earlier map, by the statements both know."""
    column = {number: at for at, number in enumerate(votes.ids)}
    shared = [(at, column[number]) for at, number in enumerate(axes.ids) if number in column]
    if not shared:
        return np.zeros((votes.people, 2))
    then, now = (np.array(part) for part in zip(*shared, strict=True))
    asked = Votes(tuple(axes.ids[at] for at in then), votes.values[:, now])
    return places(asked, Axes(asked.ids, axes.mean[then], axes.directions[:, then], axes.share))
