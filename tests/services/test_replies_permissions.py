"""Who may do what to a case in which state: person x state as a truth table."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.permits import permits
from app.districts import queries as districts
from app.districts.states import Role
from app.extensions import db
from app.proposals import services as proposals
from app.replies import queries, services
from app.replies.states import CaseState, Level
from tests.make import people, replies
from tests.make.replies import REASON

PEOPLE = (
    "visitor",
    "citizen",
    "proposer",
    "officer",
    "other_officer",
    "proposing_officer",
    "coordinator",
    "auditor",
    "moderator",
)
STATES = ("waiting", "assigned", "answered", "withdrawn", "mayor", "mayor_answered")
WORK = {"assign", "answer", "interim", "extend", "correct", "reopen"}
MAY = {
    ("coordinator", "waiting"): {"assign"},
    ("coordinator", "assigned"): {"assign"},
    ("coordinator", "answered"): {"reopen"},
    ("coordinator", "mayor"): {"assign", "answer", "interim", "extend"},
    ("coordinator", "mayor_answered"): {"correct", "reopen"},
    ("officer", "assigned"): {"answer", "interim", "extend"},
    ("officer", "answered"): {"correct"},
}


@pytest.fixture
def cases(app):
    """A case in every state, and who looks at it."""
    made = replies.world()
    author = people.official(made.district, Role.OFFICER, unit=made.department)
    author.created_at = clock.now() - timedelta(days=90)  # new accounts may not propose that much
    db.session.commit()
    found = {"waiting": made.waiting(by=author), "assigned": made.assigned(by=author), "answered": made.answered(by=author)}
    found["withdrawn"] = made.assigned(by=author)
    proposals.withdraw(found["withdrawn"].proposal, by=author, reason="다른 곳에서 이미 하고 있습니다.")
    for name in ("mayor", "mayor_answered"):
        proposal = made.waiting(number=6).proposal
        found[name] = services.assign(queries.case_at(proposal, Level.MAYOR), by=made.coordinator, lead=made.department)
    services.answer(found["mayor_answered"], by=made.coordinator, **replies.words(position="구청장"))
    everybody = {
        "citizen": people.resident(), "proposer": author, "proposing_officer": author, "officer": made.officer,
        "other_officer": made.other_officer, "coordinator": made.coordinator,
        "auditor": people.official(made.district, Role.AUDITOR), "moderator": people.official(made.district, Role.MODERATOR),
    }  # fmt: skip
    return app, made, found, everybody


def test_who_may_do_what_in_which_state(cases):
    app, made, found, everybody = cases
    table = app.extensions["decide.permissions"]
    for state in STATES:
        case = queries.case(made.district, found[state].id)
        for name in PEOPLE:
            person = everybody.get(name)
            asking = districts.who_in(made.district, person.id if person else 0, 1)
            may = {act for act in WORK if permits(table, f"reply.{act}", asking, case)}
            assert may == MAY.get((name, state), set()), (name, state)


def test_a_coordinator_does_not_answer_his_own_proposal(app):
    made = replies.world()
    proposal = made.waiting(number=6, by=made.coordinator).proposal
    case = queries.case_at(proposal, Level.MAYOR)
    services.assign(case, by=made.coordinator, lead=made.department)
    asking = districts.who_in(made.district, made.coordinator.id, 1)
    table = app.extensions["decide.permissions"]
    assert not any(permits(table, f"reply.{act}", asking, case) for act in ("answer", "interim", "extend"))


def test_only_a_coordinator_lets_a_proposal_gather_again_and_only_when_it_is_over(cases):
    app, made, found, everybody = cases
    table = app.extensions["decide.permissions"]
    idle = replies.case_of(found["waiting"].proposal)
    gathering = queries.standing_of(idle.proposal)
    idle.state = CaseState.LAPSED
    db.session.commit()
    lapsed = queries.standing_of(people.again(idle).proposal)
    for name, person in everybody.items():
        asking = districts.who_in(made.district, person.id, 1)
        assert permits(table, "reply.collect", asking, lapsed) is (name == "coordinator"), name
    assert gathering.may_collect is lapsed.may_collect is True
    services.collect(lapsed.proposal, by=made.coordinator, reason=REASON)
    assert not queries.standing_of(lapsed.proposal).may_collect


@pytest.mark.parametrize(
    ("name", "may"), [("officer", True), ("coordinator", True), ("auditor", True), ("moderator", False), ("citizen", False)]
)
def test_who_sees_the_list_of_work(cases, name, may):
    app, made, _found, everybody = cases
    asking = districts.who_in(made.district, everybody[name].id, 1)
    assert permits(app.extensions["decide.permissions"], "reply.desk", asking) is may
    assert permits(app.extensions["decide.permissions"], "reply.policy", asking) is (name == "coordinator")
