"""The three open districts: the city with a vote going on and last year behind it, Mapo at its reviews, Eunpyeong at its second screening."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

from app.accounts.models import Resident
from app.budget.policy import NamedCriterion
from app.budget.rules import CITIZENS, COMMITTEE, SEOUL_PB_2017, SMALL_PILOT
from app.budget.services import cycles, reviews, screening
from app.budget.states import CandidateState, DeliberationStep, Stage
from app.core import clock
from app.demo import delivering, stages
from app.demo import pipeline as stage
from app.demo.people import Cast
from app.demo.pipeline import Pipeline
from app.demo.play import Script
from app.demo.story import Story, change, publish, support, talk
from app.districts.models import District
from app.proposals.models import Proposal

CITY = replace(
    SEOUL_PB_2017,
    preset="",
    envelope_won=4_000_000_000,
    electorates=(replace(COMMITTEE, weight=50), replace(CITIZENS, weight=50)),
)
LAST_YEAR = replace(
    CITY,
    envelope_won=1_600_000_000,
    votes_per_ballot=4,
    deliberation_steps=(DeliberationStep.WORKSHOP, DeliberationStep.COACHING_FORUM),
)
PILOT = replace(SMALL_PILOT, preset="", score_sheet_quorum=3)
MAPO = replace(PILOT, envelope_won=600_000_000, own_criteria=(NamedCriterion("fairness", "형평성", "Fairness"),))
EUNPYEONG = replace(
    PILOT,
    envelope_won=900_000_000,
    deliberation_steps=(DeliberationStep.GOVERNANCE_SCHOOL, DeliberationStep.WORKSHOP),
    sheet_criteria=(
        NamedCriterion("need", "필요성", "Need", 40),
        NamedCriterion("effect", "효과성", "Effect", 30),
        NamedCriterion("together", "민관 협력", "Cooperation", 30),
    ),
)
AVOIDED = "stair-lift"  # a panelist stays away from it, so that it waits for whoever tries the demo


def last_year(cast: Cast, city: District, rng: Random, voters: int, later: dict[str, Proposal]) -> Iterator[Script]:
    """The cycle that is over: from proposals to what the council made of them, and what became of that; `later`: this year's proposals."""
    story = Story(cast, city, "seoul_last_year", rng, clock.now(), list(cast.early))
    run = Pipeline(story, LAST_YEAR, _calendar(500, 470, 460, 420, 405, 390, 365, 300), years_ago=1)
    story.plan(540, 505)
    yield publish(story)
    yield talk(story, 480, late=(240, 180))
    yield support(story, 480, percent=42)
    yield _last_year(run, rng.sample(story.people, voters))
    yield from delivering.projects(run, later)


def _last_year(run: Pipeline, voters: list[Resident]) -> Script:
    yield from run.open(550)
    yield from _screened_twice(run, {}, {DeliberationStep.WORKSHOP: 445, DeliberationStep.COACHING_FORUM: 428})
    yield from stage.open_vote(run, 388, 366, "지난해 숙의를 마친 사업입니다. 4개까지 고를 수 있습니다.")
    yield from stage.vote(run, voters, run.story.moments(len(voters), 387.9, 367.1))
    yield from stage.count(run)
    yield from stages.part_fund(run)
    yield from run.advance()
    yield from stage.state(run, 355)
    yield from stage.decide(run, 301)
    yield from run.advance()


def this_year(cast: Cast, city: District, rng: Random, voters: int, later: dict[str, Proposal]) -> Iterator[Script]:
    """The cycle that is voted on now; `later` is filled with its proposals as they come in."""
    story = Story(cast, city, "seoul", rng, clock.now(), cast.early + cast.late, proposals=later)
    story.authors["night-stops"] = cast.accounts["proposer"]
    run = Pipeline(story, CITY, _calendar(150, 125, 110, 55, 40, 15, -6, -70))
    story.plan(205, 165)
    story.plan_changes(156, 152)
    yield publish(story)
    yield change(story)
    yield talk(story, 3, late=(90, 12))
    yield support(story, 1, percent=31)
    citizens = rng.sample([one for one in story.people if one not in cast.committee], voters)
    yield _this_year(run, citizens + cast.committee[:6])


def _this_year(run: Pipeline, voters: list[Resident]) -> Script:
    yield from run.open(210)
    steps = {DeliberationStep.GOVERNANCE_SCHOOL: 95, DeliberationStep.WORKSHOP: 80, DeliberationStep.COACHING_FORUM: 62}
    yield from _screened_twice(run, {"shared-kitchen": 2}, steps)
    yield from stage.open_vote(run, 12, -6, "숙의와 두 번의 심사를 거친 사업입니다. 마음에 드는 사업을 5개까지 골라 주세요.")
    yield from stage.vote(run, voters, run.story.moments(len(voters), 11.9, 0.05))


