"""What the proposals room throws away on a schedule: drafts nobody has touched for long."""

from app.core.jobs import crontab, every
from app.proposals import services


@every(crontab(minute="41", hour="4"))
def sweep_drafts() -> None:
    """Every night; a draft's page says when its turn comes."""
    services.sweep_drafts()
