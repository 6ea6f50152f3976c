"""The append-only log: RFC 6962 hashing, inclusion and consistency proofs. Refuses to forget or reorder a leaf."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofRefused(ValueError):
    """A proof that cannot be asked for, or does not hold."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf: the prefix 0x00 keeps a leaf from posing as an inner node."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """Leaf hashes and the hashes of all complete subtrees: `_levels[h][i]` covers the leaves i·2^h to (i+1)·2^h - 1."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for data in leaves:
            self.append(leaf_hash(data))

    @property
    def size(self) -> int:
        return len(self._levels[0])

    def append(self, hashed_leaf: bytes) -> int:
        """Add the hash of a leaf; its index."""
        level = 0
        self._levels[0].append(hashed_leaf)
        while len(self._levels[level]) % 2 == 0:
            pair = self._levels[level][-2:]
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(node_hash(*pair))
        return self.size - 1

    def leaf(self, index: int) -> bytes:
        return self._levels[0][index]

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, all of them by default."""
        size = self._size(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that leaf `index` is among the first `size` leaves (RFC 6962, 2.1.1)."""
        size = self._size(size)
        if not 0 <= index < size:
            raise ProofRefused("no such leaf")
        return self._path(index, 0, size)

    def consistency(self, first: int, second: int | None = None) -> list[bytes]:
        """The proof that the log of `first` leaves is the beginning of the log of `second` (RFC 6962, 2.1.2)."""
        second = self._size(second)
        if not 0 < first <= second:
            raise ProofRefused("no such sizes")
        return self._between(first, 0, second, True)

    def _size(self, size: int | None) -> int:
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise ProofRefused("no such size")
        return size

    def _range(self, start: int, end: int) -> bytes:
        count = end - start
        level = count.bit_length() - 1
        if count == 1 << level:
            return self._levels[level][start >> level]
        middle = start + _split(count)
        return node_hash(self._range(start, middle), self._range(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, end)]
        return [*self._path(index, middle, end), self._range(start, middle)]

    def _between(self, first: int, start: int, end: int, is_whole: bool) -> list[bytes]:
        """`first` is relative to the log, start and end bound the subtree; `is_whole`: the old root is this subtree's own."""
        if first == end:
            return [] if is_whole else [self._range(start, end)]
        middle = start + _split(end - start)
        if first <= middle:
            return [*self._between(first, start, middle, is_whole), self._range(middle, end)]
        return [*self._between(first, middle, end, False), self._range(start, middle)]


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root an inclusion proof leads to (RFC 9162, 2.1.3.2); raises ProofRefused where it cannot be one."""
    _need_hashes([leaf, *proof])
    if not 0 <= index < size:
        raise ProofRefused("index beyond the log")
    place, last, root = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise ProofRefused("too long")
        if place & 1 or place == last:
            root = node_hash(step, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, step)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofRefused("too short")
    return root


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse a proof that does not show that the leaf with this hash stands at `index`."""
    if root_from_inclusion(leaf, index, size, proof) != root:
        raise ProofRefused("another root")


def check_consistency(first: int, second: int, proof: Sequence[bytes], old: bytes, new: bytes) -> None:
    """Refuse a proof that does not show that the old log is the beginning of the new one (RFC 9162, 2.1.4.2)."""
    _need_hashes([old, new, *proof])
    if not 0 < first <= second:
        raise ProofRefused("no such sizes")
    if first == second:
        if proof or old != new:
            raise ProofRefused("one size, two roots")
        return
    steps = list(proof) if first & (first - 1) else [old, *proof]
    if not steps:
        raise ProofRefused("too short")
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofRefused("too long")
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    if last or before != old or after != new:
        raise ProofRefused("another log")


def _need_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofRefused("a hash has 32 bytes")
