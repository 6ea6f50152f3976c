"""Reads of topics, statements and answers. What one person answered is read for that person alone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import joinedload

from app.districts.models import District
from app.districts.states import DistrictStatus
from app.extensions import db
from app.opinions import rules
from app.opinions.map import Votes, collect
from app.opinions.models import Answer, Participant, Snapshot, Statement, Topic
from app.opinions.routing import Standing
from app.opinions.states import StatementState, TopicState

ROWS_AT_A_TIME = 20_000
_shown = Statement.state == StatementState.APPROVED


class Listing(list):  # type: ignore[type-arg]
    """The rows of one page, `total` of them on all `pages`."""

    def __init__(self, rows: Sequence[Any], page: int, pages: int, total: int) -> None:
        super().__init__(rows)
        self.page, self.pages, self.total = page, pages, total


def _paged(wanted: Any, counted: Any, page: int, per_page: int) -> Listing:
    total = db.session.scalar(counted) or 0
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    rows = db.session.execute(wanted.limit(per_page).offset((page - 1) * per_page)) if total else ()
    return Listing(list(rows), page, pages, total)


def topic(district: District, topic_id: int) -> Topic | None:
    return db.session.scalar(select(Topic).where(Topic.district_id == district.id, Topic.id == topic_id))


def topic_by_once(author_id: int, once: str | None) -> Topic | None:
    """What this author has already opened with this key."""
    if once is None:
        return None
    return db.session.scalar(select(Topic).where(Topic.author_id == author_id, Topic.once == once))


def current(district: District) -> list[Topic]:
    """Topics that are not closed: those that close first come first."""
    wanted = select(Topic).where(Topic.district_id == district.id, Topic.state != TopicState.CLOSED)
    return list(db.session.scalars(wanted.order_by(Topic.closes_at, Topic.id)))


def past(district: District, page: int) -> Listing:
    """Closed topics, newest first."""
    mine = and_(Topic.district_id == district.id, Topic.state == TopicState.CLOSED)
    wanted = select(Topic).where(mine).order_by(Topic.closed_at.desc(), Topic.id.desc())
    found = _paged(wanted, select(func.count(Topic.id)).where(mine), page, rules.TOPICS_PER_PAGE)
    return Listing([row[0] for row in found], found.page, found.pages, found.total)


def about(district: District, kind: str, number: int) -> list[Topic]:
    """The topics about one row of another room, newest first."""
    mine = and_(Topic.district_id == district.id, Topic.about_kind == kind, Topic.about_id == number)
    return list(db.session.scalars(select(Topic).where(mine).order_by(Topic.id.desc())))


class Figures(NamedTuple):
    """How many statements of a topic are shown, how many people take part, how many statements wait."""

    statements: int
    people: int
    waiting: int


def figures(topics: Sequence[Topic]) -> dict[int, Figures]:
    """Topic id -> its figures, for a whole list, in one statement."""
    ids = [one.id for one in topics]
    if not ids:
        return {}
    texts = select(func.count(Statement.id)).where(Statement.topic_id == Topic.id, _shown).scalar_subquery()
    people = select(func.count(Participant.id)).where(Participant.topic_id == Topic.id).scalar_subquery()
    pending = Statement.state == StatementState.PENDING
    waiting = select(func.count(Statement.id)).where(Statement.topic_id == Topic.id, pending).scalar_subquery()
    rows = db.session.execute(select(Topic.id, texts, people, waiting).where(Topic.id.in_(ids)))
    return {row[0]: Figures(*row[1:]) for row in rows}


def due_to_start(now: datetime) -> list[int]:
    """Ids of topics whose answering should have begun."""
    due = and_(Topic.state == TopicState.GATHERING, Topic.answers_from <= now)
    return list(db.session.scalars(select(Topic.id).where(due).order_by(Topic.id)))


def due_to_close(now: datetime) -> list[int]:
    due = and_(Topic.state != TopicState.CLOSED, Topic.closes_at <= now)
    return list(db.session.scalars(select(Topic.id).where(due).order_by(Topic.id)))


def is_public(topic_id: int) -> bool:
    """Whether there is such a topic in a district that is open: what a listener may ask for."""
    statement = select(Topic.id).join(District, District.id == Topic.district_id)
    return db.session.scalar(statement.where(Topic.id == topic_id, District.status != DistrictStatus.CLOSED)) is not None


# Statements


def statement(district: District, statement_id: int) -> Statement | None:
    return db.session.scalar(select(Statement).where(Statement.district_id == district.id, Statement.id == statement_id))


def statements_by_ids(district: District, ids: Collection[int]) -> list[Statement]:
    """These statements, shown or not, with their topics, in one statement."""
    mine = and_(Statement.district_id == district.id, Statement.id.in_(ids))
    return list(db.session.scalars(select(Statement).where(mine).options(joinedload(Statement.topic))))


def written_lately(author_id: int, since: datetime, most: int) -> list[datetime]:
    """When this resident wrote statements, oldest first, the latest `most` times since then."""
    wanted = select(Statement.created_at).where(Statement.author_id == author_id, Statement.created_at > since)
    return sorted(db.session.scalars(wanted.order_by(Statement.created_at.desc()).limit(most)))


def statement_by_once(author_id: int, once: str | None) -> Statement | None:
    if once is None:
        return None
    return db.session.scalar(select(Statement).where(Statement.author_id == author_id, Statement.once == once))


def statements(topic: Topic, page: int) -> Listing:
    """One page of the statements that are shown, in the order they came."""
    mine = and_(Statement.topic_id == topic.id, _shown)
    wanted = select(Statement.id, Statement.number, Statement.text, Statement.is_seed).where(mine).order_by(Statement.number)
    return _paged(wanted, select(func.count(Statement.id)).where(mine), page, rules.STATEMENTS_PER_PAGE)


def texts(topic: Topic, ids: Collection[int] | None = None) -> dict[int, str]:
    """Statement id -> its words, of those that are shown."""
    mine = and_(Statement.topic_id == topic.id, _shown)
    if ids is not None:
        mine = and_(mine, Statement.id.in_(ids))
    return {row.id: row.text for row in db.session.execute(select(Statement.id, Statement.text).where(mine))}


def count_shown(topic: Topic) -> int:
    return db.session.scalar(select(func.count(Statement.id)).where(Statement.topic_id == topic.id, _shown)) or 0


def comparable(topic: Topic) -> list[tuple[int, str]]:
    """(id, words) of everything that is shown or waits, to find doubles."""
    there = and_(Statement.topic_id == topic.id, Statement.state != StatementState.REFUSED)
    return [(row.id, row.text) for row in db.session.execute(select(Statement.id, Statement.text).where(there))]


def written_in(topic: Topic, resident_id: int) -> list[Statement]:
    """What this resident has written into the topic, in whatever state, oldest first."""
    mine = and_(Statement.topic_id == topic.id, Statement.author_id == resident_id, Statement.is_seed.is_(False))
    return list(db.session.scalars(select(Statement).where(mine).order_by(Statement.number)))


def refused(topic: Topic) -> list[Statement]:
    out = and_(Statement.topic_id == topic.id, Statement.state == StatementState.REFUSED)
    return list(db.session.scalars(select(Statement).where(out).order_by(Statement.number)))


# Answers: each of these reads one person's own, or counts


def participant(topic: Topic, resident_id: int | None) -> Participant | None:
    if resident_id is None:
        return None
    mine = and_(Participant.topic_id == topic.id, Participant.resident_id == resident_id)
    return db.session.scalar(select(Participant).where(mine))


def people(topic: Topic) -> int:
    return db.session.scalar(select(func.count(Participant.id)).where(Participant.topic_id == topic.id)) or 0


def standings(topic: Topic) -> list[Standing]:
    """Every statement that is shown, with its counts, as routing weighs them."""
    columns = (Statement.id, Statement.n_agree, Statement.n_disagree, Statement.n_pass, Statement.extremity)
    rows = db.session.execute(select(*columns).where(Statement.topic_id == topic.id, _shown))
    return [Standing(*row) for row in rows]


def own_answers(own: Participant | None) -> dict[int, int]:
    """Statement id -> answer, of one's own answers to statements that are shown."""
    if own is None:
        return {}
    wanted = select(Answer.statement_id, Answer.value).join(Statement, Statement.id == Answer.statement_id)
    return {row.statement_id: row.value for row in db.session.execute(wanted.where(Answer.participant_id == own.id, _shown))}


