"""What the calendar brings about in forums. Refuses rules: the services have them."""

from app.core import clock
from app.core.errors import DomainError
from app.core.jobs import crontab, every, job
from app.extensions import db
from app.forums import queries, services
from app.forums.models import Forum


@job()
def end_forgotten(forum_id: int) -> None:
    """End one forum if nobody will; somebody else may have been quicker."""
    forum = db.session.get(Forum, forum_id)
    try:
        if forum is not None:
            services.end_forgotten(forum, by=None)
    except DomainError:
        return


@job()
def miss(forum_id: int) -> None:
    """Say of one forum that it did not take place; somebody may have opened it, or given it another day, meanwhile."""
    forum = db.session.get(Forum, forum_id)
    try:
        if forum is not None:
            services.miss(forum, by=None)
    except DomainError:
        return


@every(crontab(minute="*/10"))
def end_overdue() -> None:
    """Each ten minutes: one job for each forum that should have ended long ago, so that a broken one holds up no other."""
    for forum in queries.overdue(clock.now()):
        end_forgotten(forum.id)


@every(crontab(minute="*/10"))
def miss_unopened() -> None:
    """Each ten minutes, the same for each forum whose doors stayed closed."""
    for forum in queries.unopened(clock.now()):
        miss(forum.id)
