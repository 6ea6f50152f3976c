"""Canonical JSON (RFC 8785) and base64url. Refuses everything that has a second spelling: doubled keys, floats, other bytes, length."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

ENVELOPE_BYTES = 4096
LONG_BYTES = 4 * 1024 * 1024
"""For what is published once and not sent by voters: the manifest and the result."""
_SAFE = 2**53 - 1


class Malformed(ValueError):
    """Bytes that are not exactly what they should be; `code` is stable, `detail` names the place."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


def canonical(value: Any) -> bytes:
    """The one spelling of a plain value. Floats, whole numbers beyond 2^53 - 1 and lone surrogates raise Malformed."""
    _refuse_floats(value)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as fault:
        raise Malformed("NOT_CANONICAL", type(fault).__name__) from fault


def read(data: bytes, limit: int = ENVELOPE_BYTES) -> Any:
    """The value of canonical bytes; anything whose own canonical form differs from `data` raises Malformed."""
    if len(data) > limit:
        raise Malformed("TOO_LONG", str(limit))
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float, parse_int=_whole
        )
    except Malformed:
        raise
    except (ValueError, RecursionError) as fault:
        raise Malformed("NOT_JSON") from fault
    if canonical(value) != data:
        raise Malformed("NOT_CANONICAL")
    return value


def fields(value: Any, shape: Mapping[str, type]) -> dict[str, Any]:
    """`value` if it is an object with exactly these fields of exactly these types (true is no whole number)."""
    if not isinstance(value, dict) or set(value) != set(shape):
        raise Malformed("WRONG_FIELDS")
    for name, kind in shape.items():
        if type(value[name]) is not kind:
            raise Malformed("WRONG_TYPE", name)
    return value


def b64(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: Any, length: int | None = None) -> bytes:
    """The bytes of canonical base64url: no padding, no stray trailing bits, exactly `length` bytes where that is given."""
    if not isinstance(text, str):
        raise Malformed("NOT_BASE64URL")
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as fault:
        raise Malformed("NOT_BASE64URL") from fault
    if b64(data) != text:
        raise Malformed("NOT_BASE64URL")
    if length is not None and len(data) != length:
        raise Malformed("WRONG_LENGTH", str(length))
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Malformed("DOUBLED_KEY")
    return made


def _no_float(text: str) -> Any:
    raise Malformed("FLOAT", text[:20])


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > _SAFE:
        raise Malformed("NUMBER_TOO_LARGE", text[:20])
    return int(text)


def _refuse_floats(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, float):
            raise Malformed("FLOAT")
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, (list, tuple)):
            waiting.extend(item)
