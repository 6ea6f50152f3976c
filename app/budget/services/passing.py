"""Stages that end because their day has come. Each at most once, none before what it waits for is there; the coordinator hears why not."""

from app.budget.blockers import blockers
from app.budget.models import Cycle, StageHold
from app.budget.queries import plans as queries
from app.budget.services import cycles
from app.budget.services.common import take
from app.budget.states import Act, Stage
from app.core import clock
from app.core.errors import Blocked, ChangedMeanwhile
from app.core.history import record
from app.core.transaction import transaction
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db
from app.notices import services as notices


def catch_up(cycle_id: int) -> list[Stage]:
    """End every stage of this cycle whose day is past, one transaction each: after a week without a scheduler, all of them in order.

    Which stages were ended. It stops at the first that is not due, waits for something, or that somebody else is ending just now.
    """
    ended: list[Stage] = []
    while (cycle := queries.due_by_date(cycle_id, clock.now())) is not None:
        stage = cycle.stage
        try:
            cycles.advance(cycle, by=None, seen=stage)
        except Blocked:
            hold(cycle, stage)
            break
        except ChangedMeanwhile:
            break
        ended.append(stage)
    return ended


@transaction
def hold(cycle: Cycle, stage: Stage) -> bool:
    """Write down that a stage could not end on its day, and tell the coordinators once for that day. False: it was told before."""
    take(cycle, Act.ADVANCE)
    due_at = cycle.due(stage)
    if cycle.stage is not stage or due_at is None or queries.is_held(cycle, stage, due_at):
        return False
    missing = blockers(cycle)
    if not missing:
        return False
    codes = [one.code for one in missing]
    db.session.add(
        StageHold(district_id=cycle.district_id, cycle_id=cycle.id, stage=stage, due_at=due_at, codes=codes, at=clock.now())
    )
    record(cycle, "budget.held", stage=stage.value, due_at=due_at.isoformat(), codes=codes)
    district = db.session.get_one(District, cycle.district_id)
    told = [grant.resident_id for grant in districts.holders(district, Role.COORDINATOR)]
    link = ("budget.cycle", {"cycle_id": cycle.id})
    notices.tell(told, "budget.held", district=district, link=link, name=cycle.name, stage=stage.value)
    return True
