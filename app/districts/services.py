"""Opening districts, their departments, and giving and taking hats."""

from typing import Any

from sqlalchemy import inspect, select

from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.core.states import advance
from app.core.transaction import transaction
from app.districts import rules
from app.districts.models import Department, District, RoleGrant
from app.districts.rules import DepartmentExists, OfficerNeedsDepartment
from app.districts.seed import DISTRICTS
from app.districts.states import STATUSES, DistrictKind, DistrictStatus, Role
from app.extensions import db

OPERATOR = "operator"


@transaction
def lay_out() -> int:
    """Put the city and its 25 districts into an empty database, all closed; how many were added."""
    known = set(db.session.scalars(select(District.code)))
    new = [row for row in DISTRICTS if row[0] not in known]
    for code, slug, ko, en, col, row in new:
        kind = DistrictKind.DISTRICT if col is not None else DistrictKind.CITY
        db.session.add(District(code=code, slug=slug, name_ko=ko, name_en=en, kind=kind, col=col, row=row))
    return len(new)


@transaction
def change_status(district: District, action: str, *, by: Any = None, reason: str = "") -> District:
    """start_pilot, open or close a district; of two who do it at the same moment one is refused."""
    db.session.refresh(district, with_for_update=True)
    district.status = advance(STATUSES, district.status, action)
    if district.status is not DistrictStatus.CLOSED:
        district.opened_at = district.opened_at or clock.now()
    record(_Itself(district), f"district.{action}", by=by, role=_hat_of(by), reason=reason)
    return district


class _Itself:
    """A district seen as a row of its own tenant, for history."""

    __tablename__ = "district"

    def __init__(self, district: District) -> None:
        self.id = self.district_id = district.id


@transaction(conflict=DepartmentExists)
def add_department(district: District, *, name_ko: str, name_en: str = "", by: Any = None) -> Department:
    department = Department(district_id=district.id, name_ko=rules.check_department_name(name_ko), name_en=name_en.strip())
    db.session.add(department)
    record(department, "department.added", by=by, role=_hat_of(by), name=department.name_ko)
    return department


@transaction
def appoint(district: District, resident: Any, role: Role, *, department: Department | None = None, by: Any = None) -> RoleGrant:
    """Give a resident a hat here; giving the same hat again changes only the department, and nothing at all if that is the same."""
    if role is not Role.OFFICER:
        department = None
    elif department is None:
        raise OfficerNeedsDepartment
    held = (RoleGrant.district_id == district.id) & (RoleGrant.resident_id == resident.id) & (RoleGrant.role == role)
    grant, unit = db.session.scalar(select(RoleGrant).where(held)), department.id if department else None
    if grant is not None and grant.department_id == unit:
        return grant
    if grant is None:
        grant = RoleGrant(district_id=district.id, resident_id=resident.id, role=role, granted_at=clock.now())
        db.session.add(grant)
    grant.department_id = unit
    named = {"department": department.name_ko} if department else {}
    record(grant, "role.granted", by=by, role=_hat_of(by), resident_id=resident.id, hat=role.value, **named)
    return grant


@transaction
def dismiss(grant: RoleGrant, *, by: Any = None, reason: str = "", is_leaving: bool = False) -> None:
    """Take a hat away. Only the operator (`by` nobody) and a person who leaves may take the last coordinator's."""
    held = _locked(grant)
    if by is not None and not is_leaving:
        rules.check_reason(reason)
        if held.role is Role.COORDINATOR:
            rules.check_coordinator_remains(len(_locked_coordinators(held.district_id)))
    hat = "" if is_leaving else _hat_of(by)
    record(held, "role.revoked", by=by, role=hat, reason=reason, resident_id=held.resident_id, hat=held.role.value)
    db.session.delete(held)


def _locked(grant: RoleGrant) -> RoleGrant:
    """The hat as it is now. Coordinators are locked all at once and in order: two of them may be removing each other."""
    held = db.session.get(RoleGrant, inspect(grant).identity)
    if held is not None and held.role is Role.COORDINATOR:
        _locked_coordinators(held.district_id)
    held = db.session.get(RoleGrant, inspect(grant).identity, with_for_update=True, populate_existing=True)
    if held is None:
        raise ChangedMeanwhile
    return held


def _locked_coordinators(district_id: int) -> list[int]:
    theirs = (RoleGrant.district_id == district_id) & (RoleGrant.role == Role.COORDINATOR)
    return list(db.session.scalars(select(RoleGrant.id).where(theirs).order_by(RoleGrant.id).with_for_update()))


def _hat_of(by: Any) -> str:
    """The hat that history names: coordinators run districts, and the command line belongs to the operator."""
    return Role.COORDINATOR if by else OPERATOR
