"""Who wears which hat in a district, its departments, and the log of what they did."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import identity, queries, services
from app.accounts.forms import AppointForm, DepartmentForm, DismissForm
from app.accounts.models import Resident
from app.accounts.views import districts_bp as bp
from app.accounts.views import role_label
from app.accounts.views.entrance import Answer
from app.core import telling
from app.core.forms import refusals
from app.core.history import HistoryEntry
from app.core.text import stored
from app.core.web import edge
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.labels import ROLE_DUTIES
from app.districts.models import District, RoleGrant
from app.districts.states import Role


def _here(district: District) -> District:
    return district


def _people_page(district: District, form: AppointForm, department_form: DepartmentForm) -> tuple[str, int]:
    units = districts.departments(district)
    form.offer(units)
    held = queries.people(district)
    hats = [(role, [pair for pair in held if pair[0].role is role]) for role in Role]
    page = render_template(
        "districts/people.html", hats=hats, departments=units, form=form, department_form=department_form, duties=ROLE_DUTIES
    )
    return page, 422 if form.failed or department_form.failed else 200


@bp.get("/people")
@edge("role.list", load=_here)
def people(district: District) -> Answer:
    return _people_page(district, AppointForm(formdata=None), DepartmentForm(formdata=None, prefix="unit-"))


@bp.post("/people")
@edge("role.grant", load=_here)
def appoint(district: District) -> Answer:
    form = AppointForm()
    form.offer(districts.departments(district))
    if form.accepts():
        with refusals(form):
            unit = districts.department(district, int(form.department_id.data)) if form.department_id.data else None
            grant = services.appoint_by_email(
                district, email=form.email.data, role=form.role.data, department=unit, by=identity.me()
            )
            flash(_("%(role)s 역할을 주었습니다.", role=role_label(grant.role)), "success")
            return redirect(url_for("districts.people"))
    return _people_page(district, form, DepartmentForm(formdata=None, prefix="unit-"))


@bp.post("/people/departments")
@edge("department.add", load=_here)
def add_department(district: District) -> Answer:
    form = DepartmentForm(prefix="unit-")
    if form.accepts():
        with refusals(form):
            district_services.add_department(
                district, name_ko=form.name_ko.data, name_en=form.name_en.data or "", by=identity.me()
            )
            flash(_("부서를 더했습니다."), "success")
            return redirect(url_for("districts.people"))
    return _people_page(district, AppointForm(formdata=None), form)


@bp.route("/people/<int:grant_id>/remove", methods=["GET", "POST"])
@edge("role.revoke", load=queries.hat)
def dismiss(worn: tuple[RoleGrant, Resident]) -> Answer:
    (grant, resident), form = worn, DismissForm()
    if form.accepts():
        with refusals(form):
            district_services.dismiss(grant, by=identity.me(), reason=form.reason.data)
            flash(_("역할을 거두었습니다."), "success")
            return redirect(url_for("districts.people"))
    return render_template("districts/dismiss.html", grant=grant, resident=resident, form=form), form.status


@bp.get("/log")
@edge("district.log", load=_here)
def log(district: District) -> str:
    """Everything on record here, newest first."""
    page = request.args.get("page", 1, type=int)
    room = stored(request.args.get("about"))
    entries, pages = queries.log(district, max(1, min(page, 100_000)), room)
    known = queries.names(_people_in(entries))
    lines = [(entry, known.get(entry.actor_id or 0, ""), _sentence(entry, known)) for entry in entries]
    rooms = queries.rooms_in_log(district)
    return render_template("districts/log.html", lines=lines, page=max(1, page), pages=pages, rooms=rooms, about=room)


def _people_in(entries: list[HistoryEntry]) -> set[int]:
    actors = {entry.actor_id for entry in entries if entry.actor_id}
    return actors | {entry.details["resident_id"] for entry in entries if isinstance(entry.details.get("resident_id"), int)}


def _sentence(entry: HistoryEntry, known: Mapping[int, str]) -> str:
    """The entry in words, with people and hats by name."""
    named = {}
    if "resident_id" in entry.details:
        named["person"] = known.get(entry.details["resident_id"], "–")
    if "hat" in entry.details:
        named["hat"] = role_label(entry.details["hat"])
    return telling.sentence(entry, **named)
