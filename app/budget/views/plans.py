"""Planning a cycle before it opens, amending one that runs, and what would be open when. Views load, permit, act and answer."""

from datetime import date, datetime, time
from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import plan_labels, planning, queries, simulation, wording
from app.budget.models import Cycle, CycleDraft
from app.budget.panel_forms import DraftPanelForm
from app.budget.plan_forms import AMENDED, FORMS, BeginForm, OpenPlanForm, amendment_form, fit
from app.budget.policy.presets import PRESETS
from app.budget.queries import plans
from app.budget.queries.panels import eligible_for_a_seat
from app.budget.services import amendments, drafts
from app.budget.states import Post, Stage
from app.budget.views import CYCLE, bp
from app.core import clock
from app.core.forms import refusals, sentence_of
from app.core.web import edge
from app.districts.models import District

DRAFT = "/budget/plans/<int:draft_id>"
YEARS_AHEAD = 3


@bp.route("/budget/plans", methods=["GET", "POST"])
@edge("cycle.open")
def plans_() -> Any:
    form = BeginForm(preset=request.args.get("preset"))
    if form.accepts():
        with refusals(form):
            draft = drafts.begin(g.district, preset=PRESETS[form.preset.data], by=current_user)
            return redirect(url_for("budget.plan_section", draft_id=draft.id, section=planning.SECTIONS[0]))
    about = {name: (_about(name), None) for name in PRESETS}
    return render_template("budget/plans.html", form=form, about=about, drafts=plans.drafts(g.district)), form.status


def _about(preset: str) -> str:
    names = ("envelope_won", "votes_per_ballot", "electorates")
    return " · ".join(value for _name, value in wording.lines(PRESETS[preset], names))


@bp.get(DRAFT)
@edge("cycle.plan", load=plans.draft)
def plan(draft: CycleDraft) -> Any:
    return render_template("budget/plan.html", **_preview(draft))


def _preview(draft: CycleDraft) -> dict[str, Any]:
    policy = draft.planned
    settings = {
        section: wording.lines(policy, [name for name, at in planning.SECTION_OF.items() if at == section])
        for section in planning.SECTIONS
    }
    missing = [(one.section, sentence_of(one.blocker)) for one in planning.missing(draft)]
    return {
        "draft": draft, "sections": _sections(draft), "settings": settings, "missing": missing, "days": draft.days,
        "digest": policy.digest, "form": OpenPlanForm(formdata=None, seen=drafts.seal(draft)),
        "stages": [stage for stage in Stage if stage is not Stage.CLOSED],
    }  # fmt: skip


def _sections(draft: CycleDraft) -> list[tuple[str, str, bool]]:
    """(section, its name, whether something is missing there)."""
    open_ = {one.section for one in planning.missing(draft)}
    return [(name, _(plan_labels.SECTIONS[name]), name in open_) for name in planning.SECTIONS]


def _load_section(district: District, draft_id: int, section: str) -> CycleDraft | None:
    draft = plans.draft(district, draft_id) if section in FORMS else None
    if draft is not None:
        g.section = section
    return draft


@bp.route(f"{DRAFT}/panel", methods=["GET", "POST"])
@edge("cycle.plan", load=plans.draft)
def plan_panel(draft: CycleDraft) -> Any:
    """The step of the panel: people, not settings of the policy."""
    people, seats = eligible_for_a_seat(g.district), draft.seats
    chair = next((one.resident_id for one in seats if one.post is Post.CHAIR), 0)
    filled = {"members": [one.resident_id for one in seats], "chair": chair}
    filled |= {"since_on": seats[0].since_on, "until_on": seats[0].until_on} if seats else _term(draft)
    form = DraftPanelForm(data=filled).offer(people)
    if form.accepts():
        with refusals(form):
            drafts.name_panel(draft, seats=form.seats(), since_on=form.since_on.data, until_on=form.until_on.data)
            return redirect(_after(draft, "panel"))
    return render_template("budget/plan_panel.html", draft=draft, form=form, people=people, **_place(draft, "panel")), form.status


def _term(draft: CycleDraft) -> dict[str, Any]:
    """A panel sits from today until the council has decided, unless somebody says otherwise."""
    last = draft.days.get(Stage.BUDGETING)
    return {"since_on": clock.today(), "until_on": clock.seoul(last).date() if last else date(draft.year, 12, 31)}


def _place(draft: CycleDraft, section: str) -> dict[str, Any]:
    """Where in the plan this step is."""
    return {
        "section": section, "title": _(plan_labels.SECTIONS[section]), "place": planning.SECTIONS.index(section) + 1,
        "places": len(planning.SECTIONS) + 1, "sections": _sections(draft),
    }  # fmt: skip


@bp.route(f"{DRAFT}/<section>", methods=["GET", "POST"])
@edge("cycle.plan", load=_load_section)
def plan_section(draft: CycleDraft) -> Any:
    section = g.section
    form = fit(FORMS[section](data=_filled(draft, section)), draft.planned.tracks)
    if form.accepts():
        with refusals(form):
            drafts.fill_in(draft, policy=form.write(draft.planned), **_besides(form))
            return redirect(_after(draft, section))
    return render_template("budget/plan_section.html", draft=draft, form=form, **_place(draft, section)), form.status


