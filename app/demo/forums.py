"""Forums of the demo, in the states a newcomer may want to see: going on, published, being minuted, to come, never held. All people are made up."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from app.accounts.models import Resident
from app.comments import services as comments
from app.core import clock
from app.demo import texts
from app.demo.people import Cast
from app.demo.play import Script
from app.districts import queries as districts
from app.forums import queries, services
from app.forums.models import Forum
from app.forums.states import Series
from app.proposals import queries as proposals


def forums(cast: Cast) -> Iterator[Script]:
    told = texts.forums()
    yield _live(cast, told["live"])
    yield _published(cast, told["published"])
    yield _closed(cast, told["closed"])
    yield _coming(cast, told["coming"])
    yield _monthly(cast, told["monthly"])
    yield _missed(cast, told["missed"])


def _opened(cast: Cast, told: Mapping[str, Any], starts_at: datetime, series: Series, **given: Any) -> Forum:
    place = districts.by_slug(told["place"])
    assert place is not None
    draft = services.Draft(
        title=told["title"], starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), series=series, topic=told["topic"],
        briefing=told["briefing"], place=told["hall"], **given,
    )  # fmt: skip
    about = [("proposal", one.id) for one in proposals.listing(place, sort="endorsed")[:1]]
    items = [(title, minutes) for title, minutes in told["items"]]
    return services.open_forum(place, draft, by=cast.accounts["moderator"], role="moderator", links=about, items=items)


def _begun(cast: Cast, forum: Forum, came: list[Resident]) -> Resident:
    """The doors open, people come, it starts; gives back who leads."""
    lead: Resident = cast.accounts["moderator"]
    services.open_doors(forum, by=lead)
    for person in came:
        services.attend(forum, by=person)
    services.start(forum, by=lead)
    services.start_item(forum, by=lead, item=queries.items(forum)[0].id)
    return lead


def _live(cast: Cast, told: Mapping[str, Any]) -> Script:
    now, people = clock.now(), cast.early[:24]
    yield now - timedelta(days=10)
    forum = _opened(cast, told, _half_hour(now - timedelta(minutes=25)), Series.TOWN_HALL, turn_seconds=120)
    yield now - timedelta(minutes=22)
    lead = _begun(cast, forum, people)
    yield now - timedelta(minutes=18)
    items = [one.id for one in queries.items(forum)]
    services.start_item(forum, by=lead, item=items[1])
    for speaker, text in told["captions"]:
        services.caption(forum, by=lead, text=text, speaker=speaker)
    for number, (text, votes, anonymous, state) in enumerate(told["questions"]):
        asked = services.ask(forum, by=people[number], text=text, anonymous=anonymous)["question"]
        if state == "shown":
            services.approve(forum, by=lead, question=asked)
            for voter in people[4 : 4 + votes]:
                services.upvote(forum, by=voter, question=asked)
    yield now - timedelta(minutes=9)
    services.start_item(forum, by=lead, item=items[2])
    for number, (side, note) in enumerate(told["speakers"]):
        services.join_queue(forum, by=people[8 + number], side=side, note=note)
    for person, line in zip(people, told["chat"], strict=False):
        services.send(forum, by=person, text=line)
    question, options = told["poll"]
    services.prepare(forum, by=lead, q=question, options=options)
    yield now - timedelta(minutes=5)
    services.start_speech(forum, by=lead)
    yield now - timedelta(minutes=4)
    services.start_speech(forum, by=lead)
    services.preview(forum, by=lead, scene="questions")
    services.show_preview(forum, by=lead)


def _half_hour(instant: datetime) -> datetime:
    """The last full or half hour, as forums begin."""
    return instant.replace(minute=instant.minute // 30 * 30, second=0, microsecond=0)


def _published(cast: Cast, told: Mapping[str, Any]) -> Script:
    now, people = clock.now(), cast.early[6:40]
    start = now - timedelta(days=12)
    yield start - timedelta(days=20)
    forum = _opened(cast, told, start, Series.POLICY, ordinal=5)
    services.give_role(forum, by=cast.accounts["moderator"], resident=cast.accounts["coordinator"], role="note_taker")
    yield start
    lead = _begun(cast, forum, people)
    yield start + timedelta(minutes=10)
    item = queries.items(forum)[2].id
    services.start_item(forum, by=lead, item=item)
    for number, (side, seconds, note) in enumerate(told["speakers"]):
        services.join_queue(forum, by=people[number], side=side, note=note)
        begun = start + timedelta(minutes=12 + 5 * number)
        yield begun
        services.start_speech(forum, by=lead)
        yield begun + timedelta(seconds=seconds)
        services.end_speech(forum, by=lead)
    yield start + timedelta(minutes=40)
    for number, (text, votes, anonymous, answer) in enumerate(told["questions"]):
        asked = services.ask(forum, by=people[10 + number], text=text, anonymous=anonymous)["question"]
        _wanted(forum, lead, asked, people[:votes])
        services.answer(forum, by=lead, question=asked, text=answer, answered_by="담당 부서")
    for text, votes in told["open_questions"]:
        _wanted(forum, lead, services.ask(forum, by=people[15], text=text)["question"], people[:votes])
    services.pause(forum, by=lead, reason="물 한 잔 마시고 이어 갑니다")
    yield start + timedelta(minutes=50)
    services.resume(forum, by=lead)
    _vote(forum, lead, told["poll"], people)
    services.decide(forum, by=lead, item=item, text=told["decision"])
    services.finish_item(forum, by=lead, item=item)
    yield start + timedelta(minutes=80)
    services.close(forum, by=lead)
    yield start + timedelta(days=3)
    services.sign_minutes(forum, by=lead, version=1)
    services.publish(forum, by=lead, text=told["outcome"])
    yield start + timedelta(days=4)
    for person, text in zip(people, told["comments"], strict=False):
        comments.post(forum.thread, by=person, body=text)


def _wanted(forum: Forum, lead: Resident, question: int, voters: list[Resident]) -> None:
    services.approve(forum, by=lead, question=question)
    for voter in voters:
        services.upvote(forum, by=voter, question=question)


def _vote(forum: Forum, lead: Resident, told: Any, people: list[Resident]) -> None:
    question, options, counts = told
    number = services.prepare(forum, by=lead, q=question, options=options)["poll"]
    services.open_poll(forum, by=lead, poll=number)
    (poll,) = queries.polls(forum)
    chosen = [option.id for option, count in zip(poll.options, counts, strict=True) for _ in range(count)]
    for person, option in zip(people, chosen, strict=False):
        services.vote(forum, by=person, poll=number, options=[option])
    services.close_poll(forum, by=lead, poll=number)
    services.publish_poll(forum, by=lead, poll=number)


def _closed(cast: Cast, told: Mapping[str, Any]) -> Script:
    now, people = clock.now(), cast.early[3:20]
    start = now - timedelta(days=1, hours=4)
    yield start - timedelta(days=9)
    forum = _opened(cast, told, start, Series.COACHING, ordinal=2)
    yield start
    lead = _begun(cast, forum, people)
    for number, (side, seconds, note) in enumerate(told["speakers"]):
        services.join_queue(forum, by=people[number], side=side, note=note)
        yield start + timedelta(minutes=5 * number + 2)
        services.start_speech(forum, by=lead)
        yield start + timedelta(minutes=5 * number + 2, seconds=seconds)
        services.end_speech(forum, by=lead)
    services.decide(forum, by=lead, item=queries.items(forum)[0].id, text=told["decision"])
    yield start + timedelta(minutes=70)
    services.close(forum, by=lead)


def _coming(cast: Cast, told: Mapping[str, Any]) -> Script:
    now = clock.now()
    yield now - timedelta(days=6)
    starts_at = clock.seoul(now + timedelta(days=6)).replace(hour=19, minute=0, second=0, microsecond=0)
    forum = _opened(cast, told, starts_at, Series.TOWN_HALL, capacity=told["capacity"])
    yield now - timedelta(days=4)
    for person in cast.early[: told["registered"]]:
        services.register(forum, by=person)
    services.rehearse(forum, by=cast.accounts["moderator"], role="moderator")


def _monthly(cast: Cast, told: Mapping[str, Any]) -> Script:
    """The city's next 협치정책 토론회: whoever wants comes."""
    now = clock.now()
    yield now - timedelta(days=3)
    starts_at = clock.seoul(now + timedelta(days=9)).replace(hour=14, minute=0, second=0, microsecond=0)
    _opened(cast, told, starts_at, Series.POLICY, ordinal=6)


def _missed(cast: Cast, told: Mapping[str, Any]) -> Script:
    """Nobody opened its doors: its moderator may give it another day."""
    start = clock.seoul(clock.now() - timedelta(days=3)).replace(hour=19, minute=0, second=0, microsecond=0)
    yield start - timedelta(days=12)
    forum = _opened(cast, told, start, Series.OTHER)
    services.register(forum, by=cast.early[0])
    yield start + timedelta(hours=27)
    services.miss(forum, by=None)
