"""Who may do what at which stage: people × stages for every act of the pipeline, and for refusals inside it."""

import pytest

from app.budget.permissions import TABLE
from app.budget.states import CandidateState, Decision, Stage
from app.core.permits import Who, permits

AUTHOR, OTHER = 7, 8
PEOPLE = {
    "nobody": Who(),
    "citizen": Who(OTHER, frozenset(), frozenset(), 1),
    "author": Who(AUTHOR, frozenset(), frozenset(), 1),
    "officer": Who(OTHER, frozenset({"officer"}), frozenset({1}), 1),
    "officer elsewhere": Who(OTHER, frozenset({"officer"}), frozenset({2}), 1),
    "panelist": Who(OTHER, frozenset({"panelist"}), frozenset(), 1),
    "panelist and author": Who(AUTHOR, frozenset({"panelist"}), frozenset(), 1),
    "moderator": Who(OTHER, frozenset({"moderator"}), frozenset(), 1),
    "committee": Who(OTHER, frozenset({"committee"}), frozenset(), 1),
    "coordinator": Who(OTHER, frozenset({"coordinator"}), frozenset(), 1),
    "auditor": Who(OTHER, frozenset({"auditor"}), frozenset(), 1),
}
RUNNING = set(Stage) - {Stage.CLOSED}


class Row:
    """A bare cycle, candidate or item, as the predicates see it."""

    def __init__(self, **facts):
        self.__dict__.update(facts)


def candidate(stage, state):
    proposal = Row(proposer_ids={AUTHOR})
    return Row(cycle=Row(stage=stage, paper_id=None), state=state, department_id=1, proposal=proposal)


STATES = {
    "candidate.review": CandidateState.NOMINATED,
    "candidate.deliberate": CandidateState.FIRST_PASSED,
    "candidate.submit_final": CandidateState.FIRST_PASSED,
}
SCORED = {Stage.FIRST_SCREENING: CandidateState.ELIGIBLE, Stage.SECOND_SCREENING: CandidateState.FINAL_SUBMITTED}
ADMITTED = {Stage.DELIBERATION: CandidateState.FIRST_REJECTED, Stage.FINAL_SELECTION: CandidateState.SECOND_REJECTED}


def subject(permission, stage):
    """The row that would be at hand at this stage."""
    if permission == "candidate.score":
        return candidate(stage, SCORED.get(stage, CandidateState.ELIGIBLE))
    if permission == "candidate.admit":
        return candidate(stage, ADMITTED.get(stage, CandidateState.FIRST_REJECTED))
    if permission in STATES:
        return candidate(stage, STATES[permission])
    if permission == "item.decide":
        return Row(candidate=candidate(stage, CandidateState.SELECTED), decision=Decision.PENDING)
    return Row(stage=stage, paper_id=1 if permission == "cycle.close_vote" else None)


ALLOWED = {
    "budget.read": (set(PEOPLE), set(Stage)),
    "budget.desk": (set(PEOPLE) - {"nobody", "citizen", "author"}, set(Stage)),
    "cycle.open": ({"coordinator"}, set(Stage)),
    "cycle.advance": ({"coordinator"}, RUNNING),
    "cycle.edit_calendar": ({"coordinator"}, RUNNING),
    "cycle.revise_envelope": ({"coordinator"}, RUNNING - {Stage.FINAL_SELECTION, Stage.BUDGETING}),
    "cycle.assign": ({"coordinator"}, {Stage.DEPARTMENT_REVIEW}),
    "cycle.open_vote": ({"coordinator"}, {Stage.FINAL_SELECTION}),
    "cycle.close_vote": ({"coordinator"}, {Stage.FINAL_SELECTION}),
    "candidate.review": ({"officer"}, {Stage.DEPARTMENT_REVIEW}),
    "candidate.score": ({"panelist"}, {Stage.FIRST_SCREENING, Stage.SECOND_SCREENING}),
    "candidate.admit": ({"coordinator"}, {Stage.DELIBERATION, Stage.FINAL_SELECTION}),
    "candidate.deliberate": ({"coordinator", "moderator"}, {Stage.DELIBERATION}),
    "candidate.submit_final": ({"author", "panelist and author", "coordinator"}, {Stage.FINAL_SUBMISSION}),
    "item.decide": ({"coordinator"}, {Stage.BUDGETING}),
    "table.publish": ({"coordinator"}, set(Stage)),
    "table.withdraw": ({"coordinator"}, set(Stage)),
}


def test_every_permission_has_its_truth_table():
    assert set(ALLOWED) == set(TABLE)


@pytest.mark.parametrize("permission", list(TABLE))
def test_people_by_stages(permission):
    people, stages = ALLOWED[permission]
    wrong = [
        (name, stage)
        for name, who in PEOPLE.items()
        for stage in Stage
        if permits(TABLE, permission, who, subject(permission, stage)) is not (name in people and stage in stages)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "permission", ["candidate.review", "candidate.score", "candidate.admit", "candidate.deliberate", "candidate.submit_final"]
)
def test_a_candidate_in_any_other_state_is_left_alone(permission):
    people, stages = ALLOWED[permission]
    for stage in stages:
        expected = subject(permission, stage).state
        also = {CandidateState.ELIGIBLE, CandidateState.FINAL_SUBMITTED} if permission == "candidate.score" else set()
        also |= {CandidateState.FIRST_REJECTED, CandidateState.SECOND_REJECTED} if permission == "candidate.admit" else set()
        for state in set(CandidateState) - also - {expected}:
            for name in people:
                assert not permits(TABLE, permission, PEOPLE[name], candidate(stage, state)), (state, name)


def test_a_paper_that_is_open_can_neither_be_opened_nor_its_envelope_revised():
    open_ = Row(stage=Stage.FINAL_SELECTION, paper_id=1)
    assert not permits(TABLE, "cycle.open_vote", PEOPLE["coordinator"], open_)
    assert not permits(TABLE, "cycle.close_vote", PEOPLE["coordinator"], Row(stage=Stage.FINAL_SELECTION, paper_id=None))
