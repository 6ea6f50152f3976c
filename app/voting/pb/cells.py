"""What single .pb cells may hold: amounts, whole numbers, lists, text; refuses giant numbers, blanks and formulas."""

from __future__ import annotations

import re
from fractions import Fraction

from app.voting.pb.model import PbError

MAX_FIELD_LENGTH = 100_000
_AMOUNT = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,6})?")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.0{1,6})?")
# A leading "=" is always a formula to a spreadsheet; "+", "-", "@" only where a call, a pipe or a reference follows, because
# names such as "+500 trees" and longitudes such as "-87.6" are honest.
_FORMULA = re.compile(r"=|[+\-@]\s*[\w.+*/-]*\s*[(|!]|[\t\r]")


def shown(value: str) -> str:
    """A cell quoted for an error message, cut to 40 characters."""
    return repr(value if len(value) <= 40 else value[:40] + "…")


def amount(text: str, line: int, what: str) -> Fraction:
    """A positive amount of money: up to 15 digits, point or comma for decimals."""
    if not _AMOUNT.fullmatch(text):
        raise PbError(line, f"{what} is {shown(text)}, not an amount of at most 15 digits")
    value = Fraction(text.replace(",", "."))
    if value <= 0:
        raise PbError(line, f"{what} is {shown(text)}; it must be more than zero")
    return value


def whole(text: str, line: int, what: str) -> int:
    """A whole number of at most 9 digits, with an optional sign; "3.0" passes as 3."""
    if not _NUMBER.fullmatch(text):
        raise PbError(line, f"{what} is {shown(text)}, not a whole number of at most 9 digits")
    return int(text.partition(".")[0])


def listed(text: str) -> list[str]:
    """The entries of a comma-separated cell; an empty cell has none."""
    return text.split(",") if text else []


def check_tight(text: str, line: int, what: str) -> None:
    """Refuse blanks around a value that others refer to, such as an id."""
    if text != text.strip():
        raise PbError(line, f"{what} {shown(text)} has blanks around it")


def check_text(text: str, line: int, what: str) -> None:
    """Refuse free text that a spreadsheet would run."""
    if _FORMULA.match(text):
        raise PbError(line, f"{what} begins like a spreadsheet formula: {shown(text)}")
