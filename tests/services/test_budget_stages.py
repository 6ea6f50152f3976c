"""Late proposals, complaints, courses, what deliberation leaves behind, and decisions by name beside the count."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import export
from app.budget import queries
from app.budget.blockers import blockers
from app.budget.course_models import Enrolment
from app.budget.decision_models import Complaint
from app.budget.models import Candidate, Cycle
from app.budget.policy.presets import BUDGET_SCHOOL, CITIZENS, PROPOSERS
from app.budget.queries import complaints as complaint_queries
from app.budget.queries import courses as course_queries
from app.budget.queries import intake, selections
from app.budget.rules import EnvelopeExceeded, NotOpenNow, PartAmountWrong
from app.budget.services import candidates, complaints, courses, deliberation, overrides, selection
from app.budget.states import CandidateState, ComplaintState, CourseKind, DeliberationStep, EnrolmentState, Override, Stage
from app.core import clock
from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from app.notices.models import Notice
from app.proposals.states import BudgetTrack, ProposalState
from app.verifiable import queries as sealed
from app.voting import queries as voting
from app.voting.states import Level
from tests.make import budget, people, proposals
from tests.make.budget import MILLION, REASON
from tests.statements import counted


def test_a_late_proposal_is_taken_in_with_a_reason_while_departments_review(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    late = proposals.proposal(made.district)
    with pytest.raises(candidates.NothingLate):
        candidates.take_in(made.cycle, [made.proposals[0].id], by=made.coordinator, reason=REASON)
    (one,) = candidates.take_in(made.cycle, [late.id, made.proposals[0].id], by=made.coordinator, reason=REASON)
    assert (one.proposal_id, one.state) == (late.id, CandidateState.NOMINATED)
    assert entries(late)[-1].reason == REASON
    budget.step(made)
    with pytest.raises(NotOpenNow):
        candidates.take_in(made.cycle, [late.id], by=made.coordinator, reason=REASON)


def test_what_is_counted_is_what_is_taken_in(app):
    made = budget.world()
    taken, handed_on, asked, withdrawn, foreign, elsewhere, late = (proposals.proposal(made.district) for _ in range(7))
    proposals.proposal(people.district("seoul"))
    db.session.add(Candidate(district_id=made.district.id, cycle_id=made.cycle.id, proposal_id=taken.id, track="general"))
    for one, state in ((handed_on, ComplaintState.HANDED_ON), (asked, ComplaintState.ASKED)):
        db.session.add(
            Complaint(
                district_id=made.district.id, proposal_id=one.id, state=state, department_id=made.department.id, reason=REASON,
                asked_by_id=made.coordinator.id, asked_at=clock.now(),
            )
        )  # fmt: skip
    withdrawn.state, foreign.currency, elsewhere.track = ProposalState.WITHDRAWN, "EUR", BudgetTrack.DISTRICT
    db.session.commit()
    fit, cycle = sorted(one.id for one in [*made.proposals, asked, late]), db.session.get(Cycle, made.cycle.id)
    with counted() as statements:
        assert [one.id for one in intake.nominable(cycle)] == fit
    assert len(statements) == 1
    assert intake.counts(made.cycle) == (0, len(fit))
    assert [one.id for one in intake.nominable_page(made.cycle)] == fit
    assert intake.nominable(made.cycle, [taken.id, late.id]) == [late]


def redirected(made, index=0):
    return complaints.redirect(made.cycle, made.proposals[index], by=made.coordinator, department=made.department, reason=REASON)


def test_a_complaint_is_handed_on_at_once_only_where_its_proposer_has_agreed(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    with pytest.raises(complaints.NotTheirProposal):
        complaints.consent(made.proposals[0], by=made.proposers[1])
    complaints.consent(made.proposals[0], by=made.proposers[0])
    complaints.consent(made.proposals[0], by=made.proposers[0])
    assert redirected(made).state is ComplaintState.HANDED_ON
    assert made.of(0).state is CandidateState.REDIRECTED
    asked = redirected(made, 1)
    assert (asked.state, made.of(1).state) == (ComplaintState.ASKED, CandidateState.NOMINATED)
    told = [one for one in db.session.scalars(select(Notice)) if one.code == "budget.complaint_asked"]
    assert [(one.resident_id, one.link_values["complaint_id"]) for one in told] == [(made.proposers[1].id, asked.id)]
    given = export.of(made.proposers[0])["sections"]["complaint_consents"]
    assert [one["proposal"] for one in given] == [made.proposals[0].id]
    with pytest.raises(complaints.NotTheirProposal):
        complaints.answer(asked, by=made.coordinator, agrees=True)
    complaints.answer(asked, by=made.proposers[1], agrees=False)
    assert made.of(1).state is CandidateState.NOMINATED
    with pytest.raises(complaints.NotWaitingForAnswer):
        complaints.answer(asked, by=made.proposers[1], agrees=True)
    with pytest.raises(complaints.AlreadyAsked):
        redirected(made, 1)
    told = [entry.action for entry in entries(made.proposals[0])]
    assert told[-3:] == ["budget.complaint_consented", "budget.complaint_asked", "budget.complaint_handed_on"]


def test_what_became_a_complaint_before_the_intake_ended_is_taken_in_by_no_cycle(app):
    made = budget.world()
    complaints.consent(made.proposals[2], by=made.proposers[2])
    redirected(made, 2)
    made.advance()
    assert {one.proposal_id for one in made.candidates} == {made.proposals[0].id, made.proposals[1].id}
    assert complaint_queries.complaint_of(made.proposals[2]).state is ComplaintState.HANDED_ON


def test_nobody_agrees_any_more_once_the_review_is_finished(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    asked = redirected(made)
    budget.step(made)
    with pytest.raises(complaints.NotWaitingForAnswer):
        complaints.answer(asked, by=made.proposers[0], agrees=True)
    assert made.of(0).state is CandidateState.ELIGIBLE


def course(made, capacity=1, cycle=None, **given):
    today = clock.today()
    return courses.open_course(
        made.district, by=made.coordinator, name="시험 과정", kind=CourseKind.GOVERNANCE_SCHOOL, starts_on=today, ends_on=today,
        capacity=capacity, cycle=cycle, **given,
    )  # fmt: skip


def test_a_full_course_has_a_waiting_list_and_a_place_given_back_goes_to_its_head(app):
    made = budget.world()
    held = course(made)
    first, second, third = (people.resident() for _ in range(3))
    assert [courses.enrol(held, by=one).state.value for one in (first, second, third)] == ["enrolled", "waiting", "waiting"]
    with pytest.raises(courses.AlreadyEnrolled):
        courses.enrol(held, by=first)
    courses.leave(held, by=first)
    states = {one.resident_id: one.state for one in course_queries.enrolments(held)}
    assert states == {first.id: EnrolmentState.CANCELLED, second.id: EnrolmentState.ENROLLED, third.id: EnrolmentState.WAITING}
    told = [(one.resident_id, one.code, one.link_values["course_id"]) for one in db.session.scalars(select(Notice))]
    assert told == [(second.id, "course.place_free", held.id)]
    assert courses.enrol(held, by=first).state is EnrolmentState.WAITING
    taken = export.of(second)["sections"]["courses"]
    assert [(one["course"], one["state"]) for one in taken] == [(held.name, "enrolled")]


def test_a_cycles_course_is_for_its_proposers_and_officers(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    held = course(made, 9, made.cycle)
    courses.enrol(held, by=made.proposers[0])
    courses.enrol(held, by=made.officer)
    with pytest.raises(courses.CourseNotForYou):
        courses.enrol(held, by=people.resident())


def test_completing_a_course_leaves_the_record_of_the_step_and_makes_a_member_of_the_budget_school(app):
    made = budget.at(Stage.DELIBERATION, deliberation_steps=(DeliberationStep.GOVERNANCE_SCHOOL,))
    held = course(made, 9, made.cycle)
    mine = courses.enrol(held, by=made.proposers[0])
    courses.enrol(held, by=made.proposers[1])
    records = courses.finish(held, by=made.coordinator, completed=[mine.id], outcome_note=REASON)
    assert [(one.candidate_id, one.step, one.attendance) for one in records] == [
        (made.of(0).id, DeliberationStep.GOVERNANCE_SCHOOL, 1)
    ]
    assert set(db.session.scalars(course_queries.graduates(made.district.id))) == {made.proposers[0].id}
    own = [export.of(one)["sections"]["courses"] for one in made.proposers[:3]]
    assert [[(one["state"], one["completed_at"] is None) for one in rows] for rows in own] == [
        [("completed", False)], [("enrolled", True)], []
    ]  # fmt: skip
    assert blockers(made.cycle)[0].params["count"] == len(queries.in_state(made.cycle, CandidateState.FIRST_PASSED)) - 1
    with pytest.raises(courses.CourseOver):
        courses.enrol(held, by=people.resident())
    with pytest.raises(courses.CourseOver):
        courses.finish(held, by=made.coordinator, completed=[], outcome_note=REASON)


def test_nobody_completes_a_course_before_its_last_day(app):
    made = budget.world()
    today = clock.today()
    held = courses.open_course(
        made.district, by=made.coordinator, name="나중", kind=CourseKind.BUDGET_SCHOOL, starts_on=today, ends_on=today + timedelta(days=1),
        capacity=1,
    )  # fmt: skip
    with pytest.raises(courses.CourseNotOver):
        courses.finish(held, by=made.coordinator, completed=[], outcome_note=REASON)
    assert db.session.scalars(select(Enrolment)).all() == []


def test_a_record_of_deliberation_keeps_the_wording_that_was_talked_about_and_where_more_is(app):
    made = budget.at(Stage.DELIBERATION)
    given = {"by": made.coordinator, "role": Role.COORDINATOR, "step": DeliberationStep.WORKSHOP, "held_on": clock.today()}
    given |= {"attendance": 3, "outcome_note": REASON}
    with pytest.raises(deliberation.BadLink):
        deliberation.write(made.of(0), link="javascript:alert(1)", **given)
    row = deliberation.write(made.of(0), link="/mapo/forums/1", **given)
    assert (row.link, row.version_ordinal) == ("/mapo/forums/1", 1)


def test_the_vote_is_verifiable_and_the_most_specific_body_wins(app):
    bodies = (BUDGET_SCHOOL, PROPOSERS, CITIZENS)
    from dataclasses import replace

    made = budget.at(Stage.FINAL_SELECTION, electorates=tuple(replace(one, weight=1) for one in bodies))
    graduate, citizen = people.resident(), people.resident()
    held = course(made, 9)
    taken = [courses.enrol(held, by=one).id for one in (graduate, made.proposers[1])]
    courses.finish(held, by=made.coordinator, completed=taken, outcome_note=REASON)
    budget.open_vote(made)
    paper = queries.paper(made.cycle)
    assert paper.level is Level.SEALED
    assert sealed.sealed(paper) is not None
    found = [voting.electorate_of(paper, one, []).code for one in (graduate, made.proposers[1], made.proposers[0], citizen)]
    assert found == ["budget_school", "budget_school", "proposers", "citizens"]
    assert voting.electorate_of(paper, made.proposers[2], []).code == "citizens"  # its candidate is not on the paper


def counted_(**given):
    """A cycle whose vote is counted: 100 and 150 million selected of 300, one of 140 left out."""
    made = budget.at(Stage.FINAL_SELECTION, costs=(100 * MILLION, 150 * MILLION, 140 * MILLION), **given)
    budget.finish(made)
    return made


def test_beside_the_count_only_named_decisions_within_the_money(app):
    made = counted_()
    left_out = next(one for one in made.candidates if one.state is CandidateState.NOT_SELECTED)
    chosen = next(one for one in made.candidates if one.state is CandidateState.SELECTED)
    given = {"by": made.coordinator, "reason": REASON}
    with pytest.raises(EnvelopeExceeded):
        overrides.decide(left_out, kind=Override.INCLUDE, amount_won=None, **given)
    with pytest.raises(PartAmountWrong):
        overrides.decide(left_out, kind=Override.PART_FUND, amount_won=left_out.cost_won, **given)
    with pytest.raises(EnvelopeExceeded):
        overrides.decide(left_out, kind=Override.PART_FUND, amount_won=50 * MILLION + 1, **given)
    with pytest.raises(overrides.OverrideDoesNotFit):
        overrides.decide(chosen, kind=Override.INCLUDE, amount_won=None, **given)
    overrides.decide(left_out, kind=Override.PART_FUND, amount_won=50 * MILLION, **given)
    assert sum(selections.funded(made.cycle).values()) == made.cycle.envelope_won
    with pytest.raises(overrides.DecidedBefore):
        overrides.decide(left_out, kind=Override.EXCLUDE, amount_won=None, **given)
    last = entries(left_out.proposal)[-1]
    assert (last.action, last.details["name"]) == ("budget.overridden", made.coordinator.display_name)
    made.advance()
    assert {one.candidate_id: one.amount_won for one in queries.items(made.cycle)}[left_out.id] == 50 * MILLION


def test_nothing_is_decided_by_name_before_the_count_or_after_the_stage(app):
    made = budget.at(Stage.FINAL_SELECTION)
    with pytest.raises(overrides.NotCountedYet):
        overrides.decide(made.of(0), by=made.coordinator, kind=Override.EXCLUDE, amount_won=None, reason=REASON)
    budget.finish(made)
    made.advance()
    with pytest.raises(NotOpenNow):
        overrides.decide(made.of(0), by=made.coordinator, kind=Override.EXCLUDE, amount_won=None, reason=REASON)
    assert selection.counted is not None


def test_the_pages_of_these_stages_open_for_whoever_may(app, page):
    made = counted_()
    held = course(made)
    here = f"/{made.district.slug}"
    shown = page(f"{here}/budget/{made.cycle.id}/selection", as_=made.coordinator).text
    assert "여기까지 선정" in shown
    left_out = next(one for one in made.candidates if one.state is CandidateState.NOT_SELECTED)
    page(f"{here}/budget/{made.cycle.id}/candidates/{left_out.id}/override")
    page(f"{here}/courses/new")
    page(f"{here}/courses/{held.id}/finish")
    page(f"{here}/courses/{held.id}", as_=people.resident())
    page(f"{here}/courses")
    page(f"{here}/courses/{held.id}/enrol", data={})
    page(f"{here}/budget/{made.cycle.id}/panel")


def test_the_pages_of_a_course_say_who_can_still_come_and_what_came_of_it(app, page):
    made = budget.world()
    first, second = people.resident(), people.resident()
    today = clock.today()
    held = courses.open_course(
        made.district, by=made.coordinator, name="두 자리 과정", kind=CourseKind.BUDGET_SCHOOL, starts_on=today, ends_on=today + timedelta(days=1),
        capacity=1,
    )  # fmt: skip
    here = f"/{made.district.slug}/courses"
    one, finish = f"{here}/{held.id}", f"{here}/{held.id}/finish"
    assert "신청 받는 중" in page(here).text and "로그인하고 신청하기" in page(one).text
    mine = courses.enrol(held, by=first)
    courses.enrol(held, by=second)
    listed = page(here, as_=second).text
    assert "대기 신청 받는 중" in listed and "나: 대기" in listed and "1명 가운데 1명 신청" in listed
    assert first.display_name not in page(one, as_=second).text
    for path in (one, finish):
        assert "부터 적을 수 있습니다" in page(path, as_=made.coordinator).text
    assert 'name="outcome_note"' not in page(finish, as_=made.coordinator).html
    with clock.travel(clock.now() + timedelta(days=2)):
        assert "수료 확인 중" in page(here).text and "신청을 받지 않습니다" in page(one).text
        with pytest.raises(courses.EnrolmentOver):
            courses.enrol(held, by=people.resident())
        assert 'name="outcome_note"' in page(finish, as_=made.coordinator).html
        courses.finish(held, by=made.coordinator, completed=[], outcome_note=REASON)
    assert mine.state is EnrolmentState.ENROLLED
    assert "수료하지는 않은" in page(one, as_=first).text
    assert "수료하지 않음" in page(one, as_=made.coordinator).text and "0명 수료" in page(here).text


def test_the_pages_of_the_review_open_for_whoever_may(app, page):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    candidates.assign(made.cycle, made.candidates, made.department, by=made.coordinator)
    other = people.department(made.district, "교통과")
    from app.budget.services import appeals, reviews
    from app.budget.states import PartKind, Verdict

    theirs = people.official(made.district, Role.OFFICER, unit=other)
    reviews.involve(made.of(0), by=made.coordinator, departments={PartKind.COOPERATING: [other]})
    late = proposals.proposal(made.district)
    here = f"/{made.district.slug}/budget/{made.cycle.id}"
    one = f"{here}/candidates/{made.of(0).id}"
    for path in (f"{here}/late", f"{here}/complaints", f"{here}/work", f"{one}/departments"):
        page(path, as_=made.coordinator)
    page(f"{one}/opinion", as_=theirs)
    page(f"{one}/interim", as_=made.officer)
    page(f"{one}/review")
    asked = redirected(made, 1)
    page(f"/{made.district.slug}/complaints/{asked.id}", as_=made.proposers[1])
    budget.review(made, made.of(0), Verdict.INELIGIBLE)
    page(f"{one}/appeal", as_=made.proposers[0])
    appeals.file(made.of(0), by=made.proposers[0], reason=REASON)
    page(f"{one}/appeal/decide", as_=made.coordinator)
    assert late.number in page(f"{here}/late").text
