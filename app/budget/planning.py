"""What a plan still lacks before it can open, section by section. Refuses to decide: the rules of a policy are in `rules.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from app.budget.models import CycleDraft
from app.budget.policy.presets import CHECKLIST
from app.budget.rules import CalendarOutOfOrder, check_calendar, faults
from app.budget.states import Stage
from app.core.errors import N_, Blocker

SECTIONS = ("basics", "money", "judging", "panel", "ballot", "calendar", "checklist")
SECTION_OF = {
    "tracks": "basics", "minimum_age_years": "ballot", "envelope_won": "money", "track_envelopes_won": "money",
    "field_envelopes_won": "money", "first_screening_cap_percent": "money", "second_screening_cap_percent": "money",
    "cap_rule": "money", "ceilings": "money", "score_sheet_quorum": "judging", "deliberation_steps": "judging",
    "own_criteria": "judging", "sheet_criteria": "judging", "appeal_days": "judging", "panel_quorum_percent": "judging",
    "ballot": "ballot", "votes_per_ballot": "ballot", "votes_per_track": "ballot", "votes_per_field": "ballot",
    "electorates": "ballot", "dated_stages": "calendar", "checklist": "checklist",
}  # fmt: skip
"""Setting -> the section it is filled in at, in a plan and in an amendment."""


@dataclass(frozen=True)
class Missing:
    """One thing that is not there yet, and the section where it is put right."""

    section: str
    blocker: Blocker


def missing(draft: CycleDraft) -> list[Missing]:
    """Everything that keeps this plan from opening; empty when it may."""
    return [one for ask in _ASK for one in ask(draft)]


def _name(draft: CycleDraft) -> list[Missing]:
    return [] if draft.name.strip() else [Missing("basics", Blocker("NAME_MISSING", N_("주기의 이름을 적어야 합니다.")))]


def _weights(draft: CycleDraft) -> list[Missing]:
    if draft.planned.has_weights:
        return []
    return [Missing("ballot", Blocker("WEIGHTS_MISSING", N_("투표 집단의 반영 비율을 정해야 합니다.")))]


def _settings(draft: CycleDraft) -> list[Missing]:
    sentence = N_("함께 쓸 수 없는 값이 있습니다. 이 부분을 다시 살펴 주세요.")
    return [
        Missing(SECTION_OF.get(name, "basics"), Blocker("BAD_SETTING", sentence, {"name": name}))
        for name in faults(draft.planned)
    ]


def _calendar(draft: CycleDraft) -> list[Missing]:
    days = draft.days
    absent = [stage for stage in Stage if stage is not Stage.CLOSED and stage not in days]
    if absent:
        params = {"count": len(absent)}
        return [Missing("calendar", Blocker("DAYS_MISSING", N_("기한이 없는 단계가 %(count)s개 있습니다."), params))]
    try:
        check_calendar(days)
    except CalendarOutOfOrder as refusal:
        return [Missing("calendar", Blocker(refusal.code, refusal.sentence))]
    return []


def _checklist(draft: CycleDraft) -> list[Missing]:
    open_ = len(CHECKLIST) - len(draft.planned.checklist)
    if not open_:
        return []
    return [Missing("checklist", Blocker("CHECKLIST_OPEN", N_("사전 검토항목 13개를 모두 표시해야 합니다.")))]


_ASK: tuple[Callable[[CycleDraft], list[Missing]], ...] = (_name, _settings, _weights, _calendar, _checklist)
