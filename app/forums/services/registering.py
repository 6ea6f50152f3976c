"""Seats at a forum with a capacity: taking one, waiting for one, giving it back. Whoever waits longest moves up."""

from sqlalchemy import func, select

from app.extensions import db
from app.forums.models import Member
from app.forums.services.log import Answer, Room, act
from app.forums.states import Channel, Place
from app.notices import services as notices


@act
def register(room: Room) -> Answer:
    """A seat, or a place on the waiting list when all are taken."""
    room.check("register")
    member = room.member
    if member.place is Place.NONE:
        is_full = room.forum.capacity is not None and taken(room.forum.id) >= room.forum.capacity
        member.place, member.registered_at = Place.WAITING if is_full else Place.REGISTERED, room.now
        room.tell("registration.changed", {"id": member.id, "place": member.place.value}, Channel.STAFF)
    return {"place": member.place.value}


@act
def unregister(room: Room) -> Answer:
    """Give the seat back; it goes to whoever waits longest, and they are told."""
    room.check("register")
    member = room.member
    had, member.place, member.registered_at = member.place, Place.NONE, None
    db.session.flush()
    if had is Place.REGISTERED:
        move_up(room)
    room.tell("registration.changed", {"id": member.id, "place": member.place.value}, Channel.STAFF)
    return {"place": member.place.value}


def taken(forum_id: int) -> int:
    seats = (Member.forum_id == forum_id) & (Member.place == Place.REGISTERED)
    return db.session.scalar(select(func.count(Member.id)).where(seats)) or 0


def move_up(room: Room) -> None:
    """Within the running service: free seats go to those who wait, the longest first."""
    free = None if room.forum.capacity is None else max(0, room.forum.capacity - taken(room.forum.id))
    waits = (Member.forum_id == room.forum.id) & (Member.place == Place.WAITING)
    page = ("forums.show", {"forum_id": room.forum.id})
    for member in db.session.scalars(select(Member).where(waits).order_by(Member.registered_at, Member.id).limit(free)):
        member.place = Place.REGISTERED
        notices.tell([member.resident_id], "forum.seat", district=room.forum.district, link=page, title=room.forum.title)
        room.tell("registration.changed", {"id": member.id, "place": member.place.value}, Channel.STAFF)
