"""The floor (발언권): asking for it, whose turn it is, the clock of a speech. Refuses a second speaker, in the database too."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.states import advance
from app.core.text import stored
from app.extensions import db
from app.forums import queries, rules, wire
from app.forums.models import Turn
from app.forums.services import agenda
from app.forums.services.log import Answer, Room, act
from app.forums.states import TURN_STATES, Queue, Side, SpeechClass, TurnState


def _running(room: Room) -> Turn | None:
    wanted = select(Turn).where(Turn.forum_id == room.forum.id, Turn.state == TurnState.SPEAKING)
    return db.session.scalar(wanted)


def _speaking(room: Room) -> Turn:
    turn = _running(room)
    if turn is None:
        raise rules.NobodySpeaks
    return turn


@act
def join_queue(room: Room, speech_class: str = "ordinary", side: str = "neutral", note: str = "") -> Answer:
    """Ask for the floor; once as ordinary or reply, and once more with a point of order."""
    room.check("queue")
    member, kind, note = room.check_voice(), SpeechClass(speech_class), stored(note)
    is_order = kind is SpeechClass.POINT_OF_ORDER
    if room.forum.queue is Queue.CLOSED and not is_order:
        raise rules.QueueClosed
    rules.check_words(note, rules.NOTE_MAXIMUM_LENGTH, 0)
    waits = select(Turn.speech_class).where(Turn.member_id == member.id, Turn.state == TurnState.WAITING)
    if any((one is SpeechClass.POINT_OF_ORDER) == is_order for one in db.session.scalars(waits)):
        raise rules.AlreadyWaiting
    name = room.by.display_name if room.by else ""
    return _add(room, member_id=member.id, name=name, speech_class=kind, side=Side(side), note=note)


@act
def enter_name(room: Room, name: str, speech_class: str = "ordinary", side: str = "neutral", note: str = "") -> Answer:
    """Somebody in the hall without a phone, entered by whoever runs the forum."""
    room.check("queue")
    name, note = stored(name), stored(note)
    rules.check_words(name, rules.NOTE_MAXIMUM_LENGTH)
    rules.check_words(note, rules.NOTE_MAXIMUM_LENGTH, 0)
    return _add(room, member_id=None, name=name, speech_class=SpeechClass(speech_class), side=Side(side), note=note)


def _add(room: Room, **given: Any) -> Answer:
    item = agenda.running(room.forum.id)
    turn = Turn(
        forum_id=room.forum.id, district_id=room.forum.district_id, item_id=item.id if item else None, asked_at=room.now, **given
    )  # fmt: skip
    turn.state, turn.spent_seconds = TurnState.WAITING, 0
    db.session.add(turn)
    db.session.flush()
    room.tell("queue.joined", wire.turn(turn))
    return {"entry": turn.id}


@act
def leave_queue(room: Room, entry: int) -> None:
    """Take one's own name off the list."""
    turn = room.row(Turn, entry)
    if room.by is None or turn.member_id != room.member.id:
        raise rules.NotInForum
    turn.state = advance(TURN_STATES, turn.state, "leave")
    room.tell("queue.left", {"id": turn.id})


@act
def remove_from_queue(room: Room, entry: int, reason: str) -> None:
    """A moderator takes a name off the list, and says why."""
    reason = stored(reason)
    rules.check_reason(reason)
    turn = room.row(Turn, entry)
    turn.state = advance(TURN_STATES, turn.state, "remove")
    room.tell("queue.removed", {"id": turn.id, "reason": reason})


@act
def raise_in_queue(room: Room, entry: int, reason: str) -> None:
    """Put somebody first against the order, and say why."""
    reason = stored(reason)
    rules.check_reason(reason)
    turn = room.row(Turn, entry)
    if turn.state is not TurnState.WAITING:
        raise rules.NotInForum
    turn.raised_at = room.now
    room.tell("queue.raised", {"id": turn.id, "reason": reason})