def answered(topic: Topic, resident_id: int | None) -> int:
    """How many statements this person has answered."""
    if resident_id is None:
        return 0
    counted = select(func.count()).select_from(Answer).join(Statement, Statement.id == Answer.statement_id)
    mine = and_(Participant.id == Answer.participant_id, Participant.resident_id == resident_id)
    return db.session.scalar(counted.join(Participant, mine).where(Answer.topic_id == topic.id, _shown)) or 0


def last_answer(own: Participant | None) -> Any:
    """The latest of one's own answers with the statement's words."""
    if own is None:
        return None
    wanted = select(Answer.statement_id, Answer.value, Statement.text).join(Statement, Statement.id == Answer.statement_id)
    return db.session.execute(
        wanted.where(Answer.participant_id == own.id, _shown).order_by(Answer.place.desc()).limit(1)
    ).first()


def reviewed(own: Participant | None, page: int) -> Listing:
    """One page of one's own answers, latest first."""
    if own is None:
        return Listing([], 1, 1, 0)
    mine = and_(Answer.participant_id == own.id, _shown)
    joined = select(Statement.id, Statement.text, Answer.value).join(Answer, Answer.statement_id == Statement.id)
    counted = select(func.count()).select_from(Answer).join(Statement, Statement.id == Answer.statement_id).where(mine)
    return _paged(joined.where(mine).order_by(Answer.place.desc()), counted, page, rules.ANSWERS_PER_PAGE)


