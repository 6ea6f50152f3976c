"""The simulator asks the tables that decide: any role, any moment."""

from datetime import UTC, datetime, timedelta

import pytest

from app.budget import plan_labels, simulation
from app.budget.permissions import TABLE
from app.budget.policy.presets import SEED_2017, SEOUL_PB_2018, SMALL_PILOT
from app.budget.states import Stage

OPENED = datetime(2026, 3, 1, tzinfo=UTC)
DUE = {stage: OPENED + timedelta(days=30 * n) for n, stage in enumerate(tuple(Stage)[:-1], start=1)}


def stage(days, *, present=Stage.INTAKE, ended=None, now=OPENED + timedelta(days=1)):
    return simulation.stage_at(OPENED + timedelta(days=days), now, opened_at=OPENED, present=present, ended=ended or {}, due=DUE)


def test_before_the_opening_there_is_no_stage():
    assert stage(-1) is None


def test_the_future_goes_by_the_calendar():
    assert [stage(30 * n + 15) for n in range(9)] == list(Stage)


def test_the_past_goes_by_what_happened_not_by_the_calendar():
    ended = {Stage.INTAKE: OPENED + timedelta(days=50)}
    asked = {"present": Stage.DEPARTMENT_REVIEW, "ended": ended, "now": OPENED + timedelta(days=70)}
    assert stage(45, **asked) is Stage.INTAKE
    assert stage(55, **asked) is Stage.DEPARTMENT_REVIEW


def test_a_stage_without_a_date_does_not_end():
    found = simulation.stage_at(OPENED + timedelta(days=999), OPENED, opened_at=OPENED, present=Stage.INTAKE, ended={}, due={})
    assert found is Stage.INTAKE


@pytest.mark.parametrize(
    ("role", "stage", "act"),
    [
        ("officer", Stage.DEPARTMENT_REVIEW, "candidate.review"),
        ("panelist", Stage.FIRST_SCREENING, "candidate.score"),
        ("panelist", Stage.SECOND_SCREENING, "candidate.score"),
        ("moderator", Stage.DELIBERATION, "candidate.deliberate"),
        ("proposer", Stage.FINAL_SUBMISSION, "candidate.submit_final"),
        ("citizen", Stage.FINAL_SELECTION, "vote"),
        ("coordinator", Stage.BUDGETING, "item.decide"),
    ],
)
def test_each_role_has_its_work_in_its_stage_and_not_before(role, stage, act):
    assert act in simulation.open_to(role, stage, SMALL_PILOT, TABLE)
    assert act not in simulation.open_to(role, Stage.INTAKE, SMALL_PILOT, TABLE)
    assert act not in simulation.open_to(role, Stage.CLOSED, SMALL_PILOT, TABLE)


def test_a_closed_cycle_leaves_everybody_nothing_but_to_propose():
    for role in plan_labels.SIMULATED:
        assert simulation.open_to(role, Stage.CLOSED, SEED_2017, TABLE) == ["propose"]


def test_the_budget_school_votes_where_it_is_an_electorate():
    assert "vote" in simulation.open_to("budget_school", Stage.FINAL_SELECTION, SEOUL_PB_2018, TABLE)


def test_every_act_a_stage_opens_can_be_reached_by_somebody_in_the_simulator():
    reached = {act for role in plan_labels.SIMULATED for at in Stage for act in simulation.open_to(role, at, SMALL_PILOT, TABLE)}
    assert set(plan_labels.ACTS) <= reached
