"""Runs migrations with the application's own engine. Linear: migrations/head.txt names the newest, so two branches conflict in git."""

from pathlib import Path

from alembic import context
from flask import current_app

from app.core.search import is_shadow
from app.core.tables import Instant
from app.extensions import db

HEAD = Path(__file__).with_name("head.txt")


def render_item(kind, item, autogen_context):
    """Write our own column types as what they are in the database, so that a migration never imports the application."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def remember_head(migration_context, revision, directives):
    """Keep head.txt in step with a newly written migration."""
    if directives and directives[0].rev_id:
        HEAD.write_text(directives[0].rev_id + "\n")


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
            process_revision_directives=remember_head,
            include_name=lambda name, kind, parents: not is_shadow(name),
        )
        with context.begin_transaction():
            context.run_migrations()


assert current_app
run()
