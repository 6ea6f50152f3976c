"""What one process knows of its forums just now: who listens, what waits to be said. It belongs to the database its numbers are of.

Nothing of it is true of another database, whose first forum and first resident have the same numbers.
"""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from flask import current_app
from sqlalchemy import Engine

from app.extensions import db
from app.forums.states import Channel

KEY = "decide.forums"


@dataclass
class Listener:
    """One connection, and who it was when it joined."""

    forum_id: int
    lens: str
    resident_id: int | None
    epoch: int | None


@dataclass
class Here:
    """`purses`: coins and when they were counted, by person; `passing`: the latest counts that wait to be told, by forum, whether its
    crew alone hears them, and kind; `snapshots`: when each state was read, by forum and lens;
    `replays`: what came between two numbers of a channel."""

    listeners: dict[str, Listener] = field(default_factory=dict)
    purses: dict[str, tuple[float, float]] = field(default_factory=dict)
    snapshots: dict[tuple[int, str], tuple[float, dict[str, Any]]] = field(default_factory=dict)
    replays: dict[tuple[int, Channel, int, int], tuple[float, list[dict[str, Any]]]] = field(default_factory=dict)
    passing: dict[tuple[int, bool, str], dict[str, Any]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    keeps_time: bool = False
    tells_presence: bool = False


def here() -> Here:
    """This process's, for the database at hand."""
    known: WeakKeyDictionary[Engine, Here] = current_app.extensions.setdefault(KEY, WeakKeyDictionary())
    return known.setdefault(db.engine, Here())
