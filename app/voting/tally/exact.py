"""Exact numbers and canonical bytes: rationals as "p/q", canonical JSON, SHA-256; refuses floats.

`rational` is gmpy2's mpq where it is installed and `fractions.Fraction` otherwise; both hold the same values, so a
result never depends on which one counted. Everything that leaves the engine is a Fraction, an int or a string.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

try:
    from gmpy2 import mpq as _mpq

    rational: Callable[..., Any] = _mpq
except ImportError:  # pragma: no cover - the slower twin
    rational = Fraction


def as_fraction(value: Any) -> Fraction:
    """A Fraction from an int, a Fraction, an mpq or a "p/q" string; a float raises TypeError."""
    if isinstance(value, float):
        raise TypeError("official numbers are exact: a float is refused")
    if isinstance(value, (int, str, Fraction)):
        return Fraction(value)
    return Fraction(int(value.numerator), int(value.denominator))


def text_of(value: Any) -> str:
    """A rational as "p/q" in lowest terms, whole numbers too ("5/1"), so that a reader never has to guess."""
    exact = as_fraction(value)
    return f"{exact.numerator}/{exact.denominator}"


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no blanks; floats are refused, so equal values give equal bytes everywhere."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256_of(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of a plain value."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("official numbers are exact: a float is refused")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)
