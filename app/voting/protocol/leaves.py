"""The leaves of the log: what each says, in canonical bytes. Refuses an unknown kind, a missing field, another election."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from app.voting.protocol.canonical import Malformed, b64, canonical, fields, read, unb64

CLOSING_KINDS = ("paper_batch", "open_key", "result")
"""The only leaves that may follow `close`."""
SHAPES: dict[str, dict[str, type]] = {
    "manifest": {},
    "roll": {"sizes": dict, "root": str},
    "ballot": {"s": str, "pk": str, "ctr": int, "h": str},
    "issued": {"n": dict},
    "paper_batch": {"station": str, "s": str, "h": str},
    "close": {"issued": dict, "roll": dict, "ballots": int},
    "open_key": {"sk": str, "lot": str},
    "result": {"sha256": str},
}


def leaf(kind: str, election: bytes, **content: Any) -> bytes:
    """The bytes of a leaf."""
    value = {"t": kind, "E": b64(election), **content}
    fields(value, {"t": str, "E": str, **SHAPES[kind]})
    return canonical(value)


def read_leaf(data: bytes, election: bytes) -> dict[str, Any]:
    """The fields of a leaf of this election."""
    value = read(data)
    if not isinstance(value, dict) or value.get("t") not in SHAPES:
        raise Malformed("UNKNOWN_LEAF")
    raw = fields(value, {"t": str, "E": str, **SHAPES[value["t"]]})
    if raw["E"] != b64(election):
        raise Malformed("OTHER_ELECTION")
    _check(raw)
    return raw


def _check(raw: Mapping[str, Any]) -> None:
    if raw["t"] == "ballot":
        unb64(raw["pk"], 32)
        unb64(raw["h"], 32)
        if raw["ctr"] < 0:
            raise Malformed("BAD_COUNTER")
    for name in ("n", "issued", "roll", "sizes"):
        for number in raw.get(name, {}).values():
            if type(number) is not int or number < 0:
                raise Malformed("BAD_COUNT", name)
    if raw["t"] == "open_key":
        unb64(raw["sk"], 32)


def ballot_leaf(election: bytes, style: str, public: bytes, counter: int, envelope: bytes) -> bytes:
    """The leaf of a cast ballot: the envelope itself stays out, so that a ballot changed later is not displayed."""
    hashed = hashlib.sha256(envelope).digest()
    return leaf("ballot", election, s=style, pk=b64(public), ctr=counter, h=b64(hashed))
