"""Listed words found in a text however they are disguised: dots or spaces between letters, jamo taken apart, wide forms. Pure.

A text becomes a stream of letters, Hangul as its single jamo; what stands between letters is left out but remembered. A word is found
where its jamo begin and end with whole letters. Spaces inside a find are only believed where every piece stands alone (`바 보`, not the
end of one word and the beginning of the next), because innocent sentences are full of those.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
_DOUBLE = {
    "ㄲ": "ㄱㄱ", "ㄸ": "ㄷㄷ", "ㅃ": "ㅂㅂ", "ㅆ": "ㅅㅅ", "ㅉ": "ㅈㅈ",
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ", "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ",
}  # fmt: skip
_CONJOINING = {0x1100: _INITIALS, 0x1161: _VOWELS, 0x11A8: _FINALS[1:]}
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S|\b[a-z0-9-]+\.(?:com|net|org|kr|io|me|shop|xyz|link|info|biz)\b")


def has_link(text: str) -> bool:
    """Whether a text leads elsewhere, written as a link or as a bare address."""
    return _LINK.search(unicodedata.normalize("NFKC", text)) is not None


def key(word: str) -> str:
    """What two spellings of a listed word share."""
    return _stream(word).jamo


def letters(word: str) -> int:
    """How many letters a word has, signs and spaces not counted."""
    return len(_stream(word).starts)


@dataclass(frozen=True)
class Find:
    """A listed word and the stretch of the text it was found in."""

    word: str
    start: int
    end: int


def find(text: str, words: Iterable[str], allowed: Iterable[str] = ()) -> list[Find]:
    """Every listed word in the text, in the order of the list, once each; not those that stand inside allowed words."""
    stream = _stream(text)
    spared = [place for word in allowed for place in _places(stream, word)]
    found = []
    for word in words:
        place = next((p for p in _places(stream, word) if not any(a <= p[0] and p[1] <= b for a, b in spared)), None)
        if place is not None:
            found.append(Find(word, *place))
    return found


@dataclass
class _Stream:
    """The letters of a text: their jamo joined; by place in `jamo` where a letter starts or ends, and which letter of the text it is.

    `tokens`: by letter, the number of the piece between spaces it belongs to.
    """

    jamo: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)


def _stream(text: str) -> _Stream:
    stream, token, parts, length = _Stream(), 0, [], 0
    for place, mark in enumerate(text):
        if mark.isspace():
            token += 1
            continue
        for jamo in _letters(mark):
            stream.starts[length] = len(stream.places)
            length += len(jamo)
            stream.ends[length] = len(stream.places)
            stream.places.append(place)
            stream.tokens.append(token)
            parts.append(jamo)
    stream.jamo = "".join(parts)
    return stream


def _letters(mark: str) -> list[str]:
    """A character as letters: a syllable is one letter of several jamo; signs, digits and invisible marks are none."""
    number = ord(mark)
    if 0xAC00 <= number <= 0xD7A3:
        number -= 0xAC00
        return [_single(_INITIALS[number // 588] + _VOWELS[number % 588 // 28] + _FINALS[number % 28])]
    if 0x1100 <= number <= 0x11FF:
        first = max((base for base in _CONJOINING if base <= number), default=0)
        row = _CONJOINING[first]
        return [_single(row[number - first])] if number - first < len(row) else []
    if 0x3131 <= number <= 0x3163:
        return [_single(mark)]
    plain = unicodedata.normalize("NFKC", mark).casefold()
    if plain != mark and len(plain) == 1 and 0x1100 <= ord(plain) <= 0xD7A3:
        return _letters(plain)  # half-width jamo
    return [letter for letter in plain if letter.isalpha()]


def _single(jamo: str) -> str:
    return "".join(_DOUBLE.get(one, one) for one in jamo)


def _places(stream: _Stream, word: str) -> list[tuple[int, int]]:
    """Where a word stands in the text, as half-open stretches of it."""
    wanted, may_be_spaced = key(word), any(mark.isspace() for mark in word.strip())
    found, at = [], stream.jamo.find(wanted) if wanted else -1
    while at >= 0:
        first, last = stream.starts.get(at), stream.ends.get(at + len(wanted))
        if first is not None and last is not None and (may_be_spaced or _is_believed(stream, first, last)):
            found.append((stream.places[first], stream.places[last] + 1))
        at = stream.jamo.find(wanted, at + 1)
    return found


def _is_believed(stream: _Stream, first: int, last: int) -> bool:
    """A find within one piece of text, or one made of whole pieces."""
    tokens = stream.tokens
    if tokens[first] == tokens[last]:
        return True
    begins = first == 0 or tokens[first - 1] != tokens[first]
    finishes = last + 1 == len(tokens) or tokens[last + 1] != tokens[last]
    return begins and finishes
