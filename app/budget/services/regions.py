"""Regions of the city (권역) and which districts are in them: data with history, for the plan does not give it."""

from typing import Any

from sqlalchemy import func, select

from app.budget.models import Region, RegionMember
from app.budget.queries import city as queries
from app.budget.rules import check_reason
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db

NAME_MAXIMUM_LENGTH = 40


class RegionExists(RuleBroken):
    code = "REGION_EXISTS"
    field = "name_ko"
    sentence = N_("같은 이름의 권역이 이미 있습니다.")


class BadRegionName(InvalidInput):
    code = "BAD_REGION_NAME"
    field = "name_ko"
    sentence = N_("권역 이름을 1자부터 %(most)s자까지 적어 주세요.")


@transaction(conflict=RegionExists)
def name_region(city: District, *, name_ko: str, name_en: str = "", by: Any) -> Region:
    """A new region, empty."""
    tidy = " ".join(name_ko.split())
    if not 1 <= len(tidy) <= NAME_MAXIMUM_LENGTH:
        raise BadRegionName(most=NAME_MAXIMUM_LENGTH)
    last = db.session.scalar(select(func.max(Region.ordinal)).where(Region.district_id == city.id)) or 0
    region = Region(district_id=city.id, ordinal=last + 1, name_ko=tidy, name_en=name_en.strip())
    db.session.add(region)
    record(region, "region.named", by=by, role=Role.COORDINATOR if by else "operator", name=tidy)
    return region


@transaction
def place(city: District, member: District, region: Region | None, *, by: Any, reason: str) -> bool:
    """Put a district into a region, or into none. False: it was there already."""
    check_reason(reason)
    held = queries.membership(city, member)
    former = queries.region(city, held.region_id) if held else None
    if (former.id if former else None) == (region.id if region else None):
        return False
    if held is not None and region is None:
        db.session.delete(held)
    elif held is not None and region is not None:
        held.region_id = region.id
    elif region is not None:
        db.session.add(RegionMember(district_id=city.id, region_id=region.id, member_id=member.id))
    subject = region or former
    names = {"region_from": former.name_ko if former else "", "region_to": region.name_ko if region else ""}
    role = Role.COORDINATOR if by else "operator"
    record(subject, "region.joined", by=by, role=role, reason=reason, member=member.name_ko, **names)
    return True
