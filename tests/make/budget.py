"""A budget cycle at any stage, reached through services: three proposals, one department, one panelist unless told otherwise."""

from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_bytes
from typing import Any

from app.accounts.models import Resident
from app.budget import queries
from app.budget.models import BudgetItem, Candidate, Cycle
from app.budget.rules import SMALL_PILOT, BudgetPolicy
from app.budget.services import candidates, cycles, deliberation, final, items, reviews, screening, selection, statements
from app.budget.states import CandidateState, Criterion, Decision, Stage, Verdict
from app.core import clock
from app.districts.models import Department, District
from app.districts.states import Role
from app.extensions import db
from app.proposals.models import Proposal
from app.verifiable import services as sealing
from tests.make import people, proposals
from tests.make.sealed import SMALL_KEYS

REASON = "시험을 위해 스무 글자가 넘도록 적은 이유입니다."
MILLION = 1_000_000


@dataclass
class World:
    """Everybody and everything a cycle needs."""

    district: District
    coordinator: Resident
    department: Department
    officer: Resident
    panelist: Resident
    proposers: list[Resident]
    proposals: list[Proposal]
    cycle: Cycle

    @property
    def candidates(self) -> list[Candidate]:
        return queries.in_state(self.cycle, *CandidateState)

    def of(self, index: int) -> Candidate:
        """The candidate of the n-th proposal."""
        found = queries.candidate_of(self.proposals[index])
        assert found is not None
        return found

    def advance(self) -> Cycle:
        return cycles.advance(self.cycle, by=self.coordinator)


def calendar() -> dict[Stage, Any]:
    """Each stage is due a week after the one before it."""
    stages = [stage for stage in Stage if stage is not Stage.CLOSED]
    return {stage: clock.now() + timedelta(days=7 * n) for n, stage in enumerate(stages, start=1)}


def world(
    costs: tuple[int | None, ...] = (100 * MILLION, 150 * MILLION, 200 * MILLION), name: str = "시험 주기", **policy: Any
) -> World:
    """A cycle at INTAKE with published proposals of these costs."""
    place = people.district()
    unit = people.department(place)
    proposers = [people.resident() for _ in costs]
    made = [proposals.proposal(place, by=by, cost_won=cost) for by, cost in zip(proposers, costs, strict=True)]
    coordinator = people.official(place, Role.COORDINATOR)
    officer, panelist = people.official(place, Role.OFFICER, unit=unit), people.official(place, Role.PANELIST)
    cycle = opened(place, coordinator, replace(SMALL_PILOT, **policy), name)
    return World(place, coordinator, unit, officer, panelist, proposers, made, cycle)


def opened(place: District, by: Resident, policy: BudgetPolicy = SMALL_PILOT, name: str = "시험 주기") -> Cycle:
    return cycles.open_cycle(place, name=name, year=2026, policy=policy, calendar=calendar(), by=by)


def at(stage: Stage, **given: Any) -> World:
    """A world whose cycle has come to this stage, everybody doing their part."""
    made = world(**given)
    while made.cycle.stage is not stage:
        step(made)
    return made


def step(made: World) -> None:
    """Do all there is to do in the stage at hand and go on."""
    finish(made)
    made.advance()


def finish(made: World) -> None:
    """Everything the stage waits for."""
    WORK[made.cycle.stage](made)


def _review(made: World) -> None:
    waiting = queries.in_state(made.cycle, CandidateState.NOMINATED)
    candidates.assign(made.cycle, waiting, made.department, by=made.coordinator)
    for one in waiting:
        review(made, one)


def review(made: World, one: Candidate, verdict: Verdict = Verdict.ELIGIBLE, cost_won: int | None = None) -> None:
    findings = [reviews.FindingDraft(criterion, Verdict.ELIGIBLE, REASON) for criterion in Criterion]
    findings[-1] = reviews.FindingDraft(Criterion.FEASIBILITY, verdict, REASON)
    cost = cost_won or (None if one.cost_won else 50 * MILLION)
    reviews.write(one, by=made.officer, findings=findings, cost_won=cost, finish=True)


def _score(made: World) -> None:
    """The first candidate gets the most points."""
    waiting = queries.in_state(made.cycle, CandidateState.ELIGIBLE, CandidateState.FINAL_SUBMITTED)
    for place, one in enumerate(waiting):
        screening.score(one, by=made.panelist, points=max(0, 90 - place), note="시험 심사 의견")


def _deliberate(made: World) -> None:
    for one in queries.in_state(made.cycle, CandidateState.FIRST_PASSED):
        for kind in made.cycle.policy.deliberation_steps:
            deliberate(made, one, kind)


def deliberate(made: World, one: Candidate, kind: Any) -> None:
    deliberation.write(
        one, by=made.coordinator, role=Role.COORDINATOR, step=kind, held_on=clock.today(), attendance=12, outcome_note=REASON
    )


def _submit(made: World) -> None:
    for one in queries.in_state(made.cycle, CandidateState.FIRST_PASSED):
        submit(one)


def submit(one: Candidate, **given: Any) -> None:
    author = db.session.get(Resident, one.proposal.author_id)
    version = one.proposal.current
    document = {name: getattr(version, name) for name in ("title", "problem", "idea", "place")}
    document = {**document, "idea": f"{version.idea} 숙의에서 나온 의견을 반영했습니다.", "cost_won": one.cost_won}
    final.submit(one, by=author, **{**document, "reason": "숙의에서 나온 의견을 반영했습니다.", **given})


def _vote(made: World) -> None:
    open_vote(made)
    on_paper = [one.option_code for one in queries.in_state(made.cycle, CandidateState.SECOND_PASSED)]
    for count, _ in enumerate(on_paper, start=1):
        vote(made, on_paper[:count])
    selection.close_vote(made.cycle, by=made.coordinator, reason=REASON)


def open_vote(made: World) -> None:
    selection.open_vote(made.cycle, by=made.coordinator, closes_at=clock.now() + timedelta(days=7), key_bits=SMALL_KEYS)


def vote(made: World, codes: Any, by: Resident | None = None) -> None:
    """One sealed ballot, cast for a browser without scripts."""
    sealing.assist(queries.paper(made.cycle), by=by or people.resident(), raw_choice=list(codes), seed=token_bytes(16))


OPINION = (
    "골목과 학교 앞 안전을 먼저 살펴 달라는 의견이 가장 많았습니다. 선정되지 않은 제안도 다음 해에 다시 검토해 주기를 바랍니다."
)


def issue_statement(made: World, **given: Any) -> Any:
    return statements.issue(made.cycle, by=made.coordinator, **{"opinion": OPINION, **given})


def _decide(made: World) -> None:
    if queries.items(made.cycle):
        issue_statement(made)
    for item in queries.items(made.cycle):
        decide(made, item)


def decide(made: World, item: BudgetItem, decision: Decision = Decision.ADOPTED, amount_won: int | None = None) -> None:
    items.decide(item, by=made.coordinator, decision=decision, amount_won=amount_won, reason=REASON, decided_on=clock.today())


def _nothing(made: World) -> None:
    """INTAKE waits for proposals, which are there."""


WORK = {
    Stage.INTAKE: _nothing,
    Stage.DEPARTMENT_REVIEW: _review,
    Stage.FIRST_SCREENING: _score,
    Stage.DELIBERATION: _deliberate,
    Stage.FINAL_SUBMISSION: _submit,
    Stage.SECOND_SCREENING: _score,
    Stage.FINAL_SELECTION: _vote,
    Stage.BUDGETING: _decide,
}
