"""The frozen manifest of a vote: everything that is fixed before the first ballot. Refuses a manifest with anything unnamed or loose.

E, the election's name in every hash and signature, is the SHA-256 of its canonical bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.voting.protocol.blind import IssuerKey
from app.voting.protocol.canonical import LONG_BYTES, Malformed, b64, canonical, fields, read, unb64
from app.voting.protocol.notes import NoteKey, is_name, read_key
from app.voting.protocol.sealing import BUCKETS, KEY_BYTES

VERSION = "evote/v1"
ROLL_KINDS = ("fixed", "open")
"""fixed: who may vote is settled, and committed to, before the opening. open: people may still join until the close."""
_SHAPE = {
    "v": str, "level": str, "paper": dict, "styles": dict, "opening_key": str, "trustees": dict, "log": str, "witnesses": dict,
    "officers": dict, "bucket": int, "epoch": dict, "issuing_ends_at": str, "roll": str, "client": str,
}  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """A read manifest. `paper` is the question itself as the counting knows it; `styles` are its electorates by code."""

    raw: Mapping[str, Any]
    data: bytes
    election: bytes
    issuers: Mapping[str, IssuerKey]
    opening_key: bytes
    log: NoteKey
    witnesses: tuple[NoteKey, ...]
    bucket: int

    @property
    def paper(self) -> Mapping[str, Any]:
        paper: Mapping[str, Any] = self.raw["paper"]
        return paper

    @property
    def closes_at(self) -> datetime:
        return instant(self.paper["closes_at"])

    @property
    def issuing_ends_at(self) -> datetime:
        return instant(self.raw["issuing_ends_at"])


def made(
    paper: Mapping[str, Any], *, issuers: Mapping[str, IssuerKey], opening_key: bytes, trustees: tuple[int, int] = (1, 1),
    log: NoteKey, witnesses: tuple[NoteKey, ...] = (), witnesses_least: int = 0, officers: Mapping[str, bytes] | None = None,
    bucket: int = BUCKETS[0], least: int = 50, minutes: int = 60, issuing_ends_at: datetime, roll: str = "open", client: str = "",
) -> Manifest:  # fmt: skip
    """Freeze: the manifest of these keys and terms. `trustees` is (threshold, number); `client` the SHA-256 of the voter's code."""
    raw = {
        "v": VERSION,
        "level": "L2",
        "paper": dict(paper),
        "styles": {code: {"issuer": b64(key.raw)} for code, key in issuers.items()},
        "opening_key": b64(opening_key),
        "trustees": {"threshold": trustees[0], "number": trustees[1]},
        "log": str(log),
        "witnesses": {"keys": [str(key) for key in witnesses], "least": witnesses_least},
        "officers": {name: b64(key) for name, key in (officers or {}).items()},
        "bucket": bucket,
        "epoch": {"least": least, "minutes": minutes},
        "issuing_ends_at": issuing_ends_at.astimezone(UTC).isoformat(),
        "roll": roll,
        "client": client,
    }
    return read_manifest(canonical(raw))


def read_manifest(data: bytes) -> Manifest:
    """Read and check a manifest's bytes."""
    raw = fields(read(data, LONG_BYTES), _SHAPE)
    if raw["v"] != VERSION or raw["level"] != "L2" or raw["bucket"] not in BUCKETS or raw["roll"] not in ROLL_KINDS:
        raise Malformed("UNKNOWN_MANIFEST")
    codes = [body["code"] for body in raw["paper"]["electorates"]]
    if sorted(codes) != sorted(raw["styles"]):
        raise Malformed("STYLES_DIFFER")
    issuers = {code: IssuerKey.read(unb64(fields(style, {"issuer": str})["issuer"])) for code, style in raw["styles"].items()}
    if len({key.n for key in issuers.values()}) != len(issuers):
        raise Malformed("ISSUERS_EQUAL")
    fields(raw["epoch"], {"least": int, "minutes": int})
    fields(raw["trustees"], {"threshold": int, "number": int})
    witnesses = fields(raw["witnesses"], {"keys": list, "least": int})
    instant(raw["issuing_ends_at"])
    log = read_key(raw["log"])
    if not is_name(log.name):
        raise Malformed("UNKNOWN_MANIFEST")
    return Manifest(
        raw, data, hashlib.sha256(data).digest(), issuers, unb64(raw["opening_key"], KEY_BYTES), log,
        tuple(read_key(text) for text in witnesses["keys"]), raw["bucket"],
    )  # fmt: skip


def instant(text: str) -> datetime:
    """An instant with its time zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Malformed("NOT_AN_INSTANT") from fault
    if at.tzinfo is None:
        raise Malformed("NOT_AN_INSTANT")
    return at


def bucket_for(longest_answer: int) -> int:
    """The smallest bucket that holds an answer of this many bytes beside nonce and word; Malformed where none does."""
    for bucket in BUCKETS:
        if longest_answer + 180 <= bucket:
            return bucket
    raise Malformed("TOO_LONG", str(longest_answer))
