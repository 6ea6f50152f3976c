"""A district's rows, table by table, as they are packed."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, select

from app.districts.models import District
from app.districts.moving import rows
from app.extensions import db


def read(table: Table, district: District) -> Iterator[dict[str, Any]]:
    """The district's rows of this table as JSON values, in the order of their key."""
    wanted = select(table).order_by(*table.primary_key.columns)
    if rows.is_of_district(table):
        wanted = wanted.where(table.c.district_id == district.id)
    else:
        key = table.c.id if table.name == "resident" else rows.naming(table, "resident")[0]
        wanted = wanted.where(key.in_(select(rows.people_of(district).c.id)))
    slugs = _slugs()
    for row in db.session.execute(wanted).yield_per(rows.BATCH_ROWS):
        packed = {column.name: rows.packed(column, value, slugs) for column, value in zip(table.c, row, strict=True)}
        if table.name == "history" and packed["subject_kind"] == "district":
            packed["subject_id"] = packed["district_id"]
        yield packed


def _slugs() -> dict[int, str]:
    return dict(db.session.execute(select(District.id, District.slug)).all())
