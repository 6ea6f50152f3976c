"""Pack a district, unpack it elsewhere. Refuses to mix: what comes in comes into an instance where nobody has been yet."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, Update, func, select, text, update

from app.config import ROOT
from app.core import clock
from app.core.errors import N_, DomainError
from app.core.transaction import transaction
from app.districts import moving, queries
from app.districts import services as districts
from app.districts.models import District
from app.districts.moving import archive, rows
from app.districts.moving import queries as packing
from app.extensions import db

Progress = Callable[[str, int], object]


class InstanceInUse(DomainError):
    code = "INSTANCE_IN_USE"
    sentence = N_("비어 있는 누리집에만 들여올 수 있습니다. 이 누리집에는 이미 %(name)s 자료가 있습니다.")


class OtherSchema(DomainError):
    code = "OTHER_SCHEMA"
    sentence = N_("꾸러미는 판 %(theirs)s에서 만들었는데 이 누리집은 판 %(ours)s입니다. 같은 판으로 맞춘 뒤 다시 해 주세요.")


@transaction
def pack(district: District, path: Path, instance: Path, *, told: Progress = lambda name, count: None) -> dict[str, Any]:
    """Write everything of the district into a new file and give back its manifest. One transaction: one moment."""
    for veto in moving.vetoes:
        if refusal := veto(district):
            raise refusal
    with archive.Writer(path) as writer:
        counted = {}
        for table in rows.tables():
            counted[table.name] = writer.lines(table.name, map(rows.line, packing.read(table, district)))
            told(table.name, counted[table.name]["rows"])
        manifest = {
            "format": archive.FORMAT, "schema": _schema(), "district": district.slug, "status": district.status.value,
            "opened_at": district.opened_at.isoformat() if district.opened_at else None,
            "made_at": clock.now().isoformat(), "tables": counted,
            "files": {name: writer.file(instance / name, name) for name in _files(district, instance)},
        }  # fmt: skip
        writer.manifest(manifest)
    return manifest


def _files(district: District, instance: Path) -> list[str]:
    """The district's files, named from the instance folder on."""
    found = (path for folder in moving.folders for path in (instance / folder / district.slug).rglob("*") if path.is_file())
    return sorted(path.relative_to(instance).as_posix() for path in found)


def unpack(path: Path, instance: Path, *, told: Progress = lambda name, count: None) -> dict[str, Any]:
    """Bring a packed district into this empty instance; ids stay as they were, and every table is read back and compared."""
    with archive.Reader(path) as reader:
        for _ in reader.files():
            pass  # a damaged file is found before anything is written
        manifest = _unpack(reader, told)
        for place, content in reader.files():
            target = instance / place
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.touch(mode=0o600)
            target.write_bytes(content)
    return manifest


@transaction
def _unpack(reader: archive.Reader, told: Progress) -> dict[str, Any]:
    manifest = reader.manifest
    if manifest["schema"] != (ours := _schema()):
        raise OtherSchema(theirs=manifest["schema"], ours=ours)
    for table in rows.tables():
        if db.session.scalar(select(func.count()).select_from(table)):
            raise InstanceInUse(name=table.name)
    districts.lay_out()
    ids = dict(db.session.execute(select(District.slug, District.id)).all())
    district = queries.by_slug(manifest["district"])
    if district is None:
        raise archive.NotAnArchive(why=manifest["district"])
    closing = []
    for table in rows.tables():
        closing += _write(table, reader.lines(table.name), ids)
        told(table.name, manifest["tables"].get(table.name, {}).get("rows", 0))
    for circle in closing:
        db.session.execute(circle)
    district.status = type(district.status)(manifest["status"])
    district.opened_at = datetime.fromisoformat(manifest["opened_at"]) if manifest["opened_at"] else None
    _next_numbers()
    _compare(district, manifest)
    for fill in moving.fillers:
        fill(district)
    return manifest


def _write(table: Table, lines: Iterable[bytes], ids: Mapping[str, int]) -> list[Update]:
    """Insert rows as they were read, ids included; `ids`: the district ids of this instance by slug.

    Gives back the updates that close circles: columns that point to a table which comes later are filled in afterwards.
    """
    later = rows.later_columns(table)
    batch: list[dict[str, Any]] = []
    closing: list[Update] = []
    for one in lines:
        row = {name: rows.unpacked(table.c[name], value, ids) for name, value in json.loads(one).items()}
        if table.name == "history" and row["subject_kind"] == "district":
            row["subject_id"] = row["district_id"]
        kept = {name: row.pop(name) for name in later if row.get(name) is not None}
        if kept:
            closing.append(update(table).where(*(key == row[key.name] for key in table.primary_key.columns)).values(kept))
        batch.append(row | dict.fromkeys(later))
        if len(batch) == rows.BATCH_ROWS:
            db.session.execute(table.insert(), batch)
            batch = []
    if batch:
        db.session.execute(table.insert(), batch)
    return closing


def _compare(district: District, manifest: dict[str, Any]) -> None:
    """What stands in the tables now must have the counts and digests the other instance wrote down."""
    for table in rows.tables():
        count, sha256 = rows.digest(map(rows.line, packing.read(table, district)))
        if {"rows": count, "sha256": sha256} != manifest["tables"][table.name]:
            raise archive.DigestDiffers(name=table.name)


def _next_numbers() -> None:
    """PostgreSQL counts on from its sequences, which an insert with a given id does not move."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    for table in rows.tables():
        if "id" in table.c and table.c.id.primary_key:
            wanted = (
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), COALESCE(MAX(id), 0) + 1, false) FROM {table.name}"  # noqa: S608
            )
            db.session.execute(text(wanted))


def _schema() -> str:
    """The migration this code belongs to."""
    return (ROOT / "migrations" / "head.txt").read_text().strip()
