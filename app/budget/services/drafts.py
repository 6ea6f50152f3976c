"""Planning a cycle before it opens: begun from a preset, filled in section by section, seen whole, opened once. Refuses to open what is
not what was seen."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert

from app.budget import planning
from app.budget.models import Cycle, CycleDraft, DraftSeat
from app.budget.policy import BudgetPolicy
from app.budget.queries import panels as panel_queries
from app.budget.rules import check_year
from app.budget.services import cycles, panels
from app.budget.services.panels import NotAPanelist, TermReversed
from app.budget.states import Post, Stage
from app.core import clock
from app.core.errors import N_, Blocked, ChangedMeanwhile, RuleBroken
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db


class DraftIsOver(RuleBroken):
    code = "DRAFT_IS_OVER"
    sentence = N_("이미 열었거나 버린 계획입니다.")


@transaction
def begin(district: District, *, preset: BudgetPolicy, by: Any, year: int | None = None, name: str = "") -> CycleDraft:
    """A new plan with the preset's own numbers."""
    now = clock.now()
    wanted = year or clock.today().year + 1
    check_year(wanted)
    draft = CycleDraft(
        district_id=district.id, name=name, year=wanted, policy=preset.to_json(), calendar={}, by_id=by.id if by else None,
        created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(draft)
    record(draft, "cycle_draft.begun", by=by, role=Role.COORDINATOR if by else "operator", preset=preset.preset)
    return draft


@transaction
def fill_in(
    draft: CycleDraft, *, policy: BudgetPolicy | None = None, name: str | None = None, year: int | None = None,
    calendar: Mapping[Stage, datetime] | None = None,
) -> CycleDraft:  # fmt: skip
    """Write one section; what is not given stays. Nothing has to be complete before it opens."""
    _held(draft)
    if year is not None:
        check_year(year)
        draft.year = year
    if name is not None:
        draft.name = name
    if policy is not None:
        draft.policy = policy.to_json()
    if calendar is not None:
        draft.calendar = {stage.value: due_at.isoformat() for stage, due_at in calendar.items()}
    draft.changed_at = clock.now()
    return draft


@transaction
def name_panel(draft: CycleDraft, *, seats: Mapping[int, Post], since_on: date | None, until_on: date | None) -> CycleDraft:
    """Who is to sit on the panel from the opening on: resident id -> post; nobody at all leaves it to every panelist of the district."""
    _held(draft)
    if seats and (since_on is None or until_on is None or until_on < since_on):
        raise TermReversed
    if not set(seats) <= {one.id for one in panel_queries.eligible_for_a_seat(db.session.get_one(District, draft.district_id))}:
        raise NotAPanelist
    own = (DraftSeat.draft_id == draft.id, DraftSeat.district_id == draft.district_id)
    db.session.execute(delete(DraftSeat).where(*own))
    base = {"district_id": draft.district_id, "draft_id": draft.id, "since_on": since_on, "until_on": until_on}
    rows = [{**base, "resident_id": number, "post": post} for number, post in seats.items()]
    if rows:
        db.session.execute(insert(DraftSeat), rows)
    db.session.expire(draft, ["seats"])
    draft.changed_at = clock.now()
    return draft


def _held(draft: CycleDraft) -> None:
    db.session.refresh(draft, with_for_update={"of": CycleDraft})
    if not draft.is_open:
        raise DraftIsOver


def seal(draft: CycleDraft) -> str:
    """What the page of the preview showed, as one number: hexadecimal SHA-256."""
    whole: dict[str, Any] = {"name": draft.name, "year": draft.year, "policy": draft.policy, "calendar": draft.calendar}
    whole["seats"] = [
        (one.resident_id, one.post.value, one.since_on.isoformat(), one.until_on.isoformat()) for one in draft.seats
    ]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction
def open_(draft: CycleDraft, *, by: Any, seen: str) -> Cycle:
    """Freeze the plan as it was shown and open the cycle. Of two who press the button, one opens it."""
    _held(draft)
    if seal(draft) != seen:
        raise ChangedMeanwhile
    if missing := planning.missing(draft):
        raise Blocked([one.blocker for one in missing])
    district = db.session.get_one(District, draft.district_id)
    cycle = cycles.open_cycle(
        district, name=draft.name, year=draft.year, policy=draft.planned, calendar=draft.days, by=by, once=f"plan{draft.id}"
    )
    db.session.flush()
    for one in draft.seats:
        panels.seat(cycle, by=by, resident=one.resident, post=one.post, since_on=one.since_on, until_on=one.until_on)
    draft.cycle_id = cycle.id
    return cycle


@transaction
def discard(draft: CycleDraft, *, by: Any) -> None:
    """Put a plan away; nothing was ever frozen by it."""
    _held(draft)
    draft.discarded_at = clock.now()
    record(draft, "cycle_draft.discarded", by=by, role=Role.COORDINATOR)
