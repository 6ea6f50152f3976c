"""Who is asking: the session on one side, the person as the district at hand sees them on the other."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask, g, session
from flask_login import current_user, login_user, logout_user

from app.accounts import queries, rules
from app.accounts.models import Resident
from app.core import clock
from app.core.permits import Who
from app.districts.queries import who_in
from app.extensions import login

_PROVED = "proved_at"
BEARER = "bearer"
"""Where the session keeps, by paper, the codes this browser has shown (app/voting/pages.py)."""


def init_app(app: Flask) -> None:
    login.init_app(app)
    app.extensions["decide.who"] = who


@login.user_loader
def load(session_id: str) -> Resident | None:
    """The resident of a session, unless their sessions have been ended since."""
    number, _, epoch = session_id.partition(".")
    resident = queries.by_id(int(number)) if number.isdecimal() and len(number) < 19 else None
    return resident if resident and resident.is_active and str(resident.session_epoch) == epoch else None


def who() -> Who:
    papers = frozenset(int(number) for number in session.get(BEARER, ()))
    if not current_user.is_authenticated:
        return Who(papers=papers)
    return replace(who_in(g.get("district"), current_user.id, current_user.assurance), papers=papers)


def me() -> Resident:
    """The signed-in resident as a row, for services. Only behind a permission that needs a signed-in person."""
    resident: Resident = current_user._get_current_object()
    return resident


def begin(resident: Resident, *, is_proved: bool = False) -> None:
    """Sign in with a fresh session: nothing of the one before it survives, its CSRF token least of all.

    `is_proved`: the address was proved by a code just now, which for some minutes allows setting a password.
    """
    session.clear()
    session.permanent = True
    if is_proved:
        prove()
    login_user(resident)
    g.pop("who", None)


def prove() -> None:
    """Remember that the address was proved by a code just now."""
    session[_PROVED] = int(clock.now().timestamp())


def is_proved() -> bool:
    stamp = session.get(_PROVED)
    return rules.is_recent(datetime.fromtimestamp(stamp, UTC) if stamp else None, clock.now())


def end() -> None:
    logout_user()
    session.clear()
    g.pop("who", None)
