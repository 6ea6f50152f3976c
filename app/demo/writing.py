"""What people are in the middle of writing: drafts of the demo's proposer, one nearly done, one just begun, one deleted; and the
picture and plan that came with a proposal."""

from datetime import datetime, timedelta
from io import BytesIO

from app.budget import queries as budget
from app.budget.states import CandidateState, Stage
from app.demo.people import Cast
from app.demo.play import Script
from app.demo.texts import CONTENT
from app.districts.models import District
from app.proposals import queries, services

BEGUN = (
    (
        "5e1f0000000000000000000000000001", 2.0,
        {
            "problem": {
                "title": "한강공원 야간 달리기 길 안내등",
                "problem": "해가 지면 달리는 사람과 자전거가 서로 보이지 않아 부딪칠 뻔한 일이 잦습니다.",
            },
            "idea": {"idea": "달리기 길과 자전거 길을 나누는 낮은 안내등을 100미터 구간에 먼저 놓아 봅니다."},
            "where": {"place": "가상한강공원 잠실 구간", "cost_won": "8,000만원", "track": "general", "field": "safety"},
        },
    ),
    ("5e1f0000000000000000000000000002", 0.4, {"problem": {"title": "동네 서점에서 쓰는 독서 쿠폰"}}),
    (
        "5e1f0000000000000000000000000004", 0.2,
        {
            "problem": {
                "title": "학교 가는 길에 그늘을",
                "problem": "여름 낮에 학교를 오가는 길이 너무 뜨거워 아이들이 힘들어합니다.",
            }
        },
    ),
    ("5e1f0000000000000000000000000003", 3.0, {"problem": {"title": "지운 제안 예시"}}),
)  # fmt: skip
FILES = (
    ("night-stop.jpg", "정류장의 밤.jpg", "광고판 불이 꺼져 어두운 밤 버스 정류장. 멀리 가로등 하나만 켜져 있다."),
    ("night-stop-plan.pdf", "조명 자리 그림.pdf", ""),
)
FILES_DAYS = 160
MERGED_DAYS = 90
TOGETHER = "집중 워크숍에서 두 제안이 같은 곳의 같은 불편을 다룬다는 데 뜻이 모였습니다."
ONE_PLACE = "두 제안 모두 동네 카페와 책방을 함께 쓰는 일이라, 제안자들이 뜻을 모아 하나로 묶습니다."
APART = "같은 자리에서 다시 살펴보니 대상 지역이 달라 따로 하기로 했습니다."
DELETED = "5e1f0000000000000000000000000003"


def drafts(cast: Cast, city: District, now: datetime) -> Script:
    """Written by the account a visitor of the demo signs in with."""
    writer = cast.accounts["proposer"]
    for key, days, pages in sorted(BEGUN, key=lambda begun: -begun[1]):
        yield now - timedelta(days=days)
        for question, answers in pages.items():
            hand = services.Hand("demo")
            draft = services.keep(city, key, question, answers, by=writer, visitor=None, seen="", hand=hand)
        if key == DELETED:
            services.delete_draft(draft)


def together(cast: Cast, now: datetime) -> Script:
    """The proposer asks a neighbour to propose together, who agrees a day later; a second invitation is declined."""
    yield now - timedelta(days=FILES_DAYS + 3)
    writer, neighbour, other = (cast.accounts[name] for name in ("proposer", "citizen", "committee"))
    mine = queries.written_by(writer.id)[-1]
    for guest in (neighbour, other):
        services.invite(mine, by=writer, email=guest.email, link="https://example.test/invitation")
    yield now - timedelta(days=FILES_DAYS + 2)
    services.accept(mine, by=neighbour)
    services.decline(mine, by=other)


def merged(cast: Cast, city: District, now: datetime) -> Script:
    """While the deliberation lasts, a merger is carried out by the coordinator and taken back; later on one is asked for and waits."""
    yield now - timedelta(days=MERGED_DAYS)
    clerk = cast.accounts["coordinator"]
    cycle = next(one for one in budget.running(city) if one.stage is Stage.DELIBERATION)
    target, source = (one.proposal for one in budget.in_state(cycle, CandidateState.FIRST_PASSED)[:2])
    merger = services.merge([target, source], into=target, by=clerk, reason=TOGETHER)
    yield now - timedelta(days=MERGED_DAYS - 0.01)
    services.undo(merger, by=clerk, role="coordinator", reason=APART)


def asked(cast: Cast, mapo: District, now: datetime) -> Script:
    """Two late proposals of a pilot: one is merged into the other by consent of both sides."""
    yield now - timedelta(days=0.02)
    late = [one for one in queries.published(mapo) if budget.candidate_of(one) is None and one.proposer_ids]
    if len(late) >= 3:
        target, source = late[0], late[2]  # what is owed a reply takes in what is not
        merger = services.ask([target, source], into=target, by=source.author, reason=ONE_PLACE)
        services.agree(merger, by=target.author)


def pictures(cast: Cast, now: datetime) -> Script:
    """While the intake is still open, the proposer adds what shows the trouble better than words."""
    yield now - timedelta(days=FILES_DAYS)
    writer = cast.accounts["proposer"]
    mine = queries.written_by(writer.id)[-1]
    for name, sent_as, alt in FILES:
        services.attach(mine, BytesIO((CONTENT / name).read_bytes()), by=writer, name=sent_as, alt=alt)
