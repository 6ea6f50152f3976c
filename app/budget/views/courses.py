"""The governance school over HTTP: courses, taking and leaving a place, finishing."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import labels, queries
from app.budget.course_models import Course
from app.budget.queries import courses as course_queries
from app.budget.services import courses
from app.budget.stage_forms import CourseForm, FinishCourseForm
from app.budget.states import CourseKind, EnrolmentState
from app.budget.views import bp
from app.core import clock
from app.core.forms import refusals
from app.core.web import can, edge, who

COURSE = "/courses/<int:course_id>"


def to_course(course: Course) -> Any:
    return redirect(url_for("budget.course", course_id=course.id))


@bp.get("/courses")
@edge("budget.read")
def course_list() -> Any:
    numbers = course_queries.numbers(g.district)
    rows = [(one, numbers.get(one.id, {})) for one in course_queries.courses(g.district)]
    return render_template("budget/courses.html", rows=rows, mine=course_queries.states_of(g.district, who().resident_id))


@bp.app_template_global("course_badge")
def course_badge(course: Course, taken: int) -> tuple[str, str]:
    """Whether one can still come, and the colour of that."""
    if course.is_finished:
        return _("마침"), "neutral"
    if not course.takes(clock.today()):
        return _("수료 확인 중"), "neutral"
    return (_("신청 받는 중"), "success") if taken < course.capacity else (_("대기 신청 받는 중"), "warning")


@bp.app_template_global("enrolment_word")
def enrolment_word(course: Course, state: str) -> str:
    is_over = course.is_finished and state == EnrolmentState.ENROLLED
    return _(labels.UNFINISHED if is_over else labels.ENROLMENTS[EnrolmentState(state)])


@bp.route("/courses/new", methods=["GET", "POST"])
@edge("course.open")
def new_course() -> Any:
    running = queries.running(g.district)
    form = CourseForm().offer(running)
    if form.accepts():
        with refusals(form):
            cycle = next((one for one in running if one.id == form.cycle_id.data), None)
            given = {name: form[name].data for name in ("name", "place", "starts_on", "ends_on", "capacity")}
            made = courses.open_course(
                g.district, by=current_user, kind=CourseKind(form.kind.data), cycle=cycle, once=form.once.data, **given
            )
            flash(_("과정을 열었습니다."), "success")
            return to_course(made)
    return render_template("budget/new_course.html", form=form), form.status


@bp.get(COURSE)
@edge("budget.read", load=course_queries.course)
def course(shown: Course) -> Any:
    """Everybody sees how many; who is on the roll is for those who run the course."""
    roll = course_queries.enrolments(shown)
    mine = next((one for one in roll if one.resident_id == who().resident_id), None)
    number = {state: sum(one.state is state for one in roll) for state in EnrolmentState}
    line = [one for one in roll if one.state is EnrolmentState.WAITING]
    facts = {
        "mine": mine, "number": number, "free": shown.capacity - number[EnrolmentState.ENROLLED],
        "place_in_line": line.index(mine) + 1 if mine in line else 0,
        "may_enrol": who().resident_id is not None and course_queries.is_meant_for(shown, who().resident_id or 0),
        "roll": [one for one in roll if one.state is not EnrolmentState.CANCELLED] if can("course.open") else [],
        "is_over": clock.today() >= shown.ends_on, "takes": shown.takes(clock.today()),
        "cycle": queries.cycle(g.district, shown.cycle_id) if shown.cycle_id else None,
    }  # fmt: skip
    return render_template("budget/course.html", course=shown, **facts)


@bp.post(f"{COURSE}/enrol")
@edge("course.enrol", load=course_queries.course)
def enrol(shown: Course) -> Any:
    mine = courses.enrol(shown, by=current_user)
    is_in = mine.state is EnrolmentState.ENROLLED
    flash(_("수강을 신청했습니다.") if is_in else _("정원이 차서 대기자 명단에 올랐습니다."), "success")
    return to_course(shown)


@bp.post(f"{COURSE}/leave")
@edge("course.enrol", load=course_queries.course)
def leave(shown: Course) -> Any:
    courses.leave(shown, by=current_user)
    flash(_("수강 신청을 거두었습니다."), "success")
    return to_course(shown)


@bp.route(f"{COURSE}/finish", methods=["GET", "POST"])
@edge("course.finish", load=course_queries.course)
def finish_course(shown: Course) -> Any:
    enrolled = [one for one in course_queries.enrolments(shown) if one.state is EnrolmentState.ENROLLED]
    form = FinishCourseForm().offer(enrolled)
    if form.accepts():
        with refusals(form):
            made = courses.finish(
                shown, by=current_user, completed=form.completed.data or [], outcome_note=form.outcome_note.data
            )
            flash(_("과정을 마쳤습니다. 숙의 기록 %(n)s건이 만들어졌습니다.", n=len(made)), "success")
            return to_course(shown)
    return render_template(
        "budget/finish_course.html", course=shown, form=form, enrolled=enrolled, is_over=clock.today() >= shown.ends_on
    ), form.status
