"""Reads of districts, their departments and the hats people wear."""

from collections import Counter

from sqlalchemy import func, select

from app.core.language import lang
from app.core.permits import Who
from app.districts.models import Department, District, RoleGrant
from app.districts.states import DistrictKind, DistrictStatus, Role
from app.extensions import db


def by_slug(slug: str) -> District | None:
    return db.session.scalar(select(District).where(District.slug == slug))


def by_id(district_id: int | None) -> District | None:
    return db.session.get(District, district_id) if district_id is not None else None


def city() -> District:
    return db.session.scalars(select(District).where(District.kind == DistrictKind.CITY)).one()


def everywhere() -> list[District]:
    """The city first, then its districts by name in the language of the page."""
    name = District.name_en if lang() == "en" else District.name_ko
    return list(db.session.scalars(select(District).order_by(District.kind, name)))


def open_ones() -> list[District]:
    return [district for district in everywhere() if district.status is not DistrictStatus.CLOSED]


def departments(district: District) -> list[Department]:
    return list(db.session.scalars(select(Department).where(Department.district_id == district.id).order_by(Department.name_ko)))


def department(district: District, department_id: int) -> Department | None:
    return db.session.scalar(select(Department).where(Department.district_id == district.id, Department.id == department_id))


def grants_of(district: District | None, resident_id: int) -> list[RoleGrant]:
    if district is None:
        return []
    held = (RoleGrant.district_id == district.id) & (RoleGrant.resident_id == resident_id)
    return list(db.session.scalars(select(RoleGrant).where(held)))


def holders(district: District, role: str) -> list[RoleGrant]:
    return list(db.session.scalars(select(RoleGrant).where(RoleGrant.district_id == district.id, RoleGrant.role == role)))


def hats(district: District) -> Counter[Role]:
    """How many people wear each hat here, in one statement."""
    counted = select(RoleGrant.role, func.count()).where(RoleGrant.district_id == district.id).group_by(RoleGrant.role)
    return Counter({row[0]: row[1] for row in db.session.execute(counted)})


def who_in(district: District | None, resident_id: int, assurance: int) -> Who:
    """The person as this district sees them."""
    grants = grants_of(district, resident_id)
    return Who(
        resident_id=resident_id,
        roles=frozenset(grant.role.value for grant in grants),
        department_ids=frozenset(grant.department_id for grant in grants if grant.department_id),
        assurance=assurance,
    )
