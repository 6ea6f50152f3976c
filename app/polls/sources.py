"""Where options can be taken from besides typing them: higher rooms bring what has come through their pipeline. Knows none of them."""

from collections.abc import Callable, Iterable

from app.districts.models import District
from app.voting.rules import OptionDraft

Source = Callable[[District], Iterable[tuple[str, OptionDraft]]]
_sources: list[Source] = []


def brings(source: Source) -> Source:
    """Register (where it stands in the pipeline, the option) for a district; the option's `ref` names it there."""
    _sources.append(source)
    return source


def offered(district: District) -> list[tuple[str, OptionDraft]]:
    return [found for source in _sources for found in source(district)]
