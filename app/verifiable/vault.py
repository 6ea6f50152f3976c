"""The keys of a vote, in files beside the database and never in it. Refuses to show a key in any text.

Each file is locked with a passphrase of this installation (instance/vote_keys, mode 0600). The opening key lies there too: with this
default one person, the operator, could open the ballots early, and the page of the vote says so.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import config
from app.voting.protocol import blind, keyfile
from app.voting.protocol.notes import NoteSigner

KEY_BITS = blind.KEY_BITS
COST_BITS = 10
"""The passphrase is 48 random bytes, so guessing needs no slowing down."""
_PASSPHRASE = "vote_keys"  # noqa: S105 - the name of the file that holds it


@dataclass(frozen=True, repr=False)
class Keys:
    """Everything secret of one vote."""

    vault: str
    issuers: Mapping[str, blind.Issuer]
    log: NoteSigner
    opening: X25519PrivateKey
    nym: bytes


def make(log_name: str, styles: Sequence[str], bits: int | None = None) -> Keys:
    """Fresh keys, written before anything of the vote is. `log_name` gets the vault's name behind it."""
    vault = secrets.token_hex(16)
    signer = NoteSigner(f"{log_name}/{vault[:12]}", Ed25519PrivateKey.generate())
    keys = Keys(
        vault,
        {style: blind.new_issuer(bits or KEY_BITS) for style in styles},
        signer,
        X25519PrivateKey.generate(),
        secrets.token_bytes(32),
    )
    folder = _folder(vault)
    folder.mkdir(mode=0o700, parents=True)
    for number, (style, issuer) in enumerate(keys.issuers.items()):
        half = (issuer.key.length + 1) // 2 + 8
        _write(
            vault, f"issuer-{number}", style.encode() + b"\0" + issuer.p.to_bytes(half, "big") + issuer.q.to_bytes(half, "big")
        )
    _write(vault, "log", signer.name.encode() + b"\0" + signer.private.private_bytes_raw())
    _write(vault, "opening", keys.opening.private_bytes_raw())
    _write(vault, "nym", keys.nym)
    return keys


@lru_cache(maxsize=64)
def keys_of(vault: str) -> Keys:
    """The keys of a vote, read once in a process."""
    issuers = {}
    for path in sorted(_folder(vault).glob("issuer-*.key")):
        style, _, primes = _read(vault, path.stem).partition(b"\0")
        half = len(primes) // 2
        issuers[style.decode()] = blind.Issuer(int.from_bytes(primes[:half], "big"), int.from_bytes(primes[half:], "big"))
    name, _, log = _read(vault, "log").partition(b"\0")
    signer = NoteSigner(name.decode(), Ed25519PrivateKey.from_private_bytes(log))
    opening = X25519PrivateKey.from_private_bytes(_read(vault, "opening"))
    return Keys(vault, issuers, signer, opening, _read(vault, "nym"))


def _folder(vault: str) -> Path:
    return config.instance_path() / "votes" / vault


def _bound(vault: str, name: str) -> bytes:
    return hashlib.sha256(f"{vault}/{name}".encode()).digest()


def _write(vault: str, name: str, secret: bytes) -> None:
    locked = keyfile.locked(secret, _bound(vault, name), config.secret(_PASSPHRASE), cost_bits=COST_BITS)
    with os.fdopen(os.open(_folder(vault) / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(locked)


def _read(vault: str, name: str) -> bytes:
    return keyfile.unlocked((_folder(vault) / f"{name}.key").read_bytes(), _bound(vault, name), config.secret(_PASSPHRASE))
