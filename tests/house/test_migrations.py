"""The migrations make what the models say, on the database at hand, and there is one line of them."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from app import config
from app.core.database import prepare
from app.extensions import db as database

MIGRATIONS = config.ROOT / "migrations"


def test_there_is_one_head_and_a_file_that_names_it():
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [(MIGRATIONS / "head.txt").read_text().strip()]


@pytest.fixture
def empty(app, request, tmp_path):
    """The application on a database without a single table."""
    if request.config.getoption("--postgres"):
        url = database.engine.url
        with database.engine.connect() as connection:
            connection.execute(text("CREATE SCHEMA migrated"))
            connection.commit()
        engine = create_engine(url, connect_args={"options": "-csearch_path=migrated"})
    else:
        engine = create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite3'}")
    prepare(engine)
    usual, database.engines[None] = database.engines[None], engine
    database.session.remove()
    yield app
    database.session.remove()
    engine.dispose()
    database.engines[None] = usual
    if request.config.getoption("--postgres"):
        with usual.connect() as connection:
            connection.execute(text("DROP SCHEMA migrated CASCADE"))
            connection.commit()


def test_models_equal_migrations_and_the_way_back_leaves_nothing(empty):
    upgrade(directory=str(MIGRATIONS))
    with database.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), database.metadata)
        assert not difference
    assert triggers() == {"history_append_only"} or triggers() == {"history_no_update", "history_no_delete"}
    downgrade(directory=str(MIGRATIONS), revision="base")
    with database.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


def triggers() -> set[str]:
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
        names = text(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid WHERE NOT tgisinternal AND relnamespace = 'migrated'::regnamespace"
        )
        return set(connection.execute(names).scalars())


def test_a_migration_imports_nothing_of_the_application():
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert "app" not in {
            line.split()[1].split(".")[0] for line in path.read_text().splitlines() if line.startswith(("from ", "import "))
        }


def test_setup_on_a_fresh_folder_makes_a_database_and_secrets_of_tight_modes(tmp_path):
    import os

    env = os.environ | {
        "INSTANCE_PATH": str(tmp_path / "fresh"),
        "JOBS": "immediate",
        "SECRET_KEY": "",
        "NO_DEMO": "1",
        "DATABASE_URL": "",
    }
    for _ in range(2):
        subprocess.run([sys.executable, "-m", "flask", "setup"], env=env, check=True, cwd=config.ROOT, timeout=100)
    folder = Path(tmp_path / "fresh")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (folder / "decide.sqlite3").exists()
