"""flask role …: hats given and taken by the operator. flask who: the permission table, read aloud."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.accounts import queries, services
from app.core.permits import describe
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.cli import Refusal, columns, known, plainly
from app.districts.models import Department, District
from app.districts.states import Role

role = AppGroup("role", help="Give and take hats.")
ROLE = click.Choice([one.value for one in Role])


def _department(place: District, name: str) -> Department | None:
    if not name:
        return None
    units = districts.departments(place)
    for unit in units:
        if unit.name_ko == name:
            return unit
    there = ", ".join(unit.name_ko for unit in units) or "none yet: 'flask district add-department'"
    raise Refusal(f"There is no department '{name}' in {place.slug}. Known: {there}")


@role.command()
@click.argument("email")
@click.option("--district", "slug", required=True, help="For example mapo, or seoul for the city.")
@click.option("--role", "hat", type=ROLE, required=True)
@click.option("--department", default="", help="Its Korean name; officers need one.")
def grant(email: str, slug: str, hat: str, department: str) -> None:
    """Give a hat to the account of EMAIL."""
    with plainly():
        place = known(slug)
        services.appoint_by_email(place, email=email, role=Role(hat), department=_department(place, department))
        click.echo(f"{email}: {hat} in {slug}")


@role.command()
@click.argument("email")
@click.option("--district", "slug", required=True)
@click.option("--role", "hat", type=ROLE, required=True)
@click.option("--reason", default="", help="Why; kept in the district's log.")
def revoke(email: str, slug: str, hat: str, reason: str) -> None:
    """Take a hat away."""
    with plainly():
        place, resident = known(slug), queries.by_email(email)
        held = [one for one in districts.grants_of(place, resident.id) if one.role.value == hat] if resident else []
        if not held:
            raise Refusal(f"{email} does not hold the role {hat} in {slug}.")
        district_services.dismiss(held[0], reason=reason)
        click.echo(f"{email}: no longer {hat} in {slug}")


@click.command()
@click.option("--permission", default="", help="Only this one.")
@with_appcontext
def who(permission: str) -> None:
    """Who may do what: every permission with its clauses."""
    table = current_app.extensions["decide.permissions"]
    if permission and permission not in table:
        raise Refusal(f"There is no permission '{permission}'. 'flask who' lists them all.")
    rows = [(name, describe(table[name])) for name in sorted(table) if permission in ("", name)]
    click.echo(columns([("PERMISSION", "WHO"), *rows]))


COMMANDS = [role, who]
