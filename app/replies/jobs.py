"""What the calendar brings about: days for gathering that are over, people in a conversation counted, officers reminded. It decides nothing."""

from collections.abc import Callable
from typing import Any

from app.core import clock
from app.core.errors import DomainError
from app.core.jobs import crontab, every
from app.replies import queries, services


@every(crontab(minute="5", hour="15"))
def midnight() -> None:
    """At five past midnight in Seoul."""
    lapse_all()


@every(crontab(minute="20"))
def recount() -> None:
    """Hourly: the conversations that a mayor's reply waits for, and endorsements that merging has brought together."""
    for case_id in queries.to_recount():
        _one(case_id, services.recount)


@every(crontab(minute="0", hour="0"))
def morning() -> None:
    """At nine in the morning in Seoul: who owes a reply hears how long it is still, or how late it is."""
    for case_id in queries.owed_everywhere():
        _one(case_id, services.remind)


def lapse_all() -> int:
    """Every case whose days are over, each in its own transaction; how many were written down."""
    return sum(_one(case.id, services.lapse) for case in queries.lapsed(clock.today()))


def _one(case_id: int, act: Callable[[Any], bool]) -> bool:
    """One case that cannot be done now holds up no other."""
    case = queries.by_id(case_id)
    try:
        return case is not None and act(case)
    except DomainError:
        return False
