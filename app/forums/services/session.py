"""The forum as a whole: doors, beginning, recorded pauses, end, what the moderator lets in, who came."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.errors import Blocked
from app.core.history import record as history
from app.core.states import advance
from app.core.text import stored
from app.extensions import db
from app.forums import queries, rules, wire
from app.forums.models import Forum, Item, Member
from app.forums.services import agenda, floor, minutes, polls
from app.forums.services.log import Answer, Room, act
from app.forums.states import FORUM_STATES, TOGETHER, Chat, ForumRole, ForumState, Questions, Queue
from app.notices import services as notices

NEVER_BEGUN = "시작하지 않은 채 끝나는 때가 지났습니다."


def _move(room: Room, action: str, reason: str = "") -> None:
    room.forum.state = advance(FORUM_STATES, room.forum.state, action)
    history(room.forum, f"forum.{action}", by=room.by, reason=reason)


@act
def open_doors(room: Room) -> None:
    _move(room, "open_doors")
    room.tell("session.lobby", {})


@act
def start(room: Room) -> None:
    """It begins, if there is something to talk about and somebody to lead it."""
    _move(room, "start")
    if missing := missing_of(room.forum.id):
        raise Blocked(missing)
    room.forum.started_at = room.forum.started_at or room.now
    room.tell("session.opened", {})


def missing_of(forum_id: int) -> Any:
    """What keeps the forum from starting: the page shows the same list."""
    items = db.session.scalar(select(func.count(Item.id)).where(Item.forum_id == forum_id)) or 0
    leads = (Member.forum_id == forum_id) & (Member.role == ForumRole.MODERATOR)
    return rules.blockers(items, db.session.scalar(select(func.count(Member.id)).where(leads)) or 0)


@act
def pause(room: Room, reason: str) -> None:
    """A break everybody sees the reason of; whoever speaks is halted with it."""
    reason = stored(reason)
    rules.check_reason(reason)
    rules.check_length(reason, rules.REASON_MAXIMUM_LENGTH)
    floor.halt(room)
    agenda.halt(room)
    _move(room, "pause", reason)
    room.forum.paused_at = room.now
    room.tell("session.paused", {"reason": reason})


@act
def resume(room: Room) -> None:
    _move(room, "resume")
    paused_at, room.forum.paused_at = room.forum.paused_at, None
    agenda.go_on(room)
    floor.go_on(room)
    room.tell("session.resumed", {"seconds": int((room.now - paused_at).total_seconds()) if paused_at else 0})


@act
def close(room: Room) -> None:
    """The end: whoever speaks, what is open on the agenda and the polls end with it."""
    floor.end_running(room, "closed")
    agenda.finish_running(room)
    polls.close_running(room)
    _move(room, "close")
    room.forum.closed_at, room.forum.paused_at = room.now, None
    came = db.session.scalar(select(func.count(Member.id)).where(Member.forum_id == room.forum.id, Member.came_at.is_not(None)))
    room.tell("session.closed", {"came": came or 0})
    minutes.draft(room)


@act
def end_forgotten(room: Room) -> Answer:
    """Nobody has ended it: it is closed, or cancelled where it never began, and its moderators are told. A closed one can be reopened."""
    forum = room.forum
    if forum.state not in TOGETHER or not rules.is_forgotten(forum.ends_at, queries.last_event_at(forum), room.now):
        return {"ended": False}
    if forum.state is ForumState.LOBBY:
        cancel(forum, by=None, reason=NEVER_BEGUN)
    else:
        close(forum, by=None)
    tell(forum, leads_of(forum), "forum.forgotten")
    return {"ended": True}


@act
def miss(room: Room) -> Answer:
    """Nobody opened the doors and its day is over: said so once, to those who lead it and to those who wanted to come."""
    forum = room.forum
    if forum.state is not ForumState.SCHEDULED or not rules.is_missed(forum.ends_at, room.now):
        return {"missed": False}
    _move(room, "miss")
    room.tell("session.missed", {})
    leads = leads_of(forum)
    tell(forum, leads, "forum.missed")
    tell(forum, registered(forum, besides=leads), "forum.not_held")
    return {"missed": True}


def reschedule(room: Room) -> None:
    """Within the correction of what was written down: a day to come for a forum that did not take place. Seats stay as they were."""
    if room.forum.ends_at <= room.now:
        raise rules.StartsInPast
    _move(room, "reschedule")
    room.tell("session.rescheduled", {})
    tell(room.forum, registered(room.forum, besides=[room.by.id] if room.by else []), "forum.rescheduled")


def leads_of(forum: Forum) -> list[int]:
    return [one.resident_id for one in queries.crew(forum) if one.role in (ForumRole.MODERATOR, ForumRole.CO_MODERATOR)]


def registered(forum: Forum, *, besides: Collection[int]) -> list[int]:
    """Who has a seat or waits for one."""
    return [one.resident_id for one in queries.registrations(forum) if one.resident_id not in besides]


def tell(forum: Forum, residents: Iterable[int], code: str) -> None:
    page = ("forums.show", {"forum_id": forum.id})
    notices.tell(residents, code, district=forum.district, link=page, title=forum.title)


@act
def reopen(room: Room, reason: str) -> None:
    """It was closed by mistake, or something was left unsaid."""
    reason = stored(reason)
    rules.check_reason(reason)
    _move(room, "reopen", reason)
    room.forum.closed_at = None
    room.tell("session.reopened", {"reason": reason})


@act
def cancel(room: Room, reason: str) -> None:
    reason = stored(reason)
    rules.check_reason(reason)
    _move(room, "cancel", reason)
    room.tell("session.cancelled", {"reason": reason})
    tell(room.forum, registered(room.forum, besides=[room.by.id] if room.by else []), "forum.cancelled")


@act
def change_settings(
    room: Room, *, chat: str | None = None, questions: str | None = None, queue: str | None = None, anonymous: bool | None = None,
    fair: bool | None = None, balance: bool | None = None, turn_seconds: int | None = None,
) -> None:  # fmt: skip
    """What the room may do now. What is not named stays as it is."""
    room.check("settings")
    forum = room.forum
    rules.check_number("turn_seconds", turn_seconds, rules.TURN_SECONDS_MINIMUM, rules.TURN_SECONDS_MAXIMUM)
    forum.chat = Chat(chat) if chat is not None else forum.chat
    forum.questions = Questions(questions) if questions is not None else forum.questions
    forum.queue = Queue(queue) if queue is not None else forum.queue
    forum.is_anonymous_allowed = forum.is_anonymous_allowed if anonymous is None else bool(anonymous)
    forum.is_fair = forum.is_fair if fair is None else bool(fair)
    forum.is_balanced = forum.is_balanced if balance is None else bool(balance)
    forum.turn_seconds = forum.turn_seconds if turn_seconds is None else turn_seconds
    room.tell("session.settings", wire.settings(forum))


@act
def attend(room: Room) -> dict[str, Any]:
    """Somebody has come in; only how many came is ever shown."""
    room.check("attend")
    member = room.member
    if member.came_at is None:
        member.came_at = clock.now()
        room.pass_by("people", {})
    return {"member": member.id}
