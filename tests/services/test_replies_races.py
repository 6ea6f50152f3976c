"""Endorsing, taking back and assigning at the same moment, by real threads."""

from app.accounts.models import Resident
from app.core.errors import DomainError
from app.core.history import entries
from app.districts.models import Department
from app.extensions import db
from app.proposals import services as proposals
from app.proposals.models import Proposal
from app.replies import services
from app.replies.models import Assignment, OfficialReply, ReplyCase
from app.replies.states import CaseState
from tests.make import people, replies
from tests.make import proposals as writing
from tests.make.replies import words
from tests.parallel import at_once


def load(model, row_id):
    return db.session.get_one(model, row_id)


def refusals(answers):
    db.session.rollback()
    crashed = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert not crashed, crashed
    return [one for one in answers if isinstance(one, DomainError)]


def endorse(proposal_id, by_id):
    return lambda: proposals.endorse(load(Proposal, proposal_id), by=load(Resident, by_id))


def take_back(proposal_id, by_id):
    return lambda: proposals.withdraw_endorsement(load(Proposal, proposal_id), by=load(Resident, by_id))


def assign(case_id, by_id, unit_id):
    return lambda: services.assign(load(ReplyCase, case_id), by=load(Resident, by_id), lead=load(Department, unit_id)).id


def test_many_who_endorse_at_once_reach_the_threshold_once(app):
    made = replies.world()
    proposal = writing.proposal(made.district)
    fans = [people.resident().id for _ in range(6)]
    assert not refusals(at_once(app, [endorse(proposal.id, fan) for fan in fans]))
    case = replies.case_of(proposal)
    assert case.state is CaseState.WAITING
    assert people.again(proposal).endorsement_count == 6
    reached = [entry.details["level"] for entry in entries(proposal) if entry.action == "reply.reached"]
    assert sorted(reached) == ["debate", "department", "mayor"]


def test_taking_back_and_assigning_end_in_one_of_two_whole_states(app):
    """Either the department was named first and stays, or the count fell first and nobody was named."""
    made = replies.world()
    for _ in range(4):
        case = made.waiting()
        case_id, proposal_id = case.id, case.proposal_id
        fan, by, unit = made.crowd[0].id, made.coordinator.id, made.department.id
        refused = refusals(at_once(app, [take_back(proposal_id, fan), assign(case_id, by, unit)]))
        case = people.again(load(ReplyCase, case_id))
        standing = db.session.query(Assignment).filter_by(case_id=case_id).count()
        assert case.proposal.endorsement_count == 1
        if refused:
            assert (case.state, standing, case.due_on, case.lead_id) == (CaseState.COLLECTING, 0, None, None)
        else:
            assert (case.state, standing, case.lead_id) == (CaseState.ASSIGNED, 1, unit)
            assert case.due_on is not None


def test_giving_taking_back_and_assigning_never_refuse_a_citizen(app):
    made = replies.world()
    case = made.waiting()
    case_id, proposal_id, late = case.id, case.proposal_id, people.resident().id
    acts = [
        take_back(proposal_id, made.crowd[0].id),
        endorse(proposal_id, late),
        assign(case_id, made.coordinator.id, made.department.id),
    ]
    answers = at_once(app, acts)
    refusals(answers)
    assert answers[:2] == [True, True]
    case = people.again(load(ReplyCase, case_id))
    assert case.proposal.endorsement_count == 2
    assert case.state in (CaseState.ASSIGNED, CaseState.WAITING)
    assert (case.state is CaseState.ASSIGNED) is not isinstance(answers[2], DomainError)


def test_two_coordinators_name_departments_once(app):
    made = replies.world()
    case = made.waiting()
    ids = (case.id, made.coordinator.id)
    answers = at_once(app, [assign(*ids, made.department.id), assign(*ids, made.other.id)])
    assert len(refusals(answers)) == 1
    assert db.session.query(Assignment).count() == 1


def test_an_answer_is_given_once(app):
    made = replies.world()
    case = made.assigned()
    case_id, by_id = case.id, made.officer.id

    def answer():
        return services.answer(load(ReplyCase, case_id), by=load(Resident, by_id), **words()).id

    assert len(refusals(at_once(app, [answer] * 3))) == 2
    assert db.session.query(OfficialReply).count() == 1
