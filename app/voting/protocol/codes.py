"""What people copy by hand: the tracker of a logged ballot (80 bits) and the recovery code of a voter's key (128 bits and a check).

Crockford's base32 in groups of four: no I, L, O, U; small letters and O, I, L are understood.
"""

from __future__ import annotations

import hashlib

from app.voting.protocol.canonical import Malformed

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TRACKER_BITS = 80
SEED_BYTES = 16
_CHECK_BITS = 12
_GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def tracker(leaf: bytes) -> str:
    """The first 80 bits of a leaf's hash: K7QX-2M9P-… It says nothing of the choice."""
    return _written(int.from_bytes(leaf[: TRACKER_BITS // 8], "big"), TRACKER_BITS // 5)


def read_tracker(text: str) -> bytes:
    """The first ten bytes of the leaf hash, or Malformed."""
    return _number(text, TRACKER_BITS // 5).to_bytes(TRACKER_BITS // 8, "big")


def recovery(seed: bytes) -> str:
    """The voter's whole secret in 28 characters: whoever holds it can vote again in the voter's place."""
    if len(seed) != SEED_BYTES:
        raise Malformed("WRONG_LENGTH", "seed")
    return _written(int.from_bytes(seed, "big") << _CHECK_BITS | _check(seed), (8 * SEED_BYTES + _CHECK_BITS) // 5)


def read_recovery(text: str) -> bytes:
    """The seed of a recovery code; a slip of the pen raises Malformed."""
    number = _number(text, (8 * SEED_BYTES + _CHECK_BITS) // 5)
    seed = (number >> _CHECK_BITS).to_bytes(SEED_BYTES, "big")
    if _check(seed) != number & (1 << _CHECK_BITS) - 1:
        raise Malformed("MISTYPED")
    return seed


def _check(seed: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"evote/v1/recovery-check\0" + seed).digest()[:2], "big") >> 16 - _CHECK_BITS


def _written(number: int, length: int) -> str:
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, length, _GROUP))


def _number(text: str, length: int) -> int:
    letters = "".join(sign for sign in text.upper() if not sign.isspace() and sign not in "-·").translate(_READ_AS)
    if len(letters) != length or any(letter not in ALPHABET for letter in letters):
        raise Malformed("MISTYPED")
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number
