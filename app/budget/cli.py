"""`flask pb`: elections held elsewhere brought in from Pabulib files, all or nothing. Refuses half an import."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from app.budget.services import importing, starting  # noqa: F401 - says which presets a district may open with
from app.core.errors import DomainError
from app.core.forms import sentence_of
from app.core.money import in_currency
from app.districts import queries as districts
from app.voting.pb import PbError, parse

pb = AppGroup("pb", help="Elections in the Pabulib format.")


@pb.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", "slug", default="seoul", show_default=True, help="slug of the district, such as mapo")
@click.option("--name", default="", help="name of the cycle; the file's own description by default")
def import_(file: Path, slug: str, name: str) -> None:
    """Turn FILE into a cycle whose paper is open and whose box is full; its coordinator closes and counts it."""
    district = districts.by_slug(slug)
    if district is None:
        _stop(f"there is no district {slug!r}")
    try:
        read = parse(file.read_bytes())
        done = importing.bring_in(district, read, name=name or importing.default_name(read), source=file.name)
    except PbError as fault:
        _stop(f"{file.name}: {fault}")
    except DomainError as refusal:
        _stop(f"{file.name}: {sentence_of(refusal)} ({refusal.code})")
    cycle = done.cycle
    envelope = in_currency(cycle.envelope_won, cycle.currency, "en")
    click.echo(f"{cycle.name}: {done.proposals:,} projects, {done.ballots:,} ballots, budget {envelope}")
    click.echo(f"cycle {cycle.id}, paper {cycle.paper_id}: /{district.slug}/budget/{cycle.id}")


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


COMMANDS = [pb]
