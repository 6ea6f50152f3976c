"""The demo of planning: plans begun, a setting amended, money by type, regions, and figures two districts have published. One way of
grouping districts for the demo: the plan of 2017 does not say which are in which region."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.budget.funding import PLAN_2017, DistrictFundingType
from app.budget.models import Cycle
from app.budget.policy import BudgetPolicy, CheckMark, Mark
from app.budget.policy.presets import CHECKLIST, SEOUL_PB_2017, SMALL_PILOT
from app.budget.queries import running
from app.budget.services import amendments, cycles, drafts, figures, funding, passing, regions
from app.budget.states import Stage
from app.core import clock
from app.demo.people import Cast
from app.demo.play import Script
from app.districts import queries as districts
from app.districts.models import District
from app.extensions import db

REASON = "지난해 결과를 돌아보고 위원회와 시민의 의견을 들어 정했습니다."
REGIONS = {
    ("도심·동북 권역", "Centre and north-east"): ("jongno", "jung", "yongsan", "seongdong", "gwangjin", "dongdaemun", "jungnang"),
    ("동북 권역", "North-east"): ("seongbuk", "gangbuk", "dobong", "nowon"),
    ("서북·서남 권역", "West"): (
        "eunpyeong", "seodaemun", "mapo", "yangcheon", "gangseo", "guro", "geumcheon", "yeongdeungpo",
    ),
    ("동남 권역", "South-east"): ("dongjak", "gwanak", "seocho", "gangnam", "songpa", "gangdong"),
}  # fmt: skip
REVIEWED = ("citizen_participation", "expert_advice", "conflict", "election_law", "publicity", "plain_korean", "disclosure")


def arranged(cast: Cast, city: District, now: datetime) -> Script:
    """The city's part: amounts for next year, and four regions."""
    yield now - timedelta(days=40)
    by = cast.accounts["coordinator"]
    funding.set_caps(city, clock.today().year + 1, caps=PLAN_2017, by=by, reason=REASON)
    for (name_ko, name_en), members in REGIONS.items():
        region = regions.name_region(city, name_ko=name_ko, name_en=name_en, by=by)
        for slug in members:
            member = districts.by_slug(slug)
            assert member is not None
            regions.place(city, member, region, by=by, reason="구 협치 지원을 나누어 맡기 위한 시연용 묶음입니다.")


def planned(cast: Cast, city: District, mapo: District, eunpyeong: District, now: datetime) -> Script:
    """Next year: a district's choice changed once, another's made, and a plan begun in each place."""
    yield now - timedelta(days=9)
    by, year = cast.accounts["coordinator"], clock.today().year + 1
    for kind, reason in (
        (DistrictFundingType.STANDARD, "먼저 지난해와 같은 유형으로 신청했습니다. 주민 설명회 뒤에 다시 정합니다."),
        (DistrictFundingType.INTEGRATED, "주민 설명회에서 혁신계획과 참여예산을 함께 숙의하자는 의견이 많았습니다."),
    ):
        funding.choose(mapo, year, kind=kind, dong_count=3, by=by, reason=reason)
    reason = "세 해 동안 이어 온 방식대로 두 사업을 따로 진행하기로 협치협의회에서 정했습니다."
    funding.choose(eunpyeong, year, kind=DistrictFundingType.SEPARATED, dong_count=0, by=by, reason=reason)
    drafts.begin(eunpyeong, preset=SMALL_PILOT, by=by)
    drafts.begin(city, preset=SEOUL_PB_2017, by=by, name=f"{year}년 서울시 시민참여예산(안)")
    draft = drafts.begin(mapo, preset=SMALL_PILOT, by=by, name=f"{year}년 마포구 시민참여예산(안)")
    marks = tuple(CheckMark(code, Mark.REVIEWED if code in REVIEWED else Mark.NOT_APPLICABLE) for code in CHECKLIST)
    tracks = ("general", "collaborative", "district")
    policy = replace(draft.planned, tracks=tracks, checklist=marks, dated_stages=(Stage.INTAKE,))
    drafts.fill_in(draft, policy=policy)


def published(cast: Cast, places: Sequence[District], now: datetime) -> Script:
    """A setting amended in the second of these districts, and the figures both have published."""
    yield now - timedelta(days=2)
    by = cast.accounts["coordinator"]
    for place in places:
        (cycle,) = running(place)
        if cycle.stage is Stage.SECOND_SCREENING:
            _more_votes(cycle, by)
        figures.publish(cycle, by=by)


def _more_votes(cycle: Cycle, by: object) -> None:
    def change(policy: BudgetPolicy) -> BudgetPolicy:
        return replace(policy, votes_per_ballot=policy.votes_per_ballot + 1, dated_stages=(Stage.BUDGETING,))

    amendments.amend(cycle, by=by, change=change, reason="후보가 늘어 한 사람이 고를 수 있는 수를 하나 늘립니다.")


def held(cast: Cast, place: District, now: datetime) -> Script:
    """A screening that was to end by itself last night, and could not: sheets are missing. The coordinator has been told."""
    yield now - timedelta(days=2)
    by = cast.accounts["coordinator"]
    (cycle,) = running(place)
    due = now - timedelta(hours=14)
    cycles.change_calendar(cycle, by=by, calendar={cycle.stage: due}, reason="심사위원 모두의 일정에 맞추어 마감을 당깁니다.")

    def change(policy: BudgetPolicy) -> BudgetPolicy:
        return replace(policy, dated_stages=(cycle.stage, Stage.BUDGETING))

    amendments.amend(cycle, by=by, change=change, reason="심사를 정한 날에 저절로 마치도록 바꿉니다.")
    yield now - timedelta(hours=13)
    db.session.flush()
    db.session.expire(cycle)
    passing.catch_up(cycle.id)
