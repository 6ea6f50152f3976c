"""The permission table's grammar and its evaluator: any clause of all predicates. Refuses queries and requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Who:
    """The person asking, as this district sees them: roles held here, never anywhere else."""

    resident_id: int | None = None
    roles: frozenset[str] = frozenset()
    department_ids: frozenset[int] = frozenset()
    assurance: int = 0
    papers: frozenset[int] = frozenset()
    """Papers on which this browser may vote by a code it has shown, whoever sits at it."""


Predicate = Callable[[Who, Any], bool]
Clauses = tuple[tuple[Predicate, ...], ...]
Table = Mapping[str, Clauses]


def anyone(who: Who, subject: Any) -> bool:
    return True


def signed_in(who: Who, subject: Any) -> bool:
    return who.resident_id is not None


def signed_out(who: Who, subject: Any) -> bool:
    return who.resident_id is None


def verified(who: Who, subject: Any) -> bool:
    """The e-mail address has been confirmed (assurance level L1)."""
    return who.resident_id is not None and who.assurance >= 1


def role(name: str) -> Predicate:
    """The predicate 'holds this role in the district at hand'."""

    def holds(who: Who, subject: Any) -> bool:
        return name in who.roles

    holds.__name__ = name
    return holds


def permits(table: Table, permission: str, who: Who, subject: Any = None) -> bool:
    """Whether one clause of the permission holds in all its predicates. Unknown permissions raise KeyError."""
    return any(all(predicate(who, subject) for predicate in clause) for clause in table[permission])


def describe(clauses: Clauses) -> str:
    """The clauses read aloud: `author and is_open or moderator`."""
    return " or ".join(" and ".join(predicate.__name__ for predicate in clause) for clause in clauses)
