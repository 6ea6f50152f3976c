"""What a district tells the city of a cycle: written down as it is today, published by a person, withdrawn by one. Refuses to send anything
by itself."""

from typing import Any

from app.budget.models import Cycle, PublishedFigures
from app.budget.queries import city as queries
from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.history import record
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db


class FiguresUnchanged(RuleBroken):
    code = "FIGURES_UNCHANGED"
    sentence = N_("이미 공개한 수치와 같습니다.")


class NothingPublished(RuleBroken):
    code = "NOTHING_PUBLISHED"
    sentence = N_("공개한 수치가 없습니다.")


@transaction
def publish(cycle: Cycle, *, by: Any) -> PublishedFigures:
    """The settled figures of today. A second publication stands beside the first and takes its place."""
    db.session.refresh(cycle, with_for_update={"of": Cycle})
    before, now = queries.published_of(cycle), queries.settled(cycle)
    if before and before[0].withdrawn_at is None and before[0].figures == now:
        raise FiguresUnchanged
    row = PublishedFigures(
        district_id=cycle.district_id, cycle_id=cycle.id, ordinal=len(before) + 1, year=cycle.year, name=cycle.name, figures=now,
        by_id=by.id if by else None, at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    record(cycle, "figures.published", by=by, role=Role.COORDINATOR, ordinal=row.ordinal)
    return row


@transaction
def withdraw(cycle: Cycle, *, by: Any) -> None:
    """Take back what is published of a cycle; earlier publications do not come forth again."""
    db.session.refresh(cycle, with_for_update={"of": Cycle})
    before = queries.published_of(cycle)
    if not before or before[0].withdrawn_at is not None:
        raise NothingPublished
    before[0].withdrawn_at = clock.now()
    record(cycle, "figures.withdrawn", by=by, role=Role.COORDINATOR, ordinal=before[0].ordinal)
