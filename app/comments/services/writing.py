"""Writing into a conversation, answering, editing in public."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.accounts.services import check_opinion_consent
from app.comments import queries, rules, tree
from app.comments.models import Comment, CommentWording, Thread
from app.comments.services import telling, voting
from app.comments.services.threads import locked
from app.comments.states import Stance
from app.core import clock
from app.core.live import announce
from app.core.sanitize import markdown
from app.core.text import stored
from app.core.transaction import transaction
from app.extensions import db
from app.moderation import services as moderation


@transaction
def post(
    thread: Thread, *, by: Any, body: str, parent: Comment | None = None, stance: Stance = Stance.OPINION, once: str | None = None
) -> Comment:
    """Write into the thread, or below `parent`; a key sent before gives the comment it made then."""
    thread = locked(thread.id)
    if sent := queries.by_once(by.id, once):
        return sent
    if not thread.is_open:
        raise rules.ThreadClosed
    check_opinion_consent(by)
    _check_parent(thread, parent, stance)
    body = stored(body)
    rules.check_body(body)
    rules.check_pace(queries.written_since(by.id, clock.now() - timedelta(minutes=1)))
    moderation.check_pace(by, "comment")
    comment = _written(thread, parent, author_id=by.id, body=body, stance=stance, once=once)
    thread.n_comments += 1
    if stance in voting.LEANS:
        voting.declare(thread, by.id)
    if not moderation.screen("comment", comment, body, by=by):
        announce_new(thread, comment)
    return comment


def announce_new(thread: Thread, comment: Comment) -> None:
    """Tell those who are there and those who follow that this comment can be read now: after posting, or once it has been let through."""
    announce(f"thread:{thread.id}", "comment", {"thread": thread.id, "id": comment.id, "root": comment.root_id or comment.id})
    telling.tell_of(thread, comment)


def _check_parent(thread: Thread, parent: Comment | None, stance: Stance) -> None:
    if parent is None:
        return
    if parent.thread_id != thread.id:
        raise rules.ParentElsewhere
    if parent.is_removed:
        raise rules.ParentRemoved
    if stance is not Stance.OPINION:
        raise rules.StanceOnReply


def _written(thread: Thread, parent: Comment | None, *, body: str, **given: Any) -> Comment:
    """The row itself, in its place, counted by everything above it."""
    if parent is None:
        thread.n_roots += 1
    comment = Comment(
        district_id=thread.district_id, thread_id=thread.id, created_at=clock.now(), edition=thread.edition,
        body=body, body_html=str(markdown(body)), path="",
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        root_no=None if parent else thread.n_roots,
        depth=parent.depth + 1 if parent else 0,
        **given,
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
def edit(comment: Comment, *, by: Any, body: str, based_on: int | None = None) -> Comment:
    """Another wording; the one before stays public beside it, if it was. `based_on`: the number of edits the writer saw."""
    thread = locked(comment.thread_id)
    db.session.refresh(comment)
    if not thread.is_open:
        raise rules.ThreadClosed
    if comment.is_removed and not comment.is_mendable:
        raise rules.CommentGone
    if based_on is not None and based_on != comment.n_edits:
        raise rules.EditedMeanwhile
    check_opinion_consent(by)
    body = stored(body)
    rules.check_edit(body, comment.body, comment.n_edits)
    if not comment.is_removed:  # what is mended out of sight must not come back by the door of the history
        db.session.add(
            CommentWording(
                comment_id=comment.id, ordinal=comment.n_edits + 1, district_id=comment.district_id,
                body=comment.body, written_at=comment.edited_at or comment.created_at,
            )
        )  # fmt: skip
    comment.body, comment.body_html = body, str(markdown(body))
    comment.n_edits, comment.edited_at = comment.n_edits + 1, clock.now()
    moderation.screen("comment", comment, body, by=by)
    return comment
