"""One purpose, one prefix: what is hashed or signed for one use is never valid for another, nor in another election."""

from __future__ import annotations

import hashlib
import hmac

from app.voting.protocol.canonical import Malformed

PREFIX = b"evote/v1/"
ELECTION_BYTES = 32


def tagged(purpose: str, election: bytes, *parts: bytes) -> bytes:
    """`evote/v1/<purpose>` 0x00, the election's 32 bytes, then the parts. At most the first part may vary in length."""
    if len(election) != ELECTION_BYTES:
        raise Malformed("WRONG_LENGTH", "election")
    return PREFIX + purpose.encode("ascii") + b"\0" + election + b"".join(parts)


def digest(purpose: str, election: bytes, *parts: bytes) -> bytes:
    """SHA-256 of the tagged parts."""
    return hashlib.sha256(tagged(purpose, election, *parts)).digest()


def derived(secret: bytes, purpose: str, election: bytes, *parts: bytes, length: int = 32) -> bytes:
    """`length` bytes derived from a secret: HMAC-SHA-256 over the tagged parts and a 32-bit block number, block after block."""
    info = tagged(purpose, election, *parts)
    blocks = range((length + 31) // 32)
    return b"".join(hmac.digest(secret, info + block.to_bytes(4, "big"), "sha256") for block in blocks)[:length]


def nym(key: bytes, election: bytes, person: str) -> bytes:
    """What stands for a person among the issued ballots of one election; without the key it leads to nobody."""
    return derived(key, "nym", election, person.encode())
