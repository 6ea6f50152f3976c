"""What happens to proposals after the intake, stage by stage, as pipeline.toml of a story tells it. Refuses to write a row itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from secrets import token_bytes
from typing import Any

from app.accounts.models import Resident
from app.budget import queries
from app.budget.itemized import LineDraft
from app.budget.models import BudgetItem, Candidate, Cycle
from app.budget.policy import BudgetPolicy, NamedCriterion
from app.budget.services import candidates, cycles, deliberation, final, items, lines, reviews, screening, selection, statements
from app.budget.services.reviews import FindingDraft
from app.budget.states import CandidateState, Criterion, Decision, DeliberationStep, Stage, Verdict
from app.core import clock
from app.demo import texts
from app.demo.play import Script
from app.demo.story import Story, rewritten
from app.districts.states import Role
from app.extensions import db
from app.proposals.models import Proposal
from app.verifiable import services as sealing
from app.voting import services as voting
from app.voting.models import Paper

SPREADS = ((-3, 1, 2), (2, -4, 2), (-1, 3, -2), (0, 1, -1))  # of three sheets: the mean stays what pipeline.toml says
JUDGED = (Cycle, Candidate, BudgetItem, Proposal)


class Pipeline:
    """One cycle of a story. `due`: stage to the day, counted back from now, on which it is finished."""

    def __init__(self, story: Story, policy: BudgetPolicy, due: Mapping[Stage, float], years_ago: int = 0) -> None:
        self.story, self.policy, self.due, self.words = story, policy, due, texts.words()
        self.year = clock.seoul(story.now).year - years_ago
        self.coordinator, self.panel = story.cast.accounts["coordinator"], story.cast.panel[story.district.slug]
        self._id = 0

    def open(self, days: float) -> Script:
        """The cycle begins, named after its place and year."""
        yield self.story.instant(days)
        district = self.story.district
        name = f"{self.year}년 {'서울시' if district.is_city else district.name_ko} 시민참여예산"
        calendar = {stage: self.story.evening(days) for stage, days in self.due.items()}
        opened = cycles.open_cycle(
            district, name=name, year=self.year, policy=self.policy, calendar=calendar, by=self.coordinator
        )
        self._id = opened.id

    @property
    def cycle(self) -> Cycle:
        found = queries.cycle(self.story.district, self._id)
        assert found is not None
        return found

    @property
    def told(self) -> dict[str, dict[str, Any]]:
        """What pipeline.toml says of each candidate."""
        told: dict[str, dict[str, Any]] = self.story.pipeline["candidates"]
        return told

    def there(self, *states: CandidateState) -> dict[str, Candidate]:
        """Candidates in these states by key, in a random order; what another story proposed in time is none of this one's business."""
        keys = self.keys()
        mine = [one for one in queries.in_state(self.cycle, *states) if one.proposal_id in keys]
        found = sorted((keys[one.proposal_id], one.id, one) for one in mine)
        self.story.rng.shuffle(found)
        return {key: one for key, _, one in found}

    def keys(self) -> dict[int, str]:
        """Id of a proposal -> its key."""
        return {proposal.id: key for key, proposal in self.story.proposals.items()}

    def advance(self) -> Script:
        """Leave the stage on its day."""
        stage = self.cycle.stage
        yield self.story.evening(self.due[stage])
        cycles.advance(self.cycle, by=self.coordinator, seen=stage)
        self.settle()

    def window(self, number: int, since: Stage, until: Stage) -> list[datetime]:
        """Moments between the ends of two stages, with room for the hours that are moved out of the night."""
        return self.story.moments(number, self.due[since] - 1.5, self.due[until] + 1.5)

    def settle(self) -> None:
        """Forget the relations the session has read: loaded before a service wrote, they would be stale."""
        db.session.flush()
        for row in [one for one in db.session if isinstance(one, JUDGED)]:
            db.session.expire(row)

    def reload(self) -> None:
        """Read the cycle anew: the policy it has worked out once does not know of a revised envelope."""
        db.session.flush()
        db.session.expunge(self.cycle)
        self.settle()


def assign(run: Pipeline, days: float, keys: Sequence[str] | None = None) -> Script:
    """Each candidate goes to the department of its field."""
    yield run.story.instant(days)
    given_to: dict[str, list[Candidate]] = {}
    for key, candidate in run.there(CandidateState.NOMINATED).items():
        if keys is None or key in keys:
            given_to.setdefault(run.story.entries[key]["field"], []).append(candidate)
    for name, given in sorted(given_to.items()):
        unit = run.story.cast.departments[run.story.district.slug, name]
        candidates.assign(run.cycle, given, unit, by=run.coordinator)
    run.settle()


