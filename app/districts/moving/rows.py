"""Rows as plain JSON and back, and what a district consists of: read from the tables themselves, so that no room is forgotten."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Table, select, union

from app.core.tables import Instant
from app.districts.models import District
from app.extensions import db

PEOPLE = ("resident", "consent")
"""Above districts: packed for those who took part. One-time codes are not packed; settings of people are, if a table points to them."""
LEFT_OUT = ("email_code",)
UNBOUND = {"history": ("actor_id",)}
"""Columns that name a resident without a foreign key."""
BATCH_ROWS = 500


def tables() -> list[Table]:
    """Every table to pack, in an order in which a row comes after what it points to, as far as there is one.

    What is made from other rows (an index) is left out and made again by `moving.fillers`.
    """
    left_out = ("district", *LEFT_OUT)
    return [table for table in db.metadata.sorted_tables if table.name not in left_out and not table.info.get("is_derived")]


def is_of_district(table: Table) -> bool:
    return "district_id" in table.c


def naming(table: Table, target: str) -> list[Column[Any]]:
    """The columns of `table` that hold the id of a row of `target`."""
    bound = [column for column in table.c if any(key.column.table.name == target for key in column.foreign_keys)]
    return bound + [table.c[name] for name in UNBOUND.get(table.name, ()) if target == "resident"]


def people_of(district: District) -> Any:
    """The ids of everybody who took part in this district or lives in it, as a subquery."""
    resident = db.metadata.tables["resident"]
    parts = [
        select(column.label("id")).where(table.c.district_id == district.id, column.is_not(None))
        for table in tables()
        if is_of_district(table)
        for column in naming(table, "resident")
    ]
    parts.append(select(resident.c.id).where(resident.c.home_district_id == district.id))
    return union(*parts).subquery()


def packed(column: Column[Any], value: Any, slugs: Mapping[int, str]) -> Any:
    if value is None:
        return None
    if _names_district(column):
        return slugs[value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _names_district(column: Column[Any]) -> bool:
    return any(key.column.table.name == "district" for key in column.foreign_keys)


def line(row: Mapping[str, Any]) -> bytes:
    """A row as one line, the same bytes on either database."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def digest(lines: Iterable[bytes]) -> tuple[int, str]:
    """How many lines, and the SHA-256 over them."""
    count, sha256 = 0, hashlib.sha256()
    for one in lines:
        count += 1
        sha256.update(one)
    return count, sha256.hexdigest()


def later_columns(table: Table) -> list[str]:
    """Nullable columns that point to this table or to one which is written after it."""
    order = [one.name for one in tables()]
    place = order.index(table.name)
    wanted = {
        element.parent.name
        for constraint in table.foreign_key_constraints
        if constraint.referred_table.name in order[place:]
        for element in constraint.elements
        if element.parent.nullable
    }
    return sorted(wanted)


def unpacked(column: Column[Any], value: Any, ids: Mapping[str, int]) -> Any:
    if value is None:
        return None
    if _names_district(column):
        return ids[value]
    kind: type[Any] = datetime if isinstance(column.type, Instant) else column.type.python_type
    return kind(value) if issubclass(kind, Enum) else _FROM_JSON.get(kind, _same)(value)


def _same(value: Any) -> Any:
    return value


_FROM_JSON: dict[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    bytes: base64.b64decode,
}
