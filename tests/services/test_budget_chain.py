"""From a citizen's proposal to the council's decision, and what keeps a cycle from going on."""

from datetime import timedelta

import pytest

from app.budget import queries
from app.budget.blockers import blockers
from app.budget.rules import SMALL_PILOT, NotOpenNow, ReasonTooShort, policy_from_json
from app.budget.services import cycles, final, items, selection
from app.budget.states import CandidateState, Decision, ScreeningKind, Stage
from app.core import clock
from app.core.errors import Blocked, ChangedMeanwhile
from app.core.history import entries
from app.extensions import db
from app.proposals import services as proposal_services
from tests.make import budget, people, proposals

MILLION = budget.MILLION


def actions(subject):
    return [entry.action for entry in entries(subject) if entry.action.startswith("budget.")]


def test_a_proposal_goes_all_the_way_and_its_history_tells_every_step(app):
    made = budget.at(Stage.BUDGETING)
    first = made.of(0)
    assert first.state is CandidateState.SELECTED
    budget.decide(made, first.item)
    assert actions(made.proposals[0]) == [
        "budget.nominated", "budget.assigned", "budget.found_eligible", "budget.screening_passed", "budget.deliberated",
        "budget.final_submitted", "budget.screening_passed", "budget.on_ballot", "budget.selected", "budget.item_made",
        "budget.council_adopted",
    ]  # fmt: skip
    assert made.of(0).state is CandidateState.ADOPTED


def test_a_cycle_that_waits_for_nothing_more_closes(app):
    made = budget.at(Stage.CLOSED)
    assert not made.cycle.is_running
    with pytest.raises(NotOpenNow):
        made.advance()


@pytest.mark.parametrize(
    ("stage", "codes"),
    [
        (Stage.DEPARTMENT_REVIEW, ["UNASSIGNED"]),
        (Stage.FIRST_SCREENING, ["SHEETS_MISSING"]),
        (Stage.DELIBERATION, ["DELIBERATION_MISSING"]),
        (Stage.FINAL_SUBMISSION, ["FINAL_MISSING"]),
        (Stage.SECOND_SCREENING, ["SHEETS_MISSING"]),
        (Stage.FINAL_SELECTION, ["VOTE_NOT_OPENED"]),
        (Stage.BUDGETING, ["STATEMENT_MISSING", "ITEMS_UNDECIDED"]),
    ],
)
def test_a_stage_says_what_is_missing_and_refuses_with_the_same_words(app, stage, codes):
    made = budget.at(stage)
    shown = blockers(made.cycle)
    assert [one.code for one in shown] == codes
    with pytest.raises(Blocked) as refusal:
        made.advance()
    assert list(refusal.value.blockers) == shown
    assert made.cycle.stage is stage
    budget.finish(made)
    assert blockers(made.cycle) == []
    made.advance()
    assert made.cycle.stage is not stage


def test_a_cycle_without_proposals_stays_at_intake(app):
    place = people.district()
    cycle = budget.opened(place, people.resident())
    assert [one.code for one in blockers(cycle)] == ["NO_PROPOSALS"]


def test_an_open_vote_and_an_uncounted_one_block_in_turn(app, monkeypatch):
    made = budget.at(Stage.FINAL_SELECTION)
    budget.open_vote(made)
    assert [one.code for one in blockers(made.cycle)] == ["VOTE_OPEN"]
    monkeypatch.setattr("app.voting.services.on_closed", [])
    with pytest.raises(ReasonTooShort):
        selection.close_vote(made.cycle, by=made.coordinator)  # days before its time
    selection.close_vote(made.cycle, by=made.coordinator, reason=budget.REASON)
    assert [one.code for one in blockers(made.cycle)] == ["VOTE_NOT_COUNTED"]


def test_a_cycle_in_which_nothing_is_eligible_still_comes_to_its_end(app):
    from app.budget.services import candidates
    from app.budget.states import Verdict

    made = budget.at(Stage.DEPARTMENT_REVIEW, costs=(None,))
    candidates.assign(made.cycle, made.candidates, made.department, by=made.coordinator)
    budget.review(made, made.of(0), Verdict.INELIGIBLE)
    assert made.of(0).state is CandidateState.INELIGIBLE
    with clock.travel(clock.now() + timedelta(days=8)):  # the time to object is over
        while made.cycle.is_running:
            made.advance()
    assert made.cycle.stage is Stage.CLOSED


