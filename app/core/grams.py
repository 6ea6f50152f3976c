"""Words as an index keeps them: Korean as pairs of syllables, other words whole; and a reader's query taken apart. Pure.

Two syllables are the shortest Korean noun, so every pair is a token of its own and a word is found inside a longer one
(‘도로’ in ‘자전거도로’). Tokens hold only Hangul syllables, a-z and 0-9: no query can be a syntax error in either database, and
none depends on which edition of Unicode a database knows. See docs/search.md.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.text import MIDDLE_DOTS, search_key

EDITION = 1
"""Changes when the same text gives other tokens than before; `flask search rebuild` makes the index anew."""
QUERY_MAXIMUM_LENGTH = 200
WORD_MAXIMUM_LENGTH = 40

# A compatibility jamo (ㅋ, ㄳ) would melt into the syllable before it under NFKC; U+318D is one of the middle dots.
_LONE_JAMO = re.compile(r"[\u3131-\u318c\u318e\uffa0-\uffdc]")
_DOT_IN_A_WORD = re.compile(r"(?<=[가-힣])\u00b7(?=[가-힣])")
_HANGUL = "가-힣"
_PAIR = re.compile(f"[{_HANGUL}]{{2}}")
_SYLLABIC = "\u1100-\u11ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\ud7b0-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"(?P<hangul>[{_HANGUL}]+)|(?P<syllabic>[{_SYLLABIC}]+)|(?P<word>[^{_HANGUL}{_SYLLABIC} ]+)")
_PLAIN = re.compile(r"(?!0x)[a-z0-9]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』〝〞＂", '"'))
_CHUNK = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+)')
_ONE_NAME = re.compile(r"[\w-]+")  # MAPO-2026-0001 is one thing to look for, ‘학교, 공원’ are two
END = "z"
"""Closes the last syllable of a run, so that a single syllable can be looked for as the beginning of a token."""


@dataclass(frozen=True)
class Term:
    """One thing a text must hold. `tokens` and beginnings of tokens (`starts`) narrow down; unless `is_exact`, `text` decides."""

    text: str
    tokens: tuple[str, ...]
    starts: tuple[str, ...]
    is_exact: bool


def key(value: str) -> str:
    """The text as it is compared: letters and digits in lower case, one space between words, 민·관 written as 민관."""
    folded = _DOT_IN_A_WORD.sub("", search_key(_LONE_JAMO.sub(r" \g<0> ", value)))
    return " ".join("".join(mark if _is_of_word(mark) else " " for mark in folded).split())


def _is_of_word(mark: str) -> bool:
    return mark.isalnum() or unicodedata.category(mark)[0] == "M"


def tokens(compared: str, *, closed: bool = True) -> list[str]:
    """Every token of a text given by its key(), each once, in order; without those that only mark ends where not `closed`."""
    return list(dict.fromkeys(token for run in _RUN.finditer(compared) for token in _of_run(run, closed=closed)))


def _of_run(run: re.Match[str], *, closed: bool) -> Iterator[str]:
    text = run[0]
    if run["word"]:
        yield _spelled(text[:WORD_MAXIMUM_LENGTH])
        return
    yield from (_spelled(text[at : at + 2]) for at in range(len(text) - 1))
    if closed:
        yield _spelled(text[-1]) + END


def _spelled(part: str) -> str:
    """A part of a text as a token: itself where it is Hangul or plain, else the numbers of its bytes."""
    return part if "가" <= part[0] <= "힣" or _PLAIN.fullmatch(part) else "0x" + part.encode().hex()


def scope(number: int) -> str:
    """The token that says where a text belongs; no text can hold it."""
    return f"0xw{number}"


def term(text: str) -> Term | None:
    """What must be looked for to find this text (a word or a phrase); None when it holds no letter and no digit."""
    compared = key(text)
    runs = list(_RUN.finditer(compared))
    if not runs:
        return None
    found = dict.fromkeys(token for run in runs for token in _of_run(run, closed=False))
    starts = dict.fromkeys(_spelled(run[0]) for run in runs if len(run[0]) == 1 and not run["word"])
    is_exact = len(runs) == 1 and len(compared) <= (WORD_MAXIMUM_LENGTH if runs[0]["word"] else 2)
    return Term(compared, tuple(found), tuple(starts), is_exact)


def read(query: str, most: int) -> list[Term]:
    """The first `most` things a reader's query asks for, each once: words, and phrases between quotation marks."""
    found: dict[str, Term] = {}
    for chunk in _CHUNK.finditer(query[:QUERY_MAXIMUM_LENGTH].translate(_QUOTES)):
        for text in _asked_for(chunk):
            if (one := term(text)) is not None:
                found.setdefault(one.text, one)
    return list(found.values())[:most]


def spans(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Where these words stand in a text as it was written: beginnings and ends, in order, none within another."""
    compared, places = _traced(text)
    found = sorted({hit for one in terms if one.text for hit in _hits(compared, one.text)})
    apart: list[tuple[int, int]] = []
    for start, end in ((places[first], places[last - 1] + 1) for first, last in found):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _traced(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, mark by mark, and for each of its marks the place it came from."""
    compared, places = "", []
    for at, mark in enumerate(text):
        between = text[at - 1 : at] + text[at + 1 : at + 2]
        as_key = key(mark) or ("" if (mark in MIDDLE_DOTS and _PAIR.fullmatch(between)) or compared.endswith(" ") else " ")
        compared += as_key
        places += [at] * len(as_key)
    return compared, places


def _hits(compared: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = compared.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = compared.find(wanted, at + len(wanted))


def _asked_for(chunk: re.Match[str]) -> Iterable[str]:
    if chunk["quoted"] is not None:
        return [chunk["quoted"]]
    return [chunk["bare"]] if _ONE_NAME.fullmatch(chunk["bare"]) else key(chunk["bare"]).split()
