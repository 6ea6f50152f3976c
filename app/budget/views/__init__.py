"""The pipeline's pages. Views load, permit, act and answer; whatever decides stands in services and rules."""

from flask import Blueprint

from app.budget import labels, story
from app.budget.models import Candidate

bp = Blueprint("budget", __name__, url_prefix="/<district_slug>")
CYCLE = "/budget/<int:cycle_id>"  # a longer number is no row's, on either database
CANDIDATE = f"{CYCLE}/candidates/<int:candidate_id>"

bp.add_app_template_global(story.word, "budget_word")
bp.add_app_template_global(story.mean, "budget_mean")
bp.add_app_template_global(story.score, "budget_score")
bp.add_app_template_global(story.screening_reason, "screening_reason")
bp.add_app_template_global(story.selection_reason, "selection_reason")


@bp.app_template_global("candidate_kind")
def kind_of(candidate: Candidate) -> str:
    """How the badge of this state is coloured."""
    return labels.CANDIDATE_KINDS[candidate.state]


from app.budget.views import candidates, coordination, desk, public, tables  # noqa: E402, F401 - they hang their routes on the blueprint
