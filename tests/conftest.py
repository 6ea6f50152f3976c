"""The five fixtures every test stands on: app, db, client, page, live."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

# Each test has a database file of its own: where memory has room for them, none is synced to a disk.
MEMORY, ROOM_BYTES = Path("/dev/shm"), 2_000_000_000
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
_scratch = Path(tempfile.mkdtemp(prefix="decide-tests-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
os.environ.update(INSTANCE_PATH=str(_scratch / "instance"), JOBS="immediate", SECRET_KEY="only-for-tests", DATABASE_URL="")
os.environ.pop("REDIS_URL", None)

import pytest  # noqa: E402
from flask import Flask, g  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from sqlalchemy import Engine, QueuePool, create_engine, make_url, text  # noqa: E402

from app import create_app  # noqa: E402
from app.core.database import prepare  # noqa: E402
from app.districts import services as districts  # noqa: E402
from app.extensions import db as database  # noqa: E402
from app.extensions import limiter, socketio  # noqa: E402
from app.forums import here  # noqa: E402
from app.verifiable import vault  # noqa: E402
from tests.elections import LEFT_OUT, samples  # noqa: E402
from tests.html import Page, checked  # noqa: E402

pytest_plugins = ["tests.browser", "tests.spared"]
vault.KEY_BITS = 1024  # almost no test is about factoring
SMALL_CROWD = (15, 8, 12)  # people, ballots, last year's ballots
POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL")


def pytest_sessionfinish() -> None:
    shutil.rmtree(_scratch, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Real elections come with no package: where their files are not, those tests are left out, and the run says so."""
    if left_out := [item for item in items if item.get_closest_marker("elections") and not samples()]:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not samples():
        terminalreporter.write_line(LEFT_OUT)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run on the PostgreSQL of TEST_POSTGRES_URL instead of SQLite")


@pytest.fixture(scope="session")
def _template(request: pytest.FixtureRequest, worker_id: str) -> Iterator[str]:
    """An empty database with the schema and the 26 districts: a SQLite file to copy, or a PostgreSQL database of this worker."""
    if request.config.getoption("--postgres"):
        yield from _postgres_template(worker_id)
        return
    path = _scratch / f"template-{worker_id}.sqlite3"
    _lay_out(f"sqlite:///{path}")
    yield str(path)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def _postgres_template(worker_id: str) -> Iterator[str]:
    import psycopg

    assert POSTGRES_URL, "--postgres needs TEST_POSTGRES_URL"
    url = make_url(POSTGRES_URL.replace("postgresql://", "postgresql+psycopg://", 1))
    name = f"decide_test_{os.environ.get('TEST_POSTGRES_SUFFIX', '')}{worker_id}"
    with psycopg.connect(POSTGRES_URL, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    target = url.set(database=name).render_as_string(hide_password=False)
    _lay_out(target)
    yield target
    with psycopg.connect(POSTGRES_URL, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _lay_out(url: str, fill: Callable[[], object] = lambda: None) -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "TESTING": True})
    with app.app_context():
        database.create_all()
        districts.lay_out()
        fill()
        database.session.remove()
        if database.engine.dialect.name == "sqlite":
            with database.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
        database.engine.dispose()


@pytest.fixture(scope="session")
def _application(_template: str) -> Flask:
    url = _template if "://" in _template else f"sqlite:///{_scratch / 'unused.sqlite3'}"
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "TESTING": True, "RATELIMIT_ENABLED": True, "PROPAGATE_EXCEPTIONS": True})
    app.test_client_class = FreshClient
    return app


