"""The budget bill: an item for each selected project, and what the council decided about it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.budget import queries
from app.budget.models import BudgetItem, Cycle
from app.budget.queries import selections
from app.budget.rules import LinesChanged, check_reason, check_sum, decided_by_line, decided_won
from app.budget.services.common import enter, move, tell
from app.budget.states import ITEMS, Act, CandidateState, Decision
from app.core import clock
from app.core.errors import N_, InvalidInput
from app.core.states import advance
from app.core.transaction import transaction
from app.districts.states import Role
from app.extensions import db

ACTIONS = {Decision.ADOPTED: "adopt", Decision.AMENDED: "amend", Decision.CUT: "cut"}


class DecidedInFuture(InvalidInput):
    code = "DECIDED_IN_FUTURE"
    field = "decided_on"
    sentence = N_("이미 의결된 날짜만 적을 수 있습니다.")


class DecisionMissing(InvalidInput):
    code = "DECISION_MISSING"
    field = "decision"
    sentence = N_("의회가 어떻게 의결했는지 골라 주세요.")


def compile_budget(cycle: Cycle, by: Any) -> None:
    """An item for every selected candidate; part of advancing the cycle."""
    funded = selections.funded(cycle)
    for candidate in queries.in_state(cycle, CandidateState.SELECTED):
        amount = funded[candidate.id]
        item = BudgetItem(
            district_id=cycle.district_id, candidate_id=candidate.id, amount_won=amount, department_id=candidate.department_id
        )
        db.session.add(item)
        tell(candidate, "budget.item_made", by=by, role=Role.COORDINATOR, amount_won=amount, currency=cycle.currency)


@transaction
def decide(
    item: BudgetItem, *, by: Any, decision: Decision, amount_won: int | None, reason: str, decided_on: date,
    lines_won: Mapping[int, int] | None = None,
) -> BudgetItem:  # fmt: skip
    """Record what the council decided, once; a cut or another amount needs its reason.

    `lines_won`: id of a line -> what is left of it, where the item has lines; the item's amount is their sum then.
    """
    candidate = item.candidate
    cycle = enter(candidate.cycle, Act.DECIDE)
    db.session.refresh(item, with_for_update={"of": BudgetItem})
    if decision not in ACTIONS:
        raise DecisionMissing
    if decided_on > clock.today():
        raise DecidedInFuture
    if decision is not Decision.ADOPTED:
        check_reason(reason)
    amount_won = _by_line(item, decision, amount_won, lines_won or {})
    item.decided_amount_won = decided_won(decision, item.amount_won, amount_won)
    item.decision = advance(ITEMS, item.decision, ACTIONS[decision])
    item.decision_reason, item.decided_on = reason, decided_on
    move(candidate, ACTIONS[decision])
    details = {"amount_won": item.decided_amount_won, "currency": cycle.currency, "decided_on": decided_on.isoformat()}
    changed = [{"name": one.name, "from_won": one.amount_won, "to_won": one.decided_won} for one in item.lines if one.is_changed]
    details |= {"lines": changed} if changed else {}
    tell(candidate, f"budget.council_{decision.value}", by=by, role=Role.COORDINATOR, reason=reason, **details)
    return item


def _by_line(item: BudgetItem, decision: Decision, amount_won: int | None, named_won: Mapping[int, int]) -> int | None:
    """Write to each line what the council left of it; the amount of the whole, which may be typed as well and must agree then."""
    db.session.expire(item, ["lines"])
    if not item.lines:
        if named_won:
            raise LinesChanged
        return amount_won
    left = decided_by_line(decision, {one.id: one.amount_won for one in item.lines}, named_won)
    for one in item.lines:
        one.decided_won = left[one.id]
    if decision is Decision.AMENDED and amount_won is not None:
        check_sum(list(left.values()), amount_won)
    return sum(left.values())