def test_a_second_click_does_not_finish_the_next_stage_too(app):
    made = budget.world()
    cycles.advance(made.cycle, by=made.coordinator, seen=Stage.INTAKE)
    with pytest.raises(ChangedMeanwhile):
        cycles.advance(made.cycle, by=made.coordinator, seen=Stage.INTAKE)
    assert made.cycle.stage is Stage.DEPARTMENT_REVIEW


def test_a_proposal_takes_part_once(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    other = budget.opened(made.district, made.coordinator, name="다음 주기")
    assert [one.code for one in blockers(other)] == ["NO_PROPOSALS"]
    proposals.proposal(made.district)
    assert blockers(other) == []
    cycles.advance(other, by=made.coordinator)
    assert len(queries.in_state(other, *CandidateState)) == 1


def test_only_the_tracks_of_the_policy_come_in(app):
    from app.proposals.states import BudgetTrack

    made = budget.world(tracks=("collaborative",))
    assert [one.code for one in blockers(made.cycle)] == ["NO_PROPOSALS"]
    proposals.proposal(made.district, track=BudgetTrack.COLLABORATIVE)
    made.advance()
    assert len(made.candidates) == 1


def test_a_cycle_keeps_the_policy_it_opened_with(app, monkeypatch):
    made = budget.world()
    from dataclasses import replace

    from app.budget import rules

    monkeypatch.setitem(rules.PRESETS, "small_pilot", replace(SMALL_PILOT, first_screening_cap_percent=999))
    db.session.expire_all()
    assert made.cycle.policy == SMALL_PILOT
    assert policy_from_json(made.cycle.frozen_policy) == SMALL_PILOT


def test_the_envelope_alone_may_be_revised_with_a_reason_until_the_vote(app):
    made = budget.world()
    cycles.revise_envelope(made.cycle, by=made.coordinator, envelope_won=405 * MILLION, reason=budget.REASON)
    assert made.cycle.policy.envelope_won == 405 * MILLION
    assert made.cycle.frozen_policy["envelope_won"] == SMALL_PILOT.envelope_won
    assert actions(made.cycle)[-1] == "budget.envelope_revised"


def test_moving_a_deadline_leaves_the_old_date_in_history(app):
    made = budget.world()
    before = made.cycle.due(Stage.INTAKE)
    moved = cycles.change_calendar(
        made.cycle, by=made.coordinator, calendar={Stage.INTAKE: before + timedelta(days=2)}, reason=budget.REASON
    )
    assert moved == 1
    entry = entries(made.cycle)[-1]
    assert entry.details["due_from"] == before.isoformat()
    assert entry.reason == budget.REASON


def test_what_is_being_judged_cannot_be_rewritten_or_withdrawn(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    with pytest.raises(final.FrozenByCycle):
        proposal_services.withdraw(made.proposals[0], by=made.proposers[0], reason=budget.REASON)


def test_a_final_version_is_frozen_with_its_own_cost_and_goes_on_the_paper(app):
    made = budget.at(Stage.FINAL_SUBMISSION)
    budget.submit(made.of(0), title="숙의를 거친 새 제목입니다", cost_won=120 * MILLION)
    budget.step(made)
    budget.step(made)
    budget.open_vote(made)
    paper = queries.paper(made.cycle)
    assert paper.options[0].title == "숙의를 거친 새 제목입니다"
    assert paper.options[0].cost == 120 * MILLION


def test_when_a_proposer_does_not_submit_the_coordinator_carries_the_version_forward(app):
    made = budget.at(Stage.FINAL_SUBMISSION)
    candidate = made.of(0)
    final.carry_forward(candidate, by=made.coordinator, reason=budget.REASON)
    assert candidate.final_version_id == candidate.proposal.current.id
    assert actions(made.proposals[0])[-1] == "budget.carried_forward"


def test_somebody_else_cannot_submit_the_final_version(app):
    made = budget.at(Stage.FINAL_SUBMISSION)
    version = made.proposals[0].current
    with pytest.raises(final.NotTheProposer):
        final.submit(
            made.of(0), by=made.proposers[1], title=version.title, problem=version.problem, idea=version.idea,
            place=version.place, cost_won=1_000_000, reason=budget.REASON,
        )  # fmt: skip


def test_the_vote_selects_within_the_envelope_and_says_why(app):
    made = budget.at(Stage.BUDGETING)
    states = [made.of(n).state for n in range(3)]
    assert states == [CandidateState.SELECTED, CandidateState.SELECTED, CandidateState.SECOND_REJECTED]
    chosen = made.of(0).selection
    assert chosen.is_selected
    assert chosen.rank == 1
    assert "/" in chosen.score
    assert chosen.reason["code"]


def test_weights_are_shares_of_the_whole(app):
    from fractions import Fraction

    from app.budget.rules import SEED_2017, SEOUL_PB_2017, WeightsUnset

    assert SEOUL_PB_2017.shares() == {"committee": Fraction(2, 5), "budget_school": Fraction(1, 10), "citizens": Fraction(1, 2)}
    place = people.district()
    with pytest.raises(WeightsUnset):
        cycles.open_cycle(place, name="가중치 없음", year=2026, policy=SEED_2017, calendar={}, by=people.resident())
    opened = cycles.open_cycle(
        place, name="가중치 있음", year=2026, policy=SEED_2017, weights={"committee": 1, "citizens": 1}, calendar={},
        by=people.resident(),
    )  # fmt: skip
    assert opened.policy.shares() == {"committee": Fraction(1, 2), "citizens": Fraction(1, 2)}


def test_opening_twice_with_the_same_key_opens_once(app):
    place, by = people.district(), people.resident()
    given = {"name": "한 번", "year": 2026, "policy": SMALL_PILOT, "calendar": {}, "by": by, "once": "k"}
    assert cycles.open_cycle(place, **given).id == cycles.open_cycle(place, **given).id


def test_a_council_decision_is_made_once_and_its_amount_fits_it(app):
    from app.budget.rules import AmountDoesNotFitDecision, ReasonTooShort
    from app.core.errors import IllegalTransition

    made = budget.at(Stage.BUDGETING)
    one, two = queries.items(made.cycle)
    with pytest.raises(AmountDoesNotFitDecision):
        budget.decide(made, one, Decision.AMENDED, one.amount_won)
    with pytest.raises(ReasonTooShort):
        items.decide(one, by=made.coordinator, decision=Decision.CUT, amount_won=None, reason="짧음", decided_on=clock.today())
    budget.decide(made, one, Decision.AMENDED, 90 * MILLION)
    assert (one.decided_amount_won, one.candidate.state) == (90 * MILLION, CandidateState.AMENDED)
    with pytest.raises(IllegalTransition):
        budget.decide(made, one, Decision.CUT)
    budget.decide(made, two, Decision.CUT)
    assert two.decided_amount_won == 0
    assert [one.code for one in blockers(made.cycle)] == ["STATEMENT_MISSING"]


def test_screening_outcomes_are_published_with_rank_and_reason(app):
    made = budget.at(Stage.DELIBERATION, costs=(200 * MILLION, 200 * MILLION, 200 * MILLION))
    round_, rows = queries.outcome_table(made.cycle, ScreeningKind.PAPER)
    assert round_.closed_at
    assert [(row.rank, row.is_passed, row.reason_code) for row, _ in rows] == [
        (1, True, "WITHIN_CAP"),
        (2, True, "WITHIN_CAP"),
        (3, False, "OVER_CAP"),
    ]


def test_a_cycle_whose_proposals_went_elsewhere_meanwhile_does_not_go_on_empty(app, monkeypatch):
    """The blockers were asked before the other cycle committed, the nominations made after."""
    place = people.district()
    cycle = budget.opened(place, people.resident())
    answers = [[], blockers(cycle)]
    monkeypatch.setattr("app.budget.services.cycles.blockers", lambda _: answers.pop(0))
    with pytest.raises(Blocked) as refusal:
        cycles.advance(cycle, by=people.resident())
    assert [one.code for one in refusal.value.blockers] == ["NO_PROPOSALS"]
    assert cycle.stage is Stage.INTAKE
