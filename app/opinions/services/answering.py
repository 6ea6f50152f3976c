"""동의, 반대, 넘기기: one answer per person and statement, changed and taken back as easily as given. No time of an answer is kept."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.services import check_opinion_consent
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.opinions import rules
from app.opinions.models import Answer, Participant, Statement, Topic
from app.opinions.states import Choice, StatementState

SEEDS = 2**31
_COUNTER = {Choice.AGREE: Statement.n_agree, Choice.DISAGREE: Statement.n_disagree, Choice.PASS: Statement.n_pass}


@transaction
def answer(topic: Topic, statement: Statement, *, by: Any, value: Choice) -> None:
    """Answer, or answer differently; the same answer twice is one."""
    topic = _open_for_answers(topic)
    if statement.topic_id != topic.id or statement.state is not StatementState.APPROVED:
        raise rules.UnknownStatement
    check_opinion_consent(by)
    put(part(topic, by.id), statement, value)


@transaction
def undo(topic: Topic, *, by: Any) -> int | None:
    """Take back the latest answer; the id of the statement, None when there is nothing to take back."""
    topic = _open_for_answers(topic)
    own = _own(topic, by.id)
    if own is None:
        return None
    latest = select(Answer).join(Statement, Statement.id == Answer.statement_id)
    shown = (Answer.participant_id == own.id) & (Statement.state == StatementState.APPROVED)
    given = db.session.scalar(latest.where(shown).order_by(Answer.place.desc()).limit(1))
    if given is None:
        return None
    number, value = given.statement_id, Choice(given.value)
    db.session.execute(delete(Answer).where(Answer.participant_id == own.id, Answer.statement_id == number))
    _count(number, value, -1)
    own.changed_at = clock.now()
    return number


@transaction
def forget(topic: Topic, *, by: Any) -> int:
    """Strike out everything this person answered here, in any phase; how many answers it was. Drawn maps stay as they are."""
    own = _own(topic, by.id)
    return _struck_out(own) if own else 0


def forget_everywhere(resident: Any) -> None:
    """Within the running service: the person leaves, or takes back the consent under which the answers were kept."""
    mine = select(Participant).where(Participant.resident_id == resident.id).order_by(Participant.id).with_for_update()
    for own in db.session.scalars(mine).all():
        _struck_out(own)


@transaction
def enter_many(topic: Topic, given: Mapping[int, Mapping[int, Choice]]) -> int:
    """Answers collected elsewhere, resident id -> statement id -> answer, in a few statements whatever their number; how many."""
    topic = _open_for_answers(topic)
    shown = set(db.session.scalars(select(Statement.id).where(Statement.topic_id == topic.id, _is_shown())))
    if not {number for one in given.values() for number in one} <= shown:
        raise rules.UnknownStatement
    now = clock.now()
    people = [
        {"district_id": topic.district_id, "topic_id": topic.id, "resident_id": resident_id, "seed": secrets.randbelow(SEEDS),
         "n_given": len(one), "changed_at": now}
        for resident_id, one in given.items()
    ]  # fmt: skip
    keys = dict(db.session.execute(db.insert(Participant).returning(Participant.resident_id, Participant.id), people).all())
    rows = [
        {"participant_id": keys[resident_id], "statement_id": number, "topic_id": topic.id, "district_id": topic.district_id,
         "value": int(value), "place": place}
        for resident_id, one in given.items()
        for place, (number, value) in enumerate(one.items(), start=1)
    ]  # fmt: skip
    db.session.execute(db.insert(Answer), rows)
    for number in sorted(shown):
        counts = [sum(1 for row in rows if row["statement_id"] == number and row["value"] == choice) for choice in _COUNTER]
        added = {column: column + count for column, count in zip(_COUNTER.values(), counts, strict=True)}
        db.session.execute(update(Statement).where(Statement.id == number).values(added), execution_options=_UNSEEN)
    return len(rows)


_UNSEEN = {"synchronize_session": False}


def _is_shown() -> Any:
    return Statement.state == StatementState.APPROVED


def _open_for_answers(topic: Topic) -> Topic:
    """Shared, not exclusive: people answer side by side, and a closing waits for those under way."""
    wanted = select(Topic).where(Topic.id == topic.id).with_for_update(read=True, key_share=True)
    topic = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    if not topic.is_open_for("answer"):
        raise rules.TopicNotOpen
    return topic


def _own(topic: Topic, resident_id: int) -> Participant | None:
    mine = (Participant.topic_id == topic.id) & (Participant.resident_id == resident_id)
    wanted = select(Participant).where(mine).with_for_update()
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def _insert(model: Any) -> Any:
    """INSERT with ON CONFLICT, which both databases spell alike."""
    return (postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite).insert(model)


def part(topic: Topic, resident_id: int) -> Participant:
    """This person's part in the topic, begun if it was not, locked: one person answers one thing at a time."""
    row = {"district_id": topic.district_id, "topic_id": topic.id, "resident_id": resident_id, "n_given": 0}
    new = _insert(Participant).values(row | {"seed": secrets.randbelow(SEEDS), "changed_at": clock.now()})
    db.session.execute(new.on_conflict_do_nothing(index_elements=["topic_id", "resident_id"]))
    own = _own(topic, resident_id)
    assert own is not None
    return own


def put(own: Participant, statement: Statement, value: Choice) -> None:
    """Write the answer and move the counters by the difference, within the running service."""
    before = db.session.get(Answer, (own.id, statement.id), populate_existing=True)
    if before is not None and before.value == value:
        return
    own.n_given += 1
    own.changed_at = clock.now()
    if before is None:
        db.session.add(
            Answer(
                participant_id=own.id, statement_id=statement.id, topic_id=own.topic_id, district_id=own.district_id,
                value=int(value), place=own.n_given,
            )
        )  # fmt: skip
    else:
        _count(statement.id, Choice(before.value), -1)
        before.value = int(value)  # its place stays: a change of mind in the review is not the latest answer
    db.session.flush()
    _count(statement.id, value, 1)


def _count(statement_id: int, value: Choice, step: int) -> None:
    counter = _COUNTER[value]
    db.session.execute(
        update(Statement).where(Statement.id == statement_id).values({counter: counter + step}), execution_options=_UNSEEN
    )


def _struck_out(own: Participant) -> int:
    given = db.session.execute(
        select(Answer.statement_id, Answer.value).where(Answer.participant_id == own.id).order_by(Answer.statement_id)
    ).all()
    db.session.execute(delete(Answer).where(Answer.participant_id == own.id))
    for number, value in given:  # in the order of ids: two people who leave at once must not wait for each other
        _count(number, Choice(value), -1)
    db.session.delete(own)
    db.session.flush()
    return len(given)
