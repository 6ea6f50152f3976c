"""Who could do what at which moment, asked of the same tables and predicates that decide it: the stages, what each opens, who may.
Pure; refuses to read or write anything."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from app.budget.policy import BudgetPolicy
from app.budget.states import CandidateState, Decision, Stage
from app.core.permits import Table, Who, permits

PERSON, DEPARTMENT = 1, 1
VOTE, PROPOSE = "vote", "propose"


def stage_at(
    at: datetime, now: datetime, *, opened_at: datetime, present: Stage, ended: Mapping[Stage, datetime],
    due: Mapping[Stage, datetime],
) -> Stage | None:  # fmt: skip
    """The stage at a moment: from what happened where that is past, by the calendar where it is to come; None before the opening.

    A stage that is late is taken to end at once, for nobody can say when; one without a date does not end.
    """
    if at < opened_at:
        return None
    order = list(Stage)
    if at <= now:
        return next((stage for stage in order if stage is present or (stage in ended and at < ended[stage])), present)
    stage = present
    while stage is not Stage.CLOSED and stage in due and due[stage] <= at:
        stage = order[order.index(stage) + 1]
    return stage


def person(role: str) -> Who:
    """Somebody who wears this one hat; a citizen and a proposer wear none."""
    roles = frozenset() if role in ("citizen", "proposer") else frozenset({role})
    return Who(PERSON, roles, frozenset({DEPARTMENT}) if role == "officer" else frozenset(), 1)


def open_to(role: str, stage: Stage, policy: BudgetPolicy, table: Table) -> list[str]:
    """What this role could do in this stage: permissions that hold for some candidate, item or cycle there could be."""
    who = person(role)
    acts = [name for name in dated(table) if any(_holds(table, name, who, one) for one in _subjects(stage, role))]
    votes = stage is Stage.FINAL_SELECTION and any(one.role in ("", role) for one in policy.electorates)
    return [PROPOSE, *([VOTE] if votes else []), *acts]


def dated(table: Table) -> list[str]:
    """The permissions that ask what the stage has open."""
    return [
        name for name, clauses in table.items() if any(one.__name__.endswith("_is_open") for clause in clauses for one in clause)
    ]


def _holds(table: Table, name: str, who: Who, subject: Any) -> bool:
    """Whether it is permitted; a stand-in of another kind than the permission speaks of is none of its business."""
    try:
        return permits(table, name, who, subject)
    except (AttributeError, KeyError):
        return False


def _subjects(stage: Stage, role: str) -> Iterator[Any]:
    """Stand-ins for whatever there could be in this stage: a cycle with and without its paper, candidates in every state, an item."""
    proposers = {PERSON} if role == "proposer" else set[int]()
    for paper_id in (None, 1):
        cycle = SimpleNamespace(stage=stage, paper_id=paper_id)
        yield cycle
        for state in CandidateState:
            proposal = SimpleNamespace(proposer_ids=proposers)
            candidate = SimpleNamespace(
                cycle=cycle, state=state, department_id=DEPARTMENT, proposal=proposal, appeal=None, parts=[]
            )
            yield candidate
            yield SimpleNamespace(candidate=candidate, decision=Decision.PENDING)
