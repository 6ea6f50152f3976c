"""Reads of conversations: a page of roots with their first replies, one branch, or what is new. Always plain rows, votes and names joined.

What a page costs follows from what it shows: roots are found by their number or by an index in the order asked for, replies by one
short range per root, never by counting or ranking a whole conversation.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Row, Select, and_, case, func, literal, select, text, union, union_all
from sqlalchemy.orm import aliased

from app.accounts.models import Resident
from app.comments import orders, tree
from app.comments.models import NEAR, ROOTS, Comment, CommentVote, CommentWording, Thread, ThreadFollow, ThreadSide
from app.comments.orders import BY_TIME, DEFAULT, Order
from app.comments.rules import (
    BRANCH_ROWS_SHOWN,
    LEVELS_SHOWN,
    NEWS_MAXIMUM,
    PLACES_PER_SIDE,
    REPLIES_SHOWN_PER_ROOT,
    ROOTS_PER_PAGE,
    SCORED_PAGES_MAXIMUM,
)
from app.comments.states import SIDES, Interest
from app.districts.models import District
from app.districts.states import DistrictStatus
from app.extensions import db
from app.moderation.models import Case


class Page(list):  # type: ignore[type-arg]
    """The rows shown, in the order of reading, `page` of `pages` in this `order`; or the branch of `focus`, with what stands `above` it.

    `left_out` tells after which row how many replies are not shown, and which comment's branch holds them. `more_after`: the row after
    which a long branch goes on. `interest`: what the reader wants to hear of this conversation. `has_more`: by score, how many roots can
    be leafed through where there are more of them.
    """

    def __init__(
        self, rows: Sequence[Any], page: int = 1, pages: int = 1, *, order: Order = DEFAULT, focus: Any = None,
        above: Sequence[Any] = (), more_after: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(rows)
        self.page, self.pages, self.order, self.focus, self.above, self.more_after = (
            page,
            pages,
            order,
            focus,
            list(above),
            more_after,
        )
        self.left_out = {} if focus else tree.left_out(rows, LEVELS_SHOWN - 1)
        self.interest = Interest.ORDINARY
        self.has_more = 0


def thread(district: District, thread_id: int) -> Thread | None:
    return db.session.scalar(select(Thread).where(Thread.district_id == district.id, Thread.id == thread_id))


def thread_of(comment: Comment) -> Thread:
    return db.session.get_one(Thread, comment.thread_id)


def by_id(district: District, comment_id: int) -> Comment | None:
    return db.session.scalar(select(Comment).where(Comment.district_id == district.id, Comment.id == comment_id))


def count(thread: Thread) -> int:
    """Comments that can still be read."""
    return thread.n_comments


def is_public(thread_id: int) -> bool:
    """Whether there is such a thread in a district that is open: what a listener may ask for."""
    statement = select(Thread.id).join(District, District.id == Thread.district_id)
    return db.session.scalar(statement.where(Thread.id == thread_id, District.status != DistrictStatus.CLOSED)) is not None


def written_since(author_id: int, instant: datetime) -> int:
    statement = select(func.count(Comment.id)).where(Comment.author_id == author_id, Comment.created_at > instant)
    return db.session.scalar(statement) or 0


def written_lately(author_id: int, since: datetime, most: int) -> list[datetime]:
    """When this resident wrote, oldest first, the latest `most` times since then."""
    wanted = select(Comment.created_at).where(Comment.author_id == author_id, Comment.created_at > since)
    return sorted(db.session.scalars(wanted.order_by(Comment.created_at.desc()).limit(most)))


def by_ids(district: District, ids: Collection[int]) -> list[Comment]:
    """These comments, removed or not, in one statement."""
    return list(db.session.scalars(select(Comment).where(Comment.district_id == district.id, Comment.id.in_(ids))))


def above(comment: Comment, nearest: int = 3) -> Sequence[Any]:
    """The nearest comments this one answers that can be read, root first, with (id, author_name, body)."""
    named = tree.ancestors(comment.path)[-nearest:]
    wanted = select(Comment.id, Resident.display_name.label("author_name"), Comment.body)
    wanted = wanted.join(Resident, Resident.id == Comment.author_id).where(Comment.id.in_(named), Comment.removed_at.is_(None))
    return db.session.execute(wanted.order_by(Comment.path)).all() if named else []


def by_once(author_id: int, once: str | None) -> Comment | None:
    """What this author has already sent with this key."""
    if once is None:
        return None
    return db.session.scalar(select(Comment).where(Comment.author_id == author_id, Comment.once == once))


def wordings(comment: Comment) -> list[tuple[str, datetime]]:
    """Every wording of a comment and when it was written, oldest first, the present one last."""
    former = select(CommentWording).where(CommentWording.comment_id == comment.id).order_by(CommentWording.ordinal)
    told = [(one.body, one.written_at) for one in db.session.scalars(former)]
    return [*told, (comment.body, comment.edited_at or comment.created_at)]


_Parent, _ParentAuthor = aliased(Comment), aliased(Resident)
_shown = Comment.removed_at.is_(None)
_roots, _near = text(f"comment.{ROOTS}"), text(f"comment.{NEAR}")


def _rows(thread: Thread, reader: int | None, among: Any = None) -> Any:
    """Comments of this thread as pages show them, with the reader's own vote; `among`: a subquery of ids that says which.

    Of a removed one neither words nor name leave the database. The ids stand first in the FROM: where more than eight tables are joined,
    PostgreSQL keeps the order they are written in, and would otherwise join all comments there are before it picks these.
    """
    follow = select(ThreadFollow.is_muted).where(ThreadFollow.thread_id == thread.id, ThreadFollow.resident_id == (reader or 0))
    source = Comment.__table__ if among is None else among.join(Comment.__table__, Comment.id == among.c.id)
    return (
        select(
            Comment.id, Comment.district_id, Comment.thread_id, Comment.parent_id, Comment.root_id, Comment.depth, Comment.path,
            Comment.author_id, Comment.created_at, Comment.stance, Comment.edition, Comment.n_edits, Comment.root_no,
            Comment.n_children, Comment.n_descendants, Comment.n_up, Comment.n_down, Comment.wilson, Comment.bridging,
            Comment.removed_at, Comment.removed_by_role, Comment.removed_reason,
            literal(thread.is_open, Boolean).label("thread_is_open"), literal(thread.edition).label("thread_edition"),
            case((_shown, Comment.body_html), else_="").label("body_html"),
            case((_shown, Resident.display_name), else_="").label("author_name"),
            case((_Parent.removed_at.is_(None), _ParentAuthor.display_name), else_="").label("parent_author_name"),
            func.coalesce(CommentVote.value, 0).label("my_vote"), follow.scalar_subquery().label("is_muted"),
            Case.id.label("case_id"), Case.standing, Case.article,
        )
        .select_from(source)
        .join(Resident, Resident.id == Comment.author_id)
        .outerjoin(_Parent, _Parent.id == Comment.parent_id)
        .outerjoin(_ParentAuthor, _ParentAuthor.id == _Parent.author_id)
        .outerjoin(Case, and_(Case.kind == "comment", Case.subject_id == Comment.id, Comment.removed_at.is_not(None)))
        .outerjoin(CommentVote, and_(CommentVote.comment_id == Comment.id, CommentVote.resident_id == (reader or 0)))
    )  # fmt: skip


def page(
    district: District, thread: Thread, *, page: int = 1, order: Order = DEFAULT, at: int | None = None,
    focus: int | None = None, after: int | None = None, reader: int | None = None,
) -> Page:  # fmt: skip
    """One page of the thread, or the branch of the comment `focus`; an unknown focus gives the first page.

    `at`: a comment to be shown in any case, e.g. the one just written. `reader`: the resident whose votes are looked up.
    """
    if thread.district_id != district.id:
        return Page([])
    mine, rows = Comment.thread_id == thread.id, _rows(thread, reader)  # the database keeps a thread's comments in its district
    if focus is not None and (found := db.session.execute(rows.where(mine, Comment.id == focus)).first()):
        return _heard(_branch(mine, rows, found, after), thread, reader)
    pages = _pages(thread, order)
    page = min(max(1, page), pages)
    wanted = (
        db.session.execute(select(Comment.id, Comment.root_id, Comment.path).where(mine, Comment.id == at)).first()
        if at
        else None
    )
    ids = _bridging_ids(mine, page) if order is Order.BRIDGING else list(db.session.scalars(_root_ids(mine, thread, order, page)))
    if wanted and (root := wanted.root_id or wanted.id) not in ids:
        ids.insert(0, root)
    shown = Page(_conversations(thread, reader, ids, wanted), page, pages, order=order)
    if thread.n_roots > pages * ROOTS_PER_PAGE:
        shown.has_more = pages * ROOTS_PER_PAGE
    return _heard(shown, thread, reader)


def _pages(thread: Thread, order: Order) -> int:
    """How many pages there are: by score only the first ones are worth the reading, by time all of them."""
    pages = max(1, -(-thread.n_roots // ROOTS_PER_PAGE))
    return pages if order in BY_TIME else min(pages, SCORED_PAGES_MAXIMUM)


SCORES: dict[Order, tuple[Any, ...]] = {
    Order.BRIDGING: (Comment.bridging.desc(), Comment.wilson.desc(), Comment.id.desc()),
    Order.SUPPORTED: (Comment.wilson.desc(), Comment.id.desc()),
    Order.DISCUSSED: (Comment.n_descendants.desc(), Comment.id.desc()),
}


def _root_ids(mine: Any, thread: Thread, order: Order, page: int) -> Select[Any]:
    """By time a page is a range of numbers, wherever it lies; by score a stretch of an index, as long as all pages before it."""
    roots, before = select(Comment.id).where(mine, _roots), (page - 1) * ROOTS_PER_PAGE
    if order is Order.OLDEST:
        return roots.where(Comment.root_no.between(before + 1, before + ROOTS_PER_PAGE)).order_by(Comment.root_no)
    if order is Order.NEWEST:
        last = thread.n_roots - before
        return roots.where(Comment.root_no.between(last - ROOTS_PER_PAGE + 1, last)).order_by(Comment.root_no.desc())
    return roots.order_by(*SCORES[order]).limit(ROOTS_PER_PAGE).offset(before)


def _bridging_ids(mine: Any, page: int) -> list[int]:
    """The best that both sides share, with the places either side has on the first page whatever its votes (orders.first_page)."""
    ranked = select(Comment.id, Comment.bridging, Comment.wilson).where(mine, _roots).order_by(*SCORES[Order.BRIDGING])
    readable = ranked.where(Comment.bridging > orders.OUT_OF_SIGHT)
    best = ranked.limit(page * ROOTS_PER_PAGE + PLACES_PER_SIDE * len(SIDES))
    parts = [best, *(readable.where(Comment.stance == side).limit(PLACES_PER_SIDE) for side in SIDES)]
    arms = (select(part.subquery(), literal(number).label("part")) for number, part in enumerate(parts))
    found = sorted(db.session.execute(union_all(*arms)), key=lambda one: (-one.bridging, -one.wilson, -one.id))
    best_ids = [one.id for one in found if not one.part]
    first = orders.first_page(best_ids, [one.id for one in found if one.part])
    others = [one for one in best_ids if one not in first]
    return first if page == 1 else others[(page - 2) * ROOTS_PER_PAGE : (page - 1) * ROOTS_PER_PAGE]


def _conversations(thread: Thread, reader: int | None, roots: list[int], wanted: Any) -> list[Row[Any]]:
    """These roots in this order, each followed by its first replies down to the levels a page shows, and by the reply `wanted` if it
    is that near. One statement: a short range of an index per root."""
    if not roots:
        return []
    arms: list[Any] = [
        select(Comment.id).where(Comment.root_id == root, _near).order_by(Comment.path).limit(REPLIES_SHOWN_PER_ROOT)
        for root in roots
    ]
    named = [*roots]
    if wanted and len(above := tree.ancestors(wanted.path)) < LEVELS_SHOWN:
        named += [*above, wanted.id]
    arms.append(select(Comment.id).where(Comment.id.in_(named)))
    shown = union(*(select(arm.subquery().c.id) for arm in arms)).subquery()
    groups: dict[int, list[Row[Any]]] = {root: [] for root in roots}
    for row in _in_order(_rows(thread, reader, shown)):
        groups[row.root_id or row.id].append(row)
    return [row for root in roots for row in groups[root]]


def _in_order(statement: Select[Any]) -> list[Row[Any]]:
    """Few rows by their ids, in the order of reading. Sorted here: asked to sort, SQLite walks a whole thread's index of paths."""
    return sorted(db.session.execute(statement), key=lambda row: row.path)


