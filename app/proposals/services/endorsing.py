"""공감: one resident, one endorsement, counted in the database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, select, update

from app.accounts.services import check_opinion_consent
from app.core import clock
from app.core.states import advance
from app.core.transaction import transaction
from app.extensions import db
from app.moderation import services as moderation
from app.proposals import rules
from app.proposals.models import Endorsement, Proposal, ProposalMerger, ProposalMergerPart, ProposalMergerTrace
from app.proposals.services.documents import insert_for
from app.proposals.states import STATES, MergerState, Trace

on_counted: list[Callable[[Proposal], None]] = []
"""What higher rooms do, within the transaction, when a proposal has more or fewer endorsements than a moment ago. Keep it quick."""


@transaction
def endorse(proposal: Proposal, *, by: Any) -> bool:
    """공감: True when it is new, False when this resident had given it before; the counter moves only with a new row."""
    db.session.refresh(proposal, with_for_update={"of": Proposal})  # a merger counts people while nobody is being added
    advance(STATES, proposal.state, "endorse")
    if by.id in proposal.proposer_ids:
        raise rules.OwnProposal
    check_opinion_consent(by)
    moderation.check_pace(by, "endorsement")
    row = {"proposal_id": proposal.id, "resident_id": by.id, "district_id": proposal.district_id, "created_at": clock.now()}
    added = insert_for(Endorsement).values(row).on_conflict_do_nothing().returning(Endorsement.resident_id)
    is_new = db.session.scalar(added) is not None
    if is_new:
        _count(proposal, 1)
    return is_new


@transaction
def withdraw_endorsement(proposal: Proposal, *, by: Any) -> bool:
    """공감 취소: True when there was one."""
    mine = delete(Endorsement).where(Endorsement.proposal_id == proposal.id, Endorsement.resident_id == by.id)
    db.session.refresh(proposal, with_for_update={"of": Proposal})
    was_there = db.session.scalar(mine.returning(Endorsement.resident_id)) is not None
    if was_there:
        _count(proposal, -1)
    for target in _brought_along(proposal, by.id):
        forget_own_endorsement(target, by.id)
    return was_there


def _brought_along(proposal: Proposal, resident_id: int) -> list[Proposal]:
    """Whoever takes an endorsement back takes back what a merger made of it: on the proposal this one was merged into.

    The trace goes in either case, so that undoing the merger does not touch what the person decided since.
    """
    theirs = (ProposalMergerTrace.kind == Trace.ENDORSEMENT) & (ProposalMergerTrace.resident_id == resident_id)
    done = select(ProposalMerger).where(ProposalMerger.state == MergerState.DONE)
    of_source = done.join(ProposalMergerPart, ProposalMergerPart.merger_id == ProposalMerger.id)
    mergers = {
        one.id: one
        for one in (
            *db.session.scalars(done.where(ProposalMerger.target_id == proposal.id)),
            *db.session.scalars(of_source.where(ProposalMergerPart.proposal_id == proposal.id)),
        )
    }
    if not mergers:
        return []
    gone = delete(ProposalMergerTrace).where(theirs, ProposalMergerTrace.merger_id.in_(mergers))
    traced = set(db.session.scalars(gone.returning(ProposalMergerTrace.merger_id)))
    ids = {one.target_id for one in mergers.values() if one.id in traced and one.target_id != proposal.id}
    return list(db.session.scalars(select(Proposal).where(Proposal.id.in_(ids)))) if ids else []


def recount(proposal: Proposal) -> None:
    """Exactly as many as there are: after a merger, which adds and ends many at once."""
    there = select(func.count()).select_from(Endorsement).where(Endorsement.proposal_id == proposal.id).scalar_subquery()
    db.session.execute(
        update(Proposal).where(Proposal.id == proposal.id).values(endorsement_count=there),
        execution_options={"synchronize_session": False},
    )
    db.session.expire(proposal, ["endorsement_count"])
    for tell in on_counted:
        tell(proposal)


def forget_own_endorsement(proposal: Proposal, resident_id: int) -> bool:
    """Whoever becomes a proposer takes their 공감 back with it."""
    mine = delete(Endorsement).where(Endorsement.proposal_id == proposal.id, Endorsement.resident_id == resident_id)
    was_there = db.session.scalar(mine.returning(Endorsement.resident_id)) is not None
    if was_there:
        _count(proposal, -1)
    return was_there


def _count(proposal: Proposal, step: int) -> None:
    """In the database, past the lock version: people who endorse at the same moment must not refuse each other."""
    counted = update(Proposal).where(Proposal.id == proposal.id).values(endorsement_count=Proposal.endorsement_count + step)
    db.session.execute(counted, execution_options={"synchronize_session": False})
    db.session.expire(proposal, ["endorsement_count"])
    for tell in on_counted:
        tell(proposal)
