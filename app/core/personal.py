"""What gives a person away, wherever residents write: numbers, addresses, plates. Pure."""

import re
import unicodedata

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d\u30fc", "-"))
# Birth date and the digit of sex and century; the check digit says nothing since the random numbers of October 2020.
_REGISTRATION = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?-?\s?[1-8]\d{6}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?82[-.\s]?\(?0?\)?|0)1[016789][-.\s)]{0,2}\d{3,4}[-.\s]?\d{4}(?!\d)")
# Without separators a landline looks like any other figure, so it must have them.
_LANDLINE = re.compile(r"(?<!\d)\(?0(?:2|[3-6][1-5]|70|50\d)\)?[-.\s]\s?\d{3,4}[-.\s]\d{4}(?!\d)")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def registration_numbers(*texts: str) -> list[str]:
    """What looks like a resident registration number (주민등록번호), as written."""
    return [found.group() for text in texts for found in _REGISTRATION.finditer(_plain(text))]


def phone_numbers(*texts: str) -> list[str]:
    """What looks like a mobile or landline number, as written."""
    plain = [_REGISTRATION.sub(" ", _plain(text)) for text in texts]
    return [found.group().strip() for text in plain for pattern in (_MOBILE, _LANDLINE) for found in pattern.finditer(text)]


_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# Two or three digits, one of the syllables plates use, four digits; a year or a date after 호 is none.
_PLATE = re.compile(
    r"(?<!\d)\d{2,3}\s?[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호]\s?\d{4}(?!\s?[\d년.])"
)


def email_addresses(*texts: str) -> list[str]:
    """What looks like an e-mail address, as written."""
    return [found.group() for text in texts for found in _EMAIL.finditer(_plain(text))]


def plate_numbers(*texts: str) -> list[str]:
    """What looks like the plate of a car, as written."""
    return [found.group() for text in texts for found in _PLATE.finditer(_plain(text))]
