"""flask demo …: fill an empty database, and say which accounts a visitor may try."""

from unicodedata import east_asian_width

import click
from flask.cli import AppGroup

from app.core.errors import DomainError
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


def _padded(text: str, columns: int) -> str:
    """A Korean syllable takes two columns of a terminal."""
    return text + " " * (columns - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text))


COMMANDS = [demo]