def taken_part_in(resident_id: int) -> list[Topic]:
    """Topics of whatever district in which this resident has answered, newest first."""
    wanted = select(Topic).join(Participant, Participant.topic_id == Topic.id).where(Participant.resident_id == resident_id)
    return list(db.session.scalars(wanted.order_by(Topic.id.desc())))


def answers_of(resident_id: int) -> list[Row[Any]]:
    """(topic id, question, statement, answer) of everything this resident has answered anywhere: for their own export."""
    wanted = (
        select(Topic.id, Topic.question, Statement.text, Answer.value)
        .join(Participant, Participant.id == Answer.participant_id)
        .join(Statement, Statement.id == Answer.statement_id)
        .join(Topic, Topic.id == Answer.topic_id)
    )
    return list(db.session.execute(wanted.where(Participant.resident_id == resident_id).order_by(Topic.id, Answer.place)))


def statements_by(resident_id: int) -> list[Statement]:
    return list(db.session.scalars(select(Statement).where(Statement.author_id == resident_id).order_by(Statement.id)))


# Maps


def newest_map(topic: Topic) -> Snapshot | None:
    return db.session.scalar(select(Snapshot).where(Snapshot.topic_id == topic.id).order_by(Snapshot.id.desc()).limit(1))


def maps(topic: Topic) -> list[Snapshot]:
    """Every map of a topic, newest first, without what they were reckoned from."""
    return list(db.session.scalars(select(Snapshot).where(Snapshot.topic_id == topic.id).order_by(Snapshot.id.desc())))


def map_by_id(district: District, topic_id: int, map_id: int) -> Snapshot | None:
    mine = and_(Snapshot.district_id == district.id, Snapshot.topic_id == topic_id, Snapshot.id == map_id)
    return db.session.scalar(select(Snapshot).where(mine))


def changed_since(topic: Topic, instant: datetime | None) -> int:
    """How many people have answered anything since."""
    mine = Participant.topic_id == topic.id
    if instant is not None:
        mine = and_(mine, Participant.changed_at >= instant)
    return db.session.scalar(select(func.count(Participant.id)).where(mine)) or 0


def due_for_map() -> list[int]:
    """Ids of topics that take answers and where enough people have answered since the last map."""
    newest = select(func.max(Snapshot.made_at)).where(Snapshot.topic_id == Participant.topic_id).scalar_subquery()
    changed = (newest.is_(None)) | (Participant.changed_at >= newest)
    wanted = (
        select(Participant.topic_id)
        .join(Topic, Topic.id == Participant.topic_id)
        .where(Topic.state == TopicState.ANSWERING, changed)
        .group_by(Participant.topic_id)
        .having(func.count() >= rules.CHANGES_FOR_NEXT_MAP)
    )
    return list(db.session.scalars(wanted.order_by(Participant.topic_id)))


def votes(topic: Topic) -> Votes:
    """The matrix of all answers to statements that are shown."""
    ids = list(db.session.scalars(select(Statement.id).where(Statement.topic_id == topic.id, _shown).order_by(Statement.number)))
    wanted = select(Answer.participant_id, Answer.statement_id, Answer.value).where(Answer.topic_id == topic.id)
    parts = db.session.execute(wanted.execution_options(yield_per=ROWS_AT_A_TIME)).partitions()
    given = [np.array([tuple(row) for row in rows], dtype=np.int64) for rows in parts]
    return collect(ids, np.concatenate(given) if given else np.empty((0, 3), dtype=np.int64))


def numbers(topic: Topic) -> dict[int, tuple[int, str, bool, datetime]]:
    """Statement id -> number, words, whether it was there from the beginning, when it came: of those that are shown."""
    columns = (Statement.id, Statement.number, Statement.text, Statement.is_seed, Statement.created_at)
    rows = db.session.execute(select(*columns).where(Statement.topic_id == topic.id, _shown).order_by(Statement.number))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}
