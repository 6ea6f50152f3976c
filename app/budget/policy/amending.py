"""What may still be amended in a running cycle, until when, and what the policy then is. Pure."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.budget.policy import BEFORE, NEWER, POLICY_VERSION, BudgetPolicy, policy_from_json, to_plain
from app.budget.states import Stage
from app.core.errors import N_, RuleBroken

UNTIL = {
    "tracks": Stage.INTAKE,
    "envelope_won": Stage.SECOND_SCREENING,
    "track_envelopes_won": Stage.SECOND_SCREENING,
    "field_envelopes_won": Stage.SECOND_SCREENING,
    "first_screening_cap_percent": Stage.FIRST_SCREENING,
    "second_screening_cap_percent": Stage.SECOND_SCREENING,
    "cap_rule": Stage.DEPARTMENT_REVIEW,
    "ceilings": Stage.DEPARTMENT_REVIEW,
    "score_sheet_quorum": Stage.SECOND_SCREENING,
    "own_criteria": Stage.INTAKE,
    "sheet_criteria": Stage.DEPARTMENT_REVIEW,
    "appeal_days": Stage.INTAKE,
    "panel_quorum_percent": Stage.DEPARTMENT_REVIEW,
    "deliberation_steps": Stage.FIRST_SCREENING,
    "ballot": Stage.SECOND_SCREENING,
    "votes_per_ballot": Stage.SECOND_SCREENING,
    "votes_per_track": Stage.SECOND_SCREENING,
    "votes_per_field": Stage.SECOND_SCREENING,
    "electorates": Stage.SECOND_SCREENING,
    "minimum_age_years": Stage.SECOND_SCREENING,
    "dated_stages": Stage.BUDGETING,
}
"""Setting -> the last stage in which it may be amended: before what it decides has begun to be decided. Others never: the order that
breaks ties, the checklist of the opening, the preset it came from."""


class NotAmendableNow(RuleBroken):
    code = "NOT_AMENDABLE_NOW"
    sentence = N_("이 설정은 지금 단계에서는 바꿀 수 없습니다: %(name)s")


class NothingAmended(RuleBroken):
    code = "NOTHING_AMENDED"
    sentence = N_("바뀐 설정이 없습니다.")


def is_amendable(setting: str, stage: Stage) -> bool:
    order = list(Stage)
    return setting in UNTIL and order.index(stage) <= order.index(UNTIL[setting])


def changes(before: BudgetPolicy, after: BudgetPolicy) -> dict[str, tuple[Any, Any]]:
    """Setting -> (was, is) as plain values, for every setting that differs."""
    names = [item.name for item in fields(before) if item.name != "version"]
    pairs = {name: (to_plain(getattr(before, name)), to_plain(getattr(after, name))) for name in names}
    return {name: (was, now) for name, (was, now) in pairs.items() if was != now}


def check_amendable(changed: Mapping[str, Any], stage: Stage) -> None:
    """Refuse an amendment that comes too late, or changes nothing."""
    if not changed:
        raise NothingAmended
    for name in changed:
        if not is_amendable(name, stage):
            raise NotAmendableNow(name=name)


def running_policy(frozen: Mapping[str, Any], amended: Mapping[str, Any], envelope_won: int) -> BudgetPolicy:
    """The frozen policy with its amendments. One of an older version that was amended in a newer setting is read as the newer version,
    with what its silence meant said out."""
    raw = {**frozen, **amended, "envelope_won": envelope_won}
    version = int(frozen.get("version", 1))
    if any(NEWER.get(name, 1) > version for name in amended):
        said = {name: to_plain(value) for name, value in BEFORE.items() if NEWER[name] > version}
        raw = {**said, **raw, "version": POLICY_VERSION}
    return policy_from_json(raw)
