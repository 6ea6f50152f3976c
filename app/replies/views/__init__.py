"""Official replies over HTTP: what everybody may read, what officials do, and how a district keeps its word."""

from flask import Blueprint

from app.replies import labels

bp = Blueprint("replies", __name__, url_prefix="/<district_slug>")
bp.add_app_template_global(labels.word, "reply_word")
bp.add_app_template_global(labels.state_of, "reply_state")
bp.add_app_template_global(labels.clock_of, "reply_clock")
bp.add_app_template_filter(labels.day, "month_day")
bp.add_app_template_global(labels.badge_of, "reply_badge")


@bp.app_context_processor
def names() -> dict[str, object]:
    return {"verdict_kinds": labels.VERDICT_KINDS}


from app.replies.views import accounting, officials, policies, reading  # noqa: E402, F401 - they hang their routes on the blueprint