def review(run: Pipeline, moments: Sequence[datetime], keys: Sequence[str]) -> Script:
    """Departments judge these candidates, with a reason for each criterion."""
    waiting = run.there(CandidateState.NOMINATED)
    for number, (key, moment) in enumerate(zip(keys, moments, strict=True)):
        yield moment
        officer = run.story.cast.officers[run.story.district.slug, run.story.entries[key]["field"]]
        estimate = run.told[key].get("estimate")
        reviews.write(waiting[key], by=officer, findings=findings(run, key, number), cost_won=estimate, finish=True)
    run.settle()


def findings(run: Pipeline, key: str, number: int) -> list[FindingDraft]:
    """The three findings on a candidate; the specific reason stands at the criterion that decides."""
    told, entry = run.told[key], run.story.entries[key]
    failed = entry.get("ineligible") or told.get("criterion")
    drafts = []
    for criterion in Criterion:
        usual = run.words[criterion.value]
        reason, verdict = usual[number % len(usual)], Verdict.ELIGIBLE
        if criterion is Criterion.FEASIBILITY:
            reason = told.get("feasibility", reason)
        if failed == criterion.name:
            reason, verdict = told["reason"], Verdict.INELIGIBLE
        drafts.append(FindingDraft(criterion, verdict, reason))
    own = [FindingDraft(one.code, Verdict.ELIGIBLE, run.words["fairness"]) for one in run.policy.own_criteria]
    drafts += own
    return drafts


@dataclass(frozen=True)
class Sitting:
    """A screening as held: who is judged, which points of pipeline.toml and which notes are used, when, and who stays away from what."""

    state: CandidateState
    points: str
    notes: str
    moments: Sequence[datetime]
    recused: Mapping[str, int] = field(default_factory=dict)


def paper_screening(moments: Sequence[datetime], recused: Mapping[str, int]) -> Sitting:
    return Sitting(CandidateState.ELIGIBLE, "first", "paper_notes", moments, recused)


def in_depth_screening(moments: Sequence[datetime]) -> Sitting:
    return Sitting(CandidateState.FINAL_SUBMITTED, "second", "in_depth_notes", moments)


