"""A forum over a websocket: joining, what was missed, commands. Thin: the same command table as the forms, and answers that say why not.

What somebody may is asked when they join, with every command, and again when something is sent that is not for everybody. Identity is
read anew for every event; who has been signed out or shut out since is let go of.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, request
from flask_login import current_user, user_logged_out
from flask_socketio import close_room, disconnect, join_room, leave_room
from sqlalchemy.exc import OperationalError

from app.accounts import queries as accounts
from app.accounts.identity import me
from app.core import clock
from app.core.errors import Busy, DomainError, Forbidden, NotFound
from app.core.forms import sentence_of
from app.core.language import LANGUAGES
from app.core.permits import Who, permits
from app.core.web import who
from app.extensions import socketio
from app.forums import announce, commands, queries, rules, wire
from app.forums.announce import NAMESPACE, everybody, person
from app.forums.here import Listener, here
from app.forums.models import Forum
from app.forums.queries import Seat
from app.forums.states import Channel

LENSES = {"participant": "forum.read", "projector": "forum.read", "moderator": "forum.note"}
CHANNELS = {Channel.PUB: "forum.read", Channel.STAFF: "forum.note"}
CAPS = (
    "forum.run", "forum.floor", "forum.queue", "forum.poll", "forum.prepare", "forum.screen", "forum.note", "forum.caption", "forum.attend",
    "forum.ask", "forum.upvote", "forum.chat", "forum.react", "forum.speak", "forum.vote",
)  # fmt: skip
BURST, PER_SECOND = 20, 4  # of one person, whatever they send
HEAD_SECONDS = 15
PRESENCE_SECONDS = 2
REPLAYS_KEPT = 64
SNAPSHOT_SECONDS = 1  # a thousand who come back at once are told one state; events after its numbers come on top


def answering(permission: str) -> Callable[[Callable[[dict[str, Any]], dict[str, Any]]], Callable[..., dict[str, Any]]]:
    """A handler whose refusals reach the person as a code and a sentence in their language."""

    def decorate(handler: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        @wraps(handler)
        def wrapper(message: Any = None) -> dict[str, Any]:
            if (language := request.args.get("lang")) in LANGUAGES:
                request.environ["decide.lang"] = language
            for name in ("who", "_login_user"):
                g.pop(name, None)
            try:
                _pay()
                answer = {"ok": True} | handler(message if isinstance(message, dict) else {})
            except DomainError as error:
                answer = refusal(error)
            except OperationalError:
                current_app.logger.exception("the database did not answer")
                answer = refusal(Busy())
            return answer | {"now": wire.ms(clock.now())}

        wrapper.permission = permission  # type: ignore[attr-defined]
        return wrapper

    return decorate


def refusal(error: DomainError) -> dict[str, Any]:
    seconds = getattr(error, "retry_seconds", None)
    return {"ok": False, "code": error.code, "msg": sentence_of(error), "field": error.field} | (
        {"retry_ms": seconds * 1000} if seconds else {}
    )


def _pay() -> None:
    """A coin of this person's purse, which fills again with time; whoever has none left is asked to wait."""
    key = str(current_user.id) if current_user.is_authenticated else request.sid  # type: ignore[attr-defined]
    now = time.monotonic()
    coins, at = here().purses.get(key, (float(BURST), now))
    coins = min(float(BURST), coins + (now - at) * PER_SECOND)
    here().purses[key] = (max(0.0, coins - 1), now)
    if coins < 1:
        raise rules.TooFast(seconds=1)


def _asking(forum: Forum) -> tuple[Who, Seat]:
    """The person as this forum's district sees them, and their part in it."""
    g.district = forum.district
    g.pop("who", None)
    asking = who()
    return asking, queries.seat(forum, asking.resident_id)


def _may(permission: str, asking: Who, seat: Seat) -> bool:
    return permits(current_app.extensions["decide.permissions"], permission, asking, seat)


@socketio.on("join", namespace=NAMESPACE)
@answering("live.join")
def join(message: dict[str, Any]) -> dict[str, Any]:
    """Listen to one forum through one lens. What was missed since the numbers given comes with the answer, or the whole state."""
    number, lens = _number(message.get("forum")), message.get("lens", "participant")
    forum = queries.anywhere(number) if number is not None else None
    if forum is None or lens not in LENSES:
        raise NotFound
    asking, seat = _asking(forum)
    if not _may(LENSES[lens], asking, seat):
        raise Forbidden
    _leave()
    sid: str = request.sid  # type: ignore[attr-defined]
    epoch = current_user.session_epoch if asking.resident_id is not None else None
    here().listeners[sid] = Listener(forum.id, lens, asking.resident_id, epoch)
    if not forum.is_rehearsal:
        join_room(everybody(forum.id))
    if asking.resident_id is not None:
        join_room(person(forum.id, asking.resident_id))
        join_room(_of(asking.resident_id))
    _keep_time()
    _tell_presence()
    return {"you": _you(asking, seat)} | _missed(forum, lens, message.get("since"))


