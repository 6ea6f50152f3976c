"""The governance school: opening a course, enrolling up to its capacity, waiting, leaving, and finishing with what came of it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from app.budget import queries
from app.budget.course_models import Course, Enrolment
from app.budget.models import Cycle, DeliberationRecord
from app.budget.policy.presets import BUDGET_SCHOOL
from app.budget.queries import courses as course_queries
from app.budget.rules import CYCLE_NAME_MAXIMUM_LENGTH, check_capacity, check_reason
from app.budget.services import deliberation
from app.budget.services.panels import TermReversed
from app.budget.states import CandidateState, CourseKind, DeliberationStep, EnrolmentState, Stage
from app.core import clock
from app.core.errors import N_, ChangedMeanwhile, InvalidInput, RuleBroken
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db
from app.notices import services as notices
from app.voting import bodies


class CourseWithoutName(InvalidInput):
    code = "COURSE_WITHOUT_NAME"
    field = "name"
    sentence = N_("과정의 이름을 %(most)s자 안에서 적어 주세요.")


class CourseOver(RuleBroken):
    code = "COURSE_OVER"
    sentence = N_("이미 마친 과정입니다.")


class EnrolmentOver(RuleBroken):
    code = "ENROLMENT_OVER"
    sentence = N_("과정이 끝난 뒤에는 신청할 수 없습니다.")


class CourseNotForYou(RuleBroken):
    code = "COURSE_NOT_FOR_YOU"
    status = 403
    sentence = N_("이 과정은 이 주기의 제안자와 담당 공무원이 신청할 수 있습니다.")


class AlreadyEnrolled(RuleBroken):
    code = "ALREADY_ENROLLED"
    sentence = N_("이미 신청한 과정입니다.")


class CourseNotOver(RuleBroken):
    code = "COURSE_NOT_OVER"
    sentence = N_("과정이 끝나는 날부터 수료를 적을 수 있습니다.")


@transaction(conflict=ChangedMeanwhile)
def open_course(
    district: District, *, by: Any, name: str, kind: CourseKind, starts_on: date, ends_on: date, capacity: int, place: str = "",
    cycle: Cycle | None = None, once: str | None = None,
) -> Course:  # fmt: skip
    """A new course; with a cycle, the first step of its deliberation."""
    if sent := course_queries.by_once(by.id, once):
        return sent
    name = stored(name)
    if not 0 < len(name) <= CYCLE_NAME_MAXIMUM_LENGTH:
        raise CourseWithoutName(most=CYCLE_NAME_MAXIMUM_LENGTH)
    if ends_on < starts_on:
        refusal = TermReversed()
        refusal.field = "ends_on"
        raise refusal
    course = Course(
        district_id=district.id, cycle_id=cycle.id if cycle else None, kind=kind, name=name, place=stored(place), starts_on=starts_on,
        ends_on=ends_on, capacity=check_capacity(capacity), once=once, opened_by_id=by.id,
    )  # fmt: skip
    db.session.add(course)
    record(course, "course.opened", by=by, role=Role.COORDINATOR, name=name, capacity=capacity)
    return course


def _held(course: Course) -> Course:
    """The course under a lock: the last place is given once."""
    db.session.refresh(course, with_for_update={"of": Course})
    if course.is_finished:
        raise CourseOver
    return course


@transaction(conflict=AlreadyEnrolled)
def enrol(course: Course, *, by: Any) -> Enrolment:
    """Take a place, or stand in the waiting list when there is none. Who has left may come back, to the end of the line."""
    course = _held(course)
    if not course.takes(clock.today()):
        raise EnrolmentOver
    if not course_queries.is_meant_for(course, by.id):
        raise CourseNotForYou
    mine = course_queries.enrolment_of(course, by.id)
    if mine is not None and mine.state is not EnrolmentState.CANCELLED:
        raise AlreadyEnrolled
    taken = course_queries.number(course, EnrolmentState.ENROLLED)
    if mine is None:
        mine = Enrolment(district_id=course.district_id, course_id=course.id, resident_id=by.id)
        db.session.add(mine)
    mine.state = EnrolmentState.ENROLLED if taken < course.capacity else EnrolmentState.WAITING
    mine.at = clock.now()
    return mine


@transaction
def leave(course: Course, *, by: Any) -> Enrolment:
    """Give the place back; whoever has waited longest gets it."""
    course = _held(course)
    mine = course_queries.enrolment_of(course, by.id)
    if mine is None or mine.state not in (EnrolmentState.ENROLLED, EnrolmentState.WAITING):
        raise ChangedMeanwhile
    had_place, mine.state = mine.state is EnrolmentState.ENROLLED, EnrolmentState.CANCELLED
    db.session.flush()
    if had_place and (following := course_queries.first_waiting(course)):
        following.state = EnrolmentState.ENROLLED
        district = db.session.get_one(District, course.district_id)
        link = ("budget.course", {"course_id": course.id})
        notices.tell([following.resident_id], "course.place_free", district=district, link=link, name=course.name)
    return mine


@transaction
def finish(course: Course, *, by: Any, completed: Collection[int], outcome_note: str) -> list[DeliberationRecord]:
    """Say who completed the course and what came of it. In a cycle's deliberation each candidate with somebody there gets its record."""
    course = _held(course)
    if clock.today() < course.ends_on:
        raise CourseNotOver
    check_reason(outcome_note, "outcome_note")
    done = [one for one in course_queries.enrolments(course) if one.state is EnrolmentState.ENROLLED and one.id in set(completed)]
    for one in done:
        one.state, one.completed_at = EnrolmentState.COMPLETED, clock.now()
    course.finished_at, course.outcome_note = clock.now(), stored(outcome_note)
    record(
        course,
        "course.finished",
        by=by,
        role=Role.COORDINATOR,
        reason=stored(outcome_note),
        name=course.name,
        completed=len(done),
    )
    return _records(course, {one.resident_id for one in done}, by)


def _records(course: Course, people: set[int], by: Any) -> list[DeliberationRecord]:
    cycle = db.session.get(Cycle, course.cycle_id) if course.cycle_id else None
    step = DeliberationStep.GOVERNANCE_SCHOOL
    if cycle is None or cycle.stage is not Stage.DELIBERATION or step not in cycle.policy.deliberation_steps:
        return []
    there = [one for one in queries.in_state(cycle, CandidateState.FIRST_PASSED) if one.proposal.proposer_ids & people]
    given = {"held_on": course.ends_on, "attendance": len(people), "outcome_note": course.outcome_note}
    return [deliberation.write(one, by=by, role=Role.COORDINATOR, step=step, **given) for one in there]


bodies.register(BUDGET_SCHOOL.role, lambda paper, _: course_queries.graduates(paper.district_id))
