"""How rows look to listeners: what is sent, key by key. Refuses to know who asked an anonymous question."""

from datetime import datetime
from typing import Any

from app.forums.models import Forum, ForumEvent, Item, Message, Poll, Question, Turn
from app.forums.states import PollState


def ms(instant: datetime | None) -> int | None:
    """Milliseconds since 1970: timers are instants, never ticks."""
    return round(instant.timestamp() * 1000) if instant else None


def event(written: ForumEvent) -> dict[str, Any]:
    return {
        "ch": written.channel.value,
        "seq": written.seq,
        "ts": ms(written.at),
        "k": written.kind,
        "by": written.by,
        "p": written.payload,
        "ref": written.command_id,
    }


def settings(forum: Forum) -> dict[str, Any]:
    return {
        "chat": forum.chat.value,
        "questions": forum.questions.value,
        "queue": forum.queue.value,
        "anonymous": forum.is_anonymous_allowed,
        "fair": forum.is_fair,
        "balance": forum.is_balanced,
        "turn_seconds": forum.turn_seconds,
    }


def item(row: Item) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "minutes": row.planned_minutes,
        "state": row.state.value,
        "started_at": ms(row.started_at),
        "spent": row.spent_seconds,
        "decision": row.decision,
    }


def turn(row: Turn) -> dict[str, Any]:
    return {
        "id": row.id,
        "member": row.member_id,
        "name": row.name,
        "class": row.speech_class.value,
        "side": row.side.value,
        "note": row.note,
        "state": row.state.value,
        "started_at": ms(row.started_at),
        "ends_at": ms(row.ends_at),
        "paused_at": ms(row.paused_at),
        "spent": row.spent_seconds,
    }


def question(row: Question, *, name: str | None, staff: bool = False) -> dict[str, Any]:
    """`name` is who asked; it goes out only where it was not hidden, or to those who run the forum."""
    shown = {
        "id": row.id,
        "text": row.text,
        "anon": row.is_anonymous,
        "name": name if staff or not row.is_anonymous else None,
        "state": row.state.value,
        "votes": row.n_votes,
        "into": row.merged_into_id,
        "answer": row.answer,
        "answered_by": row.answered_by,
    }
    return shown | ({"member": row.member_id, "hidden": row.is_hidden} if staff else {})


def poll(row: Poll) -> dict[str, Any]:
    """What came out is in it only once it has been published."""
    is_shown = row.state is PollState.PUBLISHED
    return {
        "id": row.id,
        "q": row.question,
        "max": row.most,
        "secret": row.is_secret,
        "state": row.state.value,
        "cast": row.n_cast,
        "present": row.n_present,
        "paper": row.paper_id,
        "options": [{"id": one.id, "text": one.text} | ({"n": one.n_votes} if is_shown else {}) for one in row.options],
    }


def message(row: Message, name: str) -> dict[str, Any]:
    is_gone = row.hidden_at is not None
    return {
        "id": row.id,
        "member": row.member_id,
        "name": name,
        "text": "" if is_gone else row.text,
        "hidden": is_gone,
        "reply_to": row.reply_to_id,
        "ts": ms(row.created_at),
    }
