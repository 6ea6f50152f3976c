"""Talking: opening a thread, writing into it, taking words out of sight, closing it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.accounts.services import check_opinion_consent
from app.comments import queries, rules, tree
from app.comments.models import Comment, Thread
from app.core import clock
from app.core.history import record
from app.core.live import announce
from app.core.sanitize import markdown
from app.core.text import stored
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


@transaction
def post(thread: Thread, *, by: Any, body: str, parent: Comment | None = None, once: str | None = None) -> Comment:
    """Write into the thread, or below `parent`; a key sent before gives the comment it made then."""
    thread = _locked(thread)
    if sent := queries.by_once(by.id, once):
        return sent
    if not thread.is_open:
        raise rules.ThreadClosed
    check_opinion_consent(by)
    _check_parent(thread, parent)
    body = stored(body)
    rules.check_body(body)
    rules.check_pace(queries.written_since(by.id, clock.now() - timedelta(minutes=1)))
    comment = _written(thread, by.id, body, parent, once)
    thread.n_comments += 1
    announce(f"thread:{thread.id}", "comment", {"thread": thread.id})
    return comment


def _locked(thread: Thread) -> Thread:
    """One writer to a thread at a time: keys, counters of ancestors and the pace are then read without a race."""
    statement = select(Thread).where(Thread.id == thread.id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _check_parent(thread: Thread, parent: Comment | None) -> None:
    if parent is None:
        return
    if parent.thread_id != thread.id:
        raise rules.ParentElsewhere
    if parent.is_removed:
        raise rules.ParentRemoved


def _written(thread: Thread, author_id: int, body: str, parent: Comment | None, once: str | None) -> Comment:
    comment = Comment(
        district_id=thread.district_id, thread_id=thread.id, author_id=author_id, once=once, created_at=clock.now(),
        body=body, body_html=str(markdown(body)), path="",
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        depth=parent.depth + 1 if parent else 0,
    )  # fmt: skip
    db.session.add(comment)
    db.session.flush()  # the path holds the id
    comment.path = tree.path_of(comment.id, parent.path if parent else "")
    db.session.flush()
    if parent:
        _count_below(parent)
    return comment


def _count_below(parent: Comment) -> None:
    """One more child of `parent`, one more descendant of it and of everything its path names."""
    chain = [*tree.ancestors(parent.path), parent.id]
    below = update(Comment).where(Comment.thread_id == parent.thread_id, Comment.id.in_(chain))
    db.session.execute(below.values(n_descendants=Comment.n_descendants + 1), execution_options={"synchronize_session": "fetch"})
    parent.n_children += 1


@transaction
def remove(comment: Comment, *, by: Any, reason: str, role: str) -> Comment:
    """Take a comment out of sight, with a public reason; what was answered to it stays. `role`: author or moderator."""
    thread = _locked(queries.thread_of(comment))
    db.session.refresh(comment)
    if comment.is_removed:
        raise rules.AlreadyRemoved
    reason = stored(reason)
    rules.check_removal_reason(reason, is_author=comment.author_id == by.id)
    comment.removed_at, comment.removed_by_role, comment.removed_reason = clock.now(), role, reason
    thread.n_comments -= 1
    record(comment, "comment.removed", by=by, role=role, reason=reason)
    return comment


@transaction
def close_thread(thread: Thread) -> Thread:
    """Nothing more can be written; everything stays readable."""
    thread.is_open = False
    return thread


@transaction
def reopen_thread(thread: Thread) -> Thread:
    thread.is_open = True
    return thread
