"""What a topic and a statement are and how they move, what a topic is open to when, and the three answers."""

from enum import IntEnum, StrEnum


class TopicState(StrEnum):
    """GATHERING takes statements, ANSWERING takes answers too, CLOSED keeps its last map."""

    GATHERING = "gathering"
    ANSWERING = "answering"
    CLOSED = "closed"


TOPIC_STATES = {
    TopicState.GATHERING: {"start": TopicState.ANSWERING, "close": TopicState.CLOSED},
    TopicState.ANSWERING: {"close": TopicState.CLOSED},
    TopicState.CLOSED: {"reopen": TopicState.ANSWERING},
}

OPEN = {
    TopicState.GATHERING: frozenset({"write", "edit"}),
    TopicState.ANSWERING: frozenset({"write", "answer"}),
    TopicState.CLOSED: frozenset[str](),
}


class StatementState(StrEnum):
    """Only what is APPROVED is shown and answered; which it is, follows where moderation lets it stand."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Moderation(StrEnum):
    """BEFORE: somebody reads a statement before it is shown. AFTER: it is shown at once and may be taken out later."""

    BEFORE = "before"
    AFTER = "after"


class Choice(IntEnum):
    """An answer, as it stands in the matrix: what was passed is known and is nothing, what was not shown is unknown."""

    AGREE = 1
    PASS = 0
    DISAGREE = -1
