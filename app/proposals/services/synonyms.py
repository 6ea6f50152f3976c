"""The words that mean the same to a search: sets of them, added, taken away, brought in from a table."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.errors import DomainError
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.proposals import rules
from app.proposals.models import Synonym, SynonymSet

BETWEEN = re.compile(r"[=＝,，、;\t\n]")


@transaction(conflict=rules.SynonymTaken)
def add_synonyms(district: District, words: str, *, by: Any) -> SynonymSet:
    """A set of words that mean the same, as written: 따릉이 = 공공자전거, 공유자전거."""
    keys = rules.check_synonyms(split(words))
    _check_room(district, 1)
    if taken := _taken(district, keys):
        raise rules.SynonymTaken(keys[min(taken)])
    return _add(district, keys, by)


@transaction
def remove_synonyms(found: SynonymSet, *, by: Any) -> None:
    """Take a set away: the words are looked for each by itself again."""
    record(found, "synonyms.removed", by=by, role="coordinator", words=str(found))
    db.session.delete(found)


@transaction(conflict=rules.SynonymTaken)
def import_synonyms(district: District, rows: Sequence[Sequence[str]], *, by: Any) -> tuple[int, list[tuple[int, DomainError]]]:
    """One set per row, all or none: how many are new, and what is wrong with which row. Sets known already are passed over."""
    known, faults, new = _sets(district), [], []
    for number, row in enumerate(rows, start=1):
        if not any(cell.strip() for cell in row):
            continue
        try:
            keys = rules.check_synonyms([word for cell in row for word in split(cell)])
            if _is_new(keys, known):
                new.append(keys)
                known.append(set(keys))
        except DomainError as fault:
            faults.append((number, fault))
    if not faults:
        _check_room(district, len(new))
        for keys in new:
            _add(district, keys, by)
    return (0 if faults else len(new)), faults


def split(words: str) -> list[str]:
    return BETWEEN.split(stored(words))


def _is_new(keys: dict[str, str], known: Iterable[set[str]]) -> bool:
    for one in known:
        if one == set(keys):
            return False
        if taken := one & set(keys):
            raise rules.SynonymTaken(keys[min(taken)])
    return True


def _sets(district: District) -> list[set[str]]:
    sets: dict[int, set[str]] = {}
    for set_id, key in db.session.execute(select(Synonym.set_id, Synonym.key).where(Synonym.district_id == district.id)):
        sets.setdefault(set_id, set()).add(key)
    return list(sets.values())


def _taken(district: District, keys: Iterable[str]) -> set[str]:
    return set(db.session.scalars(select(Synonym.key).where(Synonym.district_id == district.id, Synonym.key.in_(list(keys)))))


def _check_room(district: District, more: int) -> None:
    there = db.session.scalar(select(func.count(SynonymSet.id)).where(SynonymSet.district_id == district.id)) or 0
    if there + more > rules.SYNONYM_SETS_MAXIMUM:
        raise rules.SynonymSetsFull(most=rules.SYNONYM_SETS_MAXIMUM)


def _add(district: District, keys: dict[str, str], by: Any) -> SynonymSet:
    words = [Synonym(district_id=district.id, word=word, key=key) for key, word in keys.items()]
    made = SynonymSet(district_id=district.id, added_at=clock.now(), words=words)
    db.session.add(made)
    record(made, "synonyms.added", by=by, role="coordinator", words=str(made))
    return made
