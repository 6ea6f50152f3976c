"""What listeners of a forum are told, after commit. The one door: who hears it is asked anew each time it is not for everybody."""

from typing import Any

from flask import current_app

from app.accounts import queries as accounts
from app.core.permits import permits
from app.districts import queries as districts
from app.districts.states import Role
from app.extensions import socketio
from app.forums import queries
from app.forums.here import here
from app.forums.models import Forum
from app.forums.queries import Seat
from app.forums.states import Channel

NAMESPACE = "/forums"
TALLY_SECONDS = 0.25  # counts reach a thousand people four times a second, however many of them press at once
REORDERING = ("queue.", "speech.", "session.settings")
OF_ONE_PERSON = ("mod.muted", "mod.unmuted", "role.given")


def everybody(forum_id: int) -> str:
    """The room of all who listen to a forum that is public."""
    return f"forum:{forum_id}"


def person(forum_id: int, resident_id: int) -> str:
    """The room of one person's connections to one forum: for what is theirs, and for what not everybody may hear."""
    return f"forum:{forum_id}:{resident_id}"


def announce(forum_id: int, channel: Channel, event: dict[str, Any], *, is_hidden: bool = False) -> None:
    """An event of the log, committed. `is_hidden`: a rehearsal, which its crew alone may hear."""
    permission = "forum.note" if channel is Channel.STAFF else "forum.read" if is_hidden else None
    emit("ev", event, _audience(forum_id, permission))
    if event["k"].startswith(REORDERING):
        pass_by(forum_id, "queue", {}, is_hidden=is_hidden)
    if event["k"] in OF_ONE_PERSON and (concerned := queries.resident_of(forum_id, event["p"]["id"])) is not None:
        tell(forum_id, concerned)


def tell(forum_id: int, resident_id: int) -> None:
    """What this person may do here has changed: their pages ask for it."""
    emit("you", {}, [person(forum_id, resident_id)])


def pass_by(forum_id: int, kind: str, payload: dict[str, Any], *, is_hidden: bool = False) -> None:
    """Something without a number that the next one makes old: counts, reactions. Whoever misses it misses nothing."""
    with here().lock:
        is_first = not here().passing
        waiting = here().passing.setdefault((forum_id, is_hidden, kind), {})
        for name, value in payload.items():
            waiting[name] = waiting.get(name, {}) | value if isinstance(value, dict) else value
    if current_app.testing:
        flush()
    elif is_first:
        socketio.start_background_task(_flush_later, current_app._get_current_object())  # type: ignore[attr-defined]


def _flush_later(app: Any) -> None:
    socketio.sleep(TALLY_SECONDS)
    with app.app_context():
        flush()


def flush() -> None:
    """Say the latest of everything that passes by."""
    with here().lock:
        latest = dict(here().passing)
        here().passing.clear()
    for (forum_id, is_hidden, kind), payload in latest.items():
        if kind == "queue":  # the order follows from the whole list, so it is made when it is said
            payload = {"order": queries.order_of(forum_id)}  # noqa: PLW2901
        if kind == "people":
            payload = {"came": queries.came(forum_id)}  # noqa: PLW2901
        emit("eph", {"k": kind, "p": payload}, _audience(forum_id, "forum.read" if is_hidden else None))


def emit(event: str, payload: dict[str, Any], rooms: list[str], *, here_only: bool = False) -> None:
    if rooms:  # to nobody in particular would be to everybody
        socketio.emit(event, payload, to=rooms, namespace=NAMESPACE, ignore_queue=here_only)


def _audience(forum_id: int, permission: str | None) -> list[str]:
    if permission is None:
        return [everybody(forum_id)]
    forum = queries.anywhere(forum_id)
    return [person(forum_id, number) for number in allowed(forum, permission)] if forum else []


def allowed(forum: Forum, permission: str) -> list[int]:
    """Who may, of those whom a part or a hat could let: as things stand now."""
    table, parts = current_app.extensions["decide.permissions"], {one.resident_id: one for one in queries.crew(forum)}
    hats = {grant.resident_id for role in (Role.MODERATOR, Role.COORDINATOR) for grant in districts.holders(forum.district, role)}
    found = []
    for number in sorted(parts.keys() | hats):
        resident = accounts.by_id(number)
        if resident is not None and resident.is_active:
            asking = districts.who_in(forum.district, number, resident.assurance)
            if permits(table, permission, asking, Seat(forum, parts.get(number))):
                found.append(number)
    return found
