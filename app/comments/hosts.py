"""What a conversation hangs on, as far as this room needs to know: a title and two addresses. Higher rooms say it; refuses to ask them more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.comments.models import Thread

Link = tuple[str, Mapping[str, Any]]  # an endpoint and its values, the district left out


@dataclass(frozen=True)
class Host:
    """`page` shows the conversation, `changes` what has been reworded since a given edition."""

    title: str
    page: Link
    changes: Callable[[int], Link] | None = None


Finder = Callable[[Thread], Host | None]
_finders: list[Finder] = []


def finds(finder: Finder) -> Finder:
    """Register a function that knows the conversations of its room, and answers None for others."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def of(thread: Thread) -> Host | None:
    return next((host for finder in _finders if (host := finder(thread))), None)
