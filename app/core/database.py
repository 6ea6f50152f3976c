"""How connections behave. SQLite: WAL, foreign keys, and a write lock taken at the start of every service."""

import logging
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from app.extensions import db

BUSY_MILLISECONDS = 10_000


def init_app(app: Flask) -> None:
    """Bind the database and prepare its connections."""
    db.init_app(app)
    # At DEBUG the engine writes every row it reads, addresses and ballots too; parameters are hidden by the configuration.
    engine_log = logging.getLogger("sqlalchemy.engine")
    if engine_log.isEnabledFor(logging.DEBUG):
        engine_log.setLevel(logging.INFO)
    with app.app_context():
        prepare(db.engine)


def prepare(engine: Engine) -> None:
    """Attach the connection rules of the dialect at hand."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _settings)
    event.listen(engine, "begin", _begin)


def _settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, in _begin
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    """A reader that turns writer in mid-transaction fails at once when somebody wrote meanwhile, so a service locks first."""
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
