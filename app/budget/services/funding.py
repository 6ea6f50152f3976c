"""Money of the city for districts: what a type amounts to, which one a district chooses, and what that does to its running cycle."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.budget.funding import (
    Cap,
    DistrictFundingType,
    FundingComponent,
    FundingUnchanged,
    NoFundingOfThisType,
    check_cap_won,
    total_won,
)
from app.budget.models import Cycle, FundingCap, FundingChoice
from app.budget.policy import BudgetPolicy
from app.budget.queries import city as queries
from app.budget.rules import check_reason, check_year
from app.budget.services import amendments
from app.core import clock
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db

DISTRICT_TRACK = "district"


@transaction
def set_caps(
    city: District, year: int, *, caps: Mapping[tuple[DistrictFundingType, FundingComponent], Cap], by: Any, reason: str
) -> int:
    """Write what the city gives in a year; every amount that changes is a line of history. How many changed."""
    check_year(year)
    check_reason(reason)
    known = {(one.kind, one.component): one for one in queries.caps(city, year)}
    changed = 0
    for (kind, component), cap in caps.items():
        check_cap_won(cap.won)
        row = known.get((kind, component))
        if row is not None and (row.cap_won, row.is_per_dong) == (cap.won, cap.is_per_dong):
            continue
        before = row.cap_won if row is not None else 0
        if row is None:
            row = FundingCap(district_id=city.id, year=year, kind=kind, component=component)
            db.session.add(row)
        row.cap_won, row.is_per_dong = cap.won, cap.is_per_dong
        details = {"year": year, "kind": kind.value, "component": component.value, "won_from": before, "won_to": cap.won}
        record(row, "funding.cap_set", by=by, role=Role.COORDINATOR if by else "operator", reason=reason, **details)
        changed += 1
    return changed


@transaction
def choose(district: District, year: int, *, kind: DistrictFundingType, dong_count: int, by: Any, reason: str) -> FundingChoice:
    """The district's choice for a year. A cycle of that year which runs on it gets the new envelope, as a public amendment."""
    check_reason(reason)
    scheme = queries.scheme(year)
    if not scheme:
        raise NoFundingOfThisType
    total = total_won(scheme, kind, dong_count)
    before = queries.choices(district, year)
    if before and (before[0].kind, before[0].dong_count, before[0].total_won) == (kind, dong_count, total):
        raise FundingUnchanged
    choice = FundingChoice(
        district_id=district.id, year=year, ordinal=len(before) + 1, kind=kind, dong_count=dong_count, total_won=total,
        reason=reason, by_id=by.id if by else None, at=clock.now(),
    )  # fmt: skip
    db.session.add(choice)
    details = {"year": year, "kind": kind.value, "total_won": total}
    record(choice, "funding.chosen", by=by, role=Role.COORDINATOR, reason=reason, **details)
    cycle = queries.running_of_year(district, year)
    if cycle is not None:
        _follow(cycle, total, by, reason)
    return choice


def _follow(cycle: Cycle, total: int, by: Any, reason: str) -> None:
    def change(policy: BudgetPolicy) -> BudgetPolicy:
        if not policy.track_envelopes_won:
            return replace(policy, envelope_won=total)
        shares = {**dict(policy.track_envelopes_won), DISTRICT_TRACK: total}
        return replace(policy, track_envelopes_won=tuple(shares.items()), envelope_won=sum(shares.values()))

    if change(cycle.policy) != cycle.policy:
        amendments.amend(cycle, by=by, change=change, reason=reason)
