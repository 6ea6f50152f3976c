"""Reads of plans and rosters, the district first. Refuses to say who of a roster has voted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Resident
from app.accounts.rules import born_by
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import DistrictKind
from app.extensions import db
from app.polls import reading
from app.polls.models import Plan, RosterEntry
from app.polls.states import PlanState
from app.polls.styles import Home
from app.voting.models import Electorate, Paper
from app.voting.rules import Origin
from app.voting.states import PaperState

PLANS_SHOWN = 100


def plan(district: District, plan_id: int) -> Plan | None:
    """An official plan that has not been dropped."""
    return db.session.scalar(_of(district).where(Plan.id == plan_id))


def frozen(district: District, plan_id: int) -> Plan | None:
    return db.session.scalar(_of(district).where(Plan.id == plan_id, Plan.state == PlanState.FROZEN))


def plans(district: District) -> list[Plan]:
    return list(db.session.scalars(_of(district).order_by(Plan.id.desc()).limit(PLANS_SHOWN)))


def _of(district: District) -> Any:
    wanted = (Plan.district_id == district.id) & (Plan.origin == Origin.OFFICIAL) & (Plan.state != PlanState.DROPPED)
    return select(Plan).where(wanted)


def asked_by_residents(district: District, plan_id: int) -> Plan | None:
    """A poll among residents, also one out of sight."""
    wanted = (Plan.district_id == district.id) & (Plan.origin == Origin.CITIZEN) & (Plan.id == plan_id)
    return db.session.scalar(select(Plan).where(wanted))


def of_paper(paper_id: int) -> Plan | None:
    return db.session.scalar(select(Plan).where(Plan.paper_id == paper_id))


def linked(district: District, paper_id: int) -> tuple[Plan, Paper] | None:
    """The plan of a paper and the paper, for its link."""
    wanted = (Paper.district_id == district.id) & (Paper.id == paper_id) & Paper.hidden_at.is_(None)
    paper = db.session.scalar(select(Paper).where(wanted).options(selectinload(Paper.electorates)))
    found = of_paper(paper_id) if paper is not None else None
    return (found, paper) if found is not None and paper is not None else None


def roster_size(found: Plan) -> int:
    return db.session.scalar(select(func.count()).where(RosterEntry.plan_id == found.id)) or 0


def roster_kinds(found: Plan) -> dict[str, tuple[int, int]]:
    """By kind of contact: how many there are, and to how many a code has not been handed out yet."""
    waiting = func.count().filter(RosterEntry.handed_at.is_(None))
    counted = select(RosterEntry.kind, func.count(), waiting).where(RosterEntry.plan_id == found.id).group_by(RosterEntry.kind)
    return {row[0].value: (row[1], row[2]) for row in db.session.execute(counted)}


def homes(min_age: int, today: date) -> list[Home]:
    """Every district of the city, and how many people who could vote today have told that they live there."""
    of_age = Resident.birth_date <= born_by(min_age, today)
    theirs = (Resident.home_district_id == District.id) & Resident.email_verified_at.is_not(None) & Resident.closed_at.is_(None)
    facts = (District.slug, District.name_ko, District.name_en)
    counted = select(*facts, func.count(Resident.id)).outerjoin(Resident, theirs & of_age)
    counted = counted.where(District.kind == DistrictKind.DISTRICT).group_by(*facts).order_by(District.slug)
    return [Home(*row) for row in db.session.execute(counted)]


def places(district: District) -> dict[str, str]:
    """The districts an option of this place's votes may be for, by everything they may be called: the open ones for the city, else none."""
    if not district.is_city:
        return {}
    return reading.places((one.slug, one.name_ko, one.name_en) for one in districts.open_ones() if not one.is_city)


def at_home(paper: Paper, body: Electorate) -> Select[Any]:
    """Who has told that they live in one of the areas of this ballot; in the paper's own district where it has none."""
    if body.areas is None:
        return select(Resident.id).where(Resident.home_district_id == paper.district_id)
    places = select(District.id).where(District.kind == DistrictKind.DISTRICT, District.name_ko.in_(body.areas))
    return select(Resident.id).where(Resident.home_district_id.in_(places))


def open_asked_by(resident_id: int, now: datetime) -> int:
    """Polls among residents of this person that can be voted on now."""
    mine = select(func.count()).select_from(Plan).join(Paper, Paper.id == Plan.paper_id)
    is_open = (Paper.state == PaperState.OPEN) & (Paper.closes_at > now)
    return db.session.scalar(mine.where(Plan.author_id == resident_id, Plan.origin == Origin.CITIZEN, is_open)) or 0


def asked_since(resident_id: int, since: datetime) -> int:
    mine = (Plan.author_id == resident_id) & (Plan.origin == Origin.CITIZEN) & (Plan.created_at >= since)
    return db.session.scalar(select(func.count()).select_from(Plan).where(mine)) or 0


def is_public(found: Plan) -> bool:
    """Whether the paper of a poll stands where everybody can see it."""
    return db.session.get_one(Paper, found.paper_id).hidden_at is None


def submitted(district: District) -> list[Plan]:
    """Plans that wait for their second person."""
    return list(db.session.scalars(_of(district).where(Plan.state == PlanState.SUBMITTED).order_by(Plan.id)))