def _branch(mine: Any, whole: Select[Any], focus: Row[Any], after: int | None) -> Page:
    """The comment asked for, what stands above it, and what follows below it: the first rows, or those after the row `after`."""
    start, end = tree.branch(focus.path)
    last = db.session.scalar(select(Comment.path).where(mine, Comment.id == after)) if after is not None else None
    begin = Comment.path > last if last and last >= start else Comment.path >= start
    inside = and_(mine, begin, Comment.path < end)
    rows = list(db.session.execute(whole.where(inside).order_by(Comment.path).limit(BRANCH_ROWS_SHOWN + 1)))
    more = len(rows) > BRANCH_ROWS_SHOWN
    rows = rows[:BRANCH_ROWS_SHOWN]
    names = tree.ancestors(focus.path)
    near = [*names[:1], *names[1:][-3:]]  # the root and the three nearest: enough to know what is being answered
    above = _in_order(whole.where(mine, Comment.id.in_(near))) if near else []
    return Page(rows, focus=focus, above=above, more_after=rows[-1].id if more else None)


def row(comment: Comment, *, reader: int | None = None) -> Any:
    """One comment as pages show it."""
    return db.session.execute(_rows(comment.thread, reader).where(Comment.id == comment.id)).one()


def news(district: District, thread: Thread, ids: Collection[int], *, reader: int | None = None) -> Page:
    """Those of these comments that can be read, oldest first: what a reader who is there has been told of."""
    wanted = _rows(thread, reader).where(
        Comment.district_id == district.id, Comment.thread_id == thread.id, _shown, Comment.id.in_(list(ids)[:NEWS_MAXIMUM])
    )
    return Page(list(db.session.execute(wanted.order_by(Comment.id))))


