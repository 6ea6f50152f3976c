"""The one way a state moves: a table {state: {action: state}}. Refuses anything the table does not list."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.core.errors import IllegalTransition

S = TypeVar("S", bound=StrEnum)


def advance(table: Mapping[S, Mapping[str, S]], state: S, action: str) -> S:
    """The state after `action`, or IllegalTransition."""
    try:
        return table[state][action]
    except KeyError:
        raise IllegalTransition(state=str(state), action=action) from None


def actions(table: Mapping[S, Mapping[str, S]], state: S) -> tuple[str, ...]:
    """What may happen next in `state`."""
    return tuple(table.get(state, {}))
