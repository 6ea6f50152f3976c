"""Looking for proposals: the words asked for, the filters, the order, one page at a time. Refuses to say how words are indexed (core/search)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Integer, Select, cast, func, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from app.comments.models import Thread
from app.core import grams, search
from app.core.search import Group
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import DistrictKind
from app.extensions import db
from app.proposals import similar as similarity
from app.proposals.models import Proposal, ProposalEntry, Synonym
from app.proposals.rules import (
    COUNTED_AT_MOST,
    PROPOSALS_PER_PAGE,
    SIMILAR_LOOKED_AT,
    SIMILAR_SHOWN,
    TITLE_MAXIMUM_LENGTH,
    WORDS_SEARCHED_FOR,
)
from app.proposals.states import OUT_OF_SIGHT, BudgetTrack, Field, ProposalState

RELEVANCE = "relevance"
ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (Proposal.published_at.desc(), Proposal.id.desc()),
    "endorsed": (Proposal.endorsement_count.desc(), Proposal.id.desc()),
    "discussed": (Thread.n_comments.desc(), Thread.id.desc()),
}


Rows = Callable[[Sequence[int]], Any]
standings: dict[str, tuple[str, Rows]] = {}
"""How far a proposal has come, told by higher rooms without importing them: a name for addresses, what it is called, and a select of the
ids of the proposals that stand there in these districts. A choice of the list's filter, in the order of their coming."""
closings: list[Rows] = []
"""What ends on some day, told by higher rooms: a select of proposal ids and days. What has no such day is not in that order."""
CLOSING = "closing"


class Listing(list):  # type: ignore[type-arg]
    """The proposals of one page, `total` of them on all `pages`; `groups` are the words looked for, each with its synonyms;
    `also` names the synonyms as they were put into the table."""

    def __init__(self, proposals: Sequence[Proposal], page: int, pages: int, total: int, groups: Sequence[Group] = ()) -> None:
        super().__init__(proposals)
        self.page, self.pages, self.total, self.groups = page, pages, total, groups
        self.also: list[str] = []

    @property
    def is_counted(self) -> bool:
        """Whether `total` is all of them, not only as many as anybody pages through."""
        return self.total <= COUNTED_AT_MOST


@dataclass(frozen=True)
class Sought:
    """What a reader asks of the list. No filter: everything; an order nobody knows: the newest first."""

    text: str = ""
    field: Field | None = None
    track: BudgetTrack | None = None
    state: ProposalState | None = None
    standing: str = ""
    sort: str = ""
    exact: bool = False
    """Only the words as they are, without their synonyms."""


def places(district: District) -> list[District]:
    """Where one can look from here: in a district there, in the city in every open district too, the city first."""
    return districts.open_ones() if district.is_city else [district]


def whole() -> Select[Any]:
    """Proposals with their current version and their thread, in one statement."""
    every = select(Proposal).join(Proposal.current).join(Proposal.thread)
    return every.options(contains_eager(Proposal.current), contains_eager(Proposal.thread), joinedload(Proposal.district))


def listing(places: Sequence[District], sought: Sought, page: int) -> Listing:
    """One page of what is sought in these districts; past the last page it is the last."""
    terms = grams.read(sought.text, WORDS_SEARCHED_FOR)
    if sought.text.strip() and not terms:
        return Listing([], 1, 1, 0)
    known = synonyms(places) if terms and not sought.exact else {}
    groups = [_with_synonyms(one, known) for one in terms]
    matching = _matching(places, sought, groups)
    matching, order = _ordered(places, sought, groups, matching)
    ordered = (matching.join(Proposal.thread) if sought.sort == "discussed" else matching).order_by(*order)
    if groups:
        page, ids, total = _ranked(ordered, matching, page)
        listing = Listing(_in_order(ids), page, _pages(total), total, groups)
        listing.also = [word for one in terms for key, word in known.get(one.text, {}).items() if key != one.text]
        return listing
    total = _count(matching)
    page = min(max(1, page), _pages(total))
    if sought.sort == CLOSING and closings:
        return Listing(_in_order(list(db.session.scalars(_cut(ordered, page)))), page, _pages(total), total)
    return Listing(_of_page(ordered, order, page), page, _pages(total), total)


def synonyms(places: Sequence[District]) -> dict[str, dict[str, str]]:
    """For what each word is compared by: every word of its set, in these districts or in the whole city, by the same. One statement."""
    city = select(District.id).where(District.kind == DistrictKind.CITY).scalar_subquery()
    here = (Synonym.district_id == city) | Synonym.district_id.in_([place.id for place in places])
    sets: dict[int, dict[str, str]] = {}
    for set_id, key, word in db.session.execute(
        select(Synonym.set_id, Synonym.key, Synonym.word).where(here).order_by(Synonym.id)
    ):
        sets.setdefault(set_id, {})[key] = word
    found: dict[str, dict[str, str]] = {}
    for words in sets.values():
        for key in words:
            found.setdefault(key, {}).update(words)
    return found


def _with_synonyms(term: grams.Term, known: Mapping[str, Mapping[str, str]]) -> Group:
    others = (grams.term(key) for key in known.get(term.text, ()) if key != term.text)
    return (term, *filter(None, others))


