"""Reads of proposals, each with its current wording."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.comments.models import Thread
from app.core.text import search_key
from app.districts.models import District
from app.extensions import db
from app.proposals.models import Endorsement, Proposal, ProposalDraft, ProposalVersion
from app.proposals.rules import PROPOSALS_PER_PAGE, WORDS_SEARCHED_FOR
from app.proposals.states import BudgetTrack, Field, ProposalState

ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (Proposal.published_at.desc(), Proposal.id.desc()),
    "endorsed": (Proposal.endorsement_count.desc(), Proposal.id.desc()),
    "discussed": (Thread.n_comments.desc(), Proposal.id.desc()),
}


class Listing(list):  # type: ignore[type-arg]
    """The proposals of one page, `total` of them on all `pages`."""

    def __init__(self, proposals: Sequence[Proposal], page: int, pages: int, total: int) -> None:
        super().__init__(proposals)
        self.page, self.pages, self.total = page, pages, total


def _everywhere() -> Select[Any]:
    """Proposals with their current version and their thread, in one statement."""
    whole = select(Proposal).join(Proposal.current).join(Proposal.thread)
    return whole.options(contains_eager(Proposal.current), contains_eager(Proposal.thread), joinedload(Proposal.district))


def _whole(district: District) -> Select[Any]:
    return _everywhere().where(Proposal.district_id == district.id)


def by_number(district: District, number: str) -> Proposal | None:
    wanted = _whole(district).where(Proposal.number == number.upper()).options(joinedload(Proposal.author))
    return db.session.scalar(wanted)


def by_id(district: District, proposal_id: int) -> Proposal | None:
    return db.session.scalar(_whole(district).where(Proposal.id == proposal_id).options(joinedload(Proposal.author)))


def by_ids(district: District, proposal_ids: Collection[int]) -> list[Proposal]:
    """These proposals, in the order of their ids, in one statement."""
    if not proposal_ids:
        return []
    return list(db.session.scalars(_whole(district).where(Proposal.id.in_(proposal_ids)).order_by(Proposal.id)))


def by_thread(district: District, thread_id: int) -> Proposal | None:
    """The proposal a conversation is about."""
    return db.session.scalar(_whole(district).where(Proposal.thread_id == thread_id))


def by_thread_anywhere(thread_id: int) -> Proposal | None:
    """The same for whoever holds the conversation itself, whose district is then known."""
    return db.session.scalar(_everywhere().where(Proposal.thread_id == thread_id))


def by_once(author_id: int, once: str | None) -> Proposal | None:
    """What this author has already sent with this key."""
    if once is None:
        return None
    return db.session.scalar(select(Proposal).where(Proposal.author_id == author_id, Proposal.once == once))


def current(proposal: Proposal) -> ProposalVersion:
    """The wording in force."""
    return proposal.current


def versions(proposal: Proposal) -> list[ProposalVersion]:
    """Every wording, oldest first."""
    wanted = select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id).order_by(ProposalVersion.ordinal)
    return list(db.session.scalars(wanted.options(joinedload(ProposalVersion.author))))


def listing(
    district: District, *, text: str = "", field: Field | None = None, track: BudgetTrack | None = None,
    state: ProposalState | None = None, sort: str = "newest", page: int = 1,
) -> Listing:  # fmt: skip
    """One page of the proposals that hold every word of `text` (its first ones) and match the filters; an unknown sort is the newest
    first."""
    found = _whole(district)
    for word in list(dict.fromkeys(search_key(text).split()))[:WORDS_SEARCHED_FOR]:
        found = found.where(ProposalVersion.search_text.contains(word, autoescape=True))
    for column, wanted in ((Proposal.field, field), (Proposal.track, track), (Proposal.state, state)):
        if wanted is not None:
            found = found.where(column == wanted)
    total = db.session.scalar(found.with_only_columns(func.count(Proposal.id)).options()) or 0
    pages = max(1, -(-total // PROPOSALS_PER_PAGE))
    page = min(max(1, page), pages)
    shown = found.order_by(*ORDERS.get(sort, ORDERS["newest"])).limit(PROPOSALS_PER_PAGE).offset((page - 1) * PROPOSALS_PER_PAGE)
    return Listing(list(db.session.scalars(shown)), page, pages, total)


def is_any(district: District) -> bool:
    """Whether the district has a proposal at all, withdrawn or not."""
    return bool(db.session.scalar(select(exists().where(Proposal.district_id == district.id))))


def published(
    district: District, tracks: Collection[BudgetTrack] = tuple(BudgetTrack), *,
    since: datetime | None = None, until: datetime | None = None,
) -> list[Proposal]:  # fmt: skip
    """Every proposal of these tracks that has not been withdrawn, oldest first; published from `since` up to, not at, `until`."""
    found = _whole(district).where(Proposal.state == ProposalState.PUBLISHED, Proposal.track.in_(tracks))
    if since is not None:
        found = found.where(Proposal.published_at >= since)
    if until is not None:
        found = found.where(Proposal.published_at < until)
    return list(db.session.scalars(found.order_by(Proposal.id)))


def has_endorsed(proposal: Proposal, resident_id: int | None) -> bool:
    """Nobody endorses what they propose, so their own proposals are not asked about."""
    if resident_id is None or resident_id == proposal.author_id:
        return False
    return db.session.get(Endorsement, (proposal.id, resident_id)) is not None


def written_by(resident_id: int) -> list[Proposal]:
    """What this resident has proposed, in whatever district, newest first: for their own page, which stands above districts."""
    mine = _everywhere().where(Proposal.author_id == resident_id)
    return list(db.session.scalars(mine.order_by(Proposal.id.desc()).limit(PROPOSALS_PER_PAGE)))


def endorsed_by(resident_id: int) -> list[Proposal]:
    """What this resident endorses, in whatever district, the latest first."""
    mine = _everywhere().join(Endorsement, Endorsement.proposal_id == Proposal.id).where(Endorsement.resident_id == resident_id)
    return list(db.session.scalars(mine.order_by(Endorsement.created_at.desc(), Proposal.id.desc()).limit(PROPOSALS_PER_PAGE)))


def versions_by(resident_id: int) -> list[tuple[str, ProposalVersion]]:
    """Every wording this resident has written, with its proposal's number, oldest first: for their own export."""
    wanted = select(Proposal.number, ProposalVersion).join(Proposal, Proposal.id == ProposalVersion.proposal_id)
    rows = db.session.execute(wanted.where(ProposalVersion.author_id == resident_id).order_by(ProposalVersion.id))
    return [(number, version) for number, version in rows]


