"""Shamir's secret sharing over GF(256): any t of n shares give the secret, fewer give nothing. Refuses shares that do not belong together.

Each share carries the election, the threshold and a check over the secret, so that a wrong share is named instead of
yielding a wrong key.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from app.voting.protocol.canonical import Malformed, b64, canonical, fields, read, unb64

_POLYNOMIAL = 0x11B
_SHAPE = {"v": str, "election": str, "number": int, "threshold": int, "part": str, "check": str, "sum": str}


def _times(a: int, b: int) -> int:
    """Product in GF(256) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= _POLYNOMIAL
        b >>= 1
    return product


_PRODUCT = [bytes(_times(a, b) for b in range(256)) for a in range(256)]
_INVERSE = bytes([0, *(next(b for b in range(256) if _PRODUCT[a][b] == 1) for a in range(1, 256))])


@dataclass(frozen=True, repr=False)
class Share:
    """One trustee's part. `check` is the same on all shares of one secret: a salted hash of it."""

    election: bytes
    number: int
    threshold: int
    part: bytes
    check: bytes

    def to_bytes(self) -> bytes:
        """The share as canonical JSON, with a checksum against copying errors."""
        plain = self._plain()
        return canonical({**plain, "sum": hashlib.sha256(canonical(plain)).hexdigest()[:8]})

    def _plain(self) -> dict[str, object]:
        return {
            "v": "evote/v1/share", "election": b64(self.election), "number": self.number, "threshold": self.threshold,
            "part": b64(self.part), "check": b64(self.check),
        }  # fmt: skip

    @classmethod
    def read(cls, data: bytes) -> Share:
        raw = fields(read(data), _SHAPE)
        share = cls(unb64(raw["election"], 32), raw["number"], raw["threshold"], unb64(raw["part"], 32), unb64(raw["check"], 32))
        if share.to_bytes() != data or not 1 <= share.number <= 255:
            raise Malformed("MISTYPED")
        return share


def split(secret: bytes, election: bytes, count: int, threshold: int) -> list[Share]:
    """Share 32 bytes among `count` trustees, any `threshold` of whom can put them together."""
    if len(secret) != 32 or not 1 <= threshold <= count <= 255:
        raise Malformed("BAD_SHARING")
    higher = [secrets.token_bytes(len(secret)) for _ in range(threshold - 1)]
    check = _check(secret, election)
    return [Share(election, x, threshold, _at(x, [secret, *higher]), check) for x in range(1, count + 1)]


def combine(shares: Sequence[Share]) -> bytes:
    """The secret of at least `threshold` different shares; raises Malformed where they do not give it."""
    distinct = {share.number: share for share in shares}
    kinds = {(share.election, share.threshold, share.check) for share in shares}
    if len(kinds) != 1:
        raise Malformed("SHARES_DIFFER")
    election, threshold, check = kinds.pop()
    if len(distinct) < threshold:
        raise Malformed("TOO_FEW_SHARES", str(threshold))
    used = list(distinct.values())[:threshold]
    secret = bytes(len(used[0].part))
    for share in used:
        weight = _weight(share.number, [other.number for other in used if other is not share])
        secret = bytes(s ^ _PRODUCT[weight][value] for s, value in zip(secret, share.part, strict=True))
    if _check(secret, election) != check:
        raise Malformed("WRONG_SHARE")
    return secret


def _at(x: int, coefficients: Sequence[bytes]) -> bytes:
    value = bytes(len(coefficients[0]))
    for coefficient in reversed(coefficients):
        value = bytes(_PRODUCT[x][v] ^ c for v, c in zip(value, coefficient, strict=True))
    return value


def _weight(x: int, others: Sequence[int]) -> int:
    """Lagrange's weight of the share at x, for the value at 0."""
    weight = 1
    for other in others:
        weight = _PRODUCT[weight][_PRODUCT[other][_INVERSE[x ^ other]]]
    return weight


def _check(secret: bytes, election: bytes) -> bytes:
    return hashlib.sha256(b"evote/v1/share-check\0" + election + secret).digest()
