"""What waits on whose desk, gathered from every room without anybody importing upwards. Refuses to know what the tasks are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core import clock
from app.core.permits import Who


@dataclass(frozen=True)
class Task:
    """One thing to do."""

    text: str
    url: str
    due: datetime | None
    note: str = ""

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.now()


@dataclass(frozen=True)
class Pile:
    """Everything of one kind that somebody has to do; `more`: the address of the whole list, with its label."""

    title: str
    tasks: list[Task]
    more: tuple[str, str] | None = None


Brings = Callable[[Any, Who], Iterable[Pile]]
_rooms: list[Brings] = []


def brings(room: Brings) -> Brings:
    """Register what a room has waiting for a person in a district: function(district, who) -> piles."""
    if room not in _rooms:
        _rooms.append(room)
    return room


def piles(district: Any, who: Who) -> list[Pile]:
    """The piles of every room, the late tasks first in each."""
    found = [pile for room in _rooms for pile in room(district, who)]
    return [Pile(pile.title, sorted(pile.tasks, key=lambda task: not task.is_late), pile.more) for pile in found]
