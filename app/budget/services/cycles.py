"""Opening a cycle, moving it from stage to stage, and revising its calendar and envelope."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.budget import queries
from app.budget.blockers import blockers
from app.budget.models import Candidate, Cycle, StageDeadline, StagePass
from app.budget.queries import intake
from app.budget.rules import (
    CYCLE_NAME_MAXIMUM_LENGTH,
    BudgetPolicy,
    check_calendar,
    check_policy,
    check_reason,
    check_year,
)
from app.budget.services import amendments, items, screening
from app.budget.services.common import take
from app.budget.states import STAGES, Act, ScreeningKind, Stage
from app.core import clock, states
from app.core.errors import N_, Blocked, ChangedMeanwhile, InvalidInput, RuleBroken
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db


class CycleExists(RuleBroken):
    code = "CYCLE_EXISTS"
    field = "name"
    sentence = N_("같은 이름의 예산 주기가 그해에 이미 있습니다.")


class BadCycleName(InvalidInput):
    code = "BAD_CYCLE_NAME"
    field = "name"
    sentence = N_("이름을 1자부터 %(most)s자까지 적어 주세요.")


def open_cycle(
    district: District, *, name: str, year: int, policy: BudgetPolicy, weights: Mapping[str, int] | None = None,
    calendar: Mapping[Stage, datetime], by: Any, once: str | None = None, currency: str = "KRW", source: str = "",
    stage: Stage = Stage.INTAKE,
) -> Cycle:  # fmt: skip
    """A new cycle with its own frozen copy of the policy. `weights`: electorate code to share, where the policy leaves it open.

    The same `once` by the same person gives the cycle it already opened.
    """
    if known := queries.opened_before(district, by, once):
        return known
    return _open(
        district, name=name, year=year, policy=weighted(policy, weights or {}), calendar=calendar, by=by, once=once,
        currency=currency, source=source, stage=stage,
    )  # fmt: skip


def weighted(policy: BudgetPolicy, weights: Mapping[str, int]) -> BudgetPolicy:
    """The policy with these weights entered."""
    electorates = tuple(replace(one, weight=weights.get(one.code, one.weight)) for one in policy.electorates)
    return replace(policy, electorates=electorates)


@transaction(conflict=CycleExists)
def _open(
    district: District, *, name: str, year: int, policy: BudgetPolicy, calendar: Mapping[Stage, datetime], by: Any,
    once: str | None, currency: str, source: str, stage: Stage,
) -> Cycle:  # fmt: skip
    if not 0 < len(name.strip()) <= CYCLE_NAME_MAXIMUM_LENGTH:
        raise BadCycleName(most=CYCLE_NAME_MAXIMUM_LENGTH)
    check_year(year)
    if queries.named(district, name.strip(), year):
        raise CycleExists
    check_policy(policy)
    check_calendar(calendar)
    amendments.check_share(district.id, year, policy)
    opened_at = clock.now()
    frozen = policy.to_json()
    cycle = Cycle(
        district_id=district.id, name=name.strip(), year=year, stage=stage, frozen_policy=frozen, envelope_won=policy.envelope_won,
        currency=currency, digest=_digest(district, name, year, frozen, opened_at), opened_at=opened_at,
        source=source, once=once, opened_by_id=by.id if by else None,
    )  # fmt: skip
    db.session.add(cycle)
    db.session.flush()
    for at, due_at in calendar.items():
        db.session.add(StageDeadline(district_id=district.id, cycle_id=cycle.id, stage=at, due_at=due_at))
    record(
        cycle, "budget.opened", by=by, role=Role.COORDINATOR if by else "", envelope_won=policy.envelope_won, currency=currency
    )
    return cycle


def _digest(district: District, name: str, year: int, frozen: dict[str, Any], opened_at: datetime) -> str:
    """What the lot of a screening is drawn from: known to everybody from the opening on."""
    whole = {"district": district.code, "name": name, "year": year, "policy": frozen, "opened_at": opened_at.isoformat()}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction
def advance(cycle: Cycle, *, by: Any, reason: str = "", seen: Stage | None = None) -> Cycle:
    """Finish the stage: refuse while anything is missing, do what its end means, and go on to the next.

    `seen` is the stage the person had before their eyes: a second click must not finish the next stage as well. `by` is nobody when
    its day has come (`passing.py`).
    """
    take(cycle, Act.ADVANCE)
    if seen is not None and cycle.stage is not seen:
        raise ChangedMeanwhile
    if missing := blockers(cycle):
        raise Blocked(missing)
    (action,) = states.actions(STAGES, cycle.stage)
    left, cycle.stage = cycle.stage, states.advance(STAGES, cycle.stage, action)
    _WORK[left](cycle, by)
    _passed(cycle, left, by)
    details = {"stage_from": left.value, "stage_to": cycle.stage.value}
    action = "budget.advanced" if by else "budget.advanced_by_date"
    record(cycle, action, by=by, role=Role.COORDINATOR if by else "", reason=reason, **details)
    return cycle


def _passed(cycle: Cycle, stage: Stage, by: Any) -> None:
    """The row that exists once for each stage of a cycle, whoever ends it."""
    row = StagePass(
        district_id=cycle.district_id, cycle_id=cycle.id, stage=stage, by_id=by.id if by else None, due_at=cycle.due(stage),
        at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()


def _nominate(cycle: Cycle, by: Any) -> None:
    """Every published proposal of the cycle's tracks that never took part becomes a candidate.

    Another cycle may have taken them all since the blockers were asked: a cycle must not go on empty.
    """
    proposals = intake.nominable(cycle)
    if not proposals:
        raise Blocked(blockers(cycle))
    for proposal in proposals:
        candidate = Candidate(
            district_id=cycle.district_id, cycle_id=cycle.id, proposal_id=proposal.id, track=proposal.track.value,
            cost_won=proposal.current.cost_won,
        )  # fmt: skip
        db.session.add(candidate)
        record(proposal, "budget.nominated", by=by, role=Role.COORDINATOR, cycle_id=cycle.id, cycle=cycle.name)


def _nothing(cycle: Cycle, by: Any) -> None:
    """The stage leaves nothing to be done at its end."""


_WORK = {
    Stage.INTAKE: _nominate,
    Stage.DEPARTMENT_REVIEW: lambda cycle, by: screening.begin(cycle, ScreeningKind.PAPER),
    Stage.FIRST_SCREENING: lambda cycle, by: screening.close(cycle, ScreeningKind.PAPER),
    Stage.DELIBERATION: _nothing,
    Stage.FINAL_SUBMISSION: lambda cycle, by: screening.begin(cycle, ScreeningKind.IN_DEPTH),
    Stage.SECOND_SCREENING: lambda cycle, by: screening.close(cycle, ScreeningKind.IN_DEPTH),
    Stage.FINAL_SELECTION: items.compile_budget,
    Stage.BUDGETING: _nothing,
}


@transaction
def change_calendar(cycle: Cycle, *, by: Any, calendar: Mapping[Stage, datetime], reason: str) -> int:
    """Move the given deadlines; each change is its own line of history. How many were moved."""
    take(cycle, Act.EDIT_CALENDAR)
    check_reason(reason)
    known = {one.stage: one for one in db.session.scalars(select(StageDeadline).where(StageDeadline.cycle_id == cycle.id))}
    check_calendar({stage: one.due_at for stage, one in known.items()} | dict(calendar))
    moved = 0
    for stage, due_at in calendar.items():
        before = known[stage].due_at if stage in known else None
        if before == due_at:
            continue
        if stage in known:
            known[stage].due_at = due_at
        else:
            db.session.add(StageDeadline(district_id=cycle.district_id, cycle_id=cycle.id, stage=stage, due_at=due_at))
        details = {"stage": stage.value, "due_from": before.isoformat() if before else "", "due_to": due_at.isoformat()}
        record(cycle, "budget.deadline_moved", by=by, role=Role.COORDINATOR, reason=reason, **details)
        moved += 1
    return moved


@transaction
def revise_envelope(cycle: Cycle, *, by: Any, envelope_won: int | None, reason: str) -> Cycle:
    """Envelopes are revised in mid-cycle; the rest of the policy stays as it is."""
    take(cycle, Act.REVISE_ENVELOPE)
    check_reason(reason)
    if envelope_won != cycle.envelope_won:
        amendments.amend(cycle, by=by, change=lambda policy: replace(policy, envelope_won=envelope_won or 0), reason=reason)
    return cycle
