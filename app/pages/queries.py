"""Reads across districts: only figures that every district publishes anyway."""

from sqlalchemy import func, select, text

from app.extensions import db
from app.proposals.models import Proposal
from app.proposals.states import ProposalState


def ping() -> None:
    """Raise unless the database answers."""
    db.session.execute(text("SELECT 1"))


def proposal_counts() -> dict[int, int]:
    """District id -> number of published proposals."""
    counted = select(Proposal.district_id, func.count()).where(Proposal.state == ProposalState.PUBLISHED)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Proposal.district_id))}
