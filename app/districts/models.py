"""The tenant, its departments, and who wears which hat in it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.language import localized
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.states import DistrictKind, DistrictStatus, Role
from app.extensions import db


class District(db.Model):
    """The city or one of its districts. `code` is the MOIS code, `col` and `row` its place on the tile map."""

    __tablename__ = "district"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name_ko: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[DistrictKind] = mapped_column(enum_of(DistrictKind))
    status: Mapped[DistrictStatus] = mapped_column(enum_of(DistrictStatus), default=DistrictStatus.CLOSED)
    col: Mapped[int | None]
    row: Mapped[int | None]
    opened_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def name(self) -> str:
        return localized(self.name_ko, self.name_en)

    @property
    def is_city(self) -> bool:
        return self.kind is DistrictKind.CITY

    @property
    def is_open(self) -> bool:
        return self.status is not DistrictStatus.CLOSED


class Department(Tenant, db.Model):
    """A competent department (사업부서) of the city or district."""

    __tablename__ = "department"
    name_ko: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("id", "district_id"), UniqueConstraint("district_id", "name_ko"))

    @property
    def name(self) -> str:
        return localized(self.name_ko, self.name_en)


class RoleGrant(Tenant, db.Model):
    """One hat of one resident in one district; officers belong to a department."""

    __tablename__ = "role_grant"
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    role: Mapped[Role] = mapped_column(enum_of(Role))
    department_id: Mapped[int | None]
    granted_at: Mapped[datetime] = mapped_column(Instant)
    department: Mapped[Department | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("district_id", "resident_id", "role"),
        within_district("department", "department_id"),
    )
