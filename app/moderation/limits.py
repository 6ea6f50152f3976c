"""How often one address may post, whoever sits behind it: generous, because a whole office or school shares one."""

from collections.abc import Callable
from typing import Any

from app.extensions import limiter
from app.moderation import rules

View = Callable[..., Any]


def posting(view: View) -> View:
    """For views that publish what residents write."""
    return limiter.shared_limit(rules.POSTS_PER_ADDRESS, scope="posting", methods=["POST"])(view)  # type: ignore[no-any-return]


def reporting(view: View) -> View:
    return limiter.limit(rules.REPORTS_PER_ADDRESS, methods=["POST"])(view)