@socketio.on("sync", namespace=NAMESPACE)
@answering("live.join")
def sync(message: dict[str, Any]) -> dict[str, Any]:
    """The next events after a number, for whoever finds that some did not come."""
    forum, asking, seat = _place()
    channel, since = message.get("ch"), _number(message.get("since"))
    if channel not in CHANNELS or since is None:
        raise commands.WrongShape
    if not _may(CHANNELS[Channel(channel)], asking, seat):
        raise Forbidden
    return {"events": queries.events_since(forum, Channel(channel), since)}


@socketio.on("me", namespace=NAMESPACE)
@answering("live.join")
def tell_me(_message: dict[str, Any]) -> dict[str, Any]:
    """What only this person may know of themselves, and what they may do just now."""
    _, asking, seat = _place()
    return {"you": _you(asking, seat)}


@socketio.on("cmd", namespace=NAMESPACE)
@answering("live.join")
def command(message: dict[str, Any]) -> dict[str, Any]:
    """Do something; the command itself names its permission. Sent again under the same id it is not done again."""
    listener = _listener()
    if listener.lens != "moderator":
        socketio.sleep(0)  # those who run the forum are served first, however many vote at this moment
    _, asking, seat = _place()
    by = me() if asking.resident_id is not None else None
    return commands.perform(seat, str(message.get("k")), message.get("p"), who=asking, by=by, command_id=message.get("id"))


@socketio.on("disconnect", namespace=NAMESPACE)
def leave(_reason: Any = None) -> None:
    _leave()


leave.permission = "live.join"  # type: ignore[attr-defined]


def _listener() -> Listener:
    found = here().listeners.get(request.sid)  # type: ignore[attr-defined]
    if found is None:
        raise Forbidden
    return found


def _place() -> tuple[Forum, Who, Seat]:
    """The forum this connection has joined and who asks, as both are now. Whoever is somebody else by now must join anew."""
    listener = _listener()
    forum = queries.anywhere(listener.forum_id)
    if forum is None:
        raise NotFound
    asking, seat = _asking(forum)
    if asking.resident_id != listener.resident_id:
        disconnect()
        raise Forbidden
    return forum, asking, seat


def _you(asking: Who, seat: Seat) -> dict[str, Any]:
    caps = [name.removeprefix("forum.") for name in CAPS if _may(name, asking, seat)]
    return queries.own(seat.forum, asking.resident_id) | {"signed_in": asking.resident_id is not None, "caps": caps}


def _missed(forum: Forum, lens: str, since: Any) -> dict[str, Any]:
    """The events after the numbers somebody has, or the state of now when there are none or too many."""
    heads = {name: seq for name, seq in queries.heads(forum).items() if lens == "moderator" or name == Channel.PUB.value}
    has = since if isinstance(since, dict) else {}
    numbers = {name: _number(has.get(name)) for name in heads}
    if any(since is None or not 0 <= heads[name] - since <= rules.REPLAY_MAXIMUM for name, since in numbers.items()):
        return {"head": heads, "state": _state(forum, lens), "events": []}
    events = [event for name, head in heads.items() for event in _between(forum, Channel(name), numbers[name] or 0, head)]
    return {"head": heads, "state": None, "events": events}


def _between(forum: Forum, channel: Channel, since: int, head: int) -> list[dict[str, Any]]:
    """What came after one number, up to another: the same for all who come back with it at once, so it is read once for them."""
    if since == head:
        return []
    kept, key, now = here().replays, (forum.id, channel, since, head), time.monotonic()
    at, told = kept.get(key, (0.0, None))
    if told is None or now - at > SNAPSHOT_SECONDS or current_app.testing:
        told = queries.events_since(forum, channel, since)
        if len(kept) >= REPLAYS_KEPT:
            kept.clear()
        kept[key] = (now, told)
    return told


