"""The kinds of contributions that can be moderated. Rooms above bring theirs in a `moderated.py`; this room never asks what a row is.

kinds.register("comment", kinds.Kind(label=N_("의견"), load=queries.by_id, author_id=lambda row: row.author_id, …))
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.districts.models import District

Link = tuple[str, Mapping[str, Any]]
Act = Callable[..., Any]


@dataclass(frozen=True)
class Kind:
    """What this room must know of a kind of row.

    `load(district, id)` gives the row or None, also of a row out of sight; `load_all(district, ids)` many by id in one statement, for lists.
    `author_id(row)`, and `others(row)`: who else has the rights of its author. `link`: where it stands; `edit`: where its author mends it.
    `hide`, `hold` and `restore` get `(row, *, by, role, reason)` within the running service and may be called for a row that already is
    what they make of it; `by` is None while nobody has decided (a word list lets a post wait). `hold` is `hide` where the author may mend
    the text; without it a held row is hidden. `restore` also publishes for the first time what `awaits` approval. `is_gone(row)`: the
    author took it away. `context`: lines around it as (who, text) for the moderator.
    """

    label: str
    load: Callable[[District, int], Any]
    author_id: Callable[[Any], int | None]
    excerpt: Callable[[Any], str]
    link: Callable[[Any], Link]
    hide: Act
    restore: Act
    hold: Act | None = None
    load_all: Callable[[District, Collection[int]], Mapping[int, Any]] | None = None
    text: Callable[[Any], str] | None = None
    edit: Callable[[Any], Link | None] = lambda row: None
    others: Callable[[Any], Collection[int]] = lambda row: ()
    is_gone: Callable[[Any], bool] = lambda row: False
    is_public: Callable[[Any], bool] = lambda row: True
    context: Callable[[Any], Sequence[tuple[str, str]]] = lambda row: ()
    awaits: bool = False

    def words(self, row: Any) -> str:
        """The whole text, as its author wrote it."""
        return (self.text or self.excerpt)(row)

    def owners(self, row: Any) -> frozenset[int]:
        """Everybody whose words these are: they are told, may appeal, and never decide."""
        author = self.author_id(row) if row is not None else None
        return frozenset({*self.others(row), *([] if author is None else [author])}) if row is not None else frozenset()

    def rows(self, district: District, ids: Collection[int]) -> Mapping[int, Any]:
        """The rows of these ids that are still there."""
        if self.load_all is not None:
            return self.load_all(district, ids) if ids else {}
        return {number: row for number in ids if (row := self.load(district, number)) is not None}


Written = Callable[[int, datetime, int], Sequence[datetime]]
_kinds: dict[str, Kind] = {}
_written: dict[str, Written] = {}


def register(name: str, kind: Kind) -> None:
    """A kind by the name its cases are stored under; at most 40 characters, never changed afterwards."""
    _kinds[name] = kind


def register_pace(name: str, written: Written) -> None:
    """How often somebody did what `rules.PACES[name]` limits: `written(resident_id, since, at_most)` gives the instants since then,
    oldest first, the latest `at_most` of them."""
    _written[name] = written


def get(name: str) -> Kind | None:
    return _kinds.get(name)


def of(name: str) -> Kind:
    """The kind of a stored case. KeyError if no room brings it any more."""
    return _kinds[name]


def names() -> list[str]:
    return list(_kinds)


def written(name: str) -> Written:
    return _written[name]
