"""Column types and the tenant keys every table shares. Refuses naive times and rows that point across districts."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, ForeignKeyConstraint, inspect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_of(kind: type[StrEnum]) -> Enum:
    """A StrEnum stored as its value, in a plain text column that the application checks."""
    return Enum(
        kind, native_enum=False, length=40, values_callable=lambda members: [m.value for m in members], validate_strings=True
    )


def id_of(row: Any) -> int:
    """The id of a loaded row, also where its values are to be read anew: `row.id` would ask the database for them first."""
    return int(inspect(row).identity[0])


class Tenant:
    """A row that belongs to one district. Its key (id, district_id) is what rows of the same district point to."""

    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr
    def district_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("district.id"), nullable=False)


def within_district(target: str, column: str) -> ForeignKeyConstraint:
    """A foreign key to a tenant table that the database refuses when the districts differ."""
    return ForeignKeyConstraint([column, "district_id"], [f"{target}.id", f"{target}.district_id"])
