"""What the coordinator does with a cycle: move it on, change its calendar and envelope, assign, open and close the vote."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import queries
from app.budget.forms import (
    AdvanceForm,
    AssignForm,
    CalendarForm,
    EnvelopeForm,
    ReasonForm,
    VoteForm,
    end_of,
)
from app.budget.line_forms import deciding, named
from app.budget.models import BudgetItem, Cycle
from app.budget.rules import ASSIGN_PAGE_SIZE
from app.budget.services import candidates as candidate_services
from app.budget.services import cycles, selection
from app.budget.services import items as item_services
from app.budget.states import CandidateState, Decision, Stage
from app.budget.views import CYCLE, bp
from app.core import clock
from app.core.forms import refusals
from app.core.web import edge
from app.districts import queries as districts


def page_of(cycle: Cycle) -> Any:
    return redirect(url_for("budget.cycle", cycle_id=cycle.id))


@bp.post(f"{CYCLE}/advance")
@edge("cycle.advance", load=queries.cycle)
def advance(cycle: Cycle) -> Any:
    form = AdvanceForm()
    seen = Stage(form.seen.data) if form.seen.data in set(Stage) else None
    cycles.advance(cycle, by=current_user, reason=form.reason.data or "", seen=seen)
    flash(_("다음 단계로 넘어갔습니다."), "success")
    return page_of(cycle)


@bp.route(f"{CYCLE}/calendar", methods=["GET", "POST"])
@edge("cycle.edit_calendar", load=queries.cycle)
def calendar(cycle: Cycle) -> Any:
    before = {one.stage: one.due_at for one in cycle.deadlines}
    form = CalendarForm(data={f"due_{stage.value}": clock.seoul(due).date() for stage, due in before.items()})
    if form.accepts():
        with refusals(form):
            cycles.change_calendar(cycle, by=current_user, calendar=form.changes(before), reason=form.reason.data)
            flash(_("일정을 바꿨습니다."), "success")
            return page_of(cycle)
    return render_template("budget/calendar.html", cycle=cycle, form=form), form.status


@bp.route(f"{CYCLE}/envelope", methods=["GET", "POST"])
@edge("cycle.revise_envelope", load=queries.cycle)
def envelope(cycle: Cycle) -> Any:
    form = EnvelopeForm(envelope_won=cycle.envelope_won)
    if form.accepts():
        with refusals(form):
            cycles.revise_envelope(cycle, by=current_user, envelope_won=form.envelope_won.data, reason=form.reason.data)
            flash(_("총액을 바꿨습니다."), "success")
            return page_of(cycle)
    return render_template("budget/envelope.html", cycle=cycle, form=form), form.status


@bp.route(f"{CYCLE}/assign", methods=["GET", "POST"])
@edge("cycle.assign", load=queries.cycle)
def assign(cycle: Cycle) -> Any:
    number, _unassigned = queries.numbers_in(cycle, CandidateState.NOMINATED)
    page, pages = max(1, min(request.args.get("page", 1, type=int), 10_000)), max(1, -(-number // ASSIGN_PAGE_SIZE))
    waiting = queries.waiting(cycle, page)
    form = AssignForm()
    sent = queries.by_ids(cycle, form.candidates.data or []) if request.method == "POST" else []
    offered = {one.id: one for one in [*waiting, *sent] if one.state is CandidateState.NOMINATED}
    form.offer(districts.departments(g.district), list(offered.values()))
    if form.accepts():
        with refusals(form):
            chosen = queries.by_ids(cycle, form.candidates.data)
            department = districts.department(g.district, form.department_id.data)
            moved = candidate_services.assign(cycle, chosen, department, by=current_user, reason=form.reason.data or "")
            flash(_("제안 %(n)s건을 배정했습니다.", n=moved), "success")
            return redirect(url_for("budget.assign", cycle_id=cycle.id))
    return render_template("budget/assign.html", cycle=cycle, form=form, number=number, page=page, pages=pages), form.status


@bp.route(f"{CYCLE}/vote", methods=["GET", "POST"])
@edge("cycle.open_vote", load=queries.cycle)
def vote(cycle: Cycle) -> Any:
    form = VoteForm()
    if form.accepts():
        with refusals(form):
            selection.open_vote(
                cycle, by=current_user, closes_at=end_of(form.closes_on.data), introduction=form.introduction.data
            )
            flash(_("투표를 열었습니다."), "success")
            return page_of(cycle)
    return render_template("budget/vote.html", cycle=cycle, form=form, frozen=queries.frozen(cycle)), form.status


@bp.post(f"{CYCLE}/vote/close")
@edge("cycle.close_vote", load=queries.cycle)
def close_vote(cycle: Cycle) -> Any:
    form = ReasonForm(prefix="close-")
    selection.close_vote(cycle, by=current_user, reason=form.reason.data or "")
    flash(_("투표를 마감했습니다. 개표가 끝나면 결과가 나옵니다."), "success")
    return page_of(cycle)


@bp.route(f"{CYCLE}/items/<int:item_id>", methods=["GET", "POST"])
@edge("item.decide", load=queries.item)
def item(shown: BudgetItem) -> Any:
    form = deciding(shown.lines)()
    if form.accepts():
        with refusals(form):
            item_services.decide(
                shown, by=current_user, decision=Decision(form.decision.data), amount_won=form.amount_won.data,
                reason=form.reason.data or "", decided_on=form.decided_on.data, lines_won=named(form),
            )  # fmt: skip
            flash(_("의회 의결을 적었습니다."), "success")
            return redirect(url_for("budget.items", cycle_id=shown.candidate.cycle_id))
    return render_template("budget/item.html", item=shown, form=form), form.status
