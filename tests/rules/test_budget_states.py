"""The tables of the pipeline: every stage × every action, what is open when, and policies as values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.budget import labels, rules
from app.budget.permissions import TABLE
from app.budget.rules import PRESETS, SEED_2017, SMALL_PILOT, BudgetPolicy, policy_from_json
from app.budget.states import (
    APPEALS,
    CANDIDATES,
    COMPLAINTS,
    ITEMS,
    OPEN,
    REACHED,
    STAGES,
    STEP_OF,
    STEPS,
    Act,
    AppealState,
    CandidateState,
    ComplaintState,
    Criterion,
    Decision,
    Stage,
    Verdict,
)
from app.core.errors import IllegalTransition
from app.core.money import cap_won, within_cap
from app.core.states import advance
from app.voting.tally import CapRule

EOK = 100_000_000


def walk(table, states):
    """Every (state, action): where the table leads, and that nothing else moves."""
    all_actions = {action for moves in table.values() for action in moves}
    for state in states:
        for action in all_actions:
            if action in table[state]:
                assert advance(table, state, action) is table[state][action]
            else:
                with pytest.raises(IllegalTransition):
                    advance(table, state, action)


@pytest.mark.parametrize(
    ("table", "states"),
    [(STAGES, Stage), (CANDIDATES, CandidateState), (ITEMS, Decision), (APPEALS, AppealState), (COMPLAINTS, ComplaintState)],
)
def test_every_state_and_action_is_in_the_table_or_refused(table, states):
    assert set(table) == set(states)
    walk(table, states)


def test_a_cycle_goes_through_every_stage_once_and_in_order():
    stages = list(Stage)
    for here, following in pairwise(stages):
        assert list(STAGES[here].values()) == [following]
    assert STAGES[stages[-1]] == {}


def test_nothing_is_open_in_a_closed_cycle_and_everything_somewhere():
    assert OPEN[Stage.CLOSED] == frozenset()
    assert set(OPEN) == set(Stage)
    assert frozenset().union(*OPEN.values()) == set(Act)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("act", list(Act))
def test_what_is_not_open_is_refused(stage, act):
    if act in OPEN[stage]:
        rules.check_open(stage, act)
    else:
        with pytest.raises(rules.NotOpenNow):
            rules.check_open(stage, act)


def test_citizens_see_six_steps_that_never_go_back():
    steps = [STEP_OF[stage] for stage in Stage]
    assert steps == sorted(steps)
    assert set(steps) == set(range(1, STEPS + 1))
    assert len(labels.STEPS) == STEPS


def test_the_funnel_only_narrows():
    milestones = list(REACHED.values())
    assert all(later < earlier for earlier, later in pairwise(milestones))
    assert milestones[0] == set(CandidateState)


def test_everything_has_a_name():
    assert set(labels.STAGES) == set(Stage)
    assert set(labels.ADVANCE) == set(Stage) - {Stage.CLOSED} == set(labels.NEXT)
    assert set(labels.CANDIDATES) == set(CandidateState) == set(labels.CANDIDATE_KINDS)
    assert set(labels.PRESETS) == set(PRESETS)
    assert set(labels.FUNNEL) == set(REACHED)


@pytest.mark.parametrize(
    "policy", [*PRESETS.values(), replace(SMALL_PILOT, cap_rule=CapRule.STOP, ballot=rules.BallotKind.KNAPSACK)]
)
def test_a_policy_survives_json_and_keeps_its_digest(policy):
    import json

    again = policy_from_json(json.loads(json.dumps(policy.to_json())))
    assert again == policy
    assert again.digest == policy.digest


def test_a_stored_policy_with_an_unknown_or_missing_name_is_refused():
    raw = SMALL_PILOT.to_json()
    with pytest.raises(rules.BadPolicy):
        policy_from_json(raw | {"bonus": 1})
    del raw["cap_rule"]
    with pytest.raises(rules.BadPolicy):
        policy_from_json(raw)


def test_a_policy_cannot_be_changed():
    with pytest.raises(AttributeError):
        SEED_2017.envelope_won = 1


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"envelope_won": 0}, "envelope_won"),
        ({"tracks": ()}, "tracks"),
        ({"first_screening_cap_percent": 99}, "first_screening_cap_percent"),
        ({"second_screening_cap_percent": 171}, "second_screening_cap_percent"),
        ({"cap_rule": CapRule.OVERRUN}, "cap_rule"),
        ({"votes_per_ballot": 0}, "votes_per_ballot"),
        ({"score_sheet_quorum": 0}, "score_sheet_quorum"),
        ({"tie_order": ("digest", "cost")}, "tie_order"),
    ],
)
def test_a_policy_no_cycle_could_run_under_is_refused_at_its_field(change, name):
    with pytest.raises(rules.BadPolicy) as refusal:
        rules.check_policy(replace(SMALL_PILOT, **change))
    assert refusal.value.field == name


def test_the_plan_of_2017_caps_the_screenings_at_17_billion_and_13_billion():
    assert SEED_2017.envelope_won == 100 * EOK
    assert cap_won(SEED_2017.first_screening_cap_percent, SEED_2017.envelope_won) == 170 * EOK
    assert cap_won(SEED_2017.second_screening_cap_percent, SEED_2017.envelope_won) == 130 * EOK
    rules.check_cap(Stage.FIRST_SCREENING, 170 * EOK, SEED_2017)
    rules.check_cap(Stage.SECOND_SCREENING, 130 * EOK, SEED_2017)
    with pytest.raises(rules.FirstScreeningCapExceeded):
        rules.check_cap(Stage.FIRST_SCREENING, 170 * EOK + 1, SEED_2017)
    with pytest.raises(rules.SecondScreeningCapExceeded):
        rules.check_cap(Stage.SECOND_SCREENING, 130 * EOK + 1, SEED_2017)


def test_the_list_of_2017_on_a_ballot_of_130_percent():
    assert within_cap(527 * EOK, 131, 405 * EOK)
    assert not within_cap(527 * EOK, 130, 405 * EOK)


def test_the_weights_of_2017_have_to_be_entered():
    with pytest.raises(rules.WeightsUnset):
        rules.check_policy(SEED_2017)


def test_a_calendar_may_not_run_backwards():
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rules.check_calendar({Stage.INTAKE: start, Stage.DELIBERATION: start, Stage.BUDGETING: start + timedelta(days=1)})
    with pytest.raises(rules.CalendarOutOfOrder):
        rules.check_calendar({Stage.INTAKE: start, Stage.DEPARTMENT_REVIEW: start - timedelta(seconds=1)})


@pytest.mark.parametrize("failed", list(Criterion))
def test_one_criterion_not_met_is_enough(failed):
    verdicts = dict.fromkeys(Criterion, Verdict.ELIGIBLE)
    assert rules.is_eligible(verdicts)
    assert not rules.is_eligible(verdicts | {failed: Verdict.INELIGIBLE})
    del verdicts[failed]
    assert not rules.is_eligible(verdicts)


@pytest.mark.parametrize(
    ("decision", "given", "granted"),
    [
        (Decision.ADOPTED, None, 100),
        (Decision.ADOPTED, 5, 100),
        (Decision.CUT, 50, 0),
        (Decision.AMENDED, 60, 60),
        (Decision.AMENDED, 140, 140),
    ],
)
def test_what_the_council_granted(decision, given, granted):
    assert rules.decided_won(decision, 100, given) == granted


@pytest.mark.parametrize("given", [None, 0, 100])
def test_another_amount_is_above_zero_and_another(given):
    with pytest.raises(rules.AmountDoesNotFitDecision):
        rules.decided_won(Decision.AMENDED, 100, given)


def test_reasons_and_points_have_limits():
    rules.check_reason("가" * rules.REASON_MINIMUM_LENGTH)
    with pytest.raises(rules.ReasonTooShort):
        rules.check_reason("가" * (rules.REASON_MINIMUM_LENGTH - 1) + "   ")
    for points in (0, 100):
        rules.check_points(points)
    for points in (-1, 101):
        with pytest.raises(rules.PointsOutOfRange):
            rules.check_points(points)


def test_no_permission_of_the_pipeline_is_open_to_whoever_comes_but_reading():
    from app.core.permits import Who, permits

    class Row:
        stage = Stage.INTAKE
        paper_id = None

    assert [name for name in TABLE if name.startswith("cycle.") and permits(TABLE, name, Who(), Row())] == []
    assert permits(TABLE, "budget.read", Who())
    assert isinstance(SEED_2017, BudgetPolicy)
