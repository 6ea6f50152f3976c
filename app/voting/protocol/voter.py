"""The voter's side: a ballot key from a seed of 128 bits, a blinding that is pure chance. Refuses to meet an issuer of its own.

The recovery code is the seed, and with it a voter can vote again on any device. The blinding is no part of it: because it is
uniform and independent, every token fits every blinded message, and no computer of any kind can tell which belongs to which.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.voting.protocol import blind, sealing
from app.voting.protocol.canonical import Malformed, b64, canonical
from app.voting.protocol.domain import derived, tagged
from app.voting.protocol.manifest import Manifest

NONCE_BYTES = 16
WORD_BYTES = 120


def token_message(election: bytes, style: str, public: bytes) -> bytes:
    """What the registrar signs blindly: this election, this style, this ballot key."""
    return tagged("token", election, style.encode(), public)


@dataclass(frozen=True, repr=False)
class Voter:
    """A voter's device in one election and style. `blinding` is kept until the token is there; asking again with it is harmless."""

    manifest: Manifest
    style: str
    seed: bytes
    blinding: bytes = b""

    @classmethod
    def fresh(cls, manifest: Manifest, style: str) -> Voter:
        if style not in manifest.issuers:
            raise Malformed("UNKNOWN_STYLE")
        chance = secrets.token_bytes(manifest.issuers[style].length + 16 + blind.SALT_BYTES)
        return cls(manifest, style, secrets.token_bytes(16), chance)

    def _derived(self, purpose: str, length: int = 32) -> bytes:
        return derived(self.seed, purpose, self.manifest.election, self.style.encode(), length=length)

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._derived("ballot-key"))

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    @property
    def issuer(self) -> blind.IssuerKey:
        """The key of the manifest and no other: an issuer with a key for each voter could tell them apart."""
        try:
            return self.manifest.issuers[self.style]
        except KeyError as fault:
            raise Malformed("UNKNOWN_STYLE") from fault

    @property
    def randomizer(self) -> bytes:
        return self._derived("randomizer", blind.RANDOMIZER_BYTES)

    @property
    def prepared(self) -> bytes:
        return self.randomizer + token_message(self.manifest.election, self.style, self.public)

    @property
    def _inverse(self) -> int:
        return blind.blinding_of(self.issuer, self.blinding[blind.SALT_BYTES :])

    def blinded(self) -> bytes:
        """What goes to the registrar."""
        return blind.blind(self.issuer, self.prepared, self.blinding[: blind.SALT_BYTES], self._inverse)

    def token(self, signed: bytes) -> bytes:
        """The token, from the registrar's answer; BlindingRefused where it is not the signature asked for."""
        return blind.finalize(self.issuer, self.prepared, signed, self._inverse)

    def envelope(self, token: bytes, answer: Any, counter: int, *, word: str = "") -> bytes:
        """A sealed, signed ballot. `answer` is the choice as JSON (app/voting/ballot.py)."""
        if len(word.encode()) > WORD_BYTES:
            raise Malformed("TOO_LONG", "word")
        election = self.manifest.election
        plain = canonical({"a": answer, "n": b64(secrets.token_bytes(NONCE_BYTES)), "w": word})
        sealed = sealing.seal(
            self.manifest.opening_key,
            sealing.padded(plain, self.manifest.bucket),
            sealing.info(election, self.style, self.public),
        )
        unsigned = {
            "v": 1, "E": b64(election), "s": self.style, "pk": b64(self.public), "mr": b64(self.randomizer), "tok": b64(token),
            "ctr": counter, "ct": b64(sealed),
        }  # fmt: skip
        signature = self.key.sign(tagged("ballot", election, canonical(unsigned)))
        return canonical({**unsigned, "sig": b64(signature)})
