"""Reads between the city and its districts. What is shown of a district comes from what it published, and from nothing else."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Resident
from app.budget import queries
from app.budget.funding import Cap, DistrictFundingType, FundingComponent
from app.budget.models import BudgetItem, Candidate, Cycle, FundingCap, FundingChoice, PublishedFigures, Region, RegionMember
from app.budget.states import Stage
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import DistrictKind, DistrictStatus
from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.states import ProposalState
from app.voting.models import RollEntry

KNOWN_FROM = {
    "proposed": Stage.DEPARTMENT_REVIEW,
    "eligible": Stage.FIRST_SCREENING,
    "first": Stage.DELIBERATION,
    "second": Stage.FINAL_SELECTION,
    "selected": Stage.BUDGETING,
    "budgeted": Stage.CLOSED,
}
"""The stage from which a number is settled and public; before it a district publishes none."""


def scheme(year: int) -> dict[tuple[DistrictFundingType, FundingComponent], Cap]:
    """What the city gives in a year, by type and component."""
    found = select(FundingCap).where(FundingCap.district_id == districts.city().id, FundingCap.year == year)
    return {(one.kind, one.component): Cap(one.cap_won, one.is_per_dong) for one in db.session.scalars(found)}


def caps(city: District, year: int) -> list[FundingCap]:
    found = select(FundingCap).where(FundingCap.district_id == city.id, FundingCap.year == year)
    return list(db.session.scalars(found.order_by(FundingCap.id).with_for_update()))


def scheme_years() -> list[int]:
    found = select(FundingCap.year).where(FundingCap.district_id == districts.city().id).distinct()
    return list(db.session.scalars(found.order_by(FundingCap.year.desc())))


def choices(district: District, year: int) -> list[FundingChoice]:
    """Every choice this district made for the year, the latest first."""
    found = select(FundingChoice).where(FundingChoice.district_id == district.id, FundingChoice.year == year)
    return list(db.session.scalars(found.order_by(FundingChoice.ordinal.desc())))


def granted_won(district_id: int, year: int) -> int | None:
    """What the type a district chose for the year amounts to; None while it has chosen none."""
    found = select(FundingChoice.total_won).where(FundingChoice.district_id == district_id, FundingChoice.year == year)
    return db.session.scalar(found.order_by(FundingChoice.ordinal.desc()).limit(1))


def running_of_year(district: District, year: int) -> Cycle | None:
    return next((one for one in queries.running(district) if one.year == year and "district" in one.policy.tracks), None)


def regions(city: District) -> list[Region]:
    found = select(Region).where(Region.district_id == city.id).options(selectinload(Region.members))
    return list(db.session.scalars(found.order_by(Region.ordinal)))


def region(city: District, region_id: int | None) -> Region | None:
    return db.session.scalar(select(Region).where(Region.district_id == city.id, Region.id == region_id))


def membership(city: District, member: District) -> RegionMember | None:
    found = select(RegionMember).where(RegionMember.district_id == city.id, RegionMember.member_id == member.id)
    return db.session.scalar(found)


def published_of(cycle: Cycle) -> list[PublishedFigures]:
    """What has been published of a cycle, the latest first."""
    found = select(PublishedFigures).where(
        PublishedFigures.cycle_id == cycle.id, PublishedFigures.district_id == cycle.district_id
    )
    return list(db.session.scalars(found.order_by(PublishedFigures.ordinal.desc())))


def published(year: int) -> dict[int, list[PublishedFigures]]:
    """District id -> what it publishes of the year's cycles: of each the latest, and nothing where the latest was withdrawn."""
    open_ = (District.id == PublishedFigures.district_id) & (District.status != DistrictStatus.CLOSED)
    found = select(PublishedFigures).join(District, open_).where(PublishedFigures.year == year)
    found = found.where(District.kind == DistrictKind.DISTRICT).order_by(PublishedFigures.cycle_id, PublishedFigures.ordinal)
    latest = {one.cycle_id: one for one in db.session.scalars(found)}
    shown: dict[int, list[PublishedFigures]] = {}
    for one in latest.values():
        if one.withdrawn_at is None:
            shown.setdefault(one.district_id, []).append(one)
    return shown


def published_years() -> list[int]:
    found = select(PublishedFigures.year).where(PublishedFigures.withdrawn_at.is_(None)).distinct()
    return list(db.session.scalars(found.order_by(PublishedFigures.year.desc())))


def settled(cycle: Cycle) -> dict[str, Any]:
    """The figures of a cycle that are settled by now; None for what is still being judged, voted on or decided."""
    order = list(Stage)
    funnel: Mapping[str, int] = queries.funnels([cycle])[cycle.id]
    figures: dict[str, Any] = {
        name: funnel[name] if order.index(cycle.stage) >= order.index(stage) else None for name, stage in KNOWN_FROM.items()
    }
    figures |= {"envelope_won": cycle.envelope_won, "selected_won": None, "budgeted_won": None, "voters": None, "entitled": None}
    figures |= {"stage": cycle.stage.value, "currency": cycle.currency}
    if figures["selected"] is not None:
        figures["selected_won"], decided_won = _won(cycle)
        figures["budgeted_won"] = decided_won if figures["budgeted"] is not None else None
    paper = queries.paper(cycle)
    if paper is not None and paper.is_counted:
        figures["voters"] = (
            db.session.scalar(select(func.count()).select_from(RollEntry).where(RollEntry.paper_id == paper.id)) or 0
        )
        figures["entitled"] = _residents(cycle.district_id)
    return figures


def _won(cycle: Cycle) -> tuple[int, int]:
    found = select(func.sum(BudgetItem.amount_won), func.sum(BudgetItem.decided_amount_won))
    found = found.join(Candidate, Candidate.id == BudgetItem.candidate_id).where(Candidate.cycle_id == cycle.id)
    amount, decided = db.session.execute(found).one()
    return int(amount or 0), int(decided or 0)


def _residents(district_id: int) -> int:
    """Residents of the district with a confirmed address: what its voters are measured against."""
    there = (Resident.home_district_id == district_id) & Resident.email_verified_at.is_not(None) & Resident.closed_at.is_(None)
    return db.session.scalar(select(func.count(Resident.id)).where(there)) or 0


def proposal_count(district: District) -> int:
    """Published proposals of the district."""
    found = select(func.count(Proposal.id)).where(Proposal.district_id == district.id, Proposal.state == ProposalState.PUBLISHED)
    return db.session.scalar(found) or 0
