"""Threads and comments, reached through services."""

from typing import Any

from app.comments import services
from app.comments.models import Comment, Thread
from app.comments.rules import COMMENTS_PER_MINUTE
from app.comments.states import Stance
from tests.make import people


def thread(place: Any = None) -> Thread:
    return services.open_thread(place or people.district())


def comment(
    talk: Thread, body: str = "좋은 생각입니다.", *, parent: Comment | None = None, by: Any = None, stance: str = "opinion"
) -> Comment:
    return services.post(talk, by=by or people.resident(), body=body, parent=parent, stance=Stance(stance))


def vote(comment: Comment, value: int = 1, *, by: Any = None) -> Comment:
    return services.vote(comment, by=by or people.resident(), value=value)


def crowd(number: int) -> list[Any]:
    """Enough residents to write `number` comments at once without any of them being too fast."""
    return [people.resident() for _ in range(-(-number // COMMENTS_PER_MINUTE))]
