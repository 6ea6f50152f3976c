"""Topics over HTTP: reading, running, writing statements, answering."""

from flask import Blueprint

from app.opinions import labels

bp = Blueprint("opinions", __name__, url_prefix="/<district_slug>")
TOPIC = "/opinions/<int:topic_id>"
bp.add_app_template_global(labels.badge_of, "topic_badge")
bp.add_app_template_global(labels.choice, "choice_label")
bp.add_app_template_global(labels.fate, "statement_fate")
bp.add_app_template_global(labels.group, "group_name")
bp.add_app_template_global(labels.letter, "group_letter")

from app.opinions.views import answering, mapping, reading, running, writing  # noqa: E402, F401 - they hang their routes on the blueprint
