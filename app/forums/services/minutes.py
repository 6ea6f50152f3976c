"""Minutes: drafted from the log, edited in versions, signed by the moderator, published. Refuses to publish what nobody has signed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.comments import services as comments
from app.core.clock import seoul
from app.core.errors import ChangedMeanwhile
from app.core.history import record as history
from app.core.states import advance
from app.core.text import stored
from app.extensions import db
from app.forums import drafting, queries, rules
from app.forums.models import Minutes
from app.forums.services import outcome
from app.forums.services.log import Answer, Room, act
from app.forums.states import FORUM_STATES, Channel, ForumRole


@act
def draft_minutes(room: Room, note: str = "") -> Answer:
    """A new version straight from the log; what was edited before stays in its own version."""
    room.check("minutes")
    return draft(room, note)


def draft(room: Room, note: str = "") -> Answer:
    """Within the running service."""
    written = queries.events(room.forum, Channel.PUB)
    votes = {one.id: one.n_votes for one in queries.questions(room.forum)}
    return _add(room, drafting.draft(_facts(room), written, votes, queries.time_by_district(room.forum)), stored(note))


def _facts(room: Room) -> list[str]:
    forum, came = room.forum, queries.people(room.forum)["came"]
    leads = [one.resident.display_name for one in queries.crew(forum) if one.role is ForumRole.MODERATOR]
    begins, ends = seoul(forum.started_at or forum.starts_at), seoul(forum.closed_at or forum.ends_at)
    facts = [f"때: {begins:%Y년 %m월 %d일 %H:%M}–{ends:%H:%M}", f"참석: {came}명", f"진행: {', '.join(leads)}"]
    facts += [f"장소: {forum.place}"] if forum.place else []
    return facts + ([f"공동 주최: {forum.co_hosts}"] if forum.co_hosts else [])


def _add(room: Room, sections: list[dict[str, Any]], note: str) -> Answer:
    newest = _newest(room)
    made = Minutes(
        forum_id=room.forum.id, district_id=room.forum.district_id, version=newest.version + 1 if newest else 1, sections=sections,
        note=note, author_id=room.by.id if room.by else None, created_at=room.now, content_hash=content_hash(sections),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return {"version": made.version}


def add_result(room: Room, poll: Mapping[str, Any]) -> None:
    """Within the running service: the count of a binding poll came after the minutes were drafted. What was edited stays as it is, a
    signature does not reach what it has not seen; minutes that are published stay, and the page tells the result beside them."""
    newest = _newest(room) if room.forum.is_open_for("minutes") else None
    if newest is not None:
        section = drafting.result(poll).as_row()
        rest = [one for one in newest.sections if one["anchor"] != section["anchor"]]
        at = next((place for place, one in enumerate(rest) if one["anchor"] in drafting.ENDS), len(rest))
        _add(room, [*rest[:at], section, *rest[at:]], "전자투표 결과를 더함")


def _newest(room: Room) -> Minutes | None:
    wanted = select(Minutes).where(Minutes.forum_id == room.forum.id).order_by(Minutes.version.desc()).limit(1)
    return db.session.scalar(wanted)


def content_hash(sections: list[dict[str, Any]]) -> str:
    """Of the sections as compact JSON with sorted keys."""
    text = json.dumps(sections, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _current(room: Room, version: int) -> Minutes:
    """The newest version, if it is the one the person has seen."""
    newest = _newest(room)
    if newest is None or newest.version != version:
        raise ChangedMeanwhile
    return newest


@act
def edit_minutes(room: Room, version: int, texts: Mapping[str, str], note: str = "") -> Answer:
    """A new version with other words in some sections; titles and anchors stay, so that links hold."""
    room.check("minutes")
    newest = _current(room, version)
    sections = [one | {"text": stored(texts.get(one["anchor"], one["text"]))} for one in newest.sections]
    for one in sections:
        rules.check_words(one["text"], rules.SECTION_MAXIMUM_LENGTH, 0)
    if sections == newest.sections:
        return {"version": newest.version}
    return _add(room, sections, stored(note))


@act
def sign_minutes(room: Room, version: int) -> None:
    """The moderator stands for this version. It carries the head of the log's chain as it is now."""
    room.check("minutes")
    newest = _current(room, version)
    newest.signed_by_id, newest.signed_at = room.by.id if room.by else None, room.now
    newest.head_hash = queries.head_hash(room.forum)
    history(room.forum, "forum.signed", by=room.by, version=newest.version, hash=newest.content_hash)
    room.tell("minutes.signed", {"version": newest.version, "hash": newest.content_hash, "head": newest.head_hash})


@act
def publish(room: Room, text: str) -> None:
    """Everybody may read the minutes; talk goes on below them; what came of it goes to the proposals and the pipeline."""
    text = stored(text)
    state = advance(FORUM_STATES, room.forum.state, "publish")
    newest = _newest(room)
    if newest is None or newest.signed_at is None:
        raise rules.NotSigned
    rules.check_outcome(text)
    room.forum.state, room.forum.outcome, room.forum.published_at = state, text, room.now
    if room.forum.thread_id is None and not room.forum.is_rehearsal:
        room.forum.thread_id = comments.open_thread(room.forum.district).id
    history(room.forum, "forum.publish", by=room.by, reason=text)
    room.tell("minutes.published", {"version": newest.version, "outcome": text})
    if not room.forum.is_rehearsal:
        outcome.tell(room)
