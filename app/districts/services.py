"""Opening districts, their departments, and giving and taking hats."""

from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.history import record
from app.core.states import advance
from app.core.transaction import transaction
from app.districts.models import Department, District, RoleGrant
from app.districts.seed import DISTRICTS
from app.districts.states import STATUSES, DistrictKind, DistrictStatus, Role
from app.extensions import db


class DepartmentExists(RuleBroken):
    code = "DEPARTMENT_EXISTS"
    field = "name_ko"
    sentence = N_("같은 이름의 부서가 이미 있습니다.")


class OfficerNeedsDepartment(RuleBroken):
    code = "OFFICER_NEEDS_DEPARTMENT"
    status = 422
    field = "department_id"
    sentence = N_("부서 담당자는 소속 부서를 골라야 합니다.")


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
    """start_pilot, open or close a district."""
    district.status = advance(STATUSES, district.status, action)
    if district.status is not DistrictStatus.CLOSED:
        district.opened_at = district.opened_at or clock.now()
    record(_Itself(district), f"district.{action}", by=by, reason=reason)
    return district


class _Itself:
    """A district seen as a row of its own tenant, for history."""

    __tablename__ = "district"

    def __init__(self, district: District) -> None:
        self.id = self.district_id = district.id


@transaction(conflict=DepartmentExists)
def add_department(district: District, *, name_ko: str, name_en: str = "") -> Department:
    department = Department(district_id=district.id, name_ko=name_ko, name_en=name_en)
    db.session.add(department)
    return department


@transaction
def appoint(district: District, resident: Any, role: Role, *, department: Department | None = None, by: Any = None) -> RoleGrant:
    """Give a resident a hat here; giving the same hat again changes only the department."""
    if role is Role.OFFICER and department is None:
        raise OfficerNeedsDepartment
    held = (RoleGrant.district_id == district.id) & (RoleGrant.resident_id == resident.id) & (RoleGrant.role == role)
    grant = db.session.scalar(select(RoleGrant).where(held))
    if grant is None:
        grant = RoleGrant(district_id=district.id, resident_id=resident.id, role=role, granted_at=clock.now())
        db.session.add(grant)
    grant.department_id = department.id if department else None
    record(grant, "role.granted", by=by, role=Role.COORDINATOR if by else "", resident_id=resident.id, hat=role.value)
    return grant


@transaction
def dismiss(grant: RoleGrant, *, by: Any = None, reason: str = "") -> None:
    """Take a hat away."""
    record(grant, "role.revoked", by=by, reason=reason, resident_id=grant.resident_id, hat=grant.role.value)
    db.session.delete(grant)
