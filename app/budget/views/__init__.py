"""The pipeline's pages. Views load, permit, act and answer; whatever decides stands in services and rules."""

from datetime import datetime
from typing import Any

from flask import Blueprint

from app.budget import labels, story
from app.budget.models import Candidate, Cycle
from app.budget.rules import appeal_ends
from app.core import clock
from app.core.language import localized

bp = Blueprint("budget", __name__, url_prefix="/<district_slug>")
CYCLE = "/budget/<int:cycle_id>"  # a longer number is no row's, on either database
CANDIDATE = f"{CYCLE}/candidates/<int:candidate_id>"

bp.add_app_template_global(story.word, "budget_word")
bp.add_app_template_global(story.mean, "budget_mean")
bp.add_app_template_global(story.score, "budget_score")
bp.add_app_template_global(story.screening_reason, "screening_reason")
bp.add_app_template_global(story.standing_reason, "standing_reason")
bp.add_app_template_global(story.selection_reason, "selection_reason")


@bp.app_template_global("named")
def named(one: Any) -> str:
    """The name of a criterion a cycle brought along, in the reader's language."""
    return localized(one.name_ko, one.name_en)


@bp.app_template_global("own_criterion")
def own_criterion(cycle: Cycle, code: str) -> str:
    return next((named(one) for one in cycle.policy.own_criteria if one.code == code), code)


@bp.app_template_global("appeal_end")
def appeal_end(candidate: Candidate) -> datetime | None:
    """Until when a finding can be objected to; None once it cannot any more."""
    at = candidate.review.finished_at if candidate.review else None
    ends = appeal_ends(at, candidate.cycle.policy.appeal_days) if at else None
    return ends if ends is not None and clock.now() <= ends else None


@bp.app_template_global("candidate_kind")
def kind_of(candidate: Candidate) -> str:
    """How the badge of this state is coloured."""
    return labels.CANDIDATE_KINDS[candidate.state]


from app.budget.views import (  # noqa: E402, F401 - they hang their routes on the blueprint  # noqa: E402, F401 - and these
    candidates,
    city,
    coordination,
    courses,
    deciding,
    desk,
    files,
    lines,
    panels,
    plans,
    public,
    reviewing,
    statement,
    tables,
)
