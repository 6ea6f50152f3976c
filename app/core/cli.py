"""Commands of the platform itself: prepare the database, run the job worker."""

import logging

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade


@click.command()
@click.option("--demo/--no-demo", default=None, help="Fill an empty database with the demo (default: unless NO_DEMO=1).")
@with_appcontext
def setup(demo: bool | None) -> None:
    """Migrate the database, lay out the districts and, if it is empty, seed the demo."""
    from app.demo import seed
    from app.districts import services as districts

    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade()
    districts.lay_out()
    wanted = current_app.config["DEMO"] if demo is None else demo
    if wanted and seed.is_empty():
        click.echo("seeding the demo …")
        seed.run()


@click.command()
def worker() -> None:
    """Run jobs and schedules until stopped."""
    from app.core.jobs import queue
    from wsgi import app

    logging.getLogger("huey").setLevel(logging.WARNING)
    assert app
    queue.create_consumer(workers=1, periodic=True, check_worker_health=True).run()


COMMANDS = [setup, worker]
