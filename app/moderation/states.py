"""What moderation calls things: the articles of the house rules, where a contribution stands, what brings it here, what is decided."""

from enum import StrEnum


class Article(StrEnum):
    """이용 규칙, by number: what a report names and what every decision against somebody refers to."""

    RESPECT = "1"
    HATRED = "2"
    PRIVACY = "3"
    THREAT = "4"
    OBSCENITY = "5"
    SPAM = "6"
    DECEIT = "7"
    OFF_TOPIC = "8"
    UNLAWFUL = "9"


class Standing(StrEnum):
    """WAITING: out of sight until a person has looked; nobody has decided anything. HELD and HIDDEN are decisions of a person."""

    SHOWN = "shown"
    WAITING = "waiting"
    HELD = "held"
    HIDDEN = "hidden"


class Cause(StrEnum):
    """What brought a case into the queue."""

    REPORT = "report"
    WORD = "word"
    LINK = "link"
    AWAITS = "awaits"
    REWRITTEN = "rewritten"
    TAKEN_UP = "taken_up"


class Verdict(StrEnum):
    KEEP = "keep"
    HIDE = "hide"
    HOLD = "hold"
    WARN = "warn"
    RESTORE = "restore"


class WordKind(StrEnum):
    """HOLD: a post with this word waits for a person. ALLOW: inside these words the others mean nothing."""

    HOLD = "hold"
    ALLOW = "allow"


AGAINST = frozenset({Verdict.HIDE, Verdict.HOLD, Verdict.WARN})
"""Verdicts against an author: they need an article, bear out the reports, and can be appealed."""

OUT_OF_SIGHT = frozenset({Standing.WAITING, Standing.HELD, Standing.HIDDEN})

STANDINGS = {
    Standing.SHOWN: {
        "screen": Standing.WAITING,
        "keep": Standing.SHOWN,
        "warn": Standing.SHOWN,
        "hold": Standing.HELD,
        "hide": Standing.HIDDEN,
    },
    Standing.WAITING: {
        "screen": Standing.WAITING,
        "keep": Standing.SHOWN,
        "warn": Standing.SHOWN,
        "hold": Standing.HELD,
        "hide": Standing.HIDDEN,
    },
    Standing.HELD: {"screen": Standing.WAITING, "restore": Standing.SHOWN},
    Standing.HIDDEN: {"restore": Standing.SHOWN},
}
"""`screen` is the only action that needs no person, and all it does is to let a post wait for one."""
