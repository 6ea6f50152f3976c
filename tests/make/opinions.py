"""Topics, statements and answers, reached through services."""

from datetime import timedelta
from itertools import count
from typing import Any

from app.core import clock
from app.districts.states import Role
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
        services.approve(made, by=people.official(topic.district, Role.MODERATOR), role="moderator")
    return made


def answer(topic: Topic, statement: Statement, value: Choice = Choice.AGREE, by: Any = None) -> Any:
    person = by or people.resident()
    services.answer(topic, statement, by=person, value=value)
    return person


def counts(statement: Statement) -> tuple[int, int, int]:
    people.again(statement)
    return statement.n_agree, statement.n_disagree, statement.n_pass