def _matching(places: Sequence[District], sought: Sought, groups: Sequence[Group]) -> Select[Any]:
    numbers = [place.id for place in places]
    found = select(Proposal.id).where(
        Proposal.district_id.in_(numbers) if len(numbers) != 1 else Proposal.district_id == numbers[0]
    )
    if sought.state is None:
        found = found.where(Proposal.state.not_in(OUT_OF_SIGHT))
    for column, value in ((Proposal.field, sought.field), (Proposal.track, sought.track), (Proposal.state, sought.state)):
        if value is not None:
            found = found.where(column == value)
    if sought.standing in standings:
        found = found.where(Proposal.id.in_(standings[sought.standing][1](numbers)))
    if groups:
        # Looked up first and once: else PostgreSQL may walk all proposals in their order and unpack the tokens of each.
        keys = search.found(ProposalEntry, groups, numbers).cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
        found = found.where(Proposal.id.in_(select(*keys.c)))
    return found


def _ordered(
    places: Sequence[District], sought: Sought, groups: Sequence[Group], matching: Select[Any]
) -> tuple[Select[Any], tuple[Any, ...]]:
    """What is in the order at all, and the order. By relevance: how many of the words stand in the title, then the newest first."""
    if sought.sort == CLOSING and closings:
        days = union_all(*(rows([place.id for place in places]) for rows in closings)).subquery()
        number, day = days.c
        return matching.join(days, number == Proposal.id), (day, Proposal.id)
    return matching, _order(places, sought, groups)


def _order(places: Sequence[District], sought: Sought, groups: Sequence[Group]) -> tuple[Any, ...]:
    if groups and sought.sort not in ORDERS:
        titled = search.titled(ProposalEntry, groups, [place.id for place in places])
        in_title = sum((cast(Proposal.id.in_(one), Integer) for one in titled), start=literal(0))
        return (in_title.desc(), *ORDERS["newest"])
    return ORDERS.get(sought.sort, ORDERS["newest"])


def _pages(total: int) -> int:
    return max(1, -(-min(total, COUNTED_AT_MOST) // PROPOSALS_PER_PAGE))


def _count(matching: Select[Any]) -> int:
    """How many, up to one more than is ever paged through: nobody waits for a number that nobody reads."""
    return db.session.scalar(select(func.count()).select_from(matching.limit(COUNTED_AT_MOST + 1).subquery())) or 0


def _ranked(ordered: Select[Any], matching: Select[Any], page: int) -> tuple[int, list[int], int]:
    """The page, its ids and how many there are: what is found by words is looked at whole anyway, to rank it."""
    page = min(max(1, page), _pages(COUNTED_AT_MOST))
    counted = ordered.add_columns(func.count().over())
    rows = db.session.execute(_cut(counted, page)).all()
    if not rows and page > 1:  # past the end
        page = _pages(_count(matching))
        rows = db.session.execute(_cut(counted, page)).all()
    return page, [number for number, _ in rows], rows[0][1] if rows else 0


def _cut(ordered: Select[Any], page: int) -> Select[Any]:
    return ordered.limit(PROPOSALS_PER_PAGE).offset((page - 1) * PROPOSALS_PER_PAGE)


def _in_order(ids: Sequence[int]) -> list[Proposal]:
    if not ids:
        return []
    found = {one.id: one for one in db.session.scalars(whole().where(Proposal.id.in_(ids)))}
    return [found[number] for number in ids if number in found]


def _of_page(ordered: Select[Any], order: tuple[Any, ...], page: int) -> list[Proposal]:
    """Ordered twice: inside, where an index has the order ready, and outside, where there are twenty."""
    return list(db.session.scalars(whole().where(Proposal.id.in_(_cut(ordered, page))).order_by(*order)))


def similar(district: District, title: str, besides: int | None = None) -> list[Proposal]:
    """The few published proposals whose titles are nearest to this one."""
    title = title[:TITLE_MAXIMUM_LENGTH]
    if not similarity.pairs(title):
        return []
    titles = similarity.in_other_words(title, synonyms([district]))
    asked = {pair for one in titles for pair in similarity.pairs(one)}
    known = similarity.Known(search.counts(ProposalEntry, asked, COUNTED_AT_MOST), _titles())
    wanted = dict.fromkeys(pairs for one in titles for pairs in similarity.lookups(one, known, SIMILAR_LOOKED_AT // len(titles)))
    if not wanted:
        return []
    others = search.titles(ProposalEntry, list(wanted), district.id, 2 * SIMILAR_LOOKED_AT)
    near = similarity.nearest(titles, others, known, SIMILAR_SHOWN * 4)
    public = (one for one in _in_order(near) if one.is_published and one.id != besides)
    return list(islice(public, SIMILAR_SHOWN))


def _titles() -> int:
    """How many titles there are, nearly: numbers are given out in order, and a weight needs no more."""
    return db.session.scalar(select(func.max(ProposalEntry.proposal_id))) or 0


def to_index(after: int, most: int, *, everything: bool) -> list[Proposal]:
    """The next proposals, by id, to be indexed: all, or those never indexed or by an older edition. Locked, so that their words
    cannot change between being read and being indexed."""
    wanted = select(Proposal).where(Proposal.id > after).order_by(Proposal.id).limit(most)
    if not everything:
        known = select(ProposalEntry.proposal_id).where(ProposalEntry.proposal_id == Proposal.id, ~search.outdated(ProposalEntry))
        wanted = wanted.where(~known.exists())
    ids = [one.id for one in db.session.scalars(wanted.with_for_update(of=Proposal))]
    again = whole().where(Proposal.id.in_(ids)).order_by(Proposal.id)
    return list(db.session.scalars(again.execution_options(populate_existing=True)))
