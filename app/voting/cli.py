"""Commands for the machine room: close, count, import. Refuses to show anything of a ballot; a refusal ends with exit code 2."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.errors import DomainError
from app.core.forms import sentence_of
from app.districts import queries as districts
from app.voting import imports, jobs, queries, services
from app.voting.cli_tally import tally

voting = AppGroup("voting", help="Close, count and import papers.")


class Refusal(click.ClickException):
    """What could not be done and why, in one sentence."""

    exit_code = 2


@voting.command("close-due")
def close_due() -> None:
    """Close every paper whose time has come, as the worker does each minute."""
    due = queries.due_ids(clock.now())
    for paper_id in due:
        jobs.close_paper.call_local(paper_id)
    click.echo(f"{len(due)} due")


@voting.command("count")
@click.argument("paper_id", type=int)
def count(paper_id: int) -> None:
    """Count one closed paper; a second count answers with the first."""
    try:
        row = services.count_paper(paper_id)
    except DomainError as refusal:
        raise Refusal(f"{sentence_of(refusal)} [{refusal.code}]") from refusal
    click.echo(f"paper {paper_id}: {len(row.result['selected'])} selected, result {row.sha256}")


@voting.command("import")
@click.argument("slug")
@click.argument("path", metavar="FILE.pb", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="What the paper is called; the file's own description otherwise.")
def import_(slug: str, path: Path, title: str) -> None:
    """Bring an election held elsewhere into a district, count it, and hold the announced selection against the count."""
    place = districts.by_slug(slug)
    if place is None:
        raise Refusal(f"There is no district '{slug}'.")
    try:
        paper = imports.import_pb(place, path.read_bytes(), title=title)
    except DomainError as refusal:
        raise Refusal(f"{sentence_of(refusal)} [{refusal.code}]") from refusal
    row = services.count_paper(paper.id)
    same = "no announced selection" if row.official is None else str(set(row.official) == set(row.result["selected"])).lower()
    click.echo(f"paper {paper.id}: {len(row.result['selected'])} selected, as announced: {same}")


COMMANDS = [voting, tally]
