"""From answers to a map: result (what is shown), model (what the next map and one's own place need), and the matrix without names. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from app.opinions import rules
from app.opinions.map import axes as axis
from app.opinions.map import dots, firm, groups, traits
from app.opinions.map.axes import Axes
from app.opinions.map.groups import Smoothing
from app.opinions.map.votes import Floats, Votes, Whole, packed


@dataclass(frozen=True)
class Model:
    """What is kept of a map to reckon with: no answer of anybody."""

    axes: Axes
    centres: Floats
    letters: tuple[int, ...]
    smoothing: Smoothing

    def to_json(self) -> dict[str, Any]:
        found, kept = self.axes, self.smoothing
        return {
            "ids": list(found.ids), "mean": found.mean.round(9).tolist(), "directions": found.directions.round(9).tolist(),
            "share": list(found.share), "centres": self.centres.round(6).tolist(), "letters": list(self.letters),
            "smoothing": [kept.number, kept.winner, kept.wins],
        }  # fmt: skip

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Model":
        directions = np.array(told["directions"], dtype=np.float64).reshape(2, -1)
        found = Axes(tuple(told["ids"]), np.array(told["mean"], dtype=np.float64), directions, tuple(told["share"]))
        centres = np.array(told["centres"], dtype=np.float64).reshape(-1, 2)
        return cls(found, centres, tuple(told["letters"]), Smoothing(*told["smoothing"]))

    def place(self, answers: Mapping[int, int]) -> tuple[float, float, int] | None:
        """(x, y, letter) of one person, from their own answers; None while they have answered too little."""
        known = sum(1 for number in self.axes.ids if number in answers)
        here = axis.place_of(answers, self.axes) if known >= answers_needed(len(self.axes.ids)) else None
        if here is None:
            return None
        return (*here, self.letters[int(groups.nearest(np.array([here]), self.centres)[0])])


@dataclass(frozen=True)
class Drawn:
    """`extremity`: statement id -> how far it lies from the middle, for routing."""

    result: dict[str, Any]
    model: Model
    matrix: bytes | None
    extremity: dict[int, float]


def answers_needed(statements: int) -> int:
    """How many answers put a person on the map."""
    return min(rules.ANSWERS_TO_BE_ON_MAP, statements)


def on_map(votes: Votes) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    own = votes.seen.sum(axis=1)
    return np.asarray(own >= max(1, answers_needed(votes.statements)))


def draw(votes: Votes, previous: Model | None = None) -> Drawn | None:
    """The map of these answers; None while too few people have answered enough."""
    votes = votes.in_order()  # before anything is summed: sums in another order differ in their last digit
    there = on_map(votes)
    if votes.statements < 2 or int(there.sum()) < rules.PEOPLE_FOR_A_MAP:
        return None
    axes = axis.find(votes, previous.axes if previous else None)
    mapped = votes.of(there)
    points = axis.places(mapped, axes)
    grouping = groups.find(points, partial(firm.stability, mapped), previous.smoothing if previous else None)
    before = groups.nearest(axis.carried_over(mapped, previous.axes), previous.centres) if previous else None
    letters = groups.letters(grouping.labels, grouping.number, before, previous.letters if previous else ())
    model = Model(axes, grouping.centres, tuple(letters), grouping.smoothing)
    counts = np.stack([mapped.of(grouping.labels == group).counts() for group in range(grouping.number)])
    result = {
        "people": mapped.people, "participants": votes.people, "statements": votes.statements, "answers": int(votes.seen.sum()),
        "share": [round(one, 4) for one in axes.share], "silhouette": round(grouping.silhouette, 3),
        "stability": round(grouping.stability, 3), "straight": _few(traits.straight(votes)),
        "groups": _groups(points, grouping.labels, letters, counts, votes.ids), **_shared(votes, counts, grouping.number),
        "table": _table(votes, counts, letters),
    }  # fmt: skip
    rows = [letters[label] for label in grouping.labels] if grouping.number > 1 else [-1] * mapped.people
    matrix = packed(mapped, rows) if mapped.people >= rules.PEOPLE_FOR_DOWNLOAD else None
    return Drawn(result, model, matrix, dict(zip(votes.ids, axes.extremity().round(6).tolist(), strict=True)))


def _few(number: int) -> int:
    """A number of people that is told, -1 where it is too small for that."""
    return -1 if 0 < number < rules.GROUP_MINIMUM else number


def _groups(points: Floats, labels: Whole, letters: list[int], counts: Whole, ids: tuple[int, ...]) -> list[dict[str, Any]]:
    found = []
    for group, letter in enumerate(letters):
        members = np.flatnonzero(labels == group)
        shown = dots.of(points, members, len(points))
        says = traits.representative(counts, group) if len(letters) > 1 else []
        found.append(
            {
                "letter": letter, "people": len(members), "dots": [[dot.x, dot.y, dot.people] for dot in shown],
                "outline": [list(corner) for corner in dots.outline(shown)],
                "centre": [round(float(one), 2) for one in points[members].mean(axis=0)],
                "says": [{"id": ids[one.column], "agrees": one.agrees} for one in says],
            }
        )  # fmt: skip
    return sorted(found, key=lambda group: group["letter"])


def _shared(votes: Votes, counts: Whole, number: int) -> dict[str, Any]:
    """What unites and what divides."""
    united = traits.unites(counts) if number > 1 else traits.consensus(counts[0])
    divided = traits.divides(counts) if number > 1 else traits.split_evenly(counts[0])
    return {
        "unites": [{"id": votes.ids[one.column], "agrees": one.agrees} for one in united],
        "divides": [votes.ids[column] for column in divided],
    }


def _table(votes: Votes, counts: Whole, letters: list[int]) -> dict[str, Any]:
    """Statement id -> its counts in all and by letter; too few answers in a group leave its place empty."""
    everybody = counts.sum(axis=0)
    found = {}
    for column, number in enumerate(votes.ids):
        by_group = {
            str(letter): counts[group, column].tolist()
            for group, letter in enumerate(letters)
            if counts[group, column].sum() >= rules.SEEN_MINIMUM
        }
        if everybody[column].sum() >= rules.SEEN_MINIMUM:
            found[str(number)] = {"all": everybody[column].tolist(), "groups": by_group if len(letters) > 1 else {}}
    return found
