"""융합: proposals become one by consent of each side, or by a coordinator in the stage of deliberation. Nothing is lost: originals stay
readable, people are united as people, and until the next stage it can be taken back exactly."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select

from app.accounts.services import check_opinion_consent
from app.comments import services as comments
from app.core import clock
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.extensions import db
from app.notices import services as notices
from app.proposals import rules
from app.proposals.models import (
    Endorsement,
    Proposal,
    ProposalMerger,
    ProposalMergerPart,
    ProposalMergerTrace,
    ProposalProposer,
)
from app.proposals.services.documents import add_proposer, add_version, clean, insert_for, numbered
from app.proposals.services.endorsing import recount
from app.proposals.states import MERGERS, STATES, Channel, MergerState, Trace, VersionKind

COORDINATOR, PROPOSER = "coordinator", "proposer"
on_merged: list[Callable[[Proposal, Sequence[Proposal]], None]] = []
on_unmerged: list[Callable[[Proposal, Sequence[Proposal]], None]] = []
"""What higher rooms do, within the transaction, with what they hold of a target and its sources: hand over, or refuse."""


@transaction
def ask(
    proposals: Sequence[Proposal], *, into: Proposal | None, by: Any, reason: str, document: dict[str, Any] | None = None
) -> ProposalMerger:
    """Ask for a merger on behalf of one's own proposals among these; carried out at once when nobody else has to agree.

    `into` one of them, or None for a new proposal with the words of `document`.
    """
    parts = _held(proposals)
    check_opinion_consent(by)
    merger = _new(parts, into, by=by, role=PROPOSER, reason=reason, document=document)
    _agree(merger, by)
    if all(part.consented_at for part in merger.parts):
        return _carry_out(merger, parts, by)
    others = {one for part in parts for one in part.proposer_ids} - {by.id}
    target = ("proposals.merger", {"merger_id": merger.id})
    notices.tell(
        others,
        "proposal.merger_asked",
        district=parts[0].district,
        link=target,
        title=(into or parts[0]).current.title,
        number=len(parts),
    )
    return merger


@transaction
def merge(proposals: Sequence[Proposal], *, into: Proposal, by: Any, reason: str) -> ProposalMerger:
    """A coordinator puts together what the deliberation found to belong together."""
    parts = _held(proposals)
    if not all(rules.phase_of(one).may_coordinate for one in parts):
        raise rules.OnlyInDeliberation
    merger = _new(parts, into, by=by, role=COORDINATOR, reason=reason, document=None)
    return _carry_out(merger, parts, by)


@transaction
def agree(merger: ProposalMerger, *, by: Any) -> ProposalMerger:
    """Consent for every proposal of the merger that one proposes; with the last side it is carried out."""
    parts = _of(merger)
    check_opinion_consent(by)
    _agree(merger, by)
    return _carry_out(merger, parts, by) if all(part.consented_at for part in merger.parts) else merger


@transaction
def decline(merger: ProposalMerger, *, by: Any) -> None:
    """One side says no; whoever asked takes it back in the same way."""
    parts = _of(merger)
    _check_side(parts, by)
    action = "cancel" if by.id == merger.asked_by_id else "decline"
    merger.state = advance(MERGERS, merger.state, action)
    merger.ended_at = clock.now()
    _tell(parts, by, f"proposal.merger_{'cancelled' if action == 'cancel' else 'declined'}", parts[0])


@transaction
def undo(merger: ProposalMerger, *, by: Any, role: str, reason: str) -> None:
    """Everything as it was, except what people have decided for themselves since: until the next stage."""
    parts = _of(merger)
    if merger.state is not MergerState.DONE:
        raise rules.MergerOver
    target = db.session.get_one(Proposal, merger.target_id)
    db.session.refresh(target, with_for_update={"of": Proposal})
    if rules.phase_of(target).key != merger.phase or not target.is_published:
        raise rules.MergerStands
    reason = stored(reason)
    rules.check_reason(reason)
    sources = [one for one in parts if one.id != target.id]
    merger.state = advance(MERGERS, merger.state, "undo")
    merger.ended_at = clock.now()
    _take_people_back(merger, target)
    for source in sources:
        source.state = advance(STATES, source.state, "unmerge")
        source.changed_at = clock.now()
        comments.reopen_thread(source.thread)
        record(source, "proposal.unmerged", by=by, role=role, reason=reason, target=target.number)
    numbers = ", ".join(one.number for one in sources)
    record(target, "proposal.merger_undone", by=by, role=role, reason=reason, numbers=numbers)
    if merger.is_new:
        target.state = advance(STATES, target.state, "withdraw")
        comments.close_thread(target.thread)
        record(target, "proposal.withdrawn", by=by, role=role, reason=reason)
    for hand_back in on_unmerged:
        hand_back(target, sources)
    _tell([*parts, target], by, "proposal.merger_undone", target)


# ---- the parts ---------------------------------------------------------------------------------------------------


def _held(proposals: Iterable[Proposal]) -> list[Proposal]:
    """These proposals as they are now, one merger at a time, always in the same order so that two mergers wait for each other."""
    ids = sorted({one.id for one in proposals})
    if not 2 <= len(ids) <= rules.MERGED_AT_ONCE_MAXIMUM:
        raise rules.MergerTooSmall(most=rules.MERGED_AT_ONCE_MAXIMUM)
    wanted = select(Proposal).where(Proposal.id.in_(ids)).order_by(Proposal.id)
    parts = list(db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)))
    for one in parts:
        db.session.expire(one, ["proposers"])
    return parts


def _of(merger: ProposalMerger) -> list[Proposal]:
    parts = _held([part.proposal for part in merger.parts])
    db.session.refresh(merger, with_for_update={"of": ProposalMerger})
    return parts


def _new(
    parts: list[Proposal], into: Proposal | None, *, by: Any, role: str, reason: str, document: dict[str, Any] | None
) -> ProposalMerger:
    reason = stored(reason)
    rules.check_reason(reason)
    _check_together(parts, is_new=into is None)
    words = clean(document) if into is None and document is not None else None
    if into is None:
        rules.check_document(**(words or {"title": "", "problem": "", "idea": "", "place": "", "cost_won": None}))
    merger = ProposalMerger(
        district_id=parts[0].district_id, target_id=into.id if into else None, is_new=into is None, document=words, asked_by_id=by.id,
        role=role, reason=reason, asked_at=clock.now(),
    )  # fmt: skip
    db.session.add(merger)
    db.session.flush()
    for one in parts:
        db.session.add(ProposalMergerPart(merger_id=merger.id, proposal_id=one.id, district_id=merger.district_id))
    db.session.flush()
    db.session.refresh(merger)
    return merger


def _check_together(parts: list[Proposal], *, is_new: bool) -> None:
    """All of one district, one currency and one stage, which lets proposals be merged; a new one only outside every cycle."""
    first = rules.phase_of(parts[0])
    for one in parts:
        phase = rules.phase_of(one)
        is_alike = (one.district_id, one.currency, phase.key) == (parts[0].district_id, parts[0].currency, first.key)
        if not (one.is_published and phase.may_merge and is_alike) or (is_new and phase.key):
            raise rules.NotMergeable(number=one.number)


def _check_side(parts: Iterable[Proposal], by: Any) -> None:
    if not any(by.id in one.proposer_ids for one in parts):
        raise rules.NotAProposer


def _agree(merger: ProposalMerger, by: Any) -> None:
    if merger.state is not MergerState.ASKED:
        raise rules.MergerOver
    _check_side([part.proposal for part in merger.parts], by)
    for part in merger.parts:
        nobody = not part.proposal.proposer_ids  # came on paper: nobody can be asked, and nobody is spoken for
        if part.consented_at is None and (nobody or by.id in part.proposal.proposer_ids):
            part.consented_by_id, part.consented_at = (None if nobody else by.id), clock.now()
    db.session.flush()


# ---- carrying out ------------------------------------------------------------------------------------------------


def _carry_out(merger: ProposalMerger, parts: list[Proposal], by: Any) -> ProposalMerger:
    _check_together(parts, is_new=merger.is_new)
    target = _target(merger, parts)
    sources = [one for one in parts if one.id != target.id]
    merger.phase = rules.phase_of(target).key
    for hand_over in on_merged:
        hand_over(target, sources)
    _unite_people(merger, target, sources)
    merger.state, merger.done_at = advance(MERGERS, merger.state, "carry_out"), clock.now()
    told: dict[str, Any] = {"role": merger.role, "reason": merger.reason, "merger_id": merger.id}
    for source in sources:
        source.state = advance(STATES, source.state, "merge")
        source.changed_at = clock.now()
        comments.close_thread(source.thread)
        record(source, "proposal.merged_away", by=by, target=target.number, title=target.current.title, **told)
    target.changed_at = clock.now()
    numbers = ", ".join(one.number for one in sources)
    record(target, "proposal.merged_in", by=by, numbers=numbers, endorsements=target.endorsement_count, **told)
    _tell([*parts, target], by, "proposal.merged", target)
    return merger


def _target(merger: ProposalMerger, parts: list[Proposal]) -> Proposal:
    if merger.target_id is not None:
        return next(one for one in parts if one.id == merger.target_id)
    mine = next((one for one in parts if merger.asked_by_id in one.proposer_ids), parts[0])
    target = numbered(
        mine.district,
        track=mine.track,
        field=mine.field,
        channel=Channel.WEB,
        currency=mine.currency,
        author_id=merger.asked_by_id,
    )
    version = add_version(
        target, 1, VersionKind.INITIAL, merger.document or {}, author_id=merger.asked_by_id, reason=merger.reason
    )
    merger.target_id = target.id
    record(target, "proposal.published", role=PROPOSER, number=target.number, channel=Channel.WEB.value, ordinal=version.ordinal)
    return target


def _unite_people(merger: ProposalMerger, target: Proposal, sources: list[Proposal]) -> None:
    """All proposers with equal rights; endorsements as distinct people; nobody endorses what they propose."""
    for resident_id in sorted({one for source in sources for one in source.proposer_ids}):
        if add_proposer(target, resident_id):
            _trace(merger, Trace.PROPOSER, resident_id)
    theirs = (Endorsement.proposal_id == target.id) & Endorsement.resident_id.in_(target.proposer_ids)
    for endorsement in db.session.scalars(select(Endorsement).where(theirs)).all():
        _trace(merger, Trace.DROPPED, endorsement.resident_id, endorsement.created_at)
        db.session.delete(endorsement)
    db.session.flush()
    there = set(db.session.scalars(select(Endorsement.resident_id).where(Endorsement.proposal_id == target.id)))
    given: dict[int, Any] = {}
    wanted = select(Endorsement).where(Endorsement.proposal_id.in_([one.id for one in sources])).order_by(Endorsement.created_at)
    for one in db.session.scalars(wanted):
        if one.resident_id not in there | target.proposer_ids:
            given.setdefault(one.resident_id, one.created_at)
    for resident_id, since in given.items():
        row = {"proposal_id": target.id, "resident_id": resident_id, "district_id": target.district_id, "created_at": since}
        db.session.execute(insert_for(Endorsement).values(row).on_conflict_do_nothing())
        _trace(merger, Trace.ENDORSEMENT, resident_id, since)
    recount(target)


def _trace(merger: ProposalMerger, kind: Trace, resident_id: int, since: Any = None) -> None:
    db.session.add(
        ProposalMergerTrace(
            merger_id=merger.id, kind=kind, resident_id=resident_id, district_id=merger.district_id, since=since or clock.now()
        )
    )


def _take_people_back(merger: ProposalMerger, target: Proposal) -> None:
    traces = list(db.session.scalars(select(ProposalMergerTrace).where(ProposalMergerTrace.merger_id == merger.id)))
    by_kind = {kind: {one.resident_id: one.since for one in traces if one.kind is kind} for kind in Trace}
    leaving = by_kind[Trace.PROPOSER].keys()
    if not merger.is_new:
        if not target.proposer_ids - leaving and target.proposer_ids:
            raise rules.LastProposer
        mine = (ProposalProposer.proposal_id == target.id) & ProposalProposer.resident_id.in_(leaving)
        db.session.execute(delete(ProposalProposer).where(mine))
        db.session.expire(target, ["proposers"])
    brought = (Endorsement.proposal_id == target.id) & Endorsement.resident_id.in_(by_kind[Trace.ENDORSEMENT].keys())
    db.session.execute(delete(Endorsement).where(brought))
    for resident_id, since in by_kind[Trace.DROPPED].items():
        if resident_id not in target.proposer_ids:
            row = {"proposal_id": target.id, "resident_id": resident_id, "district_id": target.district_id, "created_at": since}
            db.session.execute(insert_for(Endorsement).values(row).on_conflict_do_nothing())
    recount(target)


def _tell(proposals: Iterable[Proposal], by: Any, code: str, about: Proposal) -> None:
    ids = {one for proposal in proposals for one in proposal.proposer_ids} - {by.id}
    target = ("proposals.show", {"number": about.number})
    notices.tell(ids, code, district=about.district, link=target, title=about.current.title)
