"""The governance school over HTTP: courses, taking and leaving a place, finishing."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import queries
from app.budget.course_models import Course
from app.budget.queries import courses as course_queries
from app.budget.services import courses
from app.budget.stage_forms import CourseForm, FinishCourseForm
from app.budget.states import CourseKind, EnrolmentState
from app.budget.views import bp
from app.core.forms import refusals
from app.core.web import can, edge, who

COURSE = "/courses/<int:course_id>"


def to_course(course: Course) -> Any:
    return redirect(url_for("budget.course", course_id=course.id))


@bp.get("/courses")
@edge("budget.read")
def course_list() -> Any:
    return render_template(
        "budget/courses.html", courses=course_queries.courses(g.district), numbers=course_queries.numbers(g.district)
    )


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
        "roll": roll if can("course.finish", shown) else [], "cycle": queries.cycle(g.district, shown.cycle_id) if shown.cycle_id else None,
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
    return render_template("budget/finish_course.html", course=shown, form=form), form.status
