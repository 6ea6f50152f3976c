"""Changing a setting of a running cycle: with a reason, in public, and only before what it decides has begun. Refuses anything silent."""

from collections.abc import Callable
from typing import Any

from app.budget.funding import check_granted, district_won
from app.budget.models import Cycle, CycleAmendment
from app.budget.policy import BudgetPolicy
from app.budget.policy.amending import changes, check_amendable
from app.budget.queries import plans as queries
from app.budget.queries.city import granted_won
from app.budget.rules import check_policy, check_reason
from app.budget.services.common import take
from app.budget.states import Act
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db


def check_share(district_id: int, year: int, policy: BudgetPolicy) -> None:
    """The district track has no more money than the type of funding the district chose for the year."""
    planned = district_won(policy.envelope_won, dict(policy.track_envelopes_won), policy.tracks)
    if planned:
        check_granted(planned, granted_won(district_id, year))


@transaction
def amend(
    cycle: Cycle, *, by: Any, change: Callable[[BudgetPolicy], BudgetPolicy], reason: str, seen: int | None = None
) -> list[CycleAmendment]:
    """Change the running policy; one amendment for every setting that then differs.

    `seen` is how many amendments the writer's page knew of: whoever fills in a form of yesterday's settings must not bring those back.
    """
    take(cycle, Act.AMEND)
    if seen is not None and seen != queries.amendment_count(cycle):
        raise ChangedMeanwhile
    check_reason(reason)
    policy = change(cycle.policy)
    changed = changes(cycle.policy, policy)
    check_amendable(changed, cycle.stage)
    check_policy(policy)
    first = queries.amendment_count(cycle) + 1
    made = [
        CycleAmendment(
            district_id=cycle.district_id, cycle_id=cycle.id, ordinal=ordinal, setting=name, before=was, after=now,
            reason=reason, by_id=by.id if by else None, at=clock.now(),
        )
        for ordinal, (name, (was, now)) in enumerate(changed.items(), start=first)
    ]  # fmt: skip
    db.session.add_all(made)
    values = {name: now for name, (_, now) in changed.items()}
    if "envelope_won" in values:
        cycle.envelope_won = values.pop("envelope_won")
        was_won = changed["envelope_won"][0]
        details = {"won_from": was_won, "won_to": cycle.envelope_won, "currency": cycle.currency}
        record(cycle, "budget.envelope_revised", by=by, role=Role.COORDINATOR, reason=reason, **details)
    cycle.amended = {**(cycle.amended or {}), **values}
    for name in values:
        record(cycle, "budget.amended", by=by, role=Role.COORDINATOR, reason=reason, setting=name)
    return made
