"""How fast one account may write. Counted in the database, so that it holds on however many machines."""

from datetime import timedelta

from app.accounts.models import Resident
from app.core import clock
from app.moderation import kinds, queries, rules

kinds.register_pace("report", queries.reported_since)


def check_pace(by: Resident, name: str) -> None:
    """Refuse what is too fast, saying until when. `name`: one of rules.PACES whose room has registered how to count."""
    pace, now = rules.PACES[name], clock.now()
    written = kinds.written(name)(by.id, now - timedelta(minutes=pace.minutes), max(pace.most, pace.most_when_new))
    rules.check_pace(name, written, now, rules.is_new(by.created_at, now))
