"""Ballots sealed until the close: padding to one length, HPKE (RFC 9180). Refuses a length that tells anything of a choice.

Suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, base mode; the sealed bytes are enc (32) and ciphertext.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app.voting.protocol.canonical import Malformed
from app.voting.protocol.domain import tagged

BUCKETS = (512, 1024)
"""Bytes of a padded plaintext; one for all ballots of a paper. Both fit an envelope of 4096 bytes."""
KEY_BYTES = 32
OVERHEAD = 48
_LENGTH_BYTES = 2
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


def padded(plain: bytes, bucket: int) -> bytes:
    """Two bytes of length, the plaintext, then zeros up to the bucket."""
    if bucket not in BUCKETS or len(plain) > bucket - _LENGTH_BYTES:
        raise Malformed("TOO_LONG", str(bucket))
    return (len(plain).to_bytes(_LENGTH_BYTES, "big") + plain).ljust(bucket, b"\0")


def unpadded(data: bytes, bucket: int) -> bytes:
    """The plaintext; a wrong length or a padding byte other than zero raises Malformed."""
    end = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "big")
    if len(data) != bucket or end > bucket or data[end:].strip(b"\0"):
        raise Malformed("BAD_PADDING")
    return data[_LENGTH_BYTES:end]


def info(election: bytes, style: str, public: bytes) -> bytes:
    """What a sealed ballot is bound to: election, style, the voter's public key (which has a fixed length)."""
    return tagged("seal", election, style.encode(), public)


def seal(opening_key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """`plain`, already padded, for the holder of the opening key alone."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(opening_key), bound_to)


def open_sealed(secret: X25519PrivateKey, sealed: bytes, bound_to: bytes) -> bytes:
    """The padded plaintext; raises Malformed BAD_SEAL for anything that was not sealed for exactly this use."""
    if len(sealed) < OVERHEAD:
        raise Malformed("BAD_SEAL")
    try:
        return _SUITE.decrypt(sealed, secret, bound_to)
    except (InvalidTag, ValueError) as fault:
        raise Malformed("BAD_SEAL") from fault
