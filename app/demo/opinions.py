"""Topics of the demo, one in each phase: gathering, answering with groups to be seen, closed with its result. Everybody in it is made up."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.core import clock
from app.demo import texts
from app.demo.people import Cast
from app.demo.play import Script
from app.districts import queries as districts
from app.moderation import queries as moderation_queries
from app.moderation import services as moderation
from app.moderation.states import Article, Verdict
from app.opinions import services
from app.opinions.models import Statement, Topic
from app.opinions.states import Choice
from app.proposals import queries as proposals

PASSES, LEAST_SHARE = 0.12, 0.6


def topics(cast: Cast, rng: Random) -> Iterator[Script]:
    """One script for each topic of content/opinions.toml."""
    for told in texts.opinions():
        yield _topic(cast, told, Random(rng.random()))


def _topic(cast: Cast, told: Mapping[str, Any], rng: Random) -> Script:
    now, place = clock.now(), districts.by_slug(told["place"])
    assert place is not None
    yield now - timedelta(days=told["opened"])
    about = (
        next((("proposal", one.id) for one in proposals.listing(place, text=told["about"])), None) if "about" in told else None
    )
    topic = services.open_topic(
        place, by=cast.accounts["coordinator"], role="coordinator", question=told["question"], background=told["background"],
        answers_from=_hour(now, told["answers"], 9), closes_at=_hour(now, told["closes"], 18), about=about,
    )  # fmt: skip
    yield now - timedelta(days=told["opened"] - 0.5)
    written = [_statement(cast, topic, one["text"], one.get("by"), rng) for one in told["statements"]]
    waiting = [services.write(topic, by=rng.choice(cast.late), text=text) for text in told["waiting"]]
    if "refused" in told:
        poor = services.write(topic, by=rng.choice(cast.late), text=told["refused"]["text"])
        case = moderation_queries.of_subject("statement", poor.id)
        moderation.decide(
            case, Verdict.HIDE, by=cast.accounts["moderator"], article=Article.RESPECT, reason=told["refused"]["reason"]
        )
    if told["answers"] < 0:
        return
    yield _hour(now, told["answers"], 9)
    services.start(topic)
    given = list(_answers(cast, written, {one.author_id for one in written + waiting}, told, rng).items())
    end = max(told["closes"], 0)
    for half, days in ((given[::2], (told["answers"] + end) / 2), (given[1::2], end + 0.1)):
        yield now - timedelta(days=days)
        services.enter_many(topic, dict(half))
        yield now - timedelta(days=days - 0.04)
        services.draw_map(topic)
    if told["closes"] > 0:
        yield _hour(now, told["closes"], 18)
        services.close(topic)
        services.draw_map(topic, is_last=True)


def _hour(now: datetime, days: float, hour: int) -> datetime:
    """That hour in Seoul, so many days ago."""
    return clock.seoul(now - timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def _statement(cast: Cast, topic: Topic, text: str, by: str | None, rng: Random) -> Statement:
    if by is None:
        return services.plant_more(topic, by=cast.accounts["coordinator"], role="coordinator", text=text)
    made = services.write(topic, by=rng.choice(cast.late), text=text)
    moderation.decide(moderation_queries.of_subject("statement", made.id), Verdict.KEEP, by=cast.accounts["moderator"])
    return made


def _answers(
    cast: Cast, written: list[Statement], authors: set[int], told: Mapping[str, Any], rng: Random
) -> dict[int, dict[int, Choice]]:
    """Who says what: each person thinks like one of the groups, by and large, and answers most of the statements."""
    crowd = [one for one in (*cast.early, *cast.late) if one.id not in authors]
    given = {}
    for person in rng.sample(crowd, min(told["people"], len(crowd))):
        group = rng.choices(range(len(told["weights"])), told["weights"])[0]
        share = rng.uniform(LEAST_SHARE, 1)
        asked = [(one, line) for one, line in zip(written, told["statements"], strict=True) if rng.random() < share]
        given[person.id] = {one.id: _choice(line["agree"][group], rng) for one, line in asked} or {written[0].id: Choice.PASS}
    return given


def _choice(percent: int, rng: Random) -> Choice:
    if rng.random() < PASSES:
        return Choice.PASS
    return Choice.AGREE if rng.random() * 100 < percent else Choice.DISAGREE
