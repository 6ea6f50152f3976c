"""What every page of a vote needs, in this room and in those above it: who asks, private answers, downloads, the voter's own order."""

import secrets

from flask import Response, make_response, session
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.models import Resident
from app.voting import rules

ID = "<int:paper_id>"  # a longer number is no number of a row, on either database
Page = str | tuple[str, int] | AnyResponse
_SEED = "voting.seed"


def me() -> Resident | None:
    """The resident who is asking."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def voter() -> Resident:
    asking = me()
    if asking is None:
        raise rules.SignInToVote
    return asking


def seed_of() -> str:
    """What the order of options is drawn from: one per session, so that it stays the same until the voter is done."""
    return str(session.setdefault(_SEED, secrets.token_hex(8)))


def private(html: str, status: int = 200) -> Response:
    """A page that no browser keeps: the back button on a shared screen must not bring a ballot up again."""
    answer = make_response(html, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def download(content: bytes, mimetype: str, name: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
