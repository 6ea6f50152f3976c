"""What must not happen twice, tried at the same moment by real threads."""

from datetime import timedelta

import pytest

from app.accounts.models import Resident
from app.budget import queries
from app.budget.models import BudgetItem, Candidate, Cycle, ScoreSheet
from app.budget.queries import panels
from app.budget.rules import FirstScreeningCapExceeded
from app.budget.services import candidates, cycles, items, screening, selection
from app.budget.services.reviews import FindingDraft, finish_review, save_finding
from app.budget.states import CandidateState, Criterion, Decision, ScreeningKind, Stage, Verdict
from app.core import clock
from app.core.errors import DomainError
from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from app.voting.models import Paper
from app.voting.tally import CapRule
from tests.make import budget, people
from tests.parallel import at_once


def load(model, row_id):
    return db.session.get_one(model, row_id)


def refusals(answers):
    db.session.rollback()  # the test's own view of the database is older than what the threads wrote
    crashed = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert not crashed, crashed
    return [one for one in answers if isinstance(one, DomainError)]


def test_four_clicks_advance_a_stage_once(app):
    made = budget.world()
    cycle_id, by_id = made.cycle.id, made.coordinator.id

    def click():
        return cycles.advance(load(Cycle, cycle_id), by=load(Resident, by_id), seen=Stage.INTAKE).stage

    assert len(refusals(at_once(app, [click] * 4))) == 3
    assert made.cycle.stage is Stage.DEPARTMENT_REVIEW
    assert len(made.candidates) == 3
    assert [entry.action for entry in entries(made.cycle)].count("budget.advanced") == 1


def test_one_panelist_hands_in_one_sheet(app):
    made = budget.at(Stage.FIRST_SCREENING)
    candidate_id, by_id = made.of(0).id, made.panelist.id

    def hand_in(points):
        return lambda: screening.score(load(Candidate, candidate_id), by=load(Resident, by_id), points=points).points

    answers = at_once(app, [hand_in(points) for points in (10, 20, 30)])
    assert len(refusals(answers)) == 2
    assert db.session.query(ScoreSheet).count() == 1


def test_a_sheet_is_counted_or_refused_but_never_lost(app):
    """A panelist hands in while the coordinator closes: the outcome has every sheet that was accepted."""
    made = budget.at(Stage.FIRST_SCREENING)
    late = people.official(made.district, Role.PANELIST)
    budget.finish(made)
    cycle_id, coordinator_id, late_id = made.cycle.id, made.coordinator.id, late.id
    ids = [one.id for one in made.candidates]

    def close():
        return cycles.advance(load(Cycle, cycle_id), by=load(Resident, coordinator_id), seen=Stage.FIRST_SCREENING).stage

    def hand_in(number):
        return lambda: screening.score(load(Candidate, number), by=load(Resident, late_id), points=50).id

    answers = at_once(app, [close, *[hand_in(number) for number in ids]])
    refusals(answers)
    assert made.cycle.stage is Stage.DELIBERATION
    round_ = queries.round_of(made.cycle, ScreeningKind.PAPER)
    counted = {one.candidate_id: one.sheet_count for one in queries.outcomes(round_)}
    assert counted == {number: one.sheets for number, one in panels.sums(round_).items()}


def test_a_review_is_finished_once(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    candidate = made.of(0)
    candidates.assign(made.cycle, [candidate], made.department, by=made.coordinator)
    for criterion in Criterion:
        save_finding(candidate, by=made.officer, finding=FindingDraft(criterion, Verdict.ELIGIBLE, budget.REASON))
    candidate_id, by_id = candidate.id, made.officer.id

    def finish():
        return finish_review(load(Candidate, candidate_id), by=load(Resident, by_id)).id

    assert len(refusals(at_once(app, [finish] * 3))) == 2
    assert made.of(0).state is CandidateState.ELIGIBLE
    assert [entry.action for entry in entries(made.proposals[0])].count("budget.found_eligible") == 1


def test_one_vote_is_opened(app):
    made = budget.at(Stage.FINAL_SELECTION)
    cycle_id, by_id, closes_at = made.cycle.id, made.coordinator.id, clock.now() + timedelta(days=3)

    def open_():
        return selection.open_vote(load(Cycle, cycle_id), by=load(Resident, by_id), closes_at=closes_at).id

    assert len(refusals(at_once(app, [open_] * 3))) == 2
    assert db.session.query(Paper).count() == 1


def test_two_admissions_cannot_exceed_the_ceiling_together(app):
    """Room for one more: both fit alone, the two together do not."""
    million = budget.MILLION
    costs = (200 * million, 320 * million, 160 * million, 170 * million)
    made = budget.at(Stage.DELIBERATION, costs=costs, cap_rule=CapRule.STOP)
    rejected = [one.id for one in queries.in_state(made.cycle, CandidateState.FIRST_REJECTED) if one.cost_won < 200 * million]
    assert len(rejected) == 2
    by_id = made.coordinator.id

    def admit(number):
        return lambda: screening.admit(load(Candidate, number), by=load(Resident, by_id), reason=budget.REASON).id

    answers = at_once(app, [admit(number) for number in rejected])
    assert [type(one) for one in refusals(answers)] == [FirstScreeningCapExceeded]
    passed = sum(one.cost_won for one in queries.in_state(made.cycle, CandidateState.FIRST_PASSED))
    assert passed in (360 * million, 370 * million)


def test_the_council_decides_an_item_once(app):
    made = budget.at(Stage.BUDGETING)
    item_id, by_id = queries.items(made.cycle)[0].id, made.coordinator.id

    def decide(decision, amount):
        return lambda: items.decide(
            load(BudgetItem, item_id), by=load(Resident, by_id), decision=decision, amount_won=amount, reason=budget.REASON,
            decided_on=clock.today(),
        ).id  # fmt: skip

    answers = at_once(app, [decide(Decision.ADOPTED, None), decide(Decision.CUT, None), decide(Decision.AMENDED, 5)])
    assert len(refusals(answers)) == 2


def test_two_cycles_that_close_at_once_do_not_share_a_proposal(app):
    made = budget.world()
    other = budget.opened(made.district, made.coordinator, name="같은 때 주기")
    ids, by_id = [made.cycle.id, other.id], made.coordinator.id

    def close(number):
        return lambda: cycles.advance(load(Cycle, number), by=load(Resident, by_id), seen=Stage.INTAKE).stage

    assert len(refusals(at_once(app, [close(number) for number in ids]))) == 1
    assert db.session.query(Candidate).count() == 3


@pytest.mark.parametrize("kind", list(ScreeningKind))
def test_recusal_and_own_proposals_bar_scoring(app, kind):
    stage = Stage.FIRST_SCREENING if kind is ScreeningKind.PAPER else Stage.SECOND_SCREENING
    made = budget.at(stage)
    screening.recuse(made.of(0), by=made.panelist, reason=budget.REASON)
    with pytest.raises(screening.RecusedPanelist):
        screening.score(made.of(0), by=made.panelist, points=50)
    with pytest.raises(screening.RecusedPanelist):
        screening.recuse(made.of(0), by=made.panelist, reason=budget.REASON)
    with pytest.raises(screening.OwnProposal):
        screening.score(made.of(0), by=made.proposers[0], points=50)
    screening.score(made.of(1), by=made.panelist, points=50)
    with pytest.raises(screening.SheetHandedIn):
        screening.recuse(made.of(1), by=made.panelist, reason=budget.REASON)
