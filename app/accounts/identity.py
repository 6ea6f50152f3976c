"""Who is asking: the session on one side, the person as the district at hand sees them on the other."""

from flask import Flask, g, session
from flask_login import current_user, login_user, logout_user

from app.accounts import queries
from app.accounts.models import Resident
from app.core.permits import Who
from app.districts.queries import who_in
from app.extensions import login


def init_app(app: Flask) -> None:
    login.init_app(app)
    app.extensions["decide.who"] = who


@login.user_loader
def load(session_id: str) -> Resident | None:
    """The resident of a session, unless their sessions have been ended since."""
    number, _, epoch = session_id.partition(".")
    resident = queries.by_id(int(number)) if number.isdecimal() else None
    return resident if resident and str(resident.session_epoch) == epoch else None


def who() -> Who:
    if not current_user.is_authenticated:
        return Who()
    return who_in(g.get("district"), current_user.id, current_user.assurance)


def begin(resident: Resident) -> None:
    """Sign in with a fresh session: nothing of the one before it survives, its CSRF token least of all."""
    session.clear()
    session.permanent = True
    login_user(resident)
    g.pop("who", None)


def end() -> None:
    logout_user()
    session.clear()
    g.pop("who", None)
