"""flask demo …: fill an empty database, and say which accounts a visitor may try."""

from pathlib import Path
from unicodedata import east_asian_width

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.errors import DomainError
from app.core.forms import sentence_of
from app.demo.accounts import ACCOUNTS, PASSWORD, seeded

demo = AppGroup("demo", help="The seeded demo.")
HEADINGS = ("who", "e-mail", "look at")


@demo.command()
def accounts() -> None:
    """Print the accounts to try; nothing if this database holds no demo."""
    if seeded() is None:
        return
    rows = [HEADINGS, *((account.who, account.email, account.where) for account in ACCOUNTS)]
    click.echo(f"Demo accounts, all with the password {PASSWORD} (a real instance starts with NO_DEMO=1):")
    for row in rows:
        click.echo("  " + "  ".join(_padded(cell, 24 if place else 12) for place, cell in enumerate(row)).rstrip())


@demo.command()
def seed() -> None:
    """Fill an empty database with the demo."""
    from app.demo import seed as seeding

    try:
        seeding.run()
    except DomainError as refusal:
        raise click.ClickException(f"{refusal.code}: this database is not empty, the demo was not added") from refusal


@demo.command("try")
@click.argument("slug")
@click.option("--discard", is_flag=True, help="Remove it with everything in it.")
def try_(slug: str, discard: bool) -> None:
    """A throwaway demo of one district, in a folder and database of its own."""
    from app.demo import trial
    from app.districts import queries as districts
    from app.districts import services as district_services

    instance = Path(current_app.config["INSTANCE_PATH"])
    district_services.lay_out()
    if districts.by_slug(slug) is None:
        raise click.ClickException(f"there is no district {slug!r}")
    try:
        if discard:
            trial.discard(instance, slug)
            click.echo(f"{slug}: the trial is gone")
            return
        place = trial.start(instance, slug)
    except DomainError as refusal:
        raise click.ClickException(f"{sentence_of(refusal)} [{refusal.code}]") from refusal
    click.echo(f"{slug}: INSTANCE_PATH={place} flask --app wsgi run, then /{slug}/budget")
    for account in ACCOUNTS:
        click.echo("  " + _padded(account.who, 24) + f"{account.email}  {PASSWORD}")


@demo.command("fill-trial", hidden=True)
@click.argument("slug")
def fill_trial(slug: str) -> None:
    """Fill the database of a trial; run by `flask demo try` in the trial's own folder."""
    from app.demo import seed as seeding
    from app.demo import trial

    if not (Path(current_app.config["INSTANCE_PATH"]) / trial.MARK).is_file() or not seeding.is_empty():
        raise click.ClickException("this is no trial")
    trial.fill(slug)


def _padded(text: str, columns: int) -> str:
    """A Korean syllable takes two columns of a terminal."""
    return text + " " * (columns - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text))


COMMANDS = [demo]
