"""Planning a forum: opening it, correcting it, its parts, what it is about, a rehearsal of it."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from app.accounts.models import Resident
from app.core import clock, sanitize
from app.core.errors import ChangedMeanwhile
from app.core.history import record as history
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.forums import queries, rules
from app.forums.models import Forum, Head, Item, Link, Member
from app.forums.services import polls, session
from app.forums.services.agenda import items_of
from app.forums.services.log import Answer, Room, act, seat_of
from app.forums.states import Channel, ForumRole, ForumState, Phase, Series


class SentTwice(ChangedMeanwhile):
    """The same key was committed by a parallel request."""


class Draft(NamedTuple):
    """What is written down about a forum when it is planned, and may be corrected until it starts."""

    title: str
    starts_at: datetime
    ends_at: datetime
    series: Series = Series.OTHER
    ordinal: int | None = None
    phase: Phase | None = None
    topic: str = ""
    co_hosts: str = ""
    briefing: str = ""
    place: str = ""
    link: str = ""
    capacity: int | None = None
    turn_seconds: int = rules.TURN_SECONDS


def open_forum(district: District, draft: Draft, *, by: Resident, once: str | None = None, **given: Any) -> Forum:
    """A new forum; a key sent before gives the forum it made then. `links`: (kind, id) of what it is about; `items`: (title, minutes)."""
    author_id = by.id
    try:
        return _open(district, draft, by=by, once=once, **given)
    except SentTwice:
        if sent := queries.by_once(author_id, once):
            return sent
        raise


@transaction(conflict=SentTwice)
def _open(
    district: District, draft: Draft, *, by: Resident, role: str, once: str | None = None, links: Iterable[tuple[str, int]] = (),
    items: Sequence[tuple[str, int]] = (), is_rehearsal: bool = False,
) -> Forum:  # fmt: skip
    if sent := queries.by_once(by.id, once):
        return sent
    now = clock.now()
    if draft.ends_at <= now:
        raise rules.StartsInPast
    forum = Forum(
        district_id=district.id, join_code=_new_code(), author_id=by.id, once=once, created_at=now, is_rehearsal=is_rehearsal
    )
    _put(forum, draft)
    db.session.add(forum)
    db.session.flush()
    db.session.add_all(Head(forum_id=forum.id, channel=one, district_id=district.id, seq=0, hash="") for one in Channel)
    _link(forum, links)
    for place, (title, minutes) in enumerate(items, start=1):
        rules.check_length(title, rules.ITEM_TITLE_MAXIMUM_LENGTH)
        rules.check_number("items", minutes, 1, rules.ITEM_MINUTES_MAXIMUM)
        db.session.add(Item(forum_id=forum.id, district_id=district.id, position=place, title=title, planned_minutes=minutes))
    seat_of(forum, by).role = ForumRole.MODERATOR
    history(forum, "forum.opened", by=by, role=role)
    return forum


_WORDS = ("title", "topic", "co_hosts", "briefing", "place", "link")


def _put(forum: Forum, draft: Draft) -> None:
    words: dict[str, Any] = {name: stored(getattr(draft, name)) for name in _WORDS}
    given = draft._replace(**words)
    rules.check_title(given.title)
    rules.check_times(given.starts_at, given.ends_at)
    rules.check_number("capacity", given.capacity, 1, rules.CAPACITY_MAXIMUM)
    rules.check_number("turn_seconds", given.turn_seconds, rules.TURN_SECONDS_MINIMUM, rules.TURN_SECONDS_MAXIMUM)
    rules.check_number("ordinal", given.ordinal, 1, 9_999)
    rules.check_link(given.link)
    for name, value in given._asdict().items():
        setattr(forum, name, value)
    forum.briefing_html = sanitize.markdown(given.briefing)


def _new_code() -> str:
    """Six digits that lead to no other forum."""
    while True:
        code = f"{secrets.randbelow(10**rules.JOIN_CODE_DIGITS):0{rules.JOIN_CODE_DIGITS}}"
        if db.session.scalar(select(Forum.id).where(Forum.join_code == code)) is None:
            return code


def _link(forum: Forum, links: Iterable[tuple[str, int]]) -> None:
    for kind, number in dict.fromkeys(links):
        db.session.add(Link(forum_id=forum.id, kind=kind, target_id=number, district_id=forum.district_id))


@act
def change_forum(room: Room, draft: Draft, role: str, links: Iterable[tuple[str, int]] | None = None) -> None:
    """Correct what was written down, until it starts; one that did not take place gets its new day this way."""
    room.check("edit")
    _put(room.forum, draft)
    if room.forum.state is ForumState.MISSED:
        session.reschedule(room)
    if links is not None:
        db.session.execute(delete(Link).where(Link.forum_id == room.forum.id))
        _link(room.forum, links)
    history(room.forum, "forum.changed", by=room.by, role=role)
    room.tell("session.changed", {"title": room.forum.title})


@transaction
def rehearse(forum: Forum, *, by: Resident, role: str) -> Forum:
    """A copy to practise with: the same agenda, polls and crew, seen by nobody else."""
    now = clock.now()
    draft = Draft(**{name: getattr(forum, name) for name in Draft._fields})
    draft = draft._replace(starts_at=now, ends_at=now + (forum.ends_at - forum.starts_at), capacity=None)
    items = [(one.title, one.planned_minutes) for one in items_of(forum.id)]
    copy = _open(forum.district, draft, by=by, role=role, items=items, is_rehearsal=True)
    for poll in queries.polls(forum):
        polls.add(
            copy, q=poll.question, options=[one.text for one in poll.options], most=poll.most, secret=poll.is_secret, at=now
        )
    for member in queries.crew(forum):
        seat_of(copy, member.resident).role = member.role
    seat_of(copy, by).role = ForumRole.MODERATOR
    return copy


@act
def give_role(room: Room, resident: Resident, role: str) -> Answer:
    """Somebody's part in this forum. The last moderator stays until there is another."""
    member = seat_of(room.forum, resident)
    former, member.role = member.role, ForumRole(role)
    db.session.flush()
    if former is ForumRole.MODERATOR and not _leads(room.forum):
        raise rules.LastModerator
    history(room.forum, "forum.role", by=room.by, name=resident.display_name, part=member.role.value)
    room.tell("role.given", {"id": member.id, "name": resident.display_name, "role": member.role.value})
    return {"member": member.id}


def _leads(forum: Forum) -> bool:
    mine = (Member.forum_id == forum.id) & (Member.role == ForumRole.MODERATOR)
    return db.session.scalar(select(Member.id).where(mine).limit(1)) is not None
