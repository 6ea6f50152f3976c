"""A secret key in a file under a passphrase (scrypt, ChaCha20-Poly1305). Refuses a wrong passphrase and another election's file."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.voting.protocol.canonical import Malformed, b64, canonical, fields, read, unb64

COST_BITS = 17
"""scrypt's N as a power of two: 128 MiB and about a third of a second for every guess."""
_SHAPE = {"v": str, "election": str, "cost": int, "salt": str, "nonce": str, "box": str}
_VERSION = "evote/v1/key"


def locked(secret: bytes, election: bytes, passphrase: str, *, cost_bits: int = COST_BITS) -> bytes:
    """The bytes of the key file."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = ChaCha20Poly1305(_key(passphrase, salt, cost_bits)).encrypt(nonce, secret, _bound(election))
    return canonical(
        {"v": _VERSION, "election": b64(election), "cost": cost_bits, "salt": b64(salt), "nonce": b64(nonce), "box": b64(box)}
    )


def unlocked(data: bytes, election: bytes, passphrase: str) -> bytes:
    """The secret, or Malformed: WRONG_PASSPHRASE, OTHER_ELECTION, or the file's own faults."""
    raw = fields(read(data), _SHAPE)
    if raw["v"] != _VERSION or not 10 <= raw["cost"] <= 22:
        raise Malformed("NOT_A_KEY_FILE")
    if unb64(raw["election"]) != election:
        raise Malformed("OTHER_ELECTION")
    cipher = ChaCha20Poly1305(_key(passphrase, unb64(raw["salt"], 16), raw["cost"]))
    try:
        return cipher.decrypt(unb64(raw["nonce"], 12), unb64(raw["box"]), _bound(election))
    except InvalidTag as fault:
        raise Malformed("WRONG_PASSPHRASE") from fault


def _bound(election: bytes) -> bytes:
    return b"evote/v1/key-file\0" + election


def _key(passphrase: str, salt: bytes, cost_bits: int) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return hashlib.scrypt(typed, salt=salt, n=1 << cost_bits, r=8, p=1, maxmem=1 << (cost_bits + 11), dklen=32)
