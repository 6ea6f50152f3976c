"""공감: one resident, one endorsement, counted in the database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, update

from app.accounts.services import check_opinion_consent
from app.core import clock
from app.core.states import advance
from app.core.transaction import transaction
from app.extensions import db
from app.moderation import services as moderation
from app.proposals import rules
from app.proposals.models import Endorsement, Proposal
from app.proposals.services.documents import insert_for
from app.proposals.states import STATES

on_counted: list[Callable[[Proposal], None]] = []
"""What higher rooms do, within the transaction, when a proposal has more or fewer endorsements than a moment ago. Keep it quick."""


@transaction
def endorse(proposal: Proposal, *, by: Any) -> bool:
    """공감: True when it is new, False when this resident had given it before; the counter moves only with a new row."""
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
    was_there = db.session.scalar(mine.returning(Endorsement.resident_id)) is not None
    if was_there:
        _count(proposal, -1)
    return was_there


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