def _heard(page: Page, thread: Thread, reader: int | None) -> Page:
    """Add what this resident wants to hear of the conversation; the rows know, where there are any."""
    known = page[0] if page else page.focus
    if known is not None:
        page.interest = _interest(known.is_muted)
    elif reader is not None:
        page.interest = interest(thread.id, reader)
    return page


def interest(thread_id: int, resident_id: int) -> Interest:
    chosen = select(ThreadFollow.is_muted).where(ThreadFollow.thread_id == thread_id, ThreadFollow.resident_id == resident_id)
    return _interest(db.session.scalar(chosen))


def _interest(is_muted: bool | None) -> Interest:
    return Interest.ORDINARY if is_muted is None else Interest.MUTED if is_muted else Interest.FOLLOWING


def written_by(resident_id: int) -> list[Comment]:
    """Everything this resident has written, in whatever district, oldest first."""
    return list(db.session.scalars(select(Comment).where(Comment.author_id == resident_id).order_by(Comment.id)))


def wordings_by(resident_id: int) -> dict[int, list[str]]:
    """What this resident's comments said before they were edited, by comment."""
    former = select(CommentWording.comment_id, CommentWording.body).join(Comment, Comment.id == CommentWording.comment_id)
    told: dict[int, list[str]] = {}
    for one in db.session.execute(former.where(Comment.author_id == resident_id).order_by(CommentWording.ordinal)):
        told.setdefault(one.comment_id, []).append(one.body)
    return told


def sides_of(resident_id: int) -> list[ThreadSide]:
    stands = select(ThreadSide).where(ThreadSide.resident_id == resident_id)
    return list(db.session.scalars(stands.order_by(ThreadSide.thread_id)))


def voted_by(resident_id: int) -> list[CommentVote]:
    given = select(CommentVote).where(CommentVote.resident_id == resident_id)
    return list(db.session.scalars(given.order_by(CommentVote.comment_id)))


def followed_by(resident_id: int) -> list[ThreadFollow]:
    chosen = select(ThreadFollow).where(ThreadFollow.resident_id == resident_id)
    return list(db.session.scalars(chosen.order_by(ThreadFollow.thread_id)))
