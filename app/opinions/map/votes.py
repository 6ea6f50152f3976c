"""The matrix of answers: people by statements, 1, 0, -1, or not asked. Knows nobody's name. Pure."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

UNSEEN = -128
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Votes:
    """`values[person, column]`: an answer or UNSEEN; `ids[column]` names the statement."""

    ids: tuple[int, ...]
    values: NDArray[np.int8]

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        return self.values != UNSEEN

    @cached_property
    def signed(self) -> Floats:
        """Answers as numbers, 0 where there is none."""
        return np.where(self.seen, self.values, 0).astype(np.float64)

    @property
    def people(self) -> int:
        return int(self.values.shape[0])

    @property
    def statements(self) -> int:
        return len(self.ids)

    def of(self, chosen: NDArray[np.bool_]) -> "Votes":
        """The rows of some of the people."""
        return Votes(self.ids, self.values[chosen])

    def in_order(self) -> "Votes":
        """The same rows in the order of their own content: whoever came first is nobody's business, and the groups do not depend on it."""
        rows = np.ascontiguousarray(self.values).view(f"V{max(1, self.statements)}").ravel()
        return Votes(self.ids, self.values[np.argsort(rows, kind="stable")])

    def counts(self) -> Whole:
        """(agree, disagree, pass) of each statement: a row each."""
        return np.stack([(self.values == one).sum(axis=0) for one in (1, -1, 0)], axis=1).astype(np.int64)


def collect(ids: Sequence[int], given: Whole) -> Votes:
    """From rows (person, statement, value); answers to other statements are left out, so are people without any answer left."""
    if not ids or not len(given):
        return Votes(tuple(ids), np.empty((0, len(ids)), dtype=np.int8))
    order = np.argsort(np.array(ids, dtype=np.int64))
    known = np.array(ids, dtype=np.int64)[order]
    place = np.minimum(np.searchsorted(known, given[:, 1]), len(known) - 1)
    is_known = known[place] == given[:, 1]
    given, place = given[is_known], place[is_known]
    people, rows = np.unique(given[:, 0], return_inverse=True)
    values = np.full((len(people), len(ids)), UNSEEN, dtype=np.int8)
    values[rows, order[place]] = given[:, 2]
    return Votes(tuple(ids), values)


def packed(votes: Votes, letters: Sequence[int]) -> bytes:
    """The matrix with the group of each row (-1: none). Its rows must be in order, so that the order tells nothing."""
    marked = np.column_stack([np.array(letters, dtype=np.int8).reshape(-1, 1), votes.values])
    head = json.dumps({"ids": list(votes.ids), "people": votes.people}).encode()
    return zlib.compress(head + b"\n" + marked.tobytes(), 1)


def unpacked(kept: bytes) -> tuple[Votes, list[int]]:
    """What `packed` made: the matrix and the group of each row."""
    head, _, body = zlib.decompress(kept).partition(b"\n")
    told = json.loads(head)
    marked = np.frombuffer(body, dtype=np.int8).reshape(told["people"], len(told["ids"]) + 1)
    return Votes(tuple(told["ids"]), marked[:, 1:]), [int(one) for one in marked[:, 0]]
