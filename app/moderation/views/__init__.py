"""Moderation over HTTP: reporting, the moderators' queue, what authors and the public are told, the word list."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext

from app.core import telling
from app.moderation import labels, queries
from app.moderation.kinds import Kind

bp = Blueprint("moderation", __name__, url_prefix="/<district_slug>/moderation")
bp.add_app_template_global(labels.label, "moderation_label")
bp.add_app_template_global(labels.done, "moderation_done")
bp.add_app_template_global(labels.article, "article_label")
bp.add_app_template_global(labels.badge_kind, "moderation_badge")
bp.add_app_template_global(labels.kind_label, "moderated_kind")
bp.add_app_template_global(labels.reason, "moderation_reason")
bp.add_app_template_global(labels.time_taken, "time_taken")
bp.add_app_template_global(queries.notes, "moderation_notes")
bp.add_app_template_global(telling.sentence, "told")


@bp.app_template_global()
def moderated_url(kind: Kind, row: Any) -> str:
    """Where a contribution stands."""
    endpoint, values = kind.link(row)
    return url_for(endpoint, **values)


@bp.app_template_global()
def explained_to(words: Mapping[str, str]) -> dict[str, tuple[str, None]]:
    """Explanations of choices as radio cards take them, in the reader's language."""
    return {value: (gettext(text), None) for value, text in words.items()}


from app.moderation.views import judging, listing, public, reporting  # noqa: E402, F401 - they hang their routes on the blueprint
