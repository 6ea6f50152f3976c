"""What the public pages show of cycles, rounds and items, gathered in few statements. Refuses wording that belongs to templates."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from app.budget import course, labels, queries, story
from app.budget.blockers import blockers
from app.budget.forms import AdvanceForm, ReasonForm
from app.budget.models import BudgetItem, Candidate, Cycle, ScreeningOutcome, ScreeningRound
from app.budget.rules import PAGE_SIZE
from app.budget.services.importing import agrees
from app.budget.states import SCREENING_STAGE, ScreeningKind, Stage
from app.core.forms import sentence_of
from app.core.money import cap_won
from app.core.web import can
from app.districts.models import District

LATEST = 10
KNOWN_FROM = {
    "proposed": Stage.DEPARTMENT_REVIEW,
    "eligible": Stage.DEPARTMENT_REVIEW,
    "first": Stage.DELIBERATION,
    "second": Stage.FINAL_SELECTION,
    "selected": Stage.BUDGETING,
    "budgeted": Stage.BUDGETING,
}
"""The stage from which a milestone's number says something."""


def of(district: District) -> dict[str, Any]:
    """Running cycles with their numbers, and the closed ones."""
    cycles = queries.cycles(district)
    funnels = queries.funnels(cycles)
    current = [one for one in cycles if one.is_running]
    return {
        "current": [_card(one, funnels[one.id]) for one in current],
        "past": [_card(one, funnels[one.id]) for one in cycles if not one.is_running],
    }


def _card(cycle: Cycle, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "funnel": funnel(cycle.stage, numbers),
        "steps": steps(),
        "step": cycle.step,
        "next": story.next_of_cycle(cycle),
    }


def steps() -> list[str]:
    return [gettext(step) for step in labels.STEPS]


def funnel(stage: Stage, numbers: dict[str, int]) -> list[tuple[str, str]]:
    """제안 → 적격 → 1차 → 2차 → 선정 → 예산 반영; what nobody has decided yet is no zero."""
    begun = list(Stage).index(stage)

    def figure(milestone: str) -> str:
        is_ahead = begun < list(Stage).index(KNOWN_FROM[milestone]) and not numbers[milestone]
        return gettext("아직") if is_ahead else f"{numbers[milestone]:,}"

    return [(gettext(words), figure(milestone)) for milestone, words in labels.FUNNEL.items()]


def of_cycle(cycle: Cycle, reached: str, page: int) -> dict[str, Any]:
    """The cycle page; what is still missing is asked only for those who can do something about it."""
    numbers = queries.funnels([cycle])[cycle.id]
    pages = max(1, -(-numbers[reached] // PAGE_SIZE))
    candidates = queries.listing(cycle, milestone=reached, page=page)
    latest, finished = queries.course_of(cycle, LATEST)
    coordinates = can("cycle.advance", cycle)
    return {
        **_card(cycle, numbers),
        "legs": course.legs(cycle, numbers, finished),
        "turns_": course.turns(cycle),
        "policy": story.policy(cycle),
        "candidates": candidates,
        "numbers": numbers,
        "reached": reached,
        "milestones": [(name, gettext(words)) for name, words in labels.FUNNEL.items()],
        "page": page,
        "pages": pages,
        "rounds": closed_kinds(cycle),
        "paper": queries.paper(cycle),
        "agrees": agrees(cycle) if cycle.official is not None and cycle.stage in (Stage.BUDGETING, Stage.CLOSED) else None,
        "events": story.events(reversed(latest)),
        "coordinates": coordinates,
        "blockers": [sentence_of(one) for one in blockers(cycle)] if coordinates else [],
        "advance_label": gettext(labels.ADVANCE[cycle.stage]) if coordinates else "",
        "advance_form": AdvanceForm(formdata=None, seen=cycle.stage.value),
        "close_form": ReasonForm(formdata=None, prefix="close-"),
    }


def closed_kinds(cycle: Cycle) -> list[ScreeningKind]:
    """The rounds whose stage is over; what was brought in from elsewhere was not screened here."""
    order = list(Stage)
    here = order.index(cycle.stage)
    return [] if cycle.source else [kind for kind in ScreeningKind if order.index(SCREENING_STAGE[kind]) < here]


def of_round(
    cycle: Cycle, round_: ScreeningRound, rows: Sequence[tuple[ScreeningOutcome, Candidate]], page: int
) -> dict[str, Any]:
    """One page of a round's published table: in order, with the line after the last that passed."""
    percent, passed = cycle.policy.cap_percent(SCREENING_STAGE[round_.kind]), queries.passed(round_)
    return {
        "round": round_,
        "rows": rows,
        "percent": percent,
        "cap": cap_won(percent, cycle.envelope_won),
        "came": passed,
        "page": page,
        "pages": max(1, -(-passed.number // PAGE_SIZE)),
    }


def of_items(items: Sequence[BudgetItem]) -> dict[str, Any]:
    return {
        "items": items,
        "total_won": sum(one.amount_won for one in items),
        "decided_won": sum(one.decided_amount_won or 0 for one in items),
        "has_lines": any(one.lines for one in items),
        "undecided": sum(one.decided_amount_won is None for one in items),
    }
