"""Opening a topic and moving it through its phases. Refuses to begin answering with hardly anything to answer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from app.core import clock
from app.core.errors import Blocked, ChangedMeanwhile
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import after_commit, transaction
from app.districts.models import District
from app.extensions import db
from app.opinions import queries, rules
from app.opinions.models import Topic
from app.opinions.services import writing
from app.opinions.services.rows import locked
from app.opinions.states import TOPIC_STATES, Moderation, TopicState

on_closed: list[Callable[[int], object]] = []


class SentTwice(ChangedMeanwhile):
    """The same key was committed by a parallel request."""


def open_topic(district: District, *, by: Any, once: str | None = None, **given: Any) -> Topic:
    """A new topic that gathers statements; a key sent before gives the topic it made then. Parameters as in `_open`."""
    author_id = by.id
    try:
        return _open(district, by=by, once=once, **given)
    except SentTwice:
        if sent := queries.topic_by_once(author_id, once):
            return sent
        raise


@transaction(conflict=SentTwice)
def _open(
    district: District, *, by: Any, role: str, question: str, background: str, answers_from: datetime, closes_at: datetime,
    moderation: Moderation = Moderation.BEFORE, seeds: Sequence[str] = (), about: tuple[str, int] | None = None,
    once: str | None = None,
) -> Topic:  # fmt: skip
    if sent := queries.topic_by_once(by.id, once):
        return sent
    question, background = stored(question), stored(background)
    rules.check_topic(question, background)
    rules.check_dates(answers_from, closes_at, clock.now())
    kind, number = about or ("", None)
    topic = Topic(
        district_id=district.id, question=question, background=background, moderation=moderation, opened_at=clock.now(),
        answers_from=answers_from, closes_at=closes_at, about_kind=kind, about_id=number, author_id=by.id, once=once,
    )  # fmt: skip
    db.session.add(topic)
    record(topic, "topic.opened", by=by, role=role)
    for text in seeds:
        writing.plant(topic, by=by, text=text)
    return topic


@transaction
def change_topic(
    topic: Topic, *, by: Any, role: str, question: str, background: str, answers_from: datetime, closes_at: datetime,
    moderation: Moderation, reason: str = "",
) -> Topic:  # fmt: skip
    """Correct a topic. Once answers have come in, its question stays: they were given to it."""
    topic = locked(topic)
    if topic.state is TopicState.CLOSED:
        raise rules.TopicNotOpen
    question, background = stored(question), stored(background)
    rules.check_topic(question, background)
    rules.check_dates(answers_from, closes_at, clock.now())
    rules.check_reason(stored(reason))
    if topic.is_open_for("edit"):
        topic.question, topic.answers_from = question, answers_from
    topic.background, topic.closes_at, topic.moderation = background, closes_at, moderation
    record(topic, "topic.changed", by=by, role=role, reason=stored(reason))
    return topic


@transaction
def start(topic: Topic, *, by: Any = None, role: str = "") -> Topic:
    """Answering begins; by nobody when its date has come."""
    topic = locked(topic)
    state = advance(TOPIC_STATES, topic.state, "start")
    if missing := rules.blockers(queries.count_shown(topic)):
        raise Blocked(missing)
    topic.state, topic.answers_from = state, min(topic.answers_from, clock.now())
    record(topic, "topic.started", by=by, role=role)
    return topic


@transaction
def close(topic: Topic, *, by: Any = None, role: str = "", reason: str = "") -> Topic:
    """No more statements and answers; the last map is drawn afterwards. Somebody who closes early says why."""
    topic = locked(topic)
    state = advance(TOPIC_STATES, topic.state, "close")
    if by is not None:
        rules.check_reason(stored(reason))
    topic.state, topic.closed_at = state, clock.now()
    record(topic, "topic.closed", by=by, role=role, reason=stored(reason), people=queries.people(topic))
    number = topic.id
    for tell in on_closed:
        after_commit(partial(tell, number))
    return topic


@transaction
def reopen(topic: Topic, *, by: Any, role: str, reason: str, closes_at: datetime) -> Topic:
    """Answers are taken again until a new date."""
    topic = locked(topic)
    state = advance(TOPIC_STATES, topic.state, "reopen")
    rules.check_reason(stored(reason))
    rules.check_dates(topic.answers_from, closes_at, clock.now())
    topic.state, topic.closes_at, topic.closed_at = state, closes_at, None
    record(topic, "topic.reopened", by=by, role=role, reason=stored(reason))
    return topic
