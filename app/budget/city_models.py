"""Tables between the city and its districts: money by type, regions, and the figures a district publishes. Refuses what it keeps to itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.budget.funding import DistrictFundingType, FundingComponent
from app.core.language import localized
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.extensions import db


class FundingCap(Tenant, db.Model):
    """What the city gives at most for one component of a type in a year. The row is the city's."""

    __tablename__ = "funding_cap"
    year: Mapped[int]
    kind: Mapped[DistrictFundingType] = mapped_column(enum_of(DistrictFundingType))
    component: Mapped[FundingComponent] = mapped_column(enum_of(FundingComponent))
    cap_won: Mapped[int] = mapped_column(BigInteger)
    is_per_dong: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("district_id", "year", "kind", "component"),
        CheckConstraint("cap_won >= 0", name="cap_not_negative"),
    )


class FundingChoice(Tenant, db.Model):
    """The type a district chose for a year; the latest counts, none is ever changed. `total_won` is what it amounted to then."""

    __tablename__ = "funding_choice"
    year: Mapped[int]
    ordinal: Mapped[int]
    kind: Mapped[DistrictFundingType] = mapped_column(enum_of(DistrictFundingType))
    dong_count: Mapped[int]
    total_won: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("id", "district_id"), UniqueConstraint("district_id", "year", "ordinal"))


class Region(Tenant, db.Model):
    """권역: some of the city's districts. The plan of 2017 has four and does not say which districts are in which."""

    __tablename__ = "region"
    ordinal: Mapped[int]
    name_ko: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    members: Mapped[list["RegionMember"]] = relationship(viewonly=True, order_by="RegionMember.member_id")

    __table_args__ = (UniqueConstraint("id", "district_id"), UniqueConstraint("district_id", "name_ko"))

    @property
    def name(self) -> str:
        return localized(self.name_ko, self.name_en)


class RegionMember(Tenant, db.Model):
    """A district is in one region at most."""

    __tablename__ = "region_member"
    region_id: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (UniqueConstraint("district_id", "member_id"), within_district("region", "region_id"))


class PublishedFigures(Tenant, db.Model):
    """What a district tells the city of one cycle, as it was on the day it was published. The city reads nothing else."""

    __tablename__ = "published_figures"
    cycle_id: Mapped[int]
    ordinal: Mapped[int]
    year: Mapped[int]
    name: Mapped[str]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("cycle_id", "ordinal"),
        within_district("cycle", "cycle_id"),
    )
