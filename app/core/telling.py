"""History in the reader's language: the sentences every room's labels.py brings (gathered by app/rooms.py). Refuses queries."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from app.core.history import HistoryEntry

Worded = Callable[[Mapping[str, Any]], Mapping[str, Any]]
_sentences: dict[str, str] = {}
_subjects: dict[str, str] = {}
_worded: dict[str, Worded] = {}


def learn(sentences: Mapping[str, str], subjects: Mapping[str, str]) -> None:
    """What a room calls its actions, and what it calls the things they are done to."""
    _sentences.update(sentences)
    _subjects.update(subjects)


def words(room: str) -> Callable[[Worded], Worded]:
    """Register how the details of `room.…` actions become words, where plain values will not do: amounts, dates, stages."""

    def register(worded: Worded) -> Worded:
        _worded[room] = worded
        return worded

    return register


class _Details(dict[str, Any]):
    """The details of an entry; one that an older entry lacks is a dash instead of an error."""

    def __missing__(self, name: str) -> str:
        return "–"


def is_told(entry: HistoryEntry) -> bool:
    """Whether somebody found words for this action."""
    return entry.action in _sentences


def sentence(entry: HistoryEntry, **known: str) -> str:
    """What was decided; `known` adds what only the caller can look up. An action without words is told by its code."""
    if not is_told(entry):
        return entry.action
    details = _worded.get(entry.action.partition(".")[0], dict)(entry.details)
    return gettext(_sentences[entry.action]) % _Details({**details, **known})


def subject(kind: str) -> str:
    """What an entry is about: a proposal, a paper, a hat."""
    return gettext(_subjects[kind]) if kind in _subjects else kind
