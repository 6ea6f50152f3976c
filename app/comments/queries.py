"""Reads of threads: one page of roots with their first replies, or one branch, always as plain rows in the order of reading."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, literal, select
from sqlalchemy.orm import aliased

from app.accounts.models import Resident
from app.comments import tree
from app.comments.models import Comment, Thread
from app.comments.rules import BRANCH_ROWS_SHOWN, LEVELS_SHOWN, REPLIES_SHOWN_PER_ROOT, ROOTS_PER_PAGE
from app.districts.models import District
from app.districts.states import DistrictStatus
from app.extensions import db


class Page(list):  # type: ignore[type-arg]
    """The rows shown, in tree order, `page` of `pages`: of the thread, or of the branch of `focus` with what stands `above` it.

    `left_out` tells after which row how many replies are not shown, and which comment's branch holds them.
    """

    def __init__(self, rows: Sequence[Any], page: int, pages: int, *, focus: Any = None, above: Sequence[Any] = ()) -> None:
        super().__init__(rows)
        self.page, self.pages, self.focus, self.above = page, pages, focus, list(above)
        self.left_out = {} if focus else tree.left_out(rows, LEVELS_SHOWN - 1)


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


def written_by(resident_id: int) -> list[Comment]:
    """Everything this resident has written, in whatever district, oldest first."""
    return list(db.session.scalars(select(Comment).where(Comment.author_id == resident_id).order_by(Comment.id)))


def by_once(author_id: int, once: str | None) -> Comment | None:
    """What this author has already sent with this key."""
    if once is None:
        return None
    return db.session.scalar(select(Comment).where(Comment.author_id == author_id, Comment.once == once))


_Parent, _ParentAuthor = aliased(Comment), aliased(Resident)
_shown = Comment.removed_at.is_(None)


def _rows() -> Any:
    """Comments as pages show them. Of a removed one neither words nor name leave the database."""
    return (
        select(
            Comment.id, Comment.district_id, Comment.thread_id, Comment.parent_id, Comment.root_id, Comment.depth, Comment.path,
            Comment.author_id, Comment.created_at, Comment.n_children, Comment.n_descendants,
            Comment.removed_at, Comment.removed_by_role, Comment.removed_reason,
            case((_shown, Comment.body_html), else_="").label("body_html"),
            case((_shown, Resident.display_name), else_="").label("author_name"),
            case((_Parent.removed_at.is_(None), _ParentAuthor.display_name), else_="").label("parent_author_name"),
        )
        .join(Resident, Resident.id == Comment.author_id)
        .outerjoin(_Parent, _Parent.id == Comment.parent_id)
        .outerjoin(_ParentAuthor, _ParentAuthor.id == _Parent.author_id)
    )  # fmt: skip


def page(district: District, thread: Thread, *, page: int = 1, focus: int | None = None) -> Page:
    """One page of the thread, or the branch of the comment `focus`; an unknown focus gives the first page."""
    mine = and_(Comment.district_id == district.id, Comment.thread_id == thread.id)
    if focus is not None and (found := db.session.execute(_rows().where(mine, Comment.id == focus)).first()):
        return _branch(mine, found, page)
    roots, total = _roots(mine, max(1, page))
    if not roots and page > 1:  # beyond the end: the last page instead
        page = _within(page, db.session.scalar(_count_of_roots(mine)) or 0, ROOTS_PER_PAGE)[0]
        roots, total = _roots(mine, page)
    page, pages = _within(page, total, ROOTS_PER_PAGE)
    return Page(_with_replies(mine, roots), page, pages)


def _roots(mine: Any, page: int) -> tuple[list[Row[Any]], int]:
    """The roots of one page, and how many there are on all, in one statement; 0 when the page is empty."""
    total = _count_of_roots(mine).scalar_subquery().label("total")
    first = min(page - 1, 10**9) * ROOTS_PER_PAGE
    wanted = _rows().add_columns(total).where(mine, Comment.depth == 0).order_by(Comment.id).limit(ROOTS_PER_PAGE).offset(first)
    found = list(db.session.execute(wanted))
    return found, found[0].total if found else 0


def _count_of_roots(mine: Any) -> Any:
    return select(func.count(Comment.id)).where(mine, Comment.depth == 0)


def _within(page: int, total: int, per_page: int) -> tuple[int, int]:
    """The page nearest to the one asked for, and how many there are."""
    pages = max(1, -(-total // per_page))
    return min(max(1, page), pages), pages


def _with_replies(mine: Any, roots: list[Row[Any]]) -> list[Row[Any]]:
    """The roots and the first replies of each, down to the levels a page shows, in one statement."""
    if not any(root.n_children for root in roots):
        return roots
    place = func.row_number().over(partition_by=Comment.root_id, order_by=Comment.path)
    near = and_(mine, Comment.root_id.in_([root.id for root in roots]), Comment.depth < LEVELS_SHOWN)
    ranked = select(Comment.id, place.label("place")).where(near).subquery()
    chosen = select(ranked.c.id).where(ranked.c.place <= REPLIES_SHOWN_PER_ROOT)
    replies = db.session.execute(_rows().where(mine, Comment.id.in_(chosen)))
    return sorted([*roots, *replies], key=lambda row: row.path)


def _branch(mine: Any, focus: Row[Any], page: int) -> Page:
    """The comment asked for, what stands above it, and what follows below it."""
    start, end = tree.branch(focus.path)
    inside = and_(mine, Comment.path >= start, Comment.path < end)
    page, pages = _within(page, focus.n_descendants + 1, BRANCH_ROWS_SHOWN)
    below = _rows().where(inside).order_by(Comment.path).limit(BRANCH_ROWS_SHOWN).offset((page - 1) * BRANCH_ROWS_SHOWN)
    names = tree.ancestors(focus.path)
    near = [*names[:1], *names[1:][-3:]]  # the root and the three nearest: enough to know what is being answered
    above = db.session.execute(_rows().where(mine, Comment.id.in_(near)).order_by(Comment.path)) if near else ()
    return Page(list(db.session.execute(below)), page, pages, focus=focus, above=list(above))


def page_showing(comment: Comment) -> int | None:
    """The page of the thread that shows this comment, or None where only its branch does."""
    if comment.depth >= LEVELS_SHOWN:
        return None
    mine = and_(Comment.district_id == comment.district_id, Comment.thread_id == comment.thread_id)
    root_id = comment.root_id or comment.id
    earlier_roots = select(func.count(Comment.id)).where(mine, Comment.depth == 0, Comment.id < root_id).scalar_subquery()
    before = and_(mine, Comment.root_id == root_id, Comment.depth < LEVELS_SHOWN, Comment.path <= comment.path)
    place = select(func.count(Comment.id)).where(before).scalar_subquery() if comment.root_id else literal(0)
    roots, replies = db.session.execute(select(earlier_roots, place)).one()
    return roots // ROOTS_PER_PAGE + 1 if replies <= REPLIES_SHOWN_PER_ROOT else None
