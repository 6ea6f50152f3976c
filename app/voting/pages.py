"""What every page of a vote needs, in this room and in those above it: who asks, private answers, downloads, the voter's own order."""

import secrets

from flask import Response, make_response, session
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.identity import BEARER
from app.accounts.models import Resident
from app.voting import rules
from app.voting.models import Paper
from app.voting.rules import Bearer

ID = "<int:paper_id>"  # a longer number is no number of a row, on either database
Page = str | tuple[str, int] | AnyResponse
_SEED = "voting.seed"


def me() -> Resident | None:
    """The resident who is asking."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def asking(paper: Paper) -> Resident | Bearer | None:
    """Who stands before this paper: whoever has shown a code for it, else the resident who is signed in."""
    if held := session.get(BEARER, {}).get(str(paper.id)):
        return Bearer(paper.id, *held)
    return me()


def voter(paper: Paper) -> Resident | Bearer:
    found = asking(paper)
    if found is None:
        raise rules.SignInToVote
    return found


def admit(bearer: Bearer) -> None:
    """From now on this browser votes as that voter, on that paper alone."""
    session[BEARER] = session.get(BEARER, {}) | {str(bearer.paper_id): [bearer.key, bearer.electorate_id, bearer.stamp]}


def dismiss(paper: Paper) -> None:
    """The next person at this screen shows a code of their own."""
    session[BEARER] = {number: held for number, held in session.get(BEARER, {}).items() if number != str(paper.id)}


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
