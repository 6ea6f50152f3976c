"""Ballots turned into whole-number arrays once per count; refuses nothing itself, spoiled ballots are set aside by code.

Equal ballots stay grouped: a ballot type has one row and its multiplicity. Per option the supporters' rows and the
points they gave are kept as int64 arrays, which is all that any rule needs.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from app.voting.ballot import (
    BallotFormat,
    BallotRefused,
    Choice,
    GradesFormat,
    RankingFormat,
    checker_of,
)
from app.voting.tally.collector import held
from app.voting.tally.election import Election, Electorate, offered

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """One option's support: `rows` of ballot types naming it and the `points` each of them gives it (1 for an approval)."""

    rows: Ints
    points: Ints


@dataclass(frozen=True)
class Profile:
    """One electorate's valid ballots. `weight[row]` is a ballot type's multiplicity; `columns` follow the paper's options."""

    code: str
    share: Fraction
    choices: tuple[Choice, ...]
    weight: Ints
    columns: tuple[Column, ...]
    valid: int
    none: int

    def votes(self, option: int) -> int:
        """Ballots naming the option (index on the paper)."""
        return int(self.weight[self.columns[option].rows].sum())

    def score(self, option: int) -> int:
        """Points given to the option, each ballot type counted with its multiplicity."""
        column = self.columns[option]
        return int((self.weight[column.rows] * column.points).sum())


@dataclass(frozen=True)
class Poll:
    """All electorates' profiles, and the spoiled ballots by code and by electorate."""

    profiles: tuple[Profile, ...]
    spoiled: dict[str, int]
    spoiled_in: dict[str, int]


@held()
def poll_of(election: Election) -> Poll:
    """Check every ballot against the paper's format and what its electorate was offered, and encode the valid ones."""
    spoiled: dict[str, int] = {}
    spoiled_in: dict[str, int] = {}
    profiles = []
    for electorate in election.electorates:
        valid: list[tuple[Choice, int]] = []
        lost = 0
        check = checker_of(election.format, election.options, offered(election, electorate))
        for choice, times in electorate.ballots.items():
            if not times:
                continue
            try:
                check(choice)
            except BallotRefused as refusal:
                spoiled[refusal.code] = spoiled.get(refusal.code, 0) + times
                lost += times
            else:
                valid.append((choice, times))
        spoiled_in[electorate.code] = lost
        profiles.append(encode(election, electorate, valid))
    return Poll(tuple(profiles), dict(sorted(spoiled.items())), spoiled_in)


def pooled(election: Election, poll: Poll) -> Profile:
    """All electorates' valid ballots in one profile: every ballot counts alike."""
    if len(poll.profiles) == 1:
        return poll.profiles[0]
    together: dict[Choice, int] = {}
    for profile in poll.profiles:
        for choice, times in zip(profile.choices, profile.weight.tolist(), strict=True):
            together[choice] = together.get(choice, 0) + times
    return encode(election, Electorate("all", Fraction(1), {}), list(together.items()))


def encode(election: Election, electorate: Electorate, valid: list[tuple[Choice, int]]) -> Profile:
    """Encode checked ballots as arrays; rows keep their order, which no rule looks at."""
    choices = tuple([choice for choice, _ in valid])
    weight = np.array([times for _, times in valid], dtype=np.int64)
    none = sum(times for choice, times in valid if choice.kind == "none")
    columns = _columns(election, choices)
    total = int(weight.sum())
    return Profile(electorate.code, electorate.weight, choices, weight, columns, total, none)


def _columns(election: Election, choices: tuple[Choice, ...]) -> tuple[Column, ...]:
    index = {option.id: place for place, option in enumerate(election.options)}
    lengths = np.array([len(choice.ids) for choice in choices], dtype=np.int64)
    rows = np.repeat(np.arange(len(choices), dtype=np.int64), lengths)
    named = np.fromiter((index[key] for choice in choices for key in choice.ids), dtype=np.int64, count=int(lengths.sum()))
    points = _points(election.format, choices, len(rows))
    named, rows, points = _with_default(election, choices, named, rows, points)
    kept = points != 0
    named, rows, points = named[kept], rows[kept], points[kept]
    order = np.argsort(named, kind="stable")
    bounds = np.searchsorted(named[order], np.arange(len(election.options) + 1))
    rows, points = rows[order], points[order]
    return tuple(Column(rows[start:stop], points[start:stop]) for start, stop in itertools.pairwise(bounds))


def _points(ballot_format: BallotFormat, choices: tuple[Choice, ...], size: int) -> Ints:
    if isinstance(ballot_format, RankingFormat):
        worth = (value for choice in choices for value in place_scores(ballot_format, len(choice.ids)))
        return np.fromiter(worth, dtype=np.int64, count=size)
    if any(choice.points for choice in choices):
        given = (value for choice in choices for value in choice.points)
        return np.fromiter(given, dtype=np.int64, count=size)
    return np.ones(size, dtype=np.int64)


def place_scores(ballot_format: RankingFormat, length: int) -> tuple[int, ...]:
    """What the places of a ranking of this length are worth, best first."""
    scores = ballot_format.scores
    return scores[len(scores) - length :] if ballot_format.from_bottom else scores[:length]


def _with_default(
    election: Election, choices: tuple[Choice, ...], named: Ints, rows: Ints, points: Ints
) -> tuple[Ints, Ints, Ints]:
    """Grades: an option a ballot leaves out has the default grade; other formats pass unchanged."""
    if not isinstance(election.format, GradesFormat) or not election.format.default:
        return named, rows, points
    graded = [(row, set(choice.ids)) for row, choice in enumerate(choices) if choice.kind == "points"]
    missing = [(place, row) for row, ids in graded for place, option in enumerate(election.options) if option.id not in ids]
    if not missing:
        return named, rows, points
    extra = np.array(missing, dtype=np.int64)
    default = np.full(len(missing), election.format.default, dtype=np.int64)
    return (
        np.concatenate([named, extra[:, 0]]),
        np.concatenate([rows, extra[:, 1]]),
        np.concatenate([points, default]),
    )
