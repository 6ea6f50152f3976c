"""Korean text as it is stored and as it is compared. Pure; stored text keeps what the writer wrote, in NFC."""

import re
import unicodedata

# Seven dots that one word is written with (민·관): folded before NFKC, which would turn U+2024 into a full stop.
MIDDLE_DOTS = "\u2024\u00b7\u30fb\u2027\u2022\u2219\u25aa\u2023\u318d\uff65"
_FOLD_DOTS = str.maketrans(dict.fromkeys(MIDDLE_DOTS, "\u00b7"))
# Bullets of HWP documents and their like, pasted as glyphs that only one font knows.
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
# Hangul fillers, the braille blank and their like: letters to a computer, nothing to the eye.
_BLANK = re.compile(r"[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2060-\u2064\u2800\u3164\ufeff\uffa0]")
_CONTROL = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def stored(value: str | None) -> str:
    """What the writer meant: NFC, unix line ends, no control, direction or blank marks, no outer space; empty if nothing can be seen."""
    value = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n").replace("\r", "\n")
    value = _BLANK.sub("", _CONTROL.sub("", value)).strip()
    return value if any(unicodedata.category(mark)[0] in "LNPS" for mark in value) else ""


_MARKS = (
    (re.compile(r"^[ \t]*(?:```|~~~).*$|^[ \t]*(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),  # fences, rules
    (re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)+", re.MULTILINE), ""),  # headings, quotations
    (re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)"), r"\1"),  # links keep their words
    (re.compile(r"(\*\*|__|~~|`)(\S(?:.*?\S)?)\1"), r"\2"),  # strong, struck out, code
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), r"\1"),  # emphasis
)
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+")


def excerpt(markdown: str, most: int) -> str:
    """The beginning of a text without its marks, at most `most` characters, cut between words; list items are set apart by dots."""
    markdown = markdown[: most * 8]  # what follows is never shown, and the patterns are not made for whole books
    for mark, instead in _MARKS:
        markdown = mark.sub(instead, markdown)
    words, was_item = "", False
    for line in filter(None, map(str.strip, markdown.splitlines())):
        is_item = _ITEM.match(line) is not None
        words += (" · " if is_item and was_item else " ") + _ITEM.sub("", line)
        was_item = is_item
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    cut = words[: most - 1].rsplit(" ", 1)[0] if " " in words[: most - 1] else words[: most - 1]
    return cut.rstrip(" ·,") + "…"


def search_key(value: str) -> str:
    """What two spellings of the same words share: dots folded, private glyphs gone, NFKC, lower case, single spaces."""
    folded = unicodedata.normalize("NFKC", _PRIVATE_USE.sub(" ", value.translate(_FOLD_DOTS))).casefold()
    return re.sub(r"\s+", " ", folded).strip()
