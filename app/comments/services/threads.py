"""A conversation as a whole: opening and closing it, following it, telling which wording of its subject is under discussion."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.comments.models import Thread, ThreadFollow
from app.comments.states import Interest
from app.core import clock
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db


@transaction
def open_thread(district: District) -> Thread:
    """A new, empty conversation."""
    thread = Thread(district_id=district.id)
    db.session.add(thread)
    db.session.flush()
    return thread


def locked(thread_id: int) -> Thread:
    """One writer to a thread at a time: keys, counters, scores and the pace are then read without a race."""
    statement = select(Thread).where(Thread.id == thread_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


@transaction
def close_thread(thread: Thread) -> Thread:
    """Nothing more can be written, edited or voted on; everything stays readable."""
    thread.is_open = False
    return thread


@transaction
def reopen_thread(thread: Thread) -> Thread:
    thread.is_open = True
    return thread


@transaction
def new_edition(thread: Thread, edition: int) -> Thread:
    """What is discussed has been reworded: comments written from now on are about wording number `edition`."""
    thread = locked(thread.id)
    thread.edition = edition
    return thread


@transaction
def follow(thread: Thread, resident: Any) -> None:
    """Follow on somebody's behalf, e.g. an author their own proposal's conversation; who has chosen already is left alone."""
    _insert(thread, resident.id, is_muted=False, replace=False)


@transaction
def listen(thread: Thread, *, by: Any, interest: Interest) -> None:
    """A resident chooses: everything, nothing, or (ORDINARY) only what answers them."""
    if interest is Interest.ORDINARY:
        chosen = db.session.get(ThreadFollow, (thread.id, by.id))
        if chosen is not None:
            db.session.delete(chosen)
        return
    _insert(thread, by.id, is_muted=interest is Interest.MUTED, replace=True)


def _insert(thread: Thread, resident_id: int, *, is_muted: bool, replace: bool) -> None:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {
        "thread_id": thread.id, "resident_id": resident_id, "district_id": thread.district_id,
        "is_muted": is_muted, "since": clock.now(),
    }  # fmt: skip
    insert = dialect.insert(ThreadFollow).values(row)
    keys = ["thread_id", "resident_id"]
    chosen = (
        insert.on_conflict_do_update(index_elements=keys, set_={"is_muted": is_muted})
        if replace
        else insert.on_conflict_do_nothing()
    )
    db.session.execute(chosen)
