"""How a district, and each of its departments, keeps its word: figures made of rows, never entered. Refuses queries and rounding up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core import clock
from app.replies import rules
from app.replies.states import CaseState


@dataclass
class Account:
    """One department's, or one district's, replies: counts, and how many days from the threshold to the reply."""

    answered: int = 0
    on_time: int = 0
    by_first_date: int = 0
    open: int = 0
    late: int = 0
    unassigned: int = 0
    stopped: int = 0
    extensions: int = 0
    reopenings: int = 0
    days: Counter[int] = field(default_factory=Counter)

    @property
    def on_time_percent(self) -> int | None:
        """Of everything that was to be answered by now: what is still open past its date counts as not on time."""
        return rules.percent(self.on_time, self.answered + self.late)

    @property
    def first_date_percent(self) -> int | None:
        """The same by the first due date, as if no time had been added."""
        return rules.percent(self.by_first_date, self.answered + self.late)

    @property
    def median_days(self) -> int | None:
        return rules.median(self.days)

    def add(self, row: Any, today: date) -> None:
        """One group of cases that share state and dates."""
        self.extensions += row.extensions
        self.reopenings += row.reopenings
        if row.state is CaseState.ANSWERED:
            self.answered += row.n
            self.on_time += row.n * (row.answered_on <= row.due_on)
            self.by_first_date += row.n * (row.answered_on <= row.first_due_on)
            self.days[(row.answered_on - row.reached_on).days] += row.n
        elif not row.is_there:
            self.stopped += row.n
        else:
            self.open += row.n
            self.unassigned += row.n * (row.state is CaseState.WAITING)
            self.late += row.n * _is_late(row, today)


def _is_late(row: Any, today: date) -> bool:
    dates = [row.due_on, row.assign_by if row.state is CaseState.WAITING else None]
    return any(day is not None and day < today for day in dates)


def by(key: str, rows: Iterable[Any]) -> dict[int | None, Account]:
    """The accounts by one column of the rows, lead_id or district_id; without a lead: not assigned yet."""
    today = clock.today()
    accounts: dict[int | None, Account] = {}
    for row in rows:
        accounts.setdefault(getattr(row, key), Account()).add(row, today)
    return accounts


def total(rows: Iterable[Any]) -> Account:
    account, today = Account(), clock.today()
    for row in rows:
        account.add(row, today)
    return account
