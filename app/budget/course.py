"""The course of a cycle: its stages drawn from the table with dates and numbers, and who has their turn next. Refuses queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext

from app.budget import labels, story
from app.budget.models import Cycle
from app.budget.states import Stage
from app.core import clock
from app.core.errors import N_

LEFT_WITH = {
    Stage.INTAKE: "proposed",
    Stage.DEPARTMENT_REVIEW: "eligible",
    Stage.FIRST_SCREENING: "first",
    Stage.SECOND_SCREENING: "second",
    Stage.FINAL_SELECTION: "selected",
    Stage.BUDGETING: "budgeted",
}
"""What a stage leaves behind, by the milestones of the funnel; the other stages leave as many as came."""

TURNS: dict[str, dict[Stage, str]] = {
    "citizens": {
        Stage.INTAKE: N_("제안하고, 다른 제안에 의견과 공감을 남깁니다."),
        Stage.DEPARTMENT_REVIEW: N_("검토 결과와 이유를 읽고 의견을 남깁니다."),
        Stage.DELIBERATION: N_("공개 숙의와 포럼을 지켜보고 의견을 냅니다."),
        Stage.FINAL_SELECTION: N_("투표합니다."),
        Stage.BUDGETING: N_("주민의견서와 의회의 의결을 지켜봅니다."),
        Stage.CLOSED: N_("사업이 계획대로 되는지 지켜봅니다."),
    },
    "proposer": {
        Stage.INTAKE: N_("제안을 다듬습니다. 접수가 끝나면 고칠 수 없습니다."),
        Stage.DELIBERATION: N_("부서와 함께 숙의에 참여합니다."),
        Stage.FINAL_SUBMISSION: N_("최종 제안서를 냅니다."),
    },
    "officer": {
        Stage.DEPARTMENT_REVIEW: N_("기준마다 적격 여부와 이유를 적습니다."),
        Stage.DELIBERATION: N_("제안자와 함께 숙의에 참여합니다."),
        Stage.CLOSED: N_("집행 계획을 세우고 집행 내역을 공개합니다."),
    },
    "panelist": {
        Stage.FIRST_SCREENING: N_("서면으로 심사표를 냅니다."),
        Stage.SECOND_SCREENING: N_("심층심사 심사표를 냅니다."),
    },
    "committee": {
        Stage.FINAL_SELECTION: N_("위원회 투표에 참여합니다."),
        Stage.BUDGETING: N_("주민의견서의 종합 의견을 모읍니다."),
    },
    "moderator": {Stage.DELIBERATION: N_("숙의를 진행하고 기록을 남깁니다.")},
    "coordinator": {stage: labels.ADVANCE[stage] for stage in Stage if stage in labels.ADVANCE},
}
"""Whose turn it is in which stage, in the words of that person. The permission table decides; this only tells."""

ROLES = labels.ROLES | {"citizens": N_("시민")}


@dataclass(frozen=True)
class Leg:
    """One stage of the course. `left` of `most`: how many projects came out of it, None while nobody can know."""

    stage: Stage
    is_past: bool
    is_now: bool
    is_late: bool
    finished_on: date | None
    due: datetime | None
    left: int | None
    most: int


@dataclass(frozen=True)
class Turn:
    """What somebody does next; `due` is when the stage before ends, or, `is_now`, when this one does."""

    role: str
    what: str
    stage: str
    is_now: bool
    due: datetime | None


def legs(cycle: Cycle, numbers: Mapping[str, int], finished: Mapping[str, date]) -> list[Leg]:
    order = list(Stage)
    here, left, found = order.index(cycle.stage), None, []
    for place, stage in enumerate(order[:-1]):
        is_past = place < here
        if is_past:
            left = numbers[LEFT_WITH[stage]] if stage in LEFT_WITH else left
        due = cycle.due(stage)
        leg = Leg(
            stage=stage, is_past=is_past, is_now=place == here, finished_on=finished.get(stage.value), due=due,
            is_late=place == here and due is not None and due < clock.now(), left=left if is_past else None,
            most=numbers["proposed"],
        )  # fmt: skip
        found.append(leg)
    return found


def turns(cycle: Cycle) -> list[Turn]:
    """For each hat the next thing it does; hats whose work is over are left out."""
    order = list(Stage)
    here = order.index(cycle.stage)
    found = []
    for role, acts in TURNS.items():
        ahead = next((stage for stage in order[here:] if stage in acts), None)
        if ahead is not None:
            is_now = ahead is cycle.stage
            due = cycle.due(ahead if is_now else order[order.index(ahead) - 1])
            found.append(Turn(gettext(ROLES[role]), gettext(acts[ahead]), story.word(ahead), is_now, due))
    return found
