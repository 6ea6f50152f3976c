"""What the calendar brings about in the pipeline. Refuses rules: the services have them."""

from app.budget.queries import plans as queries
from app.budget.services import passing
from app.core import clock
from app.core.jobs import crontab, every, job


@job()
def pass_stages(cycle_id: int) -> None:
    """End what is due in one cycle; a second worker finds nothing left to do."""
    passing.catch_up(cycle_id)


@every(crontab(minute="*"))
def pass_due() -> None:
    """Each minute: one job for each cycle with a stage that is due, so that a broken one holds up no other."""
    for cycle_id in queries.ids_due_by_date(clock.now()):
        pass_stages(cycle_id)
