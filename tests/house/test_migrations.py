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
from app.core import search
from app.core.database import prepare
from app.core.search import is_shadow
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


def test_models_equal_migrations_and_the_way_back_leaves_nothing(app, request):
    with database.engine.connect() as connection:
        beside_the_models = by_hand(connection)
        assert beside_the_models
    request.getfixturevalue("empty")
    upgrade(directory=str(MIGRATIONS))
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": lambda name, kind, parents: not is_shadow(name)}
        difference = compare_metadata(MigrationContext.configure(connection, opts=opts), database.metadata)
        assert not difference
        assert by_hand(connection) == beside_the_models
    assert triggers() >= {"history_append_only"} or triggers() >= {"history_no_update", "history_no_delete"}
    downgrade(directory=str(MIGRATIONS), revision="base")
    with database.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


def by_hand(connection) -> set[tuple[str, ...]]:
    """What models and migrations each say in SQL of their own, as the database keeps it."""
    if connection.dialect.name == "sqlite":
        wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%'"
    else:
        wanted = (
            "SELECT indexname, replace(indexdef, schemaname || '.', '') FROM pg_indexes WHERE schemaname = current_schema() "
            "AND indexname LIKE 'gin%' UNION ALL SELECT relname, reloptions::text FROM pg_class WHERE reloptions IS NOT NULL "
            "AND relnamespace = current_schema()::regnamespace"
        )
    return {tuple(row) for row in connection.execute(text(wanted))}


def test_a_migration_finds_again_what_was_written_before_it(empty):
    """The pairs of syllables in the migration are those of the application, until there is a new edition of them."""
    upgrade(directory=str(MIGRATIONS), revision="0006")
    words = "민․관 협치\U000f02ee CCTV ㅋㅋ 가ㄳ 道路 3·1절 " + "x" * 60
    with database.engine.connect() as connection:
        for statement in (
            "INSERT INTO district (id, code, slug, name_ko, name_en, kind, status) VALUES (7, '1', 'mapo', 'x', 'x', 'district', 'open')",
            "INSERT INTO thread (id, district_id, is_open, n_comments) VALUES (1, 7, true, 0)",
            "INSERT INTO proposal (id, district_id, number, track, field, state, channel, currency, thread_id, published_at, changed_at, "
            "endorsement_count, lock_version) VALUES (5, 7, 'MAPO-2026-0001', 'general', 'safety', 'published', 'web', 'KRW', 1, "
            "'2026-01-01', '2026-01-01', 0, 1)",
            "INSERT INTO proposal_version (id, district_id, proposal_id, ordinal, kind, title, problem, idea, place, reason, search_text, "
            "created_at, is_current) VALUES (1, 7, 5, 1, 'initial', '도로 안전', :words, '', '공원', '', '', '2026-01-01', true)",
        ):
            connection.execute(text(statement), {"words": words} if ":words" in statement else {})
        connection.execute(text("COMMIT"))
        connection.execute(text("BEGIN"))
    upgrade(directory=str(MIGRATIONS), revision="0007")
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT * FROM proposal_entry")).mappings().one()
    ours = search.compared(7, "도로 안전", ("MAPO-2026-0001", words, "", "공원"))
    split = lambda terms: sorted(terms.replace("'", "").split())  # noqa: E731
    assert {**found, "terms": split(found["terms"]), "title_terms": split(found["title_terms"])} == {
        "proposal_id": 5, "district_id": 7, **ours, "terms": split(ours["terms"]), "title_terms": split(ours["title_terms"]),
    }  # fmt: skip


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
