"""The total order that breaks ties, fixed before voting opens; refuses to depend on when an option was written.

Default (papers): more ballots naming it, lower cost, smaller SHA-256 of paper digest followed by option id. The order is
drawn once and used for every round and every share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.voting.tally.election import Election, Option
from app.voting.tally.rules import TieKey


@dataclass(frozen=True)
class TieOrder:
    """`place[i]` is option i's position in the total order, lowest first; `keys[i]` the values it rests on."""

    names: tuple[TieKey, ...]
    keys: tuple[tuple[Any, ...], ...]
    place: tuple[int, ...]

    def deciding(self, first: int, second: int) -> TieKey:
        """The first key on which two options differ."""
        for name, mine, other in zip(self.names, self.keys[first], self.keys[second], strict=True):
            if mine != other:
                return name
        return self.names[-1]

    def favouring(self, option: int, group: Sequence[int]) -> TieOrder:
        """The same order with `option` drawn before the others of its tied `group`."""
        first = min(self.place[member] for member in group)
        moved = [place + 1 if first <= place < self.place[option] else place for place in self.place]
        moved[option] = first
        return TieOrder(self.names, self.keys, tuple(moved))


def lot(digest: str, option_id: str) -> str:
    """The published lot of an option: hexadecimal SHA-256 of the paper digest followed by the option id, in UTF-8."""
    return hashlib.sha256((digest + option_id).encode()).hexdigest()


def tie_order(election: Election, votes: Sequence[int], names: tuple[TieKey, ...]) -> TieOrder:
    """The total order over the paper's options. `votes[i]` counts the ballots naming option i."""
    readers: dict[TieKey, Callable[[int, Option], Any]] = {
        TieKey.VOTES: lambda i, _: -votes[i],
        TieKey.CHEAPER: lambda _, option: option.cost,
        TieKey.DEARER: lambda _, option: -option.cost,
        TieKey.DIGEST: lambda _, option: lot(election.digest, option.id),
        TieKey.FILE: lambda i, _: i,
    }
    keys = tuple(tuple(readers[name](i, option) for name in names) for i, option in enumerate(election.options))
    order = sorted(range(len(keys)), key=lambda i: keys[i])
    place = [0] * len(keys)
    for position, option in enumerate(order):
        place[option] = position
    return TieOrder(names, keys, tuple(place))
