"""What a paper is, how it moves, and how a person stands towards it."""

from enum import StrEnum


class PaperState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"


PAPER_STATES = {
    PaperState.DRAFT: {"open": PaperState.OPEN},
    PaperState.OPEN: {"close": PaperState.CLOSED},
    PaperState.CLOSED: {"count": PaperState.COUNTED},
    PaperState.COUNTED: {},
}


class Level(StrEnum):
    """What a paper promises (docs/threat-model.md): an open box one has to trust, or tokens and a public log."""

    PLAIN = "L0"
    SEALED = "L2"


class Window(StrEnum):
    """What voting is open to at an instant: state and clock together."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"


class Standing(StrEnum):
    """How one person stands towards one paper now; only MAY_VOTE leads into the booth."""

    MAY_VOTE = "may_vote"
    UPCOMING = "upcoming"
    CLOSED = "closed"
    COUNTED = "counted"
    IMPORTED = "imported"
    SIGNED_OUT = "signed_out"
    UNCONFIRMED = "unconfirmed"
    VOTED = "voted"
    TOO_YOUNG = "too_young"
    NO_ELECTORATE = "no_electorate"
