"""Reads of plans, amendments and stages whose day has come. Refuses to end anything."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.budget.models import Cycle, CycleAmendment, CycleDraft, DraftSeat, StageDeadline, StageHold, StagePass
from app.budget.states import Stage
from app.districts.models import District
from app.extensions import db


def draft(district: District, draft_id: int) -> CycleDraft | None:
    found = select(CycleDraft).where(CycleDraft.district_id == district.id, CycleDraft.id == draft_id)
    return db.session.scalar(found.options(selectinload(CycleDraft.seats).joinedload(DraftSeat.resident)))


def drafts(district: District) -> list[CycleDraft]:
    """Plans still worked on, the latest first."""
    found = select(CycleDraft).where(CycleDraft.district_id == district.id, CycleDraft.cycle_id.is_(None))
    return list(db.session.scalars(found.where(CycleDraft.discarded_at.is_(None)).order_by(CycleDraft.id.desc())))


def amendments(cycle: Cycle) -> list[CycleAmendment]:
    """Every amendment, the first one first."""
    found = select(CycleAmendment).where(CycleAmendment.cycle_id == cycle.id, CycleAmendment.district_id == cycle.district_id)
    return list(db.session.scalars(found.order_by(CycleAmendment.ordinal)))


def amendment_count(cycle: Cycle) -> int:
    return db.session.scalar(select(func.count(CycleAmendment.id)).where(CycleAmendment.cycle_id == cycle.id)) or 0


def passes(cycle: Cycle) -> dict[Stage, datetime]:
    """Stage -> when it ended."""
    found = select(StagePass.stage, StagePass.at).where(StagePass.cycle_id == cycle.id)
    return {row[0]: row[1] for row in db.session.execute(found)}


def _overdue(now: datetime) -> Iterable[Cycle]:
    """Cycles whose present stage was to end by now; whether a date may end it is the policy's to say."""
    is_due = (StageDeadline.cycle_id == Cycle.id) & (StageDeadline.stage == Cycle.stage) & (StageDeadline.due_at <= now)
    found = select(Cycle).join(StageDeadline, is_due).where(Cycle.stage != Stage.CLOSED)
    return db.session.scalars(found.options(selectinload(Cycle.deadlines)).order_by(Cycle.id))


def ids_due_by_date(now: datetime) -> list[int]:
    """Cycles with a stage that ends by itself and should have."""
    return [one.id for one in _overdue(now) if one.stage in one.policy.dated_stages]


def due_by_date(cycle_id: int, now: datetime) -> Cycle | None:
    """This cycle, if its present stage should have ended by itself."""
    db.session.expire_all()
    return next((one for one in _overdue(now) if one.id == cycle_id and one.stage in one.policy.dated_stages), None)


def is_held(cycle: Cycle, stage: Stage, due_at: datetime) -> bool:
    """Whether it has been told that this stage could not end on this day."""
    found = select(StageHold.id).where(StageHold.cycle_id == cycle.id, StageHold.stage == stage, StageHold.due_at == due_at)
    return db.session.scalar(found) is not None
