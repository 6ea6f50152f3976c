"""Reads of proposals, each with its current wording."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, with_expression

from app.accounts.models import Resident
from app.comments.models import Comment
from app.core import clock
from app.core.history import HistoryEntry
from app.districts.models import District
from app.extensions import db
from app.moderation.models import Case
from app.moderation.states import Standing
from app.proposals import search
from app.proposals.models import (
    Attachment,
    Endorsement,
    IntakeSlip,
    Proposal,
    ProposalDraft,
    ProposalInvitation,
    ProposalMerger,
    ProposalMergerPart,
    ProposalProposer,
    ProposalVersion,
    SynonymSet,
)
from app.proposals.rules import PROPOSALS_PER_PAGE, WORDS_SEARCHED_FOR, lock_of
from app.proposals.search import Listing
from app.proposals.states import OUT_OF_SIGHT, BudgetTrack, Field, InvitationState, MergerState, ProposalState


def _whole(district: District) -> Select[Any]:
    return search.whole().where(Proposal.district_id == district.id)


def by_number(district: District, number: str) -> Proposal | None:
    return _one(_whole(district).where(Proposal.number == number.upper()))


def by_id(district: District, proposal_id: int) -> Proposal | None:
    return _one(_whole(district).where(Proposal.id == proposal_id))


def _sources() -> Any:
    """The numbers of the proposals merged into one, with commas between them; None where there are none."""
    source = aliased(Proposal)
    found = select(func.aggregate_strings(source.number, ",")).select_from(ProposalMerger)
    found = found.join(ProposalMergerPart, ProposalMergerPart.merger_id == ProposalMerger.id)
    found = found.join(source, source.id == ProposalMergerPart.proposal_id)
    here = (ProposalMerger.target_id == Proposal.id) & (ProposalMerger.state == MergerState.DONE)
    return found.where(here, source.id != Proposal.id).correlate(Proposal).scalar_subquery()


def _one(wanted: Select[Any]) -> Proposal | None:
    """One proposal with everybody who proposes it and what is attached, in one statement: both are few."""
    wanted = wanted.options(
        joinedload(Proposal.proposers).joinedload(ProposalProposer.resident),
        joinedload(Proposal.files),
        with_expression(Proposal.merged_from, _sources()),
    )
    return db.session.scalars(wanted).unique().one_or_none()


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
    return db.session.scalar(search.whole().where(Proposal.thread_id == thread_id))


def proposed_lately(author_id: int, since: datetime, most: int) -> list[datetime]:
    """When this resident proposed, oldest first, the latest `most` times since then."""
    wanted = select(Proposal.published_at).where(Proposal.author_id == author_id, Proposal.published_at > since)
    return sorted(db.session.scalars(wanted.order_by(Proposal.published_at.desc()).limit(most)))


def endorsed_lately(resident_id: int, since: datetime, most: int) -> list[datetime]:
    """When this resident endorsed what they still endorse, oldest first, the latest `most` times since then."""
    wanted = select(Endorsement.created_at).where(Endorsement.resident_id == resident_id, Endorsement.created_at > since)
    return sorted(db.session.scalars(wanted.order_by(Endorsement.created_at.desc()).limit(most)))


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
    state: ProposalState | None = None, sort: str = "", page: int = 1,
) -> Listing:  # fmt: skip
    """One page of the proposals that hold every word of `text` (its first ones) and match the filters."""
    return search.listing([district], search.Sought(text, field, track, state, sort=sort), page)


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


def most_endorsed(district: District, most: int) -> list[Proposal]:
    """The published proposals with most endorsements, in one statement."""
    found = _whole(district).where(Proposal.state == ProposalState.PUBLISHED)
    return list(db.session.scalars(found.order_by(Proposal.endorsement_count.desc(), Proposal.id.desc()).limit(most)))


def waiting(district: District, tracks: Collection[BudgetTrack] = tuple(BudgetTrack)) -> Select[Any]:
    """The ids of proposals of these tracks that wait for a moderator, about which nobody has decided anything."""
    wanted = select(Proposal.id).join(Case, and_(Case.kind == "proposal", Case.subject_id == Proposal.id))
    held = and_(Proposal.district_id == district.id, Proposal.track.in_(tracks), Proposal.state == ProposalState.HELD)
    return wanted.where(held, Case.standing == Standing.WAITING)


def has_endorsed(proposal: Proposal, resident_id: int | None) -> bool:
    """Nobody endorses what they propose, so their own proposals are not asked about."""
    if resident_id is None or resident_id in proposal.proposer_ids:
        return False
    return db.session.get(Endorsement, (proposal.id, resident_id)) is not None


def written_by(resident_id: int) -> list[Proposal]:
    """What this resident has proposed, in whatever district, newest first: for their own page, which stands above districts."""
    mine = search.whole().join(ProposalProposer, ProposalProposer.proposal_id == Proposal.id)
    mine = mine.where(ProposalProposer.resident_id == resident_id)
    return list(db.session.scalars(mine.order_by(Proposal.id.desc()).limit(PROPOSALS_PER_PAGE)))


def endorsed_by(resident_id: int) -> list[Proposal]:
    """What this resident endorses, in whatever district, the latest first."""
    mine = search.whole().join(Endorsement, Endorsement.proposal_id == Proposal.id).where(Endorsement.resident_id == resident_id)
    mine = mine.where(Proposal.state.not_in(OUT_OF_SIGHT))
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


def files(owner: Proposal | ProposalDraft) -> list[Attachment]:
    """What is attached, in the order it came; what has been taken off is left out."""
    mine = Attachment.proposal_id == owner.id if isinstance(owner, Proposal) else Attachment.draft_id == owner.id
    found = select(Attachment).where(Attachment.district_id == owner.district_id, mine, Attachment.removed_at.is_(None))
    return list(db.session.scalars(found.order_by(Attachment.id)))


def file(district: District, file_id: int) -> Attachment | None:
    """One attachment with the draft or proposal it belongs to."""
    wanted = select(Attachment).where(Attachment.district_id == district.id, Attachment.id == file_id)
    return db.session.scalar(
        wanted.where(Attachment.removed_at.is_(None)).options(joinedload(Attachment.draft), joinedload(Attachment.proposal))
    )


def files_by(resident_id: int) -> list[Attachment]:
    """Everything this resident has attached and not taken off: for their own export."""
    mine = (Attachment.added_by_id == resident_id) & Attachment.removed_at.is_(None)
    return list(db.session.scalars(select(Attachment).where(mine).order_by(Attachment.id)))


def invitations(proposal: Proposal) -> list[ProposalInvitation]:
    """Those still to be answered."""
    waiting = (ProposalInvitation.state == InvitationState.OPEN) & (ProposalInvitation.expires_at > clock.now())
    found = select(ProposalInvitation).where(ProposalInvitation.proposal_id == proposal.id, waiting)
    return list(db.session.scalars(found.order_by(ProposalInvitation.id)))


def invitation(district: District, number: str, invitation_id: int) -> ProposalInvitation | None:
    found = select(ProposalInvitation).join(ProposalInvitation.proposal).options(joinedload(ProposalInvitation.proposal))
    here = (Proposal.district_id == district.id) & (Proposal.number == number.upper())
    return db.session.scalar(found.where(here, ProposalInvitation.id == invitation_id))


def invitation_to(proposal: Proposal, address_hash: str) -> ProposalInvitation | None:
    """The invitation of this address that waits for an answer."""
    return next((one for one in invitations(proposal) if one.address_hash == address_hash), None)


def invited_since(resident_id: int, instant: datetime) -> int:
    sent = (ProposalInvitation.invited_by_id == resident_id) & (ProposalInvitation.invited_at > instant)
    return db.session.scalar(select(func.count(ProposalInvitation.id)).where(sent)) or 0


def synonym_sets(district: District) -> list[SynonymSet]:
    """The words that mean the same here, set by set, in the order of their first words."""
    found = db.session.scalars(select(SynonymSet).where(SynonymSet.district_id == district.id).order_by(SynonymSet.id))
    return sorted(found, key=str)


def synonym_set(district: District, set_id: int) -> SynonymSet | None:
    return db.session.scalar(select(SynonymSet).where(SynonymSet.district_id == district.id, SynonymSet.id == set_id))


def synonym_history(district: District, most: int = 20) -> list[tuple[HistoryEntry, str]]:
    """What was done to the sets lately, newest first, with who did it."""
    mine = (HistoryEntry.district_id == district.id) & (HistoryEntry.subject_kind == SynonymSet.__tablename__)
    wanted = select(HistoryEntry, Resident.display_name).outerjoin(Resident, Resident.id == HistoryEntry.actor_id).where(mine)
    return [(entry, name or "") for entry, name in db.session.execute(wanted.order_by(HistoryEntry.id.desc()).limit(most))]


def slip(district: District, number: str) -> IntakeSlip | None:
    """How the proposal of this number came in on paper."""
    mine = select(IntakeSlip).join(IntakeSlip.proposal).join(Proposal.current)
    mine = mine.options(contains_eager(IntakeSlip.proposal).contains_eager(Proposal.current))
    return db.session.scalar(mine.where(IntakeSlip.district_id == district.id, Proposal.number == number.upper()))


def slips(district: District, text: str = "", page: int = 1) -> Listing:
    """What came in on paper, the newest first; `text` is looked for in the number, the paper's own number and the title."""
    mine = select(IntakeSlip).join(IntakeSlip.proposal).join(Proposal.current).where(IntakeSlip.district_id == district.id)
    for word in text.split()[:WORDS_SEARCHED_FOR]:
        places = (Proposal.number, IntakeSlip.paper_number, ProposalVersion.title)
        mine = mine.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    total = db.session.scalar(mine.with_only_columns(func.count(IntakeSlip.id))) or 0
    pages = max(1, -(-total // PROPOSALS_PER_PAGE))
    page = min(max(1, page), pages)
    shown = mine.options(contains_eager(IntakeSlip.proposal).contains_eager(Proposal.current)).order_by(IntakeSlip.id.desc())
    return Listing(
        list(db.session.scalars(shown.limit(PROPOSALS_PER_PAGE).offset((page - 1) * PROPOSALS_PER_PAGE))), page, pages, total
    )


def merger(district: District, merger_id: int) -> ProposalMerger | None:
    """A merger with its proposals and whoever proposes them."""
    found = select(ProposalMerger).where(ProposalMerger.district_id == district.id, ProposalMerger.id == merger_id)
    whole = joinedload(ProposalMerger.parts).joinedload(ProposalMergerPart.proposal)
    return (
        db.session.scalars(found.options(whole.joinedload(Proposal.current), whole.joinedload(Proposal.proposers)))
        .unique()
        .one_or_none()
    )


def mergers(proposal: Proposal) -> list[ProposalMerger]:
    """The mergers that stand or wait which this proposal is a part of or the outcome of, the latest first, in one statement."""
    alive = ProposalMerger.state.in_([MergerState.ASKED, MergerState.DONE])
    part = exists().where(ProposalMergerPart.merger_id == ProposalMerger.id, ProposalMergerPart.proposal_id == proposal.id)
    found = select(ProposalMerger).where(ProposalMerger.district_id == proposal.district_id, alive)
    found = found.where((ProposalMerger.target_id == proposal.id) | part).order_by(ProposalMerger.id.desc())
    shown = joinedload(ProposalMerger.parts).joinedload(ProposalMergerPart.proposal).joinedload(Proposal.current)
    target = joinedload(ProposalMerger.target).joinedload(Proposal.current)
    return list(db.session.scalars(found.options(shown, target)).unique())


def _moved_since(instant: datetime) -> Any:
    """A new wording, an endorsement or a comment after that instant."""
    endorsed = exists().where(Endorsement.proposal_id == Proposal.id, Endorsement.created_at > instant)
    said = exists().where(Comment.thread_id == Proposal.thread_id, Comment.created_at > instant)
    return (Proposal.changed_at > instant) | endorsed | said


def silent(district: District, since: datetime) -> list[Proposal]:
    """Published proposals nobody has moved since, which no higher room holds; the oldest first."""
    found = _whole(district).where(Proposal.state == ProposalState.PUBLISHED, ~_moved_since(since)).order_by(Proposal.changed_at)
    return [one for one in db.session.scalars(found.limit(PROPOSALS_PER_PAGE * 5)) if lock_of(one) is None]


def is_silent_since(proposal: Proposal, since: datetime) -> bool:
    return db.session.scalar(select(Proposal.id).where(Proposal.id == proposal.id, ~_moved_since(since))) is not None
