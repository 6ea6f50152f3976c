"""Notices in the reader's language: the sentences every room's labels.py brings as NOTICES (gathered by app/rooms.py)."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext
from werkzeug.routing import BuildError

from app.notices.models import Notice

_sentences: dict[str, str] = {}


def learn(sentences: Mapping[str, str]) -> None:
    """What a room says when it tells somebody something: code -> Korean sentence with named places."""
    _sentences.update(sentences)


def is_known(code: str) -> bool:
    return code in _sentences


class _Details(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"


def sentence(notice: Notice) -> str:
    """What happened. A notice whose words were lost with an older release is told by its code rather than not at all."""
    if not is_known(notice.code):
        return notice.code
    return gettext(_sentences[notice.code]) % _Details(notice.details)


def address(notice: Notice) -> str:
    """The page the notice is about, or the list of notices where that page exists no longer."""
    try:
        if current_app.url_map.is_endpoint_expecting(notice.endpoint, "district_slug"):
            return url_for(notice.endpoint, district_slug=notice.district.slug, **notice.link_values)
        return url_for(notice.endpoint, **notice.link_values)
    except (BuildError, KeyError):
        return url_for("notices.index")
