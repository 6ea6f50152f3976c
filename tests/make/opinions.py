"""Topics, statements and answers, reached through services."""

from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Resident
from app.core import clock
from app.districts.states import Role
from app.extensions import db
from app.moderation import queries as moderation_queries
from app.moderation import services as moderation
from app.moderation.states import Article, Verdict
from app.opinions import queries, services
from app.opinions.models import Statement, Topic
from app.opinions.states import Choice, Moderation, StatementState, TopicState
from tests.make import people

_numbers = count(1)
SUBJECTS = (
    "가로등",
    "벤치",
    "화장실",
    "자전거길",
    "매점",
    "공연장",
    "나무 그늘",
    "분수",
    "운동 기구",
    "안내판",
    "쉼터",
    "물놀이터",
)


def sentence() -> str:
    """A sentence that shares few letters with the others."""
    number = next(_numbers)
    return f"{SUBJECTS[number % len(SUBJECTS)]} {number}번을 더 두어야 한다."


def gathering(place: Any = None, *, seeds: int = 4, **given: Any) -> Topic:
    """A topic that gathers statements, with some to begin with."""
    place = place or people.district()
    usual = {
        "by": given.pop("by", None) or people.official(place, Role.COORDINATOR), "role": "coordinator",
        "question": "한강공원의 밤은 어떤 모습이면 좋을까요?", "background": "배경 설명입니다.",
        "answers_from": clock.now() + timedelta(days=3), "closes_at": clock.now() + timedelta(days=20),
        "moderation": Moderation.BEFORE, "seeds": [sentence() for _ in range(seeds)],
    }  # fmt: skip
    return services.open_topic(place, **usual | given)


def answering(place: Any = None, **given: Any) -> Topic:
    return services.start(gathering(place, **given))


def closed(place: Any = None, **given: Any) -> Topic:
    return services.close(answering(place, **given))


AT = {TopicState.GATHERING: gathering, TopicState.ANSWERING: answering, TopicState.CLOSED: closed}


def statements(topic: Topic) -> list[Statement]:
    """Those that are shown, by number."""
    found = [queries.statement(topic.district, number) for number in queries.texts(topic)]
    return sorted((one for one in found if one is not None), key=lambda one: one.number)


def statement(topic: Topic, *, by: Any = None, shown: bool = True, text: str | None = None) -> Statement:
    """A citizen's statement, approved unless told otherwise."""
    made = services.write(topic, by=by or people.resident(), text=text or sentence())
    if shown and made.state is StatementState.PENDING:
        decide(made, Verdict.KEEP)
    return made


def decide(statement: Statement, verdict: Verdict, *, by: Any = None, reason: str = "규칙에 어긋나는 문장입니다.") -> None:
    """What a moderator makes of it; taken up first if nobody has brought it into the queue."""
    moderator = by or people.official(statement.topic.district, Role.MODERATOR)
    case = moderation_queries.of_subject("statement", statement.id)
    if case is None or not case.is_open:
        case = moderation.take_up("statement", statement, by=moderator)
    moderation.decide(case, verdict, by=moderator, article=Article.RESPECT if verdict is Verdict.HIDE else None, reason=reason)


def answer(topic: Topic, statement: Statement, value: Choice = Choice.AGREE, by: Any = None) -> Any:
    person = by or people.resident()
    services.answer(topic, statement, by=person, value=value)
    return person


def counts(statement: Statement) -> tuple[int, int, int]:
    people.again(statement)
    return statement.n_agree, statement.n_disagree, statement.n_pass


def crowd(topic: Topic, number: int, seed: int = 0, first: int = 0) -> list[int]:
    """So many people in two groups of opposite minds answer everything; without accounts of their own to sign in with."""
    dice = Random(seed)
    ids = [one.id for one in statements(topic)]
    given = {}
    for at in range(number):
        side = 1 if (first + at) % 2 else -1
        leaning = [side if place % 3 else 1 for place in range(len(ids))]
        given[bare_resident().id] = {
            one: Choice(lean if dice.random() < 0.9 else -lean) for one, lean in zip(ids, leaning, strict=True)
        }
    services.enter_many(topic, given)
    return list(given)


def bare_resident() -> Resident:
    """A row, not a sign-up: hashing and consents are not what is tried here."""
    number = db.session.scalar(select(func.count(Resident.id)))
    born = clock.today().replace(year=1990, day=1)
    made = Resident(email=f"bare{number}@example.test", display_name=f"시험 {number}", birth_date=born, created_at=clock.now())
    db.session.add(made)
    db.session.commit()
    return made


def later(hours: float = 1) -> Any:
    """So many hours from now."""
    return clock.travel(clock.now() + timedelta(hours=hours))
