"""The chat and its reactions, captions, and what those who run a forum do against disturbance: all of it reversible, all of it logged."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.services import check_opinion_consent
from app.core.text import stored
from app.extensions import db
from app.forums import rules, wire
from app.forums.models import Member, Message, ReactionCount
from app.forums.services.log import Answer, Room, act, blank
from app.forums.states import Channel, Chat, ForumRole, Reaction
from app.moderation import services as moderation


@act
def send(room: Room, text: str, reply_to: int | None = None) -> Answer:
    """One line for everybody. Slow mode asks for more patience of everybody alike."""
    room.check("chat")
    member, text = room.check_voice(), " ".join(stored(text).split())
    if room.forum.chat is Chat.OFF:
        raise rules.ChatClosed
    rules.check_words(text, rules.MESSAGE_MAXIMUM_LENGTH)
    check_opinion_consent(member.resident)
    gap = rules.CHAT_SLOW_SECONDS if room.forum.chat is Chat.SLOW else rules.CHAT_SECONDS
    rules.check_gap(_last(member), room.now, gap)
    message = Message(
        forum_id=room.forum.id, district_id=room.forum.district_id, member_id=member.id, text=text, created_at=room.now,
        reply_to_id=room.row(Message, reply_to).id if reply_to is not None else None,
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()
    if not moderation.screen("forum_message", message, text, by=room.by):
        tell(room, message, "chat.message")
    return {"message": message.id, "held": message.hidden_at is not None}


def _last(member: Member) -> datetime | None:
    return db.session.scalar(select(func.max(Message.created_at)).where(Message.member_id == member.id))


def tell(room: Room, message: Message, kind: str) -> None:
    """Tell the room a line, as it stands now."""
    room.tell(kind, wire.message(message, message.member.resident.display_name))


@act
def remove(room: Room, message: int, reason: str) -> None:
    """Out of sight, with the reason for everybody to read; the log lets go of the words."""
    reason = stored(reason)
    rules.check_reason(reason)
    hide_message(room, room.row(Message, message), reason)


def hide_message(room: Room, row: Message, reason: str) -> None:
    """Within the running service: a line goes out of sight."""
    if row.hidden_at is None:
        row.hidden_at, row.hidden_reason = room.now, reason
        blank(room.forum, Channel.PUB, row.id, "chat.message", "chat.restored")
        room.tell("chat.removed", {"id": row.id, "reason": reason})


@act
def restore(room: Room, message: int) -> None:
    """It was taken out by mistake."""
    restore_message(room, room.row(Message, message))


def restore_message(room: Room, row: Message) -> None:
    if row.hidden_at is not None:
        row.hidden_at, row.hidden_reason = None, ""
        tell(room, row, "chat.restored")


@act
def react(room: Room, reaction: str) -> Answer:
    """One press more; a number without a name."""
    room.check("react")
    room.check_voice()
    kind = Reaction(reaction)
    row = db.session.get(ReactionCount, (room.forum.id, kind), populate_existing=True)
    if row is None:
        row = ReactionCount(forum_id=room.forum.id, kind=kind, district_id=room.forum.district_id, n=0)
        db.session.add(row)
    row.n += 1
    room.pass_by("reaction", {kind.value: row.n})
    return {"n": row.n}


@act
def mute(room: Room, member: int, minutes: int, reason: str) -> None:
    """Somebody reads on and writes no more for so long; they are told why. Nobody mutes those who run the forum."""
    room.check("mute")
    reason = stored(reason)
    rules.check_reason(reason)
    rules.check_number("minutes", minutes, 1, rules.MUTE_MINUTES_MAXIMUM)
    row: Member = room.row(Member, member)
    if row.role in (ForumRole.MODERATOR, ForumRole.CO_MODERATOR):
        raise rules.NotInForum
    row.muted_until, row.mute_reason = room.now + timedelta(minutes=minutes), reason
    until = wire.ms(row.muted_until)
    room.tell("mod.muted", {"id": row.id, "name": row.resident.display_name, "until": until, "reason": reason}, Channel.STAFF)


@act
def unmute(room: Room, member: int) -> None:
    room.check("mute")
    row: Member = room.row(Member, member)
    row.muted_until, row.mute_reason = None, ""
    room.tell("mod.unmuted", {"id": row.id, "name": row.resident.display_name}, Channel.STAFF)


@act
def caption(room: Room, text: str, speaker: str = "") -> None:
    """What is being said, typed by a person; it goes into the log and from there into the minutes."""
    room.check("caption")
    text, speaker = stored(text), stored(speaker)
    rules.check_words(text, rules.CAPTION_MAXIMUM_LENGTH)
    rules.check_length(speaker, rules.NOTE_MAXIMUM_LENGTH, 0)
    room.tell("caption.final", {"text": text, "speaker": speaker})
