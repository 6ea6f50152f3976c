"""The keys of a vote, in files beside the database and never in it. Refuses to show a key in any text.

Each file is locked with a passphrase of this installation (instance/vote_keys, mode 0600). In the default the opening key lies there too:
one person, the operator, could open the ballots early, and the page of the vote says so. Trustees, or an operator with a passphrase
file elsewhere, hand in only its public half, and the key itself after the close. Beside the keys lies the last head of the log.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app import config
from app.voting.protocol import blind, keyfile
from app.voting.protocol.notes import NoteSigner

KEY_BITS = blind.KEY_BITS
COST_BITS = 10
"""The passphrase is 48 random bytes, so guessing needs no slowing down."""
_PASSPHRASE = "vote_keys"  # noqa: S105 - the name of the file that holds it


@dataclass(frozen=True, repr=False)
class Keys:
    """Everything secret of one vote but its opening key, of which this is the public half."""

    vault: str
    issuers: Mapping[str, blind.Issuer]
    log: NoteSigner
    opening: bytes
    nym: bytes


def make(log_name: str, styles: Sequence[str], bits: int | None = None, opening: bytes | None = None) -> Keys:
    """Fresh keys, written before anything of the vote is. `log_name` gets the vault's name behind it; `opening` is the public half of an
    opening key that others hold."""
    vault = secrets.token_hex(16)
    signer = NoteSigner(f"{log_name}/{vault[:12]}", Ed25519PrivateKey.generate())
    own = X25519PrivateKey.generate()
    public = opening or own.public_key().public_bytes_raw()
    issuers = {style: blind.new_issuer(bits or KEY_BITS) for style in styles}
    keys = Keys(vault, issuers, signer, public, secrets.token_bytes(32))
    folder = _folder(vault)
    folder.mkdir(mode=0o700, parents=True)
    for number, (style, issuer) in enumerate(keys.issuers.items()):
        half = (issuer.key.length + 1) // 2 + 8
        _write(
            vault, f"issuer-{number}", style.encode() + b"\0" + issuer.p.to_bytes(half, "big") + issuer.q.to_bytes(half, "big")
        )
    _write(vault, "log", signer.name.encode() + b"\0" + signer.private.private_bytes_raw())
    _write(vault, "opening-public", public)
    _write(vault, "nym", keys.nym)
    if opening is None:
        keep_opening(vault, own.private_bytes_raw())
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
    return Keys(vault, issuers, signer, _public(vault), _read(vault, "nym"))


def _public(vault: str) -> bytes:
    """The public half; votes of before have it only in the key itself."""
    if (_folder(vault) / "opening-public.key").exists():
        return X25519PublicKey.from_public_bytes(_read(vault, "opening-public")).public_bytes_raw()
    return X25519PrivateKey.from_private_bytes(_read(vault, "opening")).public_key().public_bytes_raw()


def opening_of(vault: str) -> X25519PrivateKey | None:
    """The opening key where this server has it: from the beginning, or since its holders handed it in."""
    if not (_folder(vault) / "opening.key").exists():
        return None
    return X25519PrivateKey.from_private_bytes(_read(vault, "opening"))


def keep_opening(vault: str, secret: bytes) -> None:
    if not (_folder(vault) / "opening.key").exists():
        _write(vault, "opening", secret)


def note_head(vault: str, text: str) -> None:
    """Keep the head that was published last where no restored database reaches it; an older one never replaces a newer one."""
    noted = noted_head(vault)
    if noted is not None and int(noted.split("\n")[1]) > int(text.split("\n")[1]):
        return
    path = _folder(vault) / "head"
    fresh = path.with_name(f"head.{secrets.token_hex(4)}")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def noted_head(vault: str) -> str | None:
    path = _folder(vault) / "head"
    return path.read_text("utf-8") if path.exists() else None


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
