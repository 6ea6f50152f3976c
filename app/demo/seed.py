"""Fills an empty database with the demo: three open districts with months behind them. Everything goes through services, at moments of
the past, in one transaction: an interrupted seeding leaves the database as empty as it was. Refuses a database somebody lives in."""

from itertools import chain
from random import Random

from sqlalchemy import select

from app.accounts.models import Resident
from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.transaction import transaction
from app.demo import (
    finding,
    forums,
    mock_vote,
    moderating,
    opinions,
    organised,
    people,
    planning,
    replies,
    sealed,
    stages,
    stories,
    tables,
    writing,
)
from app.demo.play import play
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.models import District
from app.extensions import db
from app.proposals.models import Proposal

SEED = 2017
CROWD, BALLOTS, BALLOTS_LAST_YEAR = 120, 110, 46
PLACES = {"seoul": "open", "mapo": "start_pilot", "eunpyeong": "start_pilot"}


class NotEmpty(RuleBroken):
    code = "NOT_EMPTY"
    sentence = N_("주민이 있는 데이터베이스에는 시연 자료를 넣지 않습니다.")


def is_empty() -> bool:
    """Whether nobody has signed up yet."""
    return db.session.scalar(select(Resident.id).limit(1)) is None


@transaction
def run(crowd: int = CROWD, ballots: int = BALLOTS, ballots_last_year: int = BALLOTS_LAST_YEAR) -> None:
    """Seed the demo; the same numbers give the same demo, moved to today."""
    if not is_empty():
        raise NotEmpty
    city, mapo, eunpyeong = places = [_opened(slug, action) for slug, action in PLACES.items()]
    cast = people.gather(Random(SEED), places, crowd)
    later: dict[str, Proposal] = {}
    play(
        chain(
            stories.last_year(cast, city, Random(SEED + 1), ballots_last_year, later),
            stories.this_year(cast, city, Random(SEED + 2), ballots, later),
            stories.mapo(cast, mapo, Random(SEED + 3)),
            stories.eunpyeong(cast, eunpyeong, Random(SEED + 4)),
            [
                mock_vote.mock_vote(mapo, Random(SEED + 7), clock.now()),
                writing.drafts(cast, city, clock.now()),
                writing.pictures(cast, clock.now()),
                writing.together(cast, clock.now()),
                writing.merged(cast, city, clock.now()),
                writing.asked(cast, mapo, clock.now()),
                tables.budget_tables(cast, city, clock.now()),
                planning.arranged(cast, city, clock.now()),
                planning.planned(cast, city, mapo, eunpyeong, clock.now()),
                planning.published(cast, [mapo, eunpyeong], clock.now()),
                planning.held(cast, eunpyeong, clock.now()),
                finding.synonyms(cast, city, mapo, clock.now()),
            ],
            stages.of(cast, city, mapo, eunpyeong, clock.now()),
            opinions.topics(cast, Random(SEED + 5)),
            forums.forums(cast),
            sealed.votes(cast, Random(SEED + 7)),
            organised.plans(cast),
            moderating.moderation(cast, city, clock.now(), moderating.STORY),
            moderating.moderation(cast, eunpyeong, clock.now(), moderating.ELSEWHERE),
            moderating.proposals_moderated(cast, eunpyeong, clock.now()),
            replies.stories(cast, dict(zip(PLACES, places, strict=True)), Random(SEED + 6)),
        )
    )


def _opened(slug: str, action: str) -> District:
    district = districts.by_slug(slug)
    assert district is not None
    return district if district.is_open else district_services.change_status(district, action)
