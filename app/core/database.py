"""How connections behave. SQLite: WAL, foreign keys, and a write lock taken at the start of every service."""

import logging
from time import monotonic, sleep
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event

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


CLUSTER_WAITS_SECONDS = 3
"""A rewrite waits no longer than this for whoever reads the table; those who come after it wait behind it."""
_OLDER_READERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND age(backend_xmin) > age('{now}'::xid)"
)


def lay_anew(model: Any) -> bool:
    """On PostgreSQL: write the table into a new file, its rows in the order of the primary key; whether that was done.

    A row that is deleted and written again leaves its old self on the disk, where it was and with the number of its transaction, and the
    new one goes wherever there is room. Only a new file tells nothing: CLUSTER writes all rows in order and drops the old file. It
    cannot run inside a transaction that has changed the rows, so call it after the commit. For whoever began to read before that, old
    selves would move into the new file as well: they are waited for, and TimeoutError says that they stayed. On SQLite rows lie in the
    order of the key.
    """
    if db.engine.dialect.name != "postgresql":
        return False
    if not db.session.info.get("in_service"):
        db.session.rollback()  # a reader of this very thread would be waited for
    table = model.__table__
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _wait_for_older_readers(connection)
        connection.exec_driver_sql(f"SET lock_timeout = '{CLUSTER_WAITS_SECONDS}s'")
        try:
            connection.exec_driver_sql(f'CLUSTER "{table.name}" USING "{table.primary_key.name}"')
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return True


def _wait_for_older_readers(connection: Connection) -> None:
    """Everybody in this database who may still see what was there before this instant."""
    older = _OLDER_READERS.format(now=connection.exec_driver_sql("SELECT pg_current_xact_id()::xid::text").scalar())
    until = monotonic() + CLUSTER_WAITS_SECONDS
    while connection.exec_driver_sql(older).scalar():
        if monotonic() > until:
            raise TimeoutError("somebody still reads what is to leave the disk")
        sleep(0.05)