def _state(forum: Forum, lens: str) -> dict[str, Any]:
    now = time.monotonic()
    at, state = here().snapshots.get((forum.id, lens), (0.0, None))
    if state is None or now - at > SNAPSHOT_SECONDS or current_app.testing:
        state = queries.snapshot(forum, lens)
        here().snapshots[forum.id, lens] = (now, state)
    return state


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= 2_147_483_647 else None


def _of(resident_id: int) -> str:
    return f"resident:{resident_id}"


def _leave() -> None:
    """This connection leaves the forum it was in, if any."""
    sid: str = request.sid  # type: ignore[attr-defined]
    left = here().listeners.pop(sid, None)
    if left is None:
        return
    leave_room(everybody(left.forum_id))
    if left.resident_id is not None:
        leave_room(person(left.forum_id, left.resident_id))
    _tell_presence()


# What happens without being asked


@user_logged_out.connect
def let_go(_app: Flask, user: Any = None, **_: Any) -> None:
    """Somebody has signed out: their connections, here and in other processes, come back as whoever they are then."""
    if user is None or not getattr(user, "id", None):
        return
    room = _of(user.id)
    announce.emit("rejoin", {}, [room])
    for sid in [sid for sid, listener in here().listeners.items() if listener.resident_id == user.id]:
        _drop(sid)
    close_room(room, namespace=NAMESPACE)


def _drop(sid: str) -> None:
    assert socketio.server is not None
    socketio.server.disconnect(sid, namespace=NAMESPACE)


def _keep_time() -> None:
    """The clock of this process, started by its first listener."""
    if not here().keeps_time and not current_app.testing:
        here().keeps_time = True
        socketio.start_background_task(_beat_on, current_app._get_current_object())  # type: ignore[attr-defined]


def _beat_on(app: Flask) -> None:
    while True:
        socketio.sleep(HEAD_SECONDS)
        with app.app_context():
            try:
                beat()
            except OperationalError:
                app.logger.exception("the database did not answer")


def beat() -> None:
    """Tell listeners the last numbers, so that an idle one notices a loss; let go of whoever may no longer listen."""
    there = list(here().listeners.items())
    standing = accounts.standing({one.resident_id for _, one in there if one.resident_id is not None})
    for number in {one.forum_id for _, one in there}:
        forum = queries.anywhere(number)
        crew = set(announce.allowed(forum, "forum.note")) if forum else set()
        for sid, one in there:
            if one.forum_id == number and (forum is None or not _is_still(one, standing, crew)):
                _drop(sid)
        if forum is not None:
            _tell_heads(forum, crew)
    presence()
    late = time.monotonic() - 60
    for key in [key for key, (_, at) in here().purses.items() if at < late]:
        del here().purses[key]


def _is_still(one: Listener, standing: dict[int, int], crew: set[int]) -> bool:
    """Whether this connection is still whose it was, and whoever looks through the moderators' lens still may."""
    is_same = one.resident_id is None or standing.get(one.resident_id) == one.epoch
    return is_same and (one.lens != "moderator" or one.resident_id in crew)


def _tell_heads(forum: Forum, crew: set[int]) -> None:
    heads, now = queries.heads(forum), wire.ms(clock.now())
    public, staff = ({"head": {name: heads.get(name, 0)}, "now": now} for name in (Channel.PUB.value, Channel.STAFF.value))
    listening = [person(forum.id, number) for number in announce.allowed(forum, "forum.read")] if forum.is_rehearsal else []
    announce.emit("head", public, listening if forum.is_rehearsal else [everybody(forum.id)], here_only=True)
    announce.emit("head", staff, [person(forum.id, number) for number in crew], here_only=True)


def _tell_presence() -> None:
    """How many are there, told soon and not for each who comes."""
    if current_app.testing:
        presence()
    elif not here().tells_presence:
        here().tells_presence = True
        socketio.start_background_task(_presence_later, current_app._get_current_object())  # type: ignore[attr-defined]


def _presence_later(app: Flask) -> None:
    socketio.sleep(PRESENCE_SECONDS)
    with app.app_context():
        here().tells_presence = False
        presence()


def presence() -> None:
    """The connections of this process to each forum; a listener adds up what the processes say."""
    assert socketio.server is not None
    process = getattr(socketio.server.manager, "host_id", "one")[:8]
    counts: dict[int, int] = {}
    for one in list(here().listeners.values()):
        counts[one.forum_id] = counts.get(one.forum_id, 0) + (one.lens != "projector")
    for number, count in counts.items():
        announce.emit("eph", {"k": "presence", "p": {"from": process, "n": count}}, [everybody(number)])
