"""The total order that breaks ties, named before voting opens; refuses to depend on when an option was written.

Default (papers): more ballots naming it, lower cost, smaller SHA-256 of the lot's seed followed by option id. The seed is fixed
after the close, the order drawn once and used for every round and every share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.voting.tally.election import Election, Option
from app.voting.tally.rules import LOTS, TieKey


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

    def drawn_otherwise(self, group: Sequence[int]) -> list[TieOrder]:
        """The orders in which the lot puts another member of `group` first among those that it alone sets apart."""
        if self.names[-1] not in LOTS:
            return []
        levels: dict[tuple[Any, ...], list[int]] = {}
        for i in sorted(group, key=lambda i: self.place[i]):
            levels.setdefault(self.keys[i][:-1], []).append(i)
        return [self.favouring(i, level) for level in levels.values() for i in level[1:]]


Recount = Callable[[TieOrder], tuple[set[int], Sequence[Sequence[int]]]]
"""Counts again under another order: who is selected, and the groups found level on the way."""


def hanging(order: TieOrder, recount: Recount, most: int) -> Sequence[int] | None:
    """The first tie whose lot leads elsewhere once further lots, met only on that other way, fall otherwise too; or None.

    Each tie by itself is tested by the rule. This looks at what two or more lots change together, in at most `most` recounts.
    """
    chosen, met = recount(order)
    seen = {tuple(group) for group in met}
    waiting = [(order, group, group) for group in met]
    while waiting:
        at, group, first = waiting.pop(0)
        for other in at.drawn_otherwise(group):
            if not most:
                return None
            most -= 1
            fate, further = recount(other)
            if fate != chosen:
                return first
            new = [tuple(members) for members in further if tuple(members) not in seen]
            seen.update(new)
            waiting += [(other, members, first) for members in new]
    return None


def lot(seed: str, option_id: str) -> str:
    """The published lot of an option: hexadecimal SHA-256 of the seed (or paper digest) followed by the option id, in UTF-8."""
    return hashlib.sha256((seed + option_id).encode()).hexdigest()


def tie_order(election: Election, votes: Sequence[int], names: tuple[TieKey, ...]) -> TieOrder:
    """The total order over the paper's options. `votes[i]` counts the ballots naming option i."""
    readers: dict[TieKey, Callable[[int, Option], Any]] = {
        TieKey.VOTES: lambda i, _: -votes[i],
        TieKey.CHEAPER: lambda _, option: option.cost,
        TieKey.DEARER: lambda _, option: -option.cost,
        TieKey.LOT: lambda _, option: lot(election.seed or election.digest, option.id),
        TieKey.DIGEST: lambda _, option: lot(election.digest, option.id),
        TieKey.FILE: lambda i, _: i,
    }
    keys = tuple(tuple(readers[name](i, option) for name in names) for i, option in enumerate(election.options))
    order = sorted(range(len(keys)), key=lambda i: keys[i])
    place = [0] * len(keys)
    for position, option in enumerate(order):
        place[option] = position
    return TieOrder(names, keys, tuple(place))
