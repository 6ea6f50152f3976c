"""Proposals over HTTP: reading, writing, supporting."""

from flask import Blueprint

from app.proposals import labels

bp = Blueprint("proposals", __name__, url_prefix="/<district_slug>")
bp.add_app_template_global(labels.label, "proposal_label")
bp.add_app_template_global(labels.found_passage, "found_passage")

from app.proposals.views import (  # noqa: E402, F401 - they hang their routes on the blueprint
    archiving,
    attaching,
    drafting,
    finding,
    intake,
    inviting,
    merging,
    reading,
    supporting,
    synonyms,
    writing,
)
