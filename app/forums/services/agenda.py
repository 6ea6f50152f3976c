"""The agenda: its items in order, the minutes planned and the seconds spent."""

from typing import Any

from sqlalchemy import select

from app.core.text import stored
from app.extensions import db
from app.forums import rules, wire
from app.forums.models import Item
from app.forums.services.log import Answer, Room, act
from app.forums.states import ItemState


def items_of(forum_id: int) -> list[Item]:
    return list(db.session.scalars(select(Item).where(Item.forum_id == forum_id).order_by(Item.position, Item.id)))


def _tell_all(room: Room) -> None:
    db.session.flush()
    room.tell("agenda.set", {"items": [wire.item(one) for one in items_of(room.forum.id)]})


def _checked(title: str, minutes: int, note: str) -> dict[str, Any]:
    title, note = stored(title), stored(note)
    rules.check_length(title, rules.ITEM_TITLE_MAXIMUM_LENGTH)
    rules.check_length(note, rules.ITEM_NOTE_MAXIMUM_LENGTH, 0)
    rules.check_number("minutes", minutes, 1, rules.ITEM_MINUTES_MAXIMUM)
    return {"title": title, "planned_minutes": minutes, "note": note}


@act
def add_item(room: Room, title: str, minutes: int, note: str = "") -> Answer:
    room.check("agenda")
    there = items_of(room.forum.id)
    if len(there) >= rules.ITEMS_MAXIMUM:
        raise rules.TooMany(most=rules.ITEMS_MAXIMUM)
    item = Item(
        forum_id=room.forum.id,
        district_id=room.forum.district_id,
        position=max((one.position for one in there), default=0) + 1,
        **_checked(title, minutes, note),
    )
    db.session.add(item)
    _tell_all(room)
    return {"item": item.id}


@act
def change_item(room: Room, item: int, title: str, minutes: int, note: str = "") -> None:
    room.check("agenda")
    row = room.row(Item, item)
    for name, value in _checked(title, minutes, note).items():
        setattr(row, name, value)
    _tell_all(room)


@act
def move_item(room: Room, item: int, before: int | None = None) -> None:
    """Put an item before another, or to the end."""
    room.check("agenda")
    row = room.row(Item, item)
    rest = [one for one in items_of(room.forum.id) if one.id != row.id]
    at = next((place for place, one in enumerate(rest) if one.id == before), len(rest))
    for place, one in enumerate([*rest[:at], row, *rest[at:]], start=1):
        one.position = place
    _tell_all(room)


@act
def remove_item(room: Room, item: int) -> None:
    """Only what has not begun: nothing hangs on it yet."""
    room.check("agenda")
    row = room.row(Item, item)
    if row.state is not ItemState.PLANNED or row.spent_seconds:
        raise rules.NotInForum
    db.session.delete(row)
    _tell_all(room)


@act
def start_item(room: Room, item: int) -> None:
    """Begin an item, or take a finished one up again; the one that runs ends."""
    room.check("floor")
    row = room.row(Item, item)
    if row.state is ItemState.OPEN:
        return
    finish_running(room)
    row.state, row.started_at = ItemState.OPEN, room.now
    room.tell("agenda.started", wire.item(row))


@act
def finish_item(room: Room, item: int) -> None:
    room.check("floor")
    row = room.row(Item, item)
    if row.state is not ItemState.OPEN:
        raise rules.NotInForum
    _finish(room, row)


@act
def decide(room: Room, item: int, text: str) -> None:
    """What was agreed on an item, in a sentence that goes into the minutes and onto the screen."""
    if not (room.forum.is_open_for("floor") or room.forum.is_open_for("minutes")):
        raise rules.ForumNotOpen
    text = stored(text)
    rules.check_words(text, rules.ANSWER_MAXIMUM_LENGTH)
    row = room.row(Item, item)
    row.decision = text
    room.tell("minutes.decision", {"id": row.id, "text": text})


def running(forum_id: int) -> Item | None:
    return db.session.scalar(select(Item).where(Item.forum_id == forum_id, Item.state == ItemState.OPEN))


def _count(row: Item, room: Room) -> None:
    if row.started_at is not None:
        row.spent_seconds += max(0, int((room.now - row.started_at).total_seconds()))
        row.started_at = None


def _finish(room: Room, row: Item) -> None:
    _count(row, room)
    row.state = ItemState.DONE
    room.tell("agenda.finished", wire.item(row))


def finish_running(room: Room) -> None:
    """Within the running service: whatever is open ends."""
    if (row := running(room.forum.id)) is not None:
        _finish(room, row)


def halt(room: Room) -> None:
    """A pause: the time of the open item stands still."""
    if (row := running(room.forum.id)) is not None:
        _count(row, room)


def go_on(room: Room) -> None:
    if (row := running(room.forum.id)) is not None:
        row.started_at = room.now
