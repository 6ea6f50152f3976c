"""도움돼요 and 도움 안 돼요: one per resident and comment. Keeps every count and score exact as voters and their sides change.

A vote counts for the side its voter stands on (app/comments/orders.py). When that side changes, all of the voter's votes in this
conversation move with it: work that grows with what one person has voted, never with the conversation. Callers hold the thread.
"""

from typing import Any

from sqlalchemy import select

from app.accounts.services import check_opinion_consent
from app.comments import orders, rules
from app.comments.models import Comment, CommentVote, Thread, ThreadSide
from app.comments.services.threads import locked
from app.comments.states import SIDES, Stance
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db

LEANS = {Stance.PRO: 1, Stance.CON: -1}


@transaction
def vote(comment: Comment, *, by: Any, value: int) -> Comment:
    """1 helpful, -1 not, 0 takes it back. The same again changes nothing."""
    thread = locked(comment.thread_id)
    db.session.refresh(comment)
    _check(thread, comment, by)
    former = db.session.get(CommentVote, (comment.id, by.id), populate_existing=True)
    before = former.value if former else 0
    if before == value:
        return comment
    stand = _stand(thread, by.id)
    _count(comment, before, orders.side(stand.declared, stand.lean), -1)
    _keep(comment, former, by.id, value)
    _count(comment, value, orders.side(stand.declared, stand.lean), 1)
    score(comment)
    db.session.flush()
    _lean(thread, stand, stand.lean + LEANS.get(comment.stance, 0) * ((value == 1) - (before == 1)))
    return comment


def _check(thread: Thread, comment: Comment, by: Any) -> None:
    if not thread.is_open:
        raise rules.ThreadClosed
    if comment.is_removed:
        raise rules.CommentGone
    if comment.author_id == by.id:
        raise rules.OwnComment
    check_opinion_consent(by)


def _stand(thread: Thread, resident_id: int) -> ThreadSide:
    """Where this resident stands here; a new row where nothing was known."""
    found = db.session.get(ThreadSide, (thread.id, resident_id), populate_existing=True)
    if found is None:
        found = ThreadSide(thread_id=thread.id, resident_id=resident_id, district_id=thread.district_id, declared="", lean=0)
        db.session.add(found)
    return found


def _keep(comment: Comment, former: CommentVote | None, resident_id: int, value: int) -> None:
    if former is None:
        db.session.add(
            CommentVote(
                comment_id=comment.id, resident_id=resident_id, thread_id=comment.thread_id, district_id=comment.district_id,
                value=value, created_at=clock.now(),
            )
        )  # fmt: skip
    elif value == 0:
        db.session.delete(former)
    else:
        former.value = value


def _count(comment: Comment, value: int, side: str, step: int) -> None:
    """Add a vote of this value and side to the counts of a comment, or take it away."""
    if value == 0:
        return
    name = "up" if value == 1 else "down"
    setattr(comment, f"n_{name}", getattr(comment, f"n_{name}") + step)
    if side:
        setattr(comment, f"{name}_{side}", getattr(comment, f"{name}_{side}") + step)


def score(comment: Comment) -> None:
    """Both scores from the counts; out of sight there is nothing to rank."""
    if comment.is_removed:
        comment.wilson = comment.bridging = orders.OUT_OF_SIGHT
        return
    comment.wilson = orders.wilson(comment.n_up, comment.n_down)
    comment.bridging = orders.bridging(comment.up_pro, comment.down_pro, comment.up_con, comment.down_con)


def declare(thread: Thread, resident_id: int) -> None:
    """The stance of a resident's last 찬성 or 반대 that can be read is theirs; without one their votes speak."""
    mine = select(Comment.stance).where(
        Comment.thread_id == thread.id, Comment.author_id == resident_id, Comment.stance.in_(SIDES), Comment.removed_at.is_(None)
    )
    last = db.session.scalar(mine.order_by(Comment.id.desc()).limit(1))
    if last is None and db.session.get(ThreadSide, (thread.id, resident_id)) is None:
        return
    stand = _stand(thread, resident_id)
    before = orders.side(stand.declared, stand.lean)
    stand.declared = last.value if last else ""
    _move(thread, stand, before)


def _lean(thread: Thread, stand: ThreadSide, lean: int) -> None:
    before = orders.side(stand.declared, stand.lean)
    stand.lean = lean
    _move(thread, stand, before)


def _move(thread: Thread, stand: ThreadSide, before: str) -> None:
    """Take all votes of a resident from the side they stood on to the one they stand on now."""
    after = orders.side(stand.declared, stand.lean)
    if before == after:
        return
    db.session.flush()
    given = (
        select(CommentVote.value, Comment)
        .join(Comment, Comment.id == CommentVote.comment_id)
        .where(CommentVote.resident_id == stand.resident_id, CommentVote.thread_id == thread.id)
    )
    for value, comment in db.session.execute(given):
        name = "up" if value == 1 else "down"
        for side, step in ((before, -1), (after, 1)):
            if side:
                setattr(comment, f"{name}_{side}", getattr(comment, f"{name}_{side}") + step)
        score(comment)
    db.session.flush()
