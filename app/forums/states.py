"""What a forum, a turn, a question and a poll are and how they move, and what a forum takes when."""

from enum import StrEnum


class ForumState(StrEnum):
    """SCHEDULED can be entered for, LOBBY has its doors open, PAUSED is a recorded break, CLOSED awaits its minutes, PUBLISHED has them.
    MISSED: its day has gone by and nobody opened the doors; it may get another day."""

    SCHEDULED = "scheduled"
    LOBBY = "lobby"
    LIVE = "live"
    PAUSED = "paused"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    MISSED = "missed"


FORUM_STATES = {
    ForumState.SCHEDULED: {"open_doors": ForumState.LOBBY, "cancel": ForumState.CANCELLED, "miss": ForumState.MISSED},
    ForumState.LOBBY: {"start": ForumState.LIVE, "cancel": ForumState.CANCELLED},
    ForumState.LIVE: {"pause": ForumState.PAUSED, "close": ForumState.CLOSED},
    ForumState.PAUSED: {"resume": ForumState.LIVE, "close": ForumState.CLOSED},
    ForumState.CLOSED: {"reopen": ForumState.LIVE, "publish": ForumState.PUBLISHED},
    ForumState.PUBLISHED: {},
    ForumState.CANCELLED: {},
    ForumState.MISSED: {"reschedule": ForumState.SCHEDULED, "cancel": ForumState.CANCELLED},
}

_TALKING = {"attend", "ask", "upvote", "chat", "react", "caption", "screen", "settings", "agenda", "mute"}
OPEN = {
    ForumState.SCHEDULED: frozenset({"register", "edit", "agenda", "prepare", "ask", "upvote", "settings"}),
    ForumState.LOBBY: frozenset(_TALKING | {"register", "edit", "prepare", "queue"}),
    ForumState.LIVE: frozenset(_TALKING | {"register", "prepare", "queue", "floor", "poll"}),
    ForumState.PAUSED: frozenset(_TALKING | {"prepare", "queue"}),
    ForumState.CLOSED: frozenset({"minutes", "answer", "mute"}),
    ForumState.PUBLISHED: frozenset({"answer"}),
    ForumState.CANCELLED: frozenset[str](),
    ForumState.MISSED: frozenset({"edit"}),
}
"""Which acts a state takes. `prepare`: polls; `floor`: speeches; `poll`: opening and voting; `answer`: answers given afterwards, in writing."""

TOGETHER = frozenset({ForumState.LOBBY, ForumState.LIVE, ForumState.PAUSED})
"""People are in the room."""


class Series(StrEnum):
    """COACHING is the third deliberation of the pipeline (코칭 포럼), POLICY the monthly 협치정책 토론회."""

    COACHING = "coaching"
    POLICY = "policy"
    TOWN_HALL = "town_hall"
    OTHER = "other"


class Phase(StrEnum):
    """When in the making of a policy it is held: 사전, 과정, 사후."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Chat(StrEnum):
    ON = "on"
    SLOW = "slow"
    OFF = "off"


class Questions(StrEnum):
    """PREMOD: somebody reads a question before the room does."""

    OPEN = "open"
    PREMOD = "premod"
    CLOSED = "closed"


class Queue(StrEnum):
    """Whether the list of speakers takes names; points of order may always be raised."""

    OPEN = "open"
    CLOSED = "closed"


class ForumRole(StrEnum):
    """The part somebody plays in one forum. An observer reads and says nothing."""

    MODERATOR = "moderator"
    CO_MODERATOR = "co_moderator"
    SPEAKER = "speaker"
    NOTE_TAKER = "note_taker"
    OBSERVER = "observer"
    PARTICIPANT = "participant"


class Place(StrEnum):
    """A seat at a forum that has a capacity."""

    NONE = "none"
    REGISTERED = "registered"
    WAITING = "waiting"


class ItemState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"


class SpeechClass(StrEnum):
    """In the order in which they are heard."""

    POINT_OF_ORDER = "point_of_order"
    REPLY = "reply"
    ORDINARY = "ordinary"


class Side(StrEnum):
    PRO = "pro"
    CON = "con"
    NEUTRAL = "neutral"


class TurnState(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    LEFT = "left"
    REMOVED = "removed"


TURN_STATES = {
    TurnState.WAITING: {"start": TurnState.SPEAKING, "leave": TurnState.LEFT, "remove": TurnState.REMOVED},
    TurnState.SPEAKING: {"end": TurnState.DONE},
    TurnState.DONE: {"restore": TurnState.WAITING},
    TurnState.LEFT: {"restore": TurnState.WAITING},
    TurnState.REMOVED: {"restore": TurnState.WAITING},
}


class QuestionState(StrEnum):
    """대기, 공개, 화면, 답변, 보류."""

    WAITING = "waiting"
    SHOWN = "shown"
    ON_SCREEN = "on_screen"
    ANSWERED = "answered"
    HELD = "held"


QUESTION_STATES = {
    QuestionState.WAITING: {
        "approve": QuestionState.SHOWN, "hold": QuestionState.HELD, "show": QuestionState.ON_SCREEN, "answer": QuestionState.ANSWERED
    },
    QuestionState.SHOWN: {"show": QuestionState.ON_SCREEN, "hold": QuestionState.HELD, "answer": QuestionState.ANSWERED},
    QuestionState.ON_SCREEN: {"approve": QuestionState.SHOWN, "hold": QuestionState.HELD, "answer": QuestionState.ANSWERED},
    QuestionState.ANSWERED: {"approve": QuestionState.SHOWN, "answer": QuestionState.ANSWERED, "hold": QuestionState.HELD},
    QuestionState.HELD: {"approve": QuestionState.SHOWN},
}  # fmt: skip
PUBLIC_QUESTIONS = frozenset({QuestionState.SHOWN, QuestionState.ON_SCREEN, QuestionState.ANSWERED})


class PollState(StrEnum):
    """What came out stays hidden until it is PUBLISHED."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


POLL_STATES = {
    PollState.PREPARED: {"open": PollState.OPEN},
    PollState.OPEN: {"close": PollState.CLOSED},
    PollState.CLOSED: {"publish": PollState.PUBLISHED, "reopen": PollState.OPEN},
    PollState.PUBLISHED: {},
}


class Channel(StrEnum):
    """PUB is heard by everybody, STAFF by those who run the forum: two counters, so that what is hidden leaves no holes."""

    PUB = "pub"
    STAFF = "staff"


class Scene(StrEnum):
    """What the big screen can show."""

    JOIN = "join"
    AGENDA = "agenda"
    SPEAKER = "speaker"
    QUESTION = "question"
    QUESTIONS = "questions"
    POLL = "poll"
    MESSAGE = "message"
    BLANK = "blank"


class Reaction(StrEnum):
    AGREE = "agree"
    THANKS = "thanks"
    UNCLEAR = "unclear"
    FASTER = "faster"
