"""Who may do what at which stage: people × stages for every act of the pipeline, and for refusals inside it."""

import pytest

from app.budget.permissions import TABLE
from app.budget.states import CandidateState, Decision, Stage
from app.core.permits import Who, permits

AUTHOR, OTHER, REVIEWER = 7, 8, 9
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
    "coordinator and author": Who(AUTHOR, frozenset({"coordinator"}), frozenset(), 1),
    "coordinator who reviewed": Who(REVIEWER, frozenset({"coordinator"}), frozenset(), 1),
    "auditor": Who(OTHER, frozenset({"auditor"}), frozenset(), 1),
}
RUNNING = set(Stage) - {Stage.CLOSED}


class Row:
    """A bare cycle, candidate or item, as the predicates see it."""

    def __init__(self, **facts):
        self.__dict__.update(facts)


def candidate(stage, state):
    proposal = Row(proposer_ids={AUTHOR})
    parts = [Row(department_id=2)]
    return Row(cycle=Row(stage=stage, paper_id=None), state=state, department_id=1, proposal=proposal, parts=parts, appeal=None)


STATES = {
    "candidate.involve": CandidateState.NOMINATED,
    "candidate.override": CandidateState.SELECTED,
    "candidate.advise": CandidateState.NOMINATED,
    "candidate.appeal": CandidateState.INELIGIBLE,
    "candidate.review": CandidateState.NOMINATED,
    "candidate.deliberate": CandidateState.FIRST_PASSED,
    "candidate.submit_final": CandidateState.FIRST_PASSED,
}
SCORED = {Stage.FIRST_SCREENING: CandidateState.ELIGIBLE, Stage.SECOND_SCREENING: CandidateState.FINAL_SUBMITTED}
ADMITTED = {Stage.DELIBERATION: CandidateState.FIRST_REJECTED, Stage.FINAL_SELECTION: CandidateState.SECOND_REJECTED}


def subject(permission, stage):
    """The row that would be at hand at this stage."""
    if permission in ("candidate.score", "candidate.record_recusal"):
        return candidate(stage, SCORED.get(stage, CandidateState.ELIGIBLE))
    if permission == "candidate.admit":
        return candidate(stage, ADMITTED.get(stage, CandidateState.FIRST_REJECTED))
    if permission == "candidate.decide_appeal":
        found = candidate(stage, CandidateState.INELIGIBLE)
        found.appeal = Row(is_open=True, reviewer_id=REVIEWER)
        return found
    if permission.startswith("course."):
        return Row(is_finished=False)
    if permission == "complaint.consent":
        return Row(proposer_ids={AUTHOR})
    if permission == "complaint.answer":
        return Row(is_open=True, proposal=Row(proposer_ids={AUTHOR}))
    if permission in STATES:
        return candidate(stage, STATES[permission])
    if permission in ("item.decide", "item.itemize"):
        return Row(candidate=candidate(stage, CandidateState.SELECTED), decision=Decision.PENDING, department_id=1)
    if permission == "cycle.plan":
        return Row(is_open=True)
    if permission == "city.arrange":
        return Row(is_city=True)
    return Row(stage=stage, paper_id=1 if permission == "cycle.close_vote" else None)


COORDINATORS = {"coordinator", "coordinator and author", "coordinator who reviewed"}
AUTHORS = {"author", "panelist and author", "coordinator and author"}
APPEALING = {Stage.DEPARTMENT_REVIEW, Stage.FIRST_SCREENING}
ALLOWED = {
    "budget.read": (set(PEOPLE), set(Stage)),
    "budget.desk": (set(PEOPLE) - {"nobody", "citizen", "author"}, set(Stage)),
    "cycle.open": (COORDINATORS, set(Stage)),
    "cycle.advance": (COORDINATORS, RUNNING),
    "cycle.edit_calendar": (COORDINATORS, RUNNING),
    "cycle.revise_envelope": (COORDINATORS, RUNNING - {Stage.FINAL_SELECTION, Stage.BUDGETING}),
    "cycle.plan": (COORDINATORS, set(Stage)),
    "cycle.amend": (COORDINATORS, RUNNING),
    "cycle.publish_figures": (COORDINATORS, set(Stage)),
    "funding.choose": (COORDINATORS, set(Stage)),
    "district.prepare": (COORDINATORS, set(Stage)),
    "city.arrange": (COORDINATORS, set(Stage)),
    "cycle.assign": (COORDINATORS, {Stage.DEPARTMENT_REVIEW}),
    "cycle.open_vote": (COORDINATORS, {Stage.FINAL_SELECTION}),
    "cycle.close_vote": (COORDINATORS, {Stage.FINAL_SELECTION}),
    "candidate.review": ({"officer"}, {Stage.DEPARTMENT_REVIEW}),
    "cycle.work": (COORDINATORS | {"officer", "officer elsewhere", "auditor"}, set(Stage)),
    "candidate.involve": (COORDINATORS, {Stage.DEPARTMENT_REVIEW}),
    "candidate.advise": ({"officer elsewhere"}, {Stage.DEPARTMENT_REVIEW}),
    "candidate.appeal": ({"author", "panelist and author", "coordinator and author"}, APPEALING),
    "candidate.decide_appeal": ({"coordinator"}, APPEALING),
    "candidate.score": ({"panelist"}, {Stage.FIRST_SCREENING, Stage.SECOND_SCREENING}),
    "course.open": (COORDINATORS, set(Stage)),
    "course.enrol": (set(PEOPLE) - {"nobody"}, set(Stage)),
    "course.finish": (COORDINATORS, set(Stage)),
    "cycle.take_in": (COORDINATORS, {Stage.DEPARTMENT_REVIEW}),
    "cycle.redirect": (COORDINATORS, {Stage.INTAKE, Stage.DEPARTMENT_REVIEW}),
    "complaint.answer": (AUTHORS, set(Stage)),
    "complaint.consent": (AUTHORS, set(Stage)),
    "candidate.override": (COORDINATORS - {"coordinator and author"}, {Stage.FINAL_SELECTION}),
    "cycle.seat": (COORDINATORS, RUNNING),
    "cycle.follow_round": (COORDINATORS | {"panelist", "panelist and author"}, {Stage.FIRST_SCREENING, Stage.SECOND_SCREENING}),
    "cycle.minute": (COORDINATORS, {Stage.FIRST_SCREENING, Stage.SECOND_SCREENING}),
    "candidate.record_recusal": (COORDINATORS, {Stage.FIRST_SCREENING, Stage.SECOND_SCREENING}),
    "candidate.admit": (COORDINATORS, {Stage.DELIBERATION, Stage.FINAL_SELECTION}),
    "candidate.deliberate": (COORDINATORS | {"moderator"}, {Stage.DELIBERATION}),
    "candidate.submit_final": (COORDINATORS | {"author", "panelist and author"}, {Stage.FINAL_SUBMISSION}),
    "item.decide": (COORDINATORS, {Stage.BUDGETING}),
    "item.itemize": (COORDINATORS | {"officer"}, {Stage.BUDGETING}),
    "cycle.itemize": (COORDINATORS, {Stage.BUDGETING}),
    "statement.issue": (COORDINATORS, {Stage.BUDGETING}),
    "table.publish": (COORDINATORS, set(Stage)),
    "table.withdraw": (COORDINATORS, set(Stage)),
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
    "permission",
    [
        "candidate.review",
        "candidate.involve",
        "candidate.advise",
        "candidate.appeal",
        "candidate.score",
        "candidate.admit",
        "candidate.deliberate",
        "candidate.submit_final",
    ],
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
