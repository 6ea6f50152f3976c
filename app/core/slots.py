"""Places on a lower room's page that a higher room fills, so that nobody imports upwards. Refuses order tricks: first come, first shown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import g, has_request_context
from markupsafe import Markup

from app.core.transaction import in_service

Filler = Callable[[Any], str | Markup]
Gatherer = Callable[[Sequence[Any]], Mapping[int, tuple[str, str]]]
_slots: dict[str, list[Filler]] = {}
_gathered: dict[str, list[Gatherer]] = {}


def fills(name: str) -> Callable[[Filler], Filler]:
    """Register a function that renders HTML for the object the page shows."""

    def register(filler: Filler) -> Filler:
        if filler not in _slots.setdefault(name, []):
            _slots[name].append(filler)
        return filler

    return register


def slot(name: str, subject: Any) -> Markup:
    """Everything registered for this place, rendered: fillers return what render_template() made, which is already escaped."""
    return Markup("").join(Markup(filler(subject)) for filler in _slots.get(name, []))  # noqa: S704


def gathers(name: str) -> Callable[[Gatherer], Gatherer]:
    """Register a function that says something short about many objects at once: their id to (text, kind of badge)."""

    def register(gatherer: Gatherer) -> Gatherer:
        if gatherer not in _gathered.setdefault(name, []):
            _gathered[name].append(gatherer)
        return gatherer

    return register


def gather(name: str, subjects: Sequence[Any]) -> dict[int, tuple[str, str]]:
    """What all registered for this place know of these objects, by id: one call for a whole list, so that a list costs one statement."""
    found: dict[int, tuple[str, str]] = {}
    for gatherer in _gathered.get(name, []) if subjects else ():
        found |= gatherer(subjects)
    return found


def asked_once(name: str, subject: Any, ask: Callable[[Any], Any]) -> Any:
    """What `ask(subject)` answers, asked once while a page is made: its badge, its lock and its panel want the same row. A service asks anew."""
    if not has_request_context() or in_service():
        return ask(subject)
    kept: dict[tuple[str, int], Any] = g.setdefault("asked_once", {})
    if (name, subject.id) not in kept:
        kept[name, subject.id] = ask(subject)
    return kept[name, subject.id]
