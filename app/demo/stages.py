"""What happens around the stages in the demo: an objection, other departments, an interim reply, a seated panel, courses, a complaint asked
about, part-funding. Everybody in it is made up."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.accounts.models import Resident
from app.budget import queries
from app.budget.models import Candidate, Cycle
from app.budget.queries import selections
from app.budget.services import appeals, complaints, courses, overrides, panels, reviews
from app.budget.states import CandidateState, CourseKind, Override, PartKind, Post, Stage
from app.core import clock
from app.demo.people import Cast
from app.demo.pipeline import Pipeline
from app.demo.play import Script
from app.districts import queries as districts
from app.districts.models import District
from app.extensions import db

OBJECTION = "관리 주체를 구청 문화과와 미리 협의했고, 확인서도 함께 냈습니다. 소관이 아니라는 판단을 다시 살펴 주십시오."
INTERIM = "현장 확인과 시설 관리기관 협의가 필요해 검토가 늦어지고 있습니다. 협의를 마치는 대로 결과를 공개하겠습니다."
OPINION = "우리 부서의 가로등 교체 구간과 일부 겹칩니다. 시기를 맞추면 예산을 줄일 수 있습니다."
COMPLAINT = "새 사업이 아니라 고장 난 시설을 고쳐 달라는 내용이라, 민원으로 처리하면 더 빨리 해결할 수 있습니다."
MINUTES = "심사 기준과 배점을 확인하고, 이해관계가 있는 위원의 회피를 받았습니다. 심사표는 다음 회의 전날까지 내기로 했습니다."
LESSON = "제안의 비용 산출을 함께 점검하고, 운영을 맡을 주민 모임과 부서의 역할을 나누어 적었습니다."
PART = "남은 금액으로 첫 단계만 먼저 추진하고, 나머지는 다음 주기에 다시 제안하도록 안내합니다."
DISMISSED = "제출한 확인서에도 시설의 소관이 다른 기관으로 적혀 있어 판단을 유지합니다."
TERM_DAYS = 60


def of(cast: Cast, city: District, mapo: District, eunpyeong: District, now: datetime) -> Iterator[Script]:
    yield _mapo(cast, mapo, now)
    yield _panel(cast, eunpyeong, now)
    yield _declined(cast, city, now)
    yield _school(cast, city, now)


def _cycle(place: District, stage: Stage) -> Cycle:
    return next(one for one in queries.cycles(place) if one.stage is stage)


def _proposer(candidate: Candidate) -> Resident:
    return db.session.get_one(Resident, min(candidate.proposal.proposer_ids))


def _mapo(cast: Cast, mapo: District, now: datetime) -> Script:
    """Departments at work: one objection waits, one is decided; a department cooperates; one review takes longer; one is perhaps a complaint."""
    coordinator = cast.accounts["coordinator"]
    yield now - timedelta(hours=7)
    cycle = _cycle(mapo, Stage.DEPARTMENT_REVIEW)
    objecting = [one for one in queries.in_state(cycle, CandidateState.INELIGIBLE) if one.proposal.proposer_ids][:2]
    for one in objecting:
        appeals.file(one, by=_proposer(one), reason=OBJECTION)
    yield now - timedelta(hours=5)
    if len(objecting) > 1:
        appeals.decide(
            objecting[1],
            by=coordinator,
            uphold=False,
            reason=DISMISSED,
        )
    waiting = [
        one for one in queries.in_state(cycle, CandidateState.NOMINATED) if one.department_id and one.proposal.proposer_ids
    ]
    others = [unit for unit in districts.departments(mapo) if unit.id != waiting[0].department_id]
    reviews.involve(waiting[0], by=coordinator, departments={PartKind.EXECUTING: others[:1], PartKind.COOPERATING: others[1:2]})
    reviews.advise(waiting[0], by=_officer(cast, mapo, others[0].id), department_ids={others[0].id}, opinion=OPINION)
    due = (cycle.due(Stage.DEPARTMENT_REVIEW) or now) + timedelta(days=7)
    late = waiting[-1]
    reviews.interim(late, by=_officer(cast, mapo, late.department_id), text=INTERIM, due_at=due)
    unit = others[0]
    complaints.redirect(cycle, waiting[1].proposal, by=coordinator, department=unit, reason=COMPLAINT)
    yield now - timedelta(hours=4)
    _waiting_list(cast, mapo, cycle)


def _declined(cast: Cast, city: District, now: datetime) -> Script:
    """A proposal that looked like a complaint, and whose proposer wanted it to stay one."""
    yield now - timedelta(days=140)
    cycle = _cycle(city, Stage.DEPARTMENT_REVIEW)
    waiting = [one for one in queries.in_state(cycle, CandidateState.NOMINATED) if one.proposal.proposer_ids]
    if waiting:
        unit = districts.departments(city)[0]
        asked = complaints.redirect(
            cycle, waiting[-1].proposal, by=cast.accounts["coordinator"], department=unit, reason=COMPLAINT
        )
        yield now - timedelta(days=139)
        complaints.answer(asked, by=_proposer(waiting[-1]), agrees=False)


def _officer(cast: Cast, place: District, department_id: int | None) -> Resident:
    names = {unit.id: key for (slug, key), unit in cast.departments.items() if slug == place.slug}
    return cast.officers[place.slug, names[department_id or 0]]


def _waiting_list(cast: Cast, mapo: District, cycle: Cycle) -> None:
    """A course of two places that more people want, and one of them comes free."""
    today = clock.today()
    course = courses.open_course(
        mapo, by=cast.accounts["coordinator"], name="협치학교 제안자 과정", kind=CourseKind.GOVERNANCE_SCHOOL, place="구청 강당",
        starts_on=today + timedelta(days=30), ends_on=today + timedelta(days=31), capacity=2, cycle=cycle,
    )  # fmt: skip
    people = sorted({number for one in queries.in_state(cycle, *CandidateState) for number in one.proposal.proposer_ids})[:4]
    for number in people:
        courses.enrol(course, by=db.session.get_one(Resident, number))
    courses.leave(course, by=db.session.get_one(Resident, people[0]))  # and the first who waited has the place


def _panel(cast: Cast, place: District, now: datetime) -> Script:
    """The panel of the second screening is seated and has met."""
    coordinator = cast.accounts["coordinator"]
    yield now - timedelta(days=9)
    cycle, today = _cycle(place, Stage.SECOND_SCREENING), clock.today()
    term = {"since_on": today - timedelta(days=5), "until_on": today + timedelta(days=TERM_DAYS)}
    seats = [
        panels.seat(cycle, by=coordinator, resident=one, post=Post.CHAIR if place_ == 0 else Post.MEMBER, **term)
        for place_, one in enumerate(cast.panel[place.slug])
    ]
    yield now - timedelta(days=8)
    panels.minute(
        cycle,
        by=coordinator,
        held_on=clock.today(),
        place="구청 3층 회의실",
        attended=[one.id for one in seats[1:]],
        minutes=MINUTES,
    )


def _school(cast: Cast, city: District, now: datetime) -> Script:
    """The city's budget school, over: its graduates are a body of voters wherever a policy gives it a weight."""
    coordinator = cast.accounts["coordinator"]
    yield now - timedelta(days=40)
    today = clock.today()
    course = courses.open_course(
        city, by=coordinator, name="예산학교 기초 과정", kind=CourseKind.BUDGET_SCHOOL, place="시민청", starts_on=today + timedelta(days=5),
        ends_on=today + timedelta(days=6), capacity=20,
    )  # fmt: skip
    enrolled = [courses.enrol(course, by=one) for one in cast.early[:6]]
    yield now - timedelta(days=33)
    courses.finish(course, by=coordinator, completed=[one.id for one in enrolled[:5]], outcome_note=LESSON)


def part_fund(run: Pipeline) -> Script:
    """What is left of the envelope begins one project the vote did not reach."""
    yield clock.now() + timedelta(days=1)
    left = run.cycle.envelope_won - sum(selections.funded(run.cycle).values())
    waiting = queries.in_state(run.cycle, CandidateState.NOT_SELECTED)
    fitting = [one for one in waiting if (one.cost_won or 0) > left >= 10_000_000]
    if fitting:
        overrides.decide(
            fitting[0], by=run.coordinator, kind=Override.PART_FUND, amount_won=left // 1_000_000 * 1_000_000, reason=PART
        )
    run.settle()
