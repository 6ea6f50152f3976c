"""Places on a lower room's page that a higher room fills, so that nobody imports upwards. Refuses order tricks: first come, first shown."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Filler = Callable[[Any], str | Markup]
_slots: dict[str, list[Filler]] = {}


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
