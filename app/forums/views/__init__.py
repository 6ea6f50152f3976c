"""Forums over HTTP: lists and planning, the pages of a phone, a console and a screen, the log, the minutes."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from app.core.language import localized
from app.core.web import who
from app.districts.models import District
from app.forums import labels, queries, rules
from app.forums.queries import Seat

bp = Blueprint("forums", __name__)
PLACE = "/<district_slug>/forums"
FORUM = f"{PLACE}/<int:forum_id>"
bp.add_app_template_global(labels.badge_of, "forum_badge")
bp.add_app_template_global(labels.word, "forum_word")
bp.add_app_template_global(localized, "either")
bp.add_app_template_global(labels.clock_left, "clock_left")
bp.add_app_template_global(labels.clock_word, "clock_word")
bp.add_app_template_global(rules.mark, "clock_mark")
bp.add_app_template_global(lambda: uuid4().hex, "once_key")

Answer = str | Response | tuple[str, int]


def seat(district: District, forum_id: int) -> Seat | None:
    """The forum and the part the person asking plays in it: what every view here is handed."""
    forum = queries.forum(district, forum_id)
    return queries.seat(forum, who().resident_id) if forum else None


def address(endpoint: str, seat: Seat, **values: Any) -> str:
    return url_for(f"forums.{endpoint}", forum_id=seat.forum.id, **values)


from app.forums.views import acting, minutes, planning, reading, seeing  # noqa: E402, F401 - they hang their routes on the blueprint