def mapo(cast: Cast, district: District, rng: Random) -> Iterator[Script]:
    """A pilot whose departments are busy: finished reviews, waiting ones, one begun, two without a department, two too late."""
    story = Story(cast, district, "mapo", rng, clock.now(), cast.early + cast.late)
    story.authors["gutter-net"] = cast.accounts["proposer"]
    late = story.pipeline["later"]["keys"]
    story.plan(43, 11, [key for key in story.entries if key not in late])
    story.plan(4, 0.6, late)
    story.plan_changes(9.5, 8.5)
    yield publish(story)
    yield change(story)
    yield talk(story, 0.1)
    yield support(story, 0.1, percent=21)
    yield _mapo(Pipeline(story, MAPO, _calendar(8, -10, -24, -60, -75, -90, -110, -160)))


def _mapo(run: Pipeline) -> Script:
    """What is left to the departments, and to the coordinator who gives out the work, says pipeline.toml."""
    yield from run.open(45)
    yield from run.advance()
    told = run.told
    yield from stage.assign(run, 6, [key for key, one in told.items() if not one.get("unassigned")])
    judged = [key for key, one in told.items() if not {"waiting", "started", "unassigned"} & set(one)]
    yield from stage.review(run, run.story.moments(len(judged), 5, 0.5), judged)
    yield run.story.instant(0.3)
    waiting = run.there(CandidateState.NOMINATED)
    for key in (key for key, one in told.items() if one.get("started")):
        officer = run.story.cast.officers[run.story.district.slug, run.story.entries[key]["field"]]
        reviews.write(waiting[key], by=officer, findings=stage.findings(run, key, 1)[:2], cost_won=None, finish=False)


def eunpyeong(cast: Cast, district: District, rng: Random) -> Iterator[Script]:
    """A pilot at its second screening: an envelope revised, one candidate admitted, sheets still missing."""
    story = Story(cast, district, "eunpyeong", rng, clock.now(), cast.early + cast.late)
    story.authors["forest-handrail"] = cast.accounts["proposer"]
    story.plan(165, 120)
    yield publish(story)
    yield talk(story, 2)
    yield support(story, 1, percent=18)
    yield _eunpyeong(Pipeline(story, EUNPYEONG, _calendar(110, 90, 75, 25, 10, -5, -30, -80)))


def _eunpyeong(run: Pipeline) -> Script:
    yield from run.open(170)
    yield from _first(run, {})
    yield from _more_money(run, 70)
    yield from stage.deliberate(run, {DeliberationStep.GOVERNANCE_SCHOOL: 60, DeliberationStep.WORKSHOP: 40})
    yield from run.advance()
    yield from stage.hand_in(run, Stage.DELIBERATION, Stage.FINAL_SUBMISSION)
    yield from run.advance()
    yield from _half_scored(run)


def _more_money(run: Pipeline, days: float) -> Script:
    """The envelope grows, and the panel resolves to pass one more."""
    grown, admitted = run.story.pipeline["envelope"], run.story.pipeline["admit"]
    yield run.story.instant(days)
    cycles.revise_envelope(run.cycle, by=run.coordinator, envelope_won=grown["won"], reason=grown["reason"])
    run.reload()
    yield run.story.instant(days - 1)
    candidate = run.there(CandidateState.FIRST_REJECTED)[admitted["key"]]
    screening.admit(candidate, by=run.coordinator, reason=admitted["reason"])
    run.settle()


def _half_scored(run: Pipeline) -> Script:
    """The panel's second half of the work is left to whoever tries the demo: the first panelist has not begun."""
    others = run.panel[1:]
    for number, (key, candidate) in enumerate(sorted(run.there(CandidateState.FINAL_SUBMITTED).items())):
        yield run.story.instant(5 - number * 0.3)
        scorers = others[:2] if number % 3 == 0 else others
        if key == AVOIDED:
            stage.recuse(run, candidate, others[0])
            scorers = others[1:]
        stage.score(run, candidate, scorers, run.told[key]["second"], "in_depth_notes")
    run.settle()


def _first(run: Pipeline, recused: Mapping[str, int]) -> Script:
    """From the end of the intake to the end of the first screening."""
    yield from run.advance()
    keys = list(run.there(CandidateState.NOMINATED))
    yield from stage.assign(run, run.due[Stage.INTAKE] - 1)
    yield from stage.review(run, run.window(len(keys), Stage.INTAKE, Stage.DEPARTMENT_REVIEW), keys)
    yield from run.advance()
    moments = run.window(6, Stage.DEPARTMENT_REVIEW, Stage.FIRST_SCREENING)
    yield from stage.screen(run, stage.paper_screening(moments, recused))
    yield from run.advance()


def _screened_twice(run: Pipeline, recused: Mapping[str, int], steps: Mapping[DeliberationStep, float]) -> Script:
    """From the end of the intake to a cycle whose vote can be opened."""
    yield from _first(run, recused)
    yield from stage.deliberate(run, steps)
    yield from run.advance()
    yield from stage.hand_in(run, Stage.DELIBERATION, Stage.FINAL_SUBMISSION)
    yield from run.advance()
    moments = run.window(6, Stage.FINAL_SUBMISSION, Stage.SECOND_SCREENING)
    yield from stage.screen(run, stage.in_depth_screening(moments))
    yield from run.advance()


def _calendar(*days: float) -> dict[Stage, float]:
    """The days, counted back from now, on which the stages are due, in their order."""
    return dict(zip((one for one in Stage if one is not Stage.CLOSED), days, strict=True))
