"""What a comment can be to the thing discussed, and what a resident can be to a conversation."""

from enum import StrEnum


class Stance(StrEnum):
    """찬성, 반대, 질문 or 의견: said of what the conversation is about, hence by comments that answer nobody."""

    PRO = "pro"
    CON = "con"
    QUESTION = "question"
    OPINION = "opinion"


SIDES = (Stance.PRO, Stance.CON)


class Interest(StrEnum):
    """ORDINARY hears of answers to their own words, FOLLOWING of everything, MUTED of nothing."""

    ORDINARY = "ordinary"
    FOLLOWING = "following"
    MUTED = "muted"
