"""The box's side: which envelope is a ballot, the promise to log it, and what lay in it once opened. Refuses the rest by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.voting.protocol import blind, sealing
from app.voting.protocol.canonical import Malformed, b64, canonical, fields, read, unb64
from app.voting.protocol.domain import tagged
from app.voting.protocol.leaves import ballot_leaf
from app.voting.protocol.log import leaf_hash
from app.voting.protocol.manifest import Manifest
from app.voting.protocol.voter import NONCE_BYTES, WORD_BYTES, token_message

MAXIMUM_COUNTER = 1_000_000
_SHAPE = {"v": int, "E": str, "s": str, "pk": str, "mr": str, "tok": str, "ctr": int, "ct": str, "sig": str}
_PLAIN = {"a": dict, "n": str, "w": str}


class EnvelopeRefused(ValueError):
    """An envelope that is no ballot of this election; `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Envelope:
    """A checked envelope: canonical, of this election, with a token of its style and its own key's signature."""

    data: bytes
    election: bytes
    style: str
    public: bytes
    counter: int
    sealed: bytes

    @property
    def leaf(self) -> bytes:
        return ballot_leaf(self.election, self.style, self.public, self.counter, self.data)


def checked(manifest: Manifest, data: bytes) -> Envelope:
    """Read an envelope and check everything that needs no other ballot: form, election, style, length, token, signature."""
    try:
        raw = fields(read(data), _SHAPE)
        if raw["v"] != 1 or raw["E"] != b64(manifest.election):
            raise EnvelopeRefused("OTHER_ELECTION")
        if raw["s"] not in manifest.issuers:
            raise EnvelopeRefused("UNKNOWN_STYLE")
        public, randomizer = unb64(raw["pk"], 32), unb64(raw["mr"], blind.RANDOMIZER_BYTES)
        token, signature = unb64(raw["tok"]), unb64(raw["sig"], 64)
        sealed = unb64(raw["ct"], manifest.bucket + sealing.OVERHEAD)
    except Malformed as fault:
        raise EnvelopeRefused(fault.code) from fault
    if not 1 <= raw["ctr"] <= MAXIMUM_COUNTER:
        raise EnvelopeRefused("BAD_COUNTER")
    _check_signature(manifest, raw, public, signature)
    message = randomizer + token_message(manifest.election, raw["s"], public)
    if not blind.verified(manifest.issuers[raw["s"]], message, token):
        raise EnvelopeRefused("BAD_TOKEN")
    return Envelope(data, manifest.election, raw["s"], public, raw["ctr"], sealed)


def trusted(manifest: Manifest, data: bytes) -> Envelope:
    """An envelope out of one's own box, whose token and signature were checked when it was put there."""
    raw = fields(read(data), _SHAPE)
    return Envelope(data, manifest.election, raw["s"], unb64(raw["pk"], 32), raw["ctr"], unb64(raw["ct"]))


def _check_signature(manifest: Manifest, raw: dict[str, Any], public: bytes, signature: bytes) -> None:
    unsigned = canonical({name: value for name, value in raw.items() if name != "sig"})
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, tagged("ballot", manifest.election, unsigned))
    except (InvalidSignature, ValueError) as fault:
        raise EnvelopeRefused("BAD_SIGNATURE") from fault


def check_newer(envelope: Envelope, last: int | None) -> None:
    """Refuse a ballot that is not newer than the last one of its key: a copy, or an older one sent again."""
    if last is not None and envelope.counter <= last:
        raise EnvelopeRefused("NOT_NEWER")


def promise(leaf: bytes, election: bytes, signer: Ed25519PrivateKey) -> bytes:
    """The box's word that this leaf will be in the log before its `close` leaf."""
    return signer.sign(tagged("promise", election, leaf_hash(leaf)))


def receipt(leaf: bytes, election: bytes, promised: bytes) -> bytes:
    """What the voter keeps: leaf and promise. It shows no choice."""
    return canonical({"v": "evote/v1/receipt", "E": b64(election), "leaf": b64(leaf), "promise": b64(promised)})


def answer(manifest: Manifest, secret: X25519PrivateKey, envelope: Envelope) -> Any:
    """The choice as JSON; a content that cannot be read comes back as {"unreadable": code}, because it must be counted as spoiled."""
    bound_to = sealing.info(manifest.election, envelope.style, envelope.public)
    try:
        plain = sealing.unpadded(sealing.open_sealed(secret, envelope.sealed, bound_to), manifest.bucket)
        raw = fields(read(plain), _PLAIN)
        unb64(raw["n"], NONCE_BYTES)
        if len(raw["w"].encode()) > WORD_BYTES:
            raise Malformed("TOO_LONG", "word")
        if "unreadable" in raw["a"]:  # the word for what could not be read is not the voter's to say
            raise Malformed("WRONG_FIELDS")
    except Malformed as fault:
        return {"unreadable": fault.code if fault.code in ("BAD_SEAL", "BAD_PADDING") else "MALFORMED"}
    return raw["a"]