@pytest.fixture
def app(_application: Flask, _template: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a fresh database, inside its context. Commits are real."""
    _application.config["WTF_CSRF_ENABLED"] = True
    with _application.app_context():
        if "://" in _template:
            _empty()
            _application.extensions.pop("decide.forums", None)  # what listeners of the rows just deleted had
            yield _application
            database.session.remove()
        else:
            yield from _on_copy(_application, _template, tmp_path)
    _forget(_application)


def _forget(application: Flask) -> None:
    """What this process knew of the last test's database: the next one has the same numbers."""
    limiter.reset()
    application.extensions.pop(here.KEY, None)


@lru_cache
def _engine() -> Engine:
    """One engine for the files of all tests: what SQLAlchemy has compiled for one of them stays compiled for the next."""
    engine = create_engine(
        "sqlite:///:memory:",
        hide_parameters=True,
        poolclass=QueuePool,
        query_cache_size=5000,
        creator=lambda: _connect(engine.url.database),
    )
    prepare(engine)
    return engine


def _connect(path: str | None) -> sqlite3.Connection:
    assert path is not None
    return sqlite3.connect(path, check_same_thread=False)


def _on_copy(application: Flask, template: str, tmp_path: Path) -> Iterator[Flask]:
    """Put a copy of the template file behind the application for one test."""
    shutil.copy(template, tmp_path / "test.sqlite3")
    engine = _engine()
    engine.url = make_url(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    usual = database.engines[None]
    database.engines[None] = engine
    try:
        yield application
    finally:
        database.session.remove()
        database.engines[None] = usual
        engine.dispose()


@pytest.fixture(scope="session")
def _demo_file(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The seeded demo in a SQLite file, made once for all worker processes of this run; with a smaller crowd than `make run` shows."""
    base = tmp_path_factory.getbasetemp()
    path = (base if worker_id == "main" else base.parent) / "demo.sqlite3"

    def make() -> None:
        from app.demo import seed

        draft = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
        _lay_out(f"sqlite:///{draft}", partial(seed.run, *SMALL_CROWD))
        shutil.copytree(_scratch / "instance" / "attachments", path.with_suffix(".attachments"), dirs_exist_ok=True)
        shutil.move(draft, path)

    made_once(path, make)
    return str(path)


def made_once(path: Path, make: Callable[[], None]) -> None:
    """Call `make`, which ends by putting a file at this path, in one of this run's worker processes; the others wait for the file."""
    making = path.with_suffix(f"{path.suffix}.making")
    while not path.exists():
        try:
            making.mkdir()
        except FileExistsError:
            time.sleep(0.2)  # pytest's own timeout ends the wait
            continue
        try:
            make()
        finally:
            making.rmdir()


@pytest.fixture
def demo(_application: Flask, _demo_file: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the seeded demo: always SQLite. Its files were made by one worker process and are needed by all."""
    files = Path(_demo_file).with_suffix(".attachments")
    shutil.copytree(files, _scratch / "instance" / "attachments", dirs_exist_ok=True)
    _application.config["WTF_CSRF_ENABLED"] = True
    with _application.app_context():
        yield from _on_copy(_application, _demo_file, tmp_path)
    _forget(_application)


def _empty() -> None:
    """Every row of the last test away, history's too (a superuser may pass its trigger by), and numbers from one again.

    Deleting a few rows is some ten times faster than TRUNCATE, which makes new files for every table and index.
    """
    tables = [table for table in database.metadata.tables.values() if table.name != "district"]
    numbered = [table.name for table in tables if "id" in table.primary_key.columns]
    script = ["SET LOCAL session_replication_role = replica"]
    script += [f'DELETE FROM "{table.name}"' for table in tables]
    script += [f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in numbered]
    script += ["UPDATE district SET status = 'closed', opened_at = NULL"]
    database.session.execute(text("; ".join(script)))
    database.session.commit()


@pytest.fixture
def db(app: Flask) -> Any:
    return database


class FreshClient(FlaskClient):
    """Requests made inside the test's own application context share its `g`: begin each with an empty one, as a server does."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def page(client: FlaskClient) -> Callable[..., Page]:
    """page(path, status=200, data=None, as_=resident): fetch, and assert what every page of the house owes its readers."""

    def fetch(path: str, status: int = 200, data: dict[str, Any] | None = None, as_: Any = None, follow: bool = True) -> Page:
        if as_ is not None:
            sign_in(client, as_)
        send = client.get if data is None else client.post
        answer = send(path, follow_redirects=follow) if data is None else client.post(path, data=data, follow_redirects=follow)
        assert send is not None
        return checked(answer, status)

    return fetch


def sign_in(client: FlaskClient, resident: Any) -> None:
    """A session for this resident, as if signed in by the form."""
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = resident.get_id()
        session["_fresh"] = True


@pytest.fixture
def live(app: Flask, client: FlaskClient) -> Callable[[str], Any]:
    """live(topic): a socket that has joined it."""

    def join(topic: str) -> Any:
        socket = socketio.test_client(app, namespace="/live", flask_test_client=client)
        assert socket.emit("join", {"topic": topic}, namespace="/live", callback=True) == {"ok": True}
        return socket

    return join
