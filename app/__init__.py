"""The application factory: a handful of calls, nothing inline."""

from typing import Any

from flask import Flask

from app import config, rooms
from app.accounts import identity
from app.core import database, filters, jobs, language, sockets, web
from app.districts import tenancy
from app.extensions import compress, csrf, db, limiter, migrate


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Decide Seoul, set up from the environment and, in tests, from `overrides`."""
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
