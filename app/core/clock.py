"""The only clock. Refuses naive times; tests and the demo travel by moving it here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """The present instant, in UTC."""
    return _travelled.get() or datetime.now(UTC)


def today() -> date:
    """The date in Seoul."""
    return now().astimezone(SEOUL).date()


def seoul(instant: datetime) -> datetime:
    return instant.astimezone(SEOUL)


def days_until(instant: datetime) -> int:
    """Calendar days in Seoul from today to the instant's day; negative when past."""
    return (seoul(instant).date() - today()).days


@contextmanager
def travel(instant: datetime) -> Iterator[None]:
    """Make `instant` the present inside the block."""
    token = _travelled.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _travelled.reset(token)


def days(number: int) -> timedelta:
    return timedelta(days=number)
