"""The application factory: a handful of calls, nothing inline.

It imports the rooms only when called, so that what lives in this package but needs no server (the counting engine, `flask tally`)
starts without a database, secrets or a queue.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(overrides: dict[str, Any] | None = None) -> "Flask":
    """Decide Seoul, set up from the environment and, in tests, from `overrides`."""
    from flask import Flask

    from app import config, rooms
    from app.accounts import identity
    from app.core import database, filters, jobs, language, sockets, web
    from app.districts import tenancy
    from app.extensions import compress, csrf, db, limiter, migrate

    app = Flask(__name__)
    app.config.from_mapping(config.from_environment() | (overrides or {}))
    database.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    limiter.init_app(app)
    identity.init_app(app)
    tenancy.init_app(app)
    compress.init_app(app)
    jobs.init_app(app)
    web.init_app(app)
    filters.init_app(app)
    rooms.init_app(app)
    sockets.init_app(app)
    language.init_app(app)
    return app


def create_counter() -> "Flask":
    """What `flask tally` runs in: its one command, and nothing that could read or write anything but the file named."""
    from flask import Flask

    from app.voting.cli_tally import tally

    counter = Flask(__name__)
    counter.cli.add_command(tally)
    return counter
