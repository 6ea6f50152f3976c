"""Reads of courses and their rolls."""

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.budget.course_models import Course, Enrolment
from app.budget.models import Candidate
from app.budget.states import EnrolmentState
from app.districts.models import District, RoleGrant
from app.districts.states import Role
from app.extensions import db
from app.proposals.models import ProposalProposer


def course(district: District, course_id: int) -> Course | None:
    return db.session.scalar(select(Course).where(Course.district_id == district.id, Course.id == course_id))


def courses(district: District) -> list[Course]:
    """All courses, the latest first."""
    found = select(Course).where(Course.district_id == district.id).order_by(Course.starts_on.desc(), Course.id.desc())
    return list(db.session.scalars(found.limit(100)))


def by_once(author_id: int, once: str | None) -> Course | None:
    if once is None:
        return None
    return db.session.scalar(select(Course).where(Course.opened_by_id == author_id, Course.once == once))


def enrolments(course: Course) -> list[Enrolment]:
    """Everybody on the roll, in the order in which they came."""
    found = select(Enrolment).where(Enrolment.course_id == course.id, Enrolment.district_id == course.district_id)
    return list(db.session.scalars(found.options(joinedload(Enrolment.resident)).order_by(Enrolment.at, Enrolment.id)))


def enrolment_of(course: Course, resident_id: int | None) -> Enrolment | None:
    wanted = (Enrolment.course_id == course.id) & (Enrolment.resident_id == resident_id)
    return db.session.scalar(select(Enrolment).where(wanted)) if resident_id is not None else None


def first_waiting(course: Course) -> Enrolment | None:
    wanted = (Enrolment.course_id == course.id) & (Enrolment.state == EnrolmentState.WAITING)
    return db.session.scalar(select(Enrolment).where(wanted).order_by(Enrolment.at, Enrolment.id).limit(1))


def number(course: Course, state: EnrolmentState) -> int:
    wanted = (Enrolment.course_id == course.id) & (Enrolment.state == state)
    return db.session.scalar(select(func.count()).select_from(Enrolment).where(wanted)) or 0


def numbers(district: District) -> dict[int, dict[EnrolmentState, int]]:
    """Course id to how many are enrolled, wait, are done, in one statement."""
    counted = select(Enrolment.course_id, Enrolment.state, func.count()).where(Enrolment.district_id == district.id)
    found: dict[int, dict[EnrolmentState, int]] = {}
    for course_id, state, count in db.session.execute(counted.group_by(Enrolment.course_id, Enrolment.state)):
        found.setdefault(course_id, {})[state] = count
    return found


def states_of(district: District, resident_id: int | None) -> dict[int, EnrolmentState]:
    """Course id to how this resident stands in it."""
    mine = (Enrolment.district_id == district.id) & (Enrolment.resident_id == resident_id)
    rows = db.session.execute(select(Enrolment.course_id, Enrolment.state).where(mine)) if resident_id is not None else ()
    return {row[0]: row[1] for row in rows}


def is_meant_for(course: Course, resident_id: int) -> bool:
    """A cycle's course is for its proposers and for officers; any other is for everybody."""
    if course.cycle_id is None:
        return True
    proposes = select(ProposalProposer.resident_id).join(Candidate, Candidate.proposal_id == ProposalProposer.proposal_id)
    proposes = proposes.where(Candidate.cycle_id == course.cycle_id, ProposalProposer.resident_id == resident_id)
    officer = (RoleGrant.district_id == course.district_id) & (RoleGrant.role == Role.OFFICER)
    is_officer = select(RoleGrant.resident_id).where(officer, RoleGrant.resident_id == resident_id)
    return db.session.scalar(select(or_(proposes.exists(), is_officer.exists()))) or False


def graduates(district_id: int) -> Select[Any]:
    """The ids of everybody who completed a course here: the budget school's members in a vote."""
    done = (Enrolment.district_id == district_id) & (Enrolment.state == EnrolmentState.COMPLETED)
    return select(Enrolment.resident_id).where(done)
