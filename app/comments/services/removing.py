"""Taking words out of sight with a public reason, and bringing them back. What was answered to them stays."""

from typing import Any

from app.comments import rules
from app.comments.models import Comment, Thread
from app.comments.services import voting
from app.comments.services.threads import locked
from app.core import clock
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.extensions import db
from app.moderation import services as moderation


@transaction
def remove(comment: Comment, *, by: Any, reason: str, role: str) -> Comment:
    """Take a comment out of sight, with a public reason; what was answered to it stays. `role`: author or moderator."""
    thread = locked(comment.thread_id)
    db.session.refresh(comment)
    if comment.is_removed:
        raise rules.AlreadyRemoved
    reason = stored(reason)
    rules.check_removal_reason(reason, is_author=comment.author_id == by.id)
    comment.removed_at, comment.removed_by_role, comment.removed_reason = clock.now(), role, reason
    leave_sight(thread, comment)
    record(comment, "comment.removed", by=by, role=role, reason=reason)
    moderation.gone("comment", comment)
    return comment


@transaction
def restore(comment: Comment, *, by: Any, reason: str, role: str) -> Comment:
    """Bring back what a moderator has taken away; what its author took back stays away."""
    thread = locked(comment.thread_id)
    db.session.refresh(comment)
    if not comment.is_removed or comment.removed_by_role == "author":
        raise rules.NotRestorable
    comment.removed_at, comment.removed_by_role, comment.removed_reason = None, "", ""
    return_to_sight(thread, comment)
    record(comment, "comment.restored", by=by, role=role, reason=stored(reason))
    return comment


def leave_sight(thread: Thread, comment: Comment) -> None:
    """What follows when a comment can no longer be read, for whatever reason; the caller holds the thread and has said why."""
    thread.n_comments -= 1
    _follow_up(thread, comment)


def return_to_sight(thread: Thread, comment: Comment) -> None:
    thread.n_comments += 1
    _follow_up(thread, comment)


def _follow_up(thread: Thread, comment: Comment) -> None:
    voting.score(comment)
    db.session.flush()
    if comment.stance in voting.LEANS:
        voting.declare(thread, comment.author_id)