def screen(run: Pipeline, sitting: Sitting) -> Script:
    """Three sheets for every candidate, by the members of the panel in turn."""
    judged = sorted(run.there(sitting.state).items())
    per_moment = -(-len(judged) // len(sitting.moments))
    for number, (key, candidate) in enumerate(judged):
        yield sitting.moments[number // per_moment]
        panel = list(run.panel)
        if key in sitting.recused:
            recuse(run, candidate, panel.pop(sitting.recused[key]))
        scorers = [panel[(number + place) % len(panel)] for place in range(3)]
        score(run, candidate, scorers, run.told[key][sitting.points], sitting.notes)
    run.settle()


def recuse(run: Pipeline, candidate: Candidate, panelist: Resident) -> None:
    screening.recuse(candidate, by=panelist, reason=run.words["recusal"])


def score(run: Pipeline, candidate: Candidate, scorers: Sequence[Resident], mean: int, notes: str) -> None:
    """Sheets whose mean, when there are three, is the one asked for."""
    for scorer, step in zip(scorers, run.story.rng.choice(SPREADS), strict=False):
        given = marks(run.policy.sheet_criteria, mean + step)
        screening.score(candidate, by=scorer, points=mean + step, marks=given, note=run.story.rng.choice(run.words[notes]))


def marks(criteria: Sequence[NamedCriterion], points: int) -> dict[str, int]:
    """So many points spread over the criteria of a sheet, the same share of each as far as whole numbers go."""
    found, left = {}, points
    for number, one in enumerate(criteria, start=1):
        rest = sum(other.full_points for other in criteria[number:])
        found[one.code] = max(left - rest, one.full_points * points // 100) if rest else left
        left -= found[one.code]
    return found


def deliberate(run: Pipeline, steps: Mapping[DeliberationStep, float]) -> Script:
    """Every candidate that passed goes through the steps, on three days each."""
    moderator = run.story.cast.accounts["moderator"]
    for step, days in steps.items():
        notes = run.words[step.value]
        passed = sorted(run.there(CandidateState.FIRST_PASSED).items())
        for number, (_, candidate) in enumerate(passed):
            yield run.story.instant(days - number * 3 // len(passed))
            deliberation.write(
                candidate, by=moderator, role=Role.MODERATOR, step=step, held_on=clock.today(),
                attendance=run.story.rng.randint(9, 42), outcome_note=notes[number % len(notes)],
            )  # fmt: skip
    run.settle()


def hand_in(run: Pipeline, since: Stage, until: Stage) -> Script:
    """Final versions: rewritten, unchanged, or carried forward for those who could not come."""
    passed = run.there(CandidateState.FIRST_PASSED)
    carried = run.story.pipeline.get("carried", {}).get("keys", [])
    for (key, candidate), moment in zip(passed.items(), run.window(len(passed), since, until), strict=True):
        yield moment
        if key in carried:
            final.carry_forward(candidate, by=run.coordinator, reason=run.words["carried"])
            continue
        usual = {"reason": run.words["unchanged"], "cost": candidate.cost_won}
        changes = run.story.pipeline.get("final", {}).get(key, usual)
        final.submit(candidate, by=run.story.authors[key], **rewritten(run.story.proposals[key], changes))
    run.settle()


def open_vote(run: Pipeline, days: float, closes: float, introduction: str) -> Script:
    yield run.story.instant(days)
    selection.open_vote(run.cycle, by=run.coordinator, closes_at=run.story.evening(closes), introduction=introduction)
    run.settle()


def vote(run: Pipeline, voters: Sequence[Resident], moments: Sequence[datetime]) -> Script:
    """Each voter takes some of what appeals to most, and some of their own."""
    paper = paper_of(run)
    appeal = {run.story.proposals[key].number: run.told[key].get("appeal", 0) for key in run.told if key in run.story.proposals}
    choices = sorted((option.code, appeal[option.code]) for option in paper.options)
    for voter, moment in zip(voters, moments, strict=True):
        yield moment
        codes = drawn(run.story.rng, choices, run.story.rng.randint(2, run.policy.votes_per_ballot))
        sealing.assist(paper, by=voter, raw_choice=codes, seed=token_bytes(16))


def paper_of(run: Pipeline) -> Paper:
    paper = queries.paper(run.cycle)
    assert paper is not None
    return paper


def drawn(rng: Random, choices: Sequence[tuple[str, int]], number: int) -> list[str]:
    """Different codes, the more appealing the likelier (Efraimidis and Spirakis 2006)."""
    keyed = sorted(((rng.random() ** (1 / max(weight, 0.5)), code) for code, weight in choices), reverse=True)
    return [code for _, code in keyed[:number]]


def count(run: Pipeline) -> Script:
    """Close the vote when its time has come, and count it."""
    paper = paper_of(run)
    yield paper.closes_at + timedelta(minutes=5)
    selection.close_vote(run.cycle, by=run.coordinator)
    voting.count_paper(paper.id)
    voting.analyse(paper.id)
    run.settle()


def state(run: Pipeline, days: float) -> Script:
    """The bill is worked out line by line as far as it is told, and the residents' opinion statement goes with it."""
    yield run.story.instant(days)
    keys = run.keys()
    for item in queries.items(run.cycle):
        told = run.told[keys[item.candidate.proposal_id]].get("lines", ())
        drafts = [LineDraft(name, basis, won) for name, basis, won, *_ in told]
        if drafts:
            lines.write(item, by=run.coordinator, role=Role.COORDINATOR, drafts=drafts)
    statements.issue(run.cycle, by=run.coordinator, opinion=run.story.pipeline["statement"]["opinion"])
    run.settle()


def decide(run: Pipeline, days: float) -> Script:
    """The council's decisions on the budget bill."""
    yield run.story.instant(days)
    keys = run.keys()
    for item in queries.items(run.cycle):
        told = run.told[keys[item.candidate.proposal_id]]
        left = {line.id: typed[3] for line, typed in zip(item.lines, told.get("lines", ()), strict=True) if len(typed) > 3}
        items.decide(
            item, by=run.coordinator, decision=Decision(told.get("council", "adopted")), amount_won=told.get("amount"),
            reason=told.get("council_reason", ""), decided_on=clock.today(), lines_won=left,
        )  # fmt: skip
    run.settle()
