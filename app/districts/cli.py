"""flask district …: what the operator does to districts from the command line. A refusal ends with exit code 2."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.core.errors import DomainError
from app.core.forms import sentence_of
from app.districts import queries, services, starting
from app.districts.labels import STATUSES
from app.districts.models import District
from app.districts.moving import services as moving

district = AppGroup("district", help="List, open and close districts.")
COMMANDS = [district]


class Refusal(click.ClickException):
    """What could not be done and why, in one sentence."""

    exit_code = 2


@contextmanager
def plainly() -> Iterator[None]:
    """Say a domain refusal, or a database that is not prepared, in words instead of a traceback."""
    try:
        yield
    except DomainError as refusal:
        raise Refusal(f"{sentence_of(refusal)} [{refusal.code}]") from refusal
    except (OperationalError, ProgrammingError) as error:
        raise Refusal(f"The database is not ready ({type(error.orig).__name__}). Run 'flask setup' first.") from error


def known(slug: str) -> District:
    """The district of this slug, after laying out the 26 where they are missing."""
    services.lay_out()
    found = queries.by_slug(slug)
    if found is None:
        slugs = " ".join(place.slug for place in queries.everywhere())
        raise Refusal(f"There is no district '{slug}'. Known: {slugs}")
    return found


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as aligned text; a Hangul syllable is two columns wide."""
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(mark) in "WF" else 1 for mark in text)


@district.command("list")
def list_() -> None:
    """Every district with its state."""
    with plainly():
        services.lay_out()
        rows = [("SLUG", "NAME", "ENGLISH", "STATE")]
        rows += [(place.slug, place.name_ko, place.name_en, STATUSES[place.status]) for place in queries.everywhere()]
        click.echo(columns(rows))


@district.command("open")
@click.argument("slug")
@click.option("--pilot", is_flag=True, help="Start a pilot instead of regular service.")
@click.option(
    "--preset", default="", help="Also begin a plan from this preset, e.g. small-pilot; a closed district starts its pilot."
)
@click.option("--reason", default="", help="Why; kept in the district's log.")
def open_(slug: str, pilot: bool, preset: str, reason: str) -> None:
    """Open a district to the public."""
    if preset and preset not in starting.presets:
        raise Refusal(f"There is no preset '{preset}'. Known: {' '.join(starting.presets)}")
    with plainly():
        place = known(slug)
        if not (preset and place.is_open):
            place = services.change_status(place, "start_pilot" if pilot or preset else "open", reason=reason)
        click.echo(f"{place.slug}: {STATUSES[place.status]}")
        if preset:
            click.echo(starting.presets[preset](place))


@district.command()
@click.argument("slug")
@click.option("--reason", required=True, help="Why; kept in the district's log.")
def close(slug: str, reason: str) -> None:
    """Close a district: its pages answer 404 with a word of explanation."""
    with plainly():
        place = services.change_status(known(slug), "close", reason=reason)
        click.echo(f"{place.slug}: {STATUSES[place.status]}")


@district.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(slug: str, file: Path) -> None:
    """Pack everything of a district into FILE (a new ZIP, mode 0600): it holds addresses and password hashes."""
    with plainly():
        place = known(slug)
        if file.exists():
            raise Refusal(f"{file} exists already.")
        manifest = moving.pack(place, file, Path(current_app.config["INSTANCE_PATH"]), told=_told)
    click.echo(f"{slug}: {_summary(manifest)} in {file}")


@district.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def import_(file: Path) -> None:
    """Bring a packed district into this empty instance, and compare every table with what was packed."""
    with plainly():
        manifest = moving.unpack(file, Path(current_app.config["INSTANCE_PATH"]), told=_told)
    click.echo(
        f"{manifest['district']}: {_summary(manifest)}; every table has the same rows and the same SHA-256 as when it was packed"
    )


def _told(name: str, count: int) -> None:
    if count:
        click.echo(f"  {name}: {count:,}", err=True)


def _summary(manifest: dict[str, Any]) -> str:
    counts = [table["rows"] for table in manifest["tables"].values()]
    return f"{sum(counts):,} rows of {sum(1 for count in counts if count)} tables, {len(manifest['files'])} files"


@district.command("add-department")
@click.argument("slug")
@click.argument("name_ko")
@click.option("--english", default="", help="Its English name.")
def add_department(slug: str, name_ko: str, english: str) -> None:
    """Add a competent department, to which officers can be appointed."""
    with plainly():
        unit = services.add_department(known(slug), name_ko=name_ko, name_en=english)
        click.echo(f"{slug}: {unit.name_ko}")