def endorsements_by(resident_id: int) -> list[tuple[str, datetime]]:
    """The numbers of what this resident endorses, and since when."""
    wanted = select(Proposal.number, Endorsement.created_at).join(Proposal, Proposal.id == Endorsement.proposal_id)
    rows = db.session.execute(wanted.where(Endorsement.resident_id == resident_id).order_by(Proposal.id))
    return [(number, at) for number, at in rows]


def draft(district: District, key: str) -> ProposalDraft | None:
    return db.session.scalar(select(ProposalDraft).where(ProposalDraft.district_id == district.id, ProposalDraft.key == key))


def is_draft_key(key: str) -> bool:
    """Whether a draft, of whomever and wherever, has this key."""
    return bool(db.session.scalar(select(exists().where(ProposalDraft.key == key))))


def drafts(
    resident_id: int | None, visitor: str | None = None, *, district: District | None = None, deleted: bool = False
) -> list[ProposalDraft]:
    """What this resident is writing, or what this visitor has begun, in whatever district or in one; the latest first."""
    if resident_id is None and visitor is None:
        return []
    mine = ProposalDraft.resident_id == resident_id if resident_id is not None else ProposalDraft.visitor == visitor
    found = select(ProposalDraft).where(
        mine, ProposalDraft.deleted_at.is_not(None) if deleted else ProposalDraft.deleted_at.is_(None)
    )
    if district is not None:
        found = found.where(ProposalDraft.district_id == district.id)
    found = found.options(joinedload(ProposalDraft.district)).order_by(ProposalDraft.saved_at.desc(), ProposalDraft.id.desc())
    return list(db.session.scalars(found.limit(PROPOSALS_PER_PAGE)))