@act
def pass_turn(room: Room, entry: int) -> None:
    """Whoever is called and not ready waits again, as if they had asked just now."""
    turn = room.row(Turn, entry)
    if turn.state is TurnState.SPEAKING:
        _reset(turn)
    elif turn.state is not TurnState.WAITING:
        raise rules.NotInForum
    turn.state, turn.asked_at, turn.raised_at = TurnState.WAITING, room.now, None
    room.tell("queue.passed", wire.turn(turn))


@act
def restore_to_queue(room: Room, entry: int) -> None:
    """Undo a slip: whoever left, was removed or has just spoken waits again, in the place they had."""
    turn = room.row(Turn, entry)
    turn.state = advance(TURN_STATES, turn.state, "restore")
    _reset(turn)
    room.tell("queue.restored", wire.turn(turn))


def _reset(turn: Turn) -> None:
    turn.started_at = turn.ends_at = turn.paused_at = turn.ended_at = None
    turn.paused_seconds = turn.spent_seconds = 0


@act
def start_speech(room: Room, entry: int | None = None, seconds: int | None = None) -> Answer:
    """Give the floor to this entry, or to whoever is first; the running speech ends."""
    room.check("floor")
    rules.check_number("seconds", seconds, rules.TURN_SECONDS_MINIMUM, rules.TURN_SECONDS_MAXIMUM)
    if entry is None:
        order = queries.floor_order(room.forum)
        if not order:
            raise rules.NobodyWaits
        entry = order[0].id
    turn = room.row(Turn, entry)
    end_running(room, "next")
    db.session.flush()  # the old one must have ended before the database sees a new one
    turn.state = advance(TURN_STATES, turn.state, "start")
    item = agenda.running(room.forum.id)
    turn.item_id = item.id if item else turn.item_id
    turn.started_at, turn.ends_at = room.now, room.now + timedelta(seconds=seconds or room.forum.turn_seconds)
    room.tell("speech.started", wire.turn(turn))
    return {"entry": turn.id}


@act
def pause_speech(room: Room) -> None:
    room.check("floor")
    if _speaking(room).paused_at is None:
        halt(room)


@act
def resume_speech(room: Room) -> None:
    room.check("floor")
    if _speaking(room).paused_at is not None:
        go_on(room)


@act
def extend_speech(room: Room, seconds: int = rules.TURN_EXTENSION_SECONDS) -> None:
    room.check("floor")
    rules.check_number("seconds", seconds, 1, rules.TURN_SECONDS_MAXIMUM)
    turn = _speaking(room)
    if turn.ends_at is not None:
        turn.ends_at = max(turn.ends_at, room.now) + timedelta(seconds=seconds)
    room.tell("speech.extended", wire.turn(turn) | {"by_seconds": seconds})


@act
def end_speech(room: Room) -> None:
    room.check("floor")
    _speaking(room)
    end_running(room, "ended")


def end_running(room: Room, why: str) -> None:
    """Within the running service: whoever speaks ends."""
    turn = _running(room)
    if turn is None:
        return
    turn.spent_seconds = rules.spent_seconds(turn.started_at, turn.paused_seconds, turn.paused_at, room.now)
    turn.state, turn.ended_at, turn.paused_at = advance(TURN_STATES, turn.state, "end"), room.now, None
    room.tell("speech.ended", wire.turn(turn) | {"why": why})


def halt(room: Room) -> None:
    """The clock of the running speech stands still."""
    turn = _running(room)
    if turn is not None and turn.paused_at is None:
        turn.paused_at = room.now
        room.tell("speech.paused", wire.turn(turn))


def go_on(room: Room) -> None:
    """It runs again: what was left is left."""
    turn = _running(room)
    if turn is not None and turn.paused_at is not None:
        pause = room.now - turn.paused_at
        turn.paused_seconds += int(pause.total_seconds())
        turn.ends_at = turn.ends_at + pause if turn.ends_at else None
        turn.paused_at = None
        room.tell("speech.resumed", wire.turn(turn))
