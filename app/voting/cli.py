"""Commands for the machine room: close what is due, count what is closed. Refuses to show anything of a ballot."""

import click
from flask.cli import AppGroup

from app.core import clock
from app.voting import jobs, queries, services

voting = AppGroup("voting", help="Close and count papers.")


@voting.command("close-due")
def close_due() -> None:
    """Close every paper whose time has come, as the worker does each minute."""
    due = queries.due_ids(clock.now())
    for paper_id in due:
        jobs.close_paper.call_local(paper_id)
    click.echo(f"{len(due)} paper(s) due")


@voting.command("count")
@click.argument("paper_id", type=int)
def count(paper_id: int) -> None:
    """Count one closed paper; a second count answers with the first."""
    row = services.count_paper(paper_id)
    click.echo(f"paper {paper_id}: {len(row.result['selected'])} selected, result {row.sha256}")


COMMANDS = [voting]
