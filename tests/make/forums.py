"""Forums in any state, reached through services."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.districts.states import Role
from app.extensions import db
from app.forums import rules, services
from app.forums.models import Forum
from app.forums.states import ForumState
from tests.make import people


def draft(**given: Any) -> services.Draft:
    now = clock.now()
    usual = {"title": "밤에도 안전한 골목 토론회", "starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=3)}
    return services.Draft(**usual | given)


def scheduled(place: Any = None, *, by: Any = None, items: Any = (("여는 말", 10), ("토론", 40)), **given: Any) -> Forum:
    """A forum to come, with somebody who leads it and an agenda."""
    place = place or people.district()
    by = by or people.official(place, Role.MODERATOR)
    own = {name: given.pop(name) for name in ("once", "links", "is_rehearsal") if name in given}
    return services.open_forum(place, draft(**given), by=by, role="moderator", items=items, **own)


def lobby(place: Any = None, **given: Any) -> Forum:
    return step(scheduled(place, **given), services.open_doors)


def live(place: Any = None, **given: Any) -> Forum:
    return step(lobby(place, **given), services.start)


def paused(place: Any = None, **given: Any) -> Forum:
    return step(live(place, **given), services.pause, reason="잠시 쉽니다")


def closed(place: Any = None, **given: Any) -> Forum:
    return step(live(place, **given), services.close)


def cancelled(place: Any = None, **given: Any) -> Forum:
    return step(scheduled(place, **given), services.cancel, reason="장소를 구하지 못했습니다")


def missed(place: Any = None, **given: Any) -> Forum:
    """Its day went by and nobody opened the doors."""
    forum = scheduled(place, **given)
    with clock.travel(forum.ends_at + timedelta(hours=rules.MISSED_HOURS)):
        services.miss(forum, by=None)
    return people.again(forum)  # type: ignore[no-any-return]


AT = {
    ForumState.SCHEDULED: scheduled, ForumState.LOBBY: lobby, ForumState.LIVE: live, ForumState.PAUSED: paused,
    ForumState.CLOSED: closed, ForumState.CANCELLED: cancelled, ForumState.MISSED: missed,
}  # fmt: skip


def leader(forum: Forum) -> Any:
    """Who opened it, and moderates it."""
    from app.accounts.models import Resident

    return db.session.get(Resident, forum.author_id)


def step(forum: Forum, service: Any, **given: Any) -> Forum:
    """One act of the moderator."""
    service(forum, by=leader(forum), **given)
    return people.again(forum)  # type: ignore[no-any-return]
