"""Execution in words and figures: parameters of its history and shares. Refuses queries."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from app.core import telling
from app.core.filters import money
from app.core.language import day
from app.delivery import labels
from app.delivery.rules import permille
from app.delivery.states import DeliveryState, Outcome

WORDS: dict[type[StrEnum], Mapping[Any, str]] = {DeliveryState: labels.STATES, Outcome: labels.OUTCOMES}


def word(value: StrEnum) -> str:
    return gettext(WORDS[type(value)][value])


def share(part_won: int, whole_won: int) -> str:
    """A share as a percentage with one decimal, rounded down."""
    tenths = permille(part_won, whole_won)
    return f"{tenths // 10}.{tenths % 10}%"


_SHOWN: dict[str, Callable[[Any], str]] = {
    "outcome": lambda value: word(Outcome(value)),
    **{name: (lambda value: day(date.fromisoformat(value))) for name in ("ends_on", "done_on", "due_from", "due_to")},
}


@telling.words("delivery")
def parameters(details: Mapping[str, Any]) -> dict[str, str]:
    """Amounts in their currency, days as they are written here."""
    currency = str(details.get("currency", "KRW"))
    found = {}
    for name, value in details.items():
        if name.endswith("_won"):
            found[name.removesuffix("_won")] = money(int(value), currency)
        else:
            found[name] = _SHOWN[name](value) if name in _SHOWN else str(value)
    return found
