"""Who hears of a new comment: whoever is answered, and whoever follows. Refuses to tell the writer, or anybody who has muted."""

from sqlalchemy import select

from app.accounts.models import Resident
from app.comments import hosts
from app.comments.models import Comment, Thread, ThreadFollow
from app.districts.models import District
from app.extensions import db
from app.notices import services as notices

TOLD_AT_ONCE = 500  # one statement's worth: SQLite takes 32,766 values


def tell_of(thread: Thread, comment: Comment) -> None:
    """One unread line per person and conversation, one per answered comment (`key`); nobody gets both for the same words."""
    answered = _answered(thread, comment)
    following = _following(thread, but={comment.author_id, *answered})
    if not answered and not following:
        return
    host, district = hosts.of(thread), db.session.get_one(District, thread.district_id)
    given = {"district": district, "link": ("comments.show", {"comment_id": comment.id}), "title": host.title if host else ""}
    notices.tell(answered, "comment.answered", key=f"comment:{comment.parent_id}", **given)
    for start in range(0, len(following), TOLD_AT_ONCE):
        notices.tell(following[start : start + TOLD_AT_ONCE], "comment.followed", key=f"thread:{thread.id}", **given)


def _answered(thread: Thread, comment: Comment) -> list[int]:
    """The author of the comment answered, unless it is the writer's own, taken out of sight, or the author has muted this."""
    if comment.parent_id is None:
        return []
    parent = db.session.get_one(Comment, comment.parent_id)
    chosen = db.session.get(ThreadFollow, (thread.id, parent.author_id))
    if parent.author_id == comment.author_id or parent.is_removed or (chosen is not None and chosen.is_muted):
        return []
    return [parent.author_id]


def _following(thread: Thread, *, but: set[int]) -> list[int]:
    wanted = (
        select(ThreadFollow.resident_id)
        .join(Resident, Resident.id == ThreadFollow.resident_id)
        .where(ThreadFollow.thread_id == thread.id, ThreadFollow.is_muted.is_(False), Resident.closed_at.is_(None))
        .order_by(ThreadFollow.resident_id)
    )
    return [one for one in db.session.scalars(wanted) if one not in but]
