"""Statements: what citizens write and what a topic begins with. Refuses doubles, questions and numbers that give a person away."""

from typing import Any

from sqlalchemy import func, select

from app.accounts.services import check_opinion_consent
from app.core import clock
from app.core.history import record
from app.core.text import search_key, stored
from app.core.transaction import transaction
from app.extensions import db
from app.moderation import services as moderation
from app.opinions import queries, rules, similar
from app.opinions.models import Statement, Topic
from app.opinions.services import answering
from app.opinions.services.rows import locked
from app.opinions.states import Choice, Moderation, StatementState


@transaction
def write(topic: Topic, *, by: Any, text: str, once: str | None = None) -> Statement:
    """A citizen's statement, which its author agrees with. Shown at once only where the topic says so. A known key gives the old one."""
    topic = locked(topic)
    if sent := queries.statement_by_once(by.id, once):
        return sent
    if not topic.is_open_for("write"):
        raise rules.TopicNotOpen
    check_opinion_consent(by)
    rules.check_room(_written(topic, by.id), topic.n_statements)
    moderation.check_pace(by, "statement")
    shown = topic.moderation is Moderation.AFTER
    statement = _add(topic, text, by.id, StatementState.APPROVED if shown else StatementState.PENDING, once=once)
    answering.put(answering.part(topic, by.id), statement, Choice.AGREE)
    if not moderation.screen("statement", statement, statement.text, by=by) and not shown:
        moderation.submit("statement", statement, by=by)
    return statement


def plant(topic: Topic, *, by: Any, text: str) -> Statement:
    """A statement the topic begins with, within the running service: nobody's answer, shown at once."""
    return _add(topic, text, by.id, StatementState.APPROVED, is_seed=True)


@transaction
def plant_more(topic: Topic, *, by: Any, role: str, text: str) -> Statement:
    """One more statement by whoever runs the topic, e.g. a view that is missing."""
    topic = locked(topic)
    if not topic.is_open_for("write"):
        raise rules.TopicNotOpen
    rules.check_room(0, topic.n_statements)
    statement = plant(topic, by=by, text=text)
    record(statement, "statement.planted", by=by, role=role)
    return statement


def doubles(topic: Topic, text: str) -> list[int]:
    """Ids of statements that say nearly the same as this."""
    return list(similar.nearest(text, queries.comparable(topic), rules.SIMILAR_PERCENT, rules.SIMILAR_SHOWN))


def _written(topic: Topic, author_id: int) -> int:
    mine = (Statement.topic_id == topic.id) & (Statement.author_id == author_id) & Statement.is_seed.is_(False)
    return db.session.scalar(select(func.count(Statement.id)).where(mine)) or 0


def _add(topic: Topic, text: str, author_id: int, state: StatementState, **given: Any) -> Statement:
    text = " ".join(stored(text).split())
    rules.check_statement(text)
    key = search_key(text).rstrip(". !")
    same = (Statement.topic_id == topic.id) & (Statement.search_text == key) & (Statement.state != StatementState.REFUSED)
    if db.session.scalar(select(Statement.id).where(same)):
        raise rules.StatementThere
    topic.n_statements = (topic.n_statements or 0) + 1
    now = clock.now()
    statement = Statement(
        district_id=topic.district_id, topic_id=topic.id, number=topic.n_statements, text=text, search_text=key, state=state,
        author_id=author_id, created_at=now, decided_at=now if state is StatementState.APPROVED else None, **given,
    )  # fmt: skip
    db.session.add(statement)
    db.session.flush()
    return statement
