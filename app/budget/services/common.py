"""What every service of the pipeline begins with: its rows read under a lock, the stage's table asked. Refuses to decide anything."""

from typing import Any

from app.budget.models import Candidate, Cycle
from app.budget.rules import NotACandidateForThis, check_ceiling, check_cost, check_open
from app.budget.states import CANDIDATES, Act, CandidateState
from app.core.history import record
from app.core.states import advance
from app.extensions import db


def enter(cycle: Cycle, act: Act) -> Cycle:
    """The cycle as it is now, kept from advancing until this service is done; refuses what its stage does not allow.

    Without the shared lock a score sheet could be written while the round is being counted, and be in neither.
    """
    db.session.refresh(cycle, with_for_update={"read": True, "of": Cycle})
    check_open(cycle.stage, act)
    return cycle


def take(cycle: Cycle, act: Act) -> Cycle:
    """As `enter`, for a service that will change the cycle itself."""
    db.session.refresh(cycle, with_for_update={"of": Cycle})
    check_open(cycle.stage, act)
    return cycle


def admit_to(candidate: Candidate, act: Act, *states: CandidateState) -> Cycle:
    """Enter the candidate's cycle and hold the candidate; refuse one that is not in one of these states.

    `of` names the table to lock: a row loaded together with its department would otherwise lock an outer join, which is refused.
    """
    cycle = enter(candidate.cycle, act)
    db.session.refresh(candidate, with_for_update={"of": Candidate})
    if candidate.state not in states:
        raise NotACandidateForThis(state=candidate.state.value)
    return cycle


def move(candidate: Candidate, action: str) -> None:
    candidate.state = advance(CANDIDATES, candidate.state, action)


def tell(candidate: Candidate, action: str, *, by: Any = None, role: str = "", reason: str = "", **details: Any) -> None:
    """Record a decision about the proposal itself: whoever reads the proposal reads this."""
    record(candidate.proposal, action, by=by, role=role, reason=reason, cycle_id=candidate.cycle_id, **details)


def within_ceiling(candidate: Candidate, cost_won: int | None) -> int:
    """A cost that is there and under the ceiling of projects of this kind (건당 한도); in the field `cost_won` otherwise."""
    cost = check_cost(cost_won)
    check_ceiling(candidate.cycle.policy, candidate.track, candidate.is_event, cost)
    return cost
