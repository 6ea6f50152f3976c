"""Who may do what in a forum. The subject is a Seat: the forum together with the part the person asking plays in it."""

from typing import Any

from app.core.permits import Predicate, Table, Who, anyone, verified
from app.districts.permissions import coordinator, moderator
from app.forums.states import ForumRole


def takes(act: str) -> Predicate:
    """The predicate 'the forum's state takes this act now'."""

    def is_open(who: Who, subject: Any) -> bool:
        return bool(subject.takes(act))

    is_open.__name__ = f"takes_{act}"
    return is_open


def plays(*roles: ForumRole) -> Predicate:
    """The predicate 'plays one of these parts in this forum'."""

    def holds(who: Who, subject: Any) -> bool:
        return subject is not None and subject.role in roles

    holds.__name__ = "_or_".join(roles)
    return holds


def in_sight(who: Who, subject: Any) -> bool:
    """A rehearsal is seen by its crew alone."""
    return subject is None or not subject.forum.is_rehearsal or subject.is_crew


def voice(who: Who, subject: Any) -> bool:
    """Everybody but observers; in a rehearsal only its crew."""
    return subject.role is not ForumRole.OBSERVER and in_sight(who, subject)


runs = plays(ForumRole.MODERATOR, ForumRole.CO_MODERATOR)
notes = plays(ForumRole.NOTE_TAKER)


def _running(*acts: str) -> Any:
    when = tuple(takes(act) for act in acts)
    return (moderator, *when), (coordinator, *when), (runs, *when)


def _taking_part(act: str) -> Any:
    return ((verified, voice, takes(act)),)


TABLE: Table = {
    "forum.list": ((anyone,),),
    "forum.read": ((anyone, in_sight), (moderator,), (coordinator,)),
    "forum.act": ((anyone,),),  # each command asks for its own permission: app/forums/commands.py
    "forum.file": ((anyone,),),  # as the page of the minutes
    "forum.plan": ((moderator,), (coordinator,)),
    "forum.edit": _running("edit"),
    "forum.minutes": (*_running("minutes"), (notes, takes("minutes"))),
    "forum.sign": (
        (moderator, takes("minutes")), (coordinator, takes("minutes")), (plays(ForumRole.MODERATOR), takes("minutes"))
    ),
    "forum.run": _running(),
    "forum.agenda": _running("agenda"),
    "forum.floor": _running("floor"),
    "forum.queue": _running("queue"),
    "forum.prepare": _running("prepare"),
    "forum.poll": _running("poll"),
    "forum.bind": ((moderator, takes("poll")), (coordinator, takes("poll"))),  # a vote of the district, not of the forum
    "forum.settings": _running("settings"),
    "forum.screen": _running("screen"),
    "forum.mute": _running("mute"),
    "forum.answer": (*_running("answer"), *_running("caption"), (notes, takes("answer")), (notes, takes("caption"))),
    "forum.caption": (*_running("caption"), (notes, takes("caption"))),
    "forum.note": (*_running(), (notes,)),
    "forum.register": ((verified, in_sight, takes("register")),),
    "forum.attend": ((verified, in_sight, takes("attend")),),
    "forum.ask": _taking_part("ask"),
    "forum.upvote": _taking_part("upvote"),
    "forum.chat": _taking_part("chat"),
    "forum.react": _taking_part("react"),
    "forum.speak": _taking_part("queue"),
    "forum.vote": _taking_part("poll"),
}  # fmt: skip
