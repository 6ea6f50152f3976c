"""What the proposals room does on a schedule: drafts nobody has touched are swept, proposals nobody has moved are pointed at."""

from app.core.jobs import crontab, every
from app.districts import queries as districts
from app.proposals import services


@every(crontab(minute="41", hour="4"))
def sweep_drafts() -> None:
    """Every night; a draft's page says when its turn comes."""
    services.sweep_drafts()


@every(crontab(minute="13", hour="5", day_of_week="1"))
def point_at_old() -> None:
    """Every Monday: a person decides, the job only counts."""
    for district in districts.open_ones():
        services.point_at_old(district)
