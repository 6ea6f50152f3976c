"""flask search …: the index of proposals, made anew. It is otherwise written together with every wording."""

import click
from flask.cli import AppGroup

from app.proposals import services

search = AppGroup("search", help="The search index of proposals.")
COMMANDS = [search]


@search.command()
@click.option("--all", "everything", is_flag=True, help="Every proposal, not only those missing or written by an older edition.")
def rebuild(everything: bool) -> None:
    """Index what is missing or outdated, in batches: readers and writers go on meanwhile."""
    done = 0
    for done in services.reindex(everything=everything):
        click.echo(f"{done:,} …")
    click.echo(f"{done:,} proposals indexed")
