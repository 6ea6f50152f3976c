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
    """The piles of every room, in each the late tasks first and then what falls due first."""
    found = [pile for room in _rooms for pile in room(district, who)]
    return [Pile(pile.title, sorted(pile.tasks, key=_urgency), pile.more) for pile in found]


def _urgency(task: Task) -> tuple[bool, bool, float]:
    """Late first, then by what falls due first; what has no date comes last."""
    return not task.is_late, task.due is None, task.due.timestamp() if task.due else 0.0


@dataclass(frozen=True)
class Load:
    """How much waits in all, how much of it is late, and what falls due next."""

    waiting: int
    late: int
    next: Task | None


def load(piles: Iterable[Pile]) -> Load:
    """Over all hats; a task that lies on two piles counts once."""
    tasks = list({task.url: task for pile in piles for task in pile.tasks}.values())
    ahead = [task for task in tasks if task.due is not None and not task.is_late]
    return Load(len(tasks), sum(task.is_late for task in tasks), min(ahead, key=_urgency, default=None))
