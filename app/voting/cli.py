"""Commands for the machine room: close and count. Refuses to show anything of a ballot; a refusal ends with exit code 2."""

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.errors import DomainError
from app.core.forms import sentence_of
from app.voting import jobs, queries, services
from app.voting.cli_tally import tally

voting = AppGroup("voting", help="Close and count papers.")


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


COMMANDS = [voting, tally]
