"""How often the doors of the house may be tried, and the page that says so. A try that worked costs nothing where it can."""

import hashlib
import math
import time
from collections.abc import Callable

from flask import Response, make_response, render_template, request, session
from limits import parse

from app.accounts import rules
from app.core.web import who
from app.extensions import limiter

PENDING = "pending_email"


def _failed(response: Response) -> bool:
    return response.status_code == 422


def _key(email: str) -> str:
    """The address, hashed: the store of limits is no place for addresses."""
    return "email:" + hashlib.sha256(email.strip().casefold().encode()).hexdigest()


def typed_email() -> str:
    return _key(request.form.get("email", ""))


def own_email() -> str:
    """The address a code was sent to: of the session at hand, or the one typed before."""
    number = who().resident_id
    return f"resident:{number}" if number else _key(session.get(PENDING, ""))


def may_tell_owner(email: str) -> bool:
    """Whether the owner of an address may be told once more that somebody tries to sign up with it: not by the dozen."""
    return limiter.limiter.hit(parse(rules.NOTICES_PER_EMAIL), "notice", _key(email))


def too_many(_error: object = None) -> Response:
    """429: when to come back, and what can be done meanwhile."""
    reached = limiter.current_limit
    seconds = max(1, math.ceil(reached.reset_at - time.time())) if reached else 60
    answer = make_response(render_template("accounts/too_many.html", minutes=math.ceil(seconds / 60)), 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _limit(amount: str, key: Callable[[], str] | None = None, *, failures_only: bool = False) -> Callable:
    return limiter.limit(amount, key_func=key, methods=["POST"], deduct_when=_failed if failures_only else None)


def sign_in(view: Callable) -> Callable:
    by_address = _limit(rules.FAILURES_PER_ADDRESS, failures_only=True)
    return by_address(_limit(rules.SIGN_INS_PER_EMAIL, typed_email, failures_only=True)(view))


def sign_up(view: Callable) -> Callable:
    return _limit(rules.FAILURES_PER_ADDRESS, failures_only=True)(_limit(rules.SIGN_UPS_PER_ADDRESS)(view))


def code_request(key: Callable[[], str]) -> Callable[[Callable], Callable]:
    return lambda view: _limit(rules.CODES_PER_ADDRESS)(_limit(rules.CODES_PER_EMAIL, key)(view))


def code_entry(view: Callable) -> Callable:
    by_address = _limit(rules.FAILURES_PER_ADDRESS, failures_only=True)
    return by_address(_limit(rules.TRIES_PER_EMAIL, own_email, failures_only=True)(view))


def password(view: Callable) -> Callable:
    return _limit(rules.SIGN_INS_PER_EMAIL, own_email, failures_only=True)(view)
