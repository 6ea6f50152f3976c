"""What one project may cost: strictly less than its ceiling, at the review, at an objection and at the final version."""

import pytest

from app.budget.policy import Ceiling
from app.budget.rules import CeilingReached
from app.budget.services import candidates, final, reviews
from app.budget.services.reviews import FindingDraft
from app.budget.states import CandidateState, Criterion, Stage, Verdict
from app.core.history import entries
from tests.make import budget

CEILINGS = (Ceiling(150 * budget.MILLION, track="collaborative"), Ceiling(60 * budget.MILLION, is_event=True))


def world(stage):
    return budget.at(stage, costs=(50 * budget.MILLION, 40 * budget.MILLION), ceilings=CEILINGS)


def review(made, cost_won, is_event=False):
    candidates.assign(made.cycle, made.candidates, made.department, by=made.coordinator)
    findings = [FindingDraft(criterion, Verdict.ELIGIBLE, budget.REASON) for criterion in Criterion]
    return reviews.write(made.of(0), by=made.officer, findings=findings, cost_won=cost_won, finish=True, is_event=is_event)


def test_a_project_at_its_ceiling_is_not_found_eligible(app):
    made = world(Stage.DEPARTMENT_REVIEW)
    with pytest.raises(CeilingReached):
        review(made, 60 * budget.MILLION, is_event=True)
    assert made.of(0).state is CandidateState.NOMINATED


def test_an_event_under_its_own_ceiling_passes_and_is_called_one(app):
    made = world(Stage.DEPARTMENT_REVIEW)
    review(made, 60 * budget.MILLION - 1, is_event=True)
    assert made.of(0).state is CandidateState.ELIGIBLE
    assert "budget.marked_event" in [one.action for one in entries(made.proposals[0])]


def test_a_final_version_may_not_grow_beyond_the_ceiling(app):
    made = world(Stage.FINAL_SUBMISSION)
    made.of(0).is_event = True
    budget.db.session.commit()
    with pytest.raises(CeilingReached):
        budget.submit(made.of(0), cost_won=60 * budget.MILLION)
    budget.submit(made.of(0), cost_won=60 * budget.MILLION - 1)


def test_the_coordinator_cannot_carry_too_much_forward_either(app):
    made = world(Stage.FINAL_SUBMISSION)
    candidate = made.of(0)
    candidate.is_event, candidate.cost_won = True, 70 * budget.MILLION
    budget.db.session.commit()
    with pytest.raises(CeilingReached):
        final.carry_forward(made.of(0), by=made.coordinator, reason=budget.REASON)
