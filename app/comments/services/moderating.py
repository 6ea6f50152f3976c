"""What moderation does with a comment: out of sight for a while or for good, and back. What its author took back stays away."""

from typing import Any

from app.comments.models import Comment
from app.comments.rules import HELD, WAITING
from app.comments.services.removing import leave_sight, return_to_sight
from app.comments.services.threads import locked
from app.comments.services.writing import announce_new
from app.core import clock
from app.core.history import record
from app.core.transaction import transaction
from app.extensions import db


@transaction
def hide(comment: Comment, *, by: Any, role: str, reason: str) -> None:
    """A moderator's decision: the place shows rule and reason."""
    _take_out(comment, role, reason)
    record(comment, "comment.hidden", by=by, role=role, reason=reason)


@transaction
def hold(comment: Comment, *, by: Any, role: str, reason: str) -> None:
    """Until its author has changed it, or, decided by nobody, until a moderator has looked. The author may edit meanwhile."""
    _take_out(comment, HELD if by else WAITING, reason)


def _take_out(comment: Comment, role: str, reason: str) -> None:
    thread = locked(comment.thread_id)
    db.session.refresh(comment)
    if comment.is_taken_back:
        return
    was_there = not comment.is_removed
    comment.removed_at, comment.removed_by_role, comment.removed_reason = comment.removed_at or clock.now(), role, reason
    if was_there:
        leave_sight(thread, comment)


@transaction
def bring_back(comment: Comment, *, by: Any, role: str, reason: str) -> None:
    """Everybody can read it (again). One that nobody had read yet is announced now."""
    thread = locked(comment.thread_id)
    db.session.refresh(comment)
    if comment.is_taken_back or not comment.is_removed:
        return
    was_new = comment.removed_by_role == WAITING and not comment.n_edits
    was_decided = comment.removed_by_role != WAITING
    comment.removed_at, comment.removed_by_role, comment.removed_reason = None, "", ""
    return_to_sight(thread, comment)
    if was_new:
        announce_new(thread, comment)
    elif was_decided:
        record(comment, "comment.restored", by=by, role=role, reason=reason)
