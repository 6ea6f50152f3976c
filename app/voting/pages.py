"""What every page of a vote needs, in this room and in those above it: who asks, private answers, downloads, the voter's own order."""

import secrets
from typing import Any

from flask import Response, make_response, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.identity import BEARER
from app.accounts.models import Resident
from app.voting import passes, rules
from app.voting.models import Paper
from app.voting.queries import key_of
from app.voting.rules import Bearer

ID = "<int:paper_id>"  # a longer number is no number of a row, on either database
Page = str | tuple[str, int] | AnyResponse
_SEED = "voting.seed"
_SHARED = "voting.shared"
_NUMBERS = ("voting.receipt", "verifiable.receipt")
"""Where the two rooms keep a fresh receipt for its page."""


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
    """The next person at this screen shows a code of their own, and sees no number of the one before."""
    session[BEARER] = {number: held for number, held in session.get(BEARER, {}).items() if number != str(paper.id)}
    for name in (_SEED, *_NUMBERS):
        session.pop(name, None)


def share(paper: Paper, is_shared: bool) -> None:
    """Say of this browser that many people vote on it one after the other, or no longer."""
    session[_SHARED] = paper.id if is_shared else None


def is_shared(paper: Paper) -> bool:
    return bool(session.get(_SHARED) == paper.id)


def device_key(paper: Paper) -> str:
    """Under which name this voter's own things are kept in the browser: neighbours on one device never share one, and it names nobody."""
    by = asking(paper)
    return passes.device_key(paper.id, key_of(by)) if by is not None else ""


def hand_over(paper: Paper) -> dict[str, Any]:
    """What a page of the booth, or after a cast, needs to go to the next voter by itself."""
    return {
        "next_voter": url_for("voting.enter_code", paper_id=paper.id) if is_shared(paper) else "",
        "seconds": rules.SHARED_RESET_SECONDS,
        "idle_seconds": rules.SHARED_IDLE_SECONDS,
        "idle_minutes": rules.SHARED_IDLE_MINUTES_WITHOUT_SCRIPTS,
    }


def seed_of() -> str:
    """What the order of options is drawn from: one per session, so that it stays the same until the voter is done."""
    return str(session.setdefault(_SEED, secrets.token_hex(8)))


def private(html: str, status: int = 200, *, next_in: int = 0, url: str = "") -> Response:
    """A page that no browser keeps: the back button on a shared screen must not bring a ballot up again.

    `next_in`: after so many seconds the browser goes to `url` (nothing: the same page) by itself, also without scripts.
    """
    answer = make_response(html, status)
    answer.headers["Cache-Control"] = "no-store"
    if next_in:
        answer.headers["Refresh"] = f"{next_in};url={url}" if url else str(next_in)
    return answer


def receipt_page(html: str, paper: Paper) -> Response:
    """The page after a cast: on a shared device it gives way to the next voter."""
    if not is_shared(paper):
        return private(html)
    return private(html, next_in=rules.SHARED_RESET_SECONDS, url=url_for("voting.enter_code", paper_id=paper.id))


def download(content: bytes, mimetype: str, name: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
