"""Reads of what a vote selected and what was decided by name beside it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.budget.decision_models import SelectionDecision
from app.budget.models import Candidate, Cycle, SelectionOutcome
from app.budget.states import CandidateState
from app.extensions import db
from app.proposals.models import Proposal


def decision_of(candidate: Candidate) -> SelectionDecision | None:
    wanted = (SelectionDecision.candidate_id == candidate.id) & (SelectionDecision.district_id == candidate.district_id)
    return db.session.scalar(select(SelectionDecision).where(wanted))


def decisions(cycle: Cycle) -> dict[int, SelectionDecision]:
    """Candidate id to what was decided about it by name."""
    found = select(SelectionDecision).join(Candidate, Candidate.id == SelectionDecision.candidate_id)
    found = found.where(Candidate.cycle_id == cycle.id).options(joinedload(SelectionDecision.decided_by))
    return {one.candidate_id: one for one in db.session.scalars(found.order_by(SelectionDecision.id))}


def funded(cycle: Cycle) -> dict[int, int]:
    """Candidate id to the won it gets: its cost, or what a decision by name gives it."""
    wanted = select(Candidate.id, Candidate.cost_won, SelectionDecision.amount_won)
    wanted = wanted.outerjoin(SelectionDecision, SelectionDecision.candidate_id == Candidate.id)
    wanted = wanted.where(Candidate.cycle_id == cycle.id, Candidate.state == CandidateState.SELECTED)
    return {number: (cost or 0) if given is None else given for number, cost, given in db.session.execute(wanted)}


def outcomes(cycle: Cycle) -> list[Candidate]:
    """Everything that stood on the paper, in the order of the count; empty before it."""
    found = select(Candidate).join(SelectionOutcome, SelectionOutcome.candidate_id == Candidate.id)
    options = (joinedload(Candidate.proposal).joinedload(Proposal.current), joinedload(Candidate.selection))
    found = found.where(Candidate.cycle_id == cycle.id, Candidate.district_id == cycle.district_id).options(*options)
    last = 10**9
    every = list(db.session.scalars(found.order_by(Candidate.id)))
    return sorted(every, key=lambda one: (one.selection.rank or last if one.selection else last, one.id))
