"""Deciding otherwise than the count: part-funding, taking in, leaving out. Named, with a public reason, never beyond the money there is."""

from typing import Any

from app.budget import queries
from app.budget.decision_models import SelectionDecision
from app.budget.models import Candidate
from app.budget.queries import selections
from app.budget.rules import EnvelopeExceeded, PartAmountWrong, check_reason
from app.budget.services.common import move, take, tell
from app.budget.states import Act, CandidateState, Override
from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db


class NotCountedYet(RuleBroken):
    code = "SELECTION_NOT_COUNTED"
    sentence = N_("개표가 끝난 뒤에 결정할 수 있습니다.")


class DecidedBefore(RuleBroken):
    code = "DECIDED_BEFORE"
    sentence = N_("이 사업에는 이미 따로 내린 결정이 있습니다.")


class OverrideDoesNotFit(RuleBroken):
    code = "OVERRIDE_DOES_NOT_FIT"
    sentence = N_("선정되지 않은 사업만 넣을 수 있고, 선정된 사업만 뺄 수 있습니다.")


@transaction(conflict=DecidedBefore)
def decide(candidate: Candidate, *, by: Any, kind: Override, amount_won: int | None, reason: str) -> SelectionDecision:
    """PART_FUND: some of the cost of one left out. INCLUDE: all of it. EXCLUDE: a selected one gets nothing."""
    cycle = take(candidate.cycle, Act.OVERRIDE)
    db.session.refresh(candidate, with_for_update={"of": Candidate})
    paper = queries.paper(cycle)
    if paper is None or not paper.is_counted:
        raise NotCountedYet
    if selections.decision_of(candidate) is not None:
        raise DecidedBefore
    check_reason(reason)
    if candidate.state is not (CandidateState.SELECTED if kind is Override.EXCLUDE else CandidateState.NOT_SELECTED):
        raise OverrideDoesNotFit
    amount = _amount(candidate, kind, amount_won)
    _check_money(candidate, amount)
    decision = SelectionDecision(
        district_id=candidate.district_id, candidate_id=candidate.id, kind=kind, amount_won=amount, reason=stored(reason),
        decided_by_id=by.id, at=clock.now(),
    )  # fmt: skip
    db.session.add(decision)
    move(candidate, "drop" if kind is Override.EXCLUDE else "fund")
    details = {"override": kind.value, "amount_won": amount, "currency": cycle.currency, "name": by.display_name}
    tell(candidate, "budget.overridden", by=by, role=Role.COORDINATOR, reason=stored(reason), **details)
    return decision


def _amount(candidate: Candidate, kind: Override, amount_won: int | None) -> int:
    cost = candidate.cost_won or 0
    if kind is Override.EXCLUDE:
        return 0
    if kind is Override.INCLUDE:
        return cost
    if amount_won is None or not 0 < amount_won < cost:
        raise PartAmountWrong(cost=f"{cost:,}")
    return amount_won


def _check_money(candidate: Candidate, amount: int) -> None:
    """Together with what is selected it stays within the envelope, and within that of its part of the money."""
    cycle = candidate.cycle
    funded = selections.funded(cycle)
    if sum(funded.values()) + amount > cycle.envelope_won:
        raise EnvelopeExceeded(left=f"{cycle.envelope_won - sum(funded.values()):,}")
    policy = cycle.policy
    part = policy.part_of(candidate.track, candidate.proposal.field.value)
    if (own := policy.part_envelopes.get(part)) is not None:
        mine = [one for one in queries.by_ids(cycle, funded) if policy.part_of(one.track, one.proposal.field.value) == part]
        spent = sum(funded[one.id] for one in mine)
        if spent + amount > own:
            raise EnvelopeExceeded(left=f"{own - spent:,}")