def _filled(draft: CycleDraft, section: str) -> dict[str, Any]:
    days = {f"due_{stage.value}": clock.seoul(due_at).date() for stage, due_at in draft.days.items()}
    return {**FORMS[section].read(draft.planned), "name": draft.name, "year": draft.year, **days}


def _besides(form: Any) -> dict[str, Any]:
    """What a section says of the plan itself, beside the policy."""
    if "year" in form:
        return {"name": form.name.data, "year": form.year.data}
    return {"calendar": form.calendar()} if hasattr(form, "calendar") else {}


def _after(draft: CycleDraft, section: str) -> str:
    """The next section, after the last one the preview."""
    following = planning.SECTIONS[planning.SECTIONS.index(section) + 1 :]
    if following:
        return url_for("budget.plan_section", draft_id=draft.id, section=following[0])
    return url_for("budget.plan", draft_id=draft.id)


@bp.post(f"{DRAFT}/open")
@edge("cycle.plan", load=plans.draft)
def open_plan(draft: CycleDraft) -> Any:
    form = OpenPlanForm()
    with refusals(form):
        opened = drafts.open_(draft, by=current_user, seen=form.seen.data or "")
        flash(_("예산 주기를 열었습니다."), "success")
        return redirect(url_for("budget.cycle", cycle_id=opened.id))
    shown = _preview(draft)
    return render_template("budget/plan.html", **{**shown, "refused": form.form_errors}), 409


@bp.post(f"{DRAFT}/discard")
@edge("cycle.plan", load=plans.draft)
def discard_plan(draft: CycleDraft) -> Any:
    drafts.discard(draft, by=current_user)
    flash(_("계획을 버렸습니다."), "success")
    return redirect(url_for("budget.plans_"))


@bp.get(f"{CYCLE}/amendments")
@edge("budget.read", load=queries.cycle)
def amendments_(cycle: Cycle) -> Any:
    rows = [
        (one, wording.setting(one.setting), wording.value(one.setting, one.before), wording.value(one.setting, one.after))
        for one in plans.amendments(cycle)
    ]
    sections = [(name, _(plan_labels.SECTIONS[name])) for name in AMENDED if _amend_form(cycle, name, None).may_change]
    return render_template("budget/amendments.html", cycle=cycle, rows=rows, sections=sections)


def _load_amended(district: District, cycle_id: int, section: str) -> Cycle | None:
    cycle = queries.cycle(district, cycle_id) if section in AMENDED else None
    if cycle is not None:
        g.section = section
    return cycle


@bp.route(f"{CYCLE}/amend/<section>", methods=["GET", "POST"])
@edge("cycle.amend", load=_load_amended)
def amend(cycle: Cycle) -> Any:
    form = _amend_form(cycle, g.section, plans.amendment_count(cycle))
    if not form.may_change:
        abort(404)
    if form.accepts():
        with refusals(form):
            seen = form.seen_amendments.data or ""
            made = amendments.amend(
                cycle, by=current_user, change=form.write, reason=form.reason.data, seen=int(seen) if seen.isdecimal() else -1
            )
            flash(_("설정 %(n)s개를 바꿨습니다.", n=len(made)), "success")
            return redirect(url_for("budget.amendments_", cycle_id=cycle.id))
    title = _(plan_labels.SECTIONS[g.section])
    return render_template("budget/amend.html", cycle=cycle, form=form, section=g.section, title=title), form.status


def _amend_form(cycle: Cycle, section: str, seen: int | None) -> Any:
    form: Any = amendment_form(section)(data={**FORMS[section].read(cycle.policy), "seen_amendments": str(seen)})
    for name in [one for one in form._fields if one in ("name", "year") or one.startswith("due_")]:
        del form[name]
    fit(form.close(cycle.stage), cycle.policy.tracks)
    form.may_change = bool(set(form.settings) - form.closed)
    return form


@bp.get(f"{CYCLE}/simulate")
@edge("budget.read", load=queries.cycle)
def simulate(cycle: Cycle) -> Any:
    """What would be open to whom at a date: read from the tables, nothing is written."""
    role = request.args.get("role", "citizen")
    on = _day(request.args.get("on", "")) or clock.today()
    if role not in plan_labels.SIMULATED:
        abort(404)
    at = datetime.combine(on, time(12), clock.SEOUL)
    due = {one.stage: one.due_at for one in cycle.deadlines}
    stage = simulation.stage_at(
        at, clock.now(), opened_at=cycle.opened_at, present=cycle.stage, ended=plans.passes(cycle), due=due
    )
    table, policy = current_app.extensions["decide.permissions"], cycle.policy
    acts = {name: simulation.open_to(name, stage, policy, table) if stage else [] for name in plan_labels.SIMULATED}
    words = {name: [_(ACTS[one]) for one in found if one in ACTS] for name, found in acts.items()}
    roles = [(name, _(text)) for name, text in plan_labels.SIMULATED.items()]
    days = [(one, clock.seoul(due[one]).date()) for one in Stage if one in due]
    return render_template(
        "budget/simulate.html", cycle=cycle, role=role, on=on, stage=stage, words=words, roles=roles, days=days,
        is_past=at <= clock.now(),
    )  # fmt: skip


ACTS = plan_labels.ACTS | plan_labels.OTHER_ACTS


def _day(text: str) -> date | None:
    """A day as the form sends it; nonsense, and days no cycle has, are none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if abs(day.year - clock.today().year) <= YEARS_AHEAD else None
