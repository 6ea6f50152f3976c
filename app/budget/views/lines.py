"""The lines of the bill's items over HTTP: one item's, or a table of many."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import outline, queries
from app.budget.line_forms import LinesForm, typed
from app.budget.models import BudgetItem, Cycle
from app.budget.services import lines as services
from app.budget.views import CYCLE, bp
from app.core.forms import refusals
from app.core.web import edge, who
from app.districts.states import Role


def _hat(item: BudgetItem) -> Role:
    mine = Role.OFFICER in who().roles and item.department_id in who().department_ids
    return Role.OFFICER if mine else Role.COORDINATOR


def _told(faults: Sequence[outline.Fault]) -> list[tuple[int, str]]:
    return [(fault.row, _(fault.sentence, **fault.params)) for fault in faults]


@bp.route(f"{CYCLE}/items/<int:item_id>/lines", methods=["GET", "POST"])
@edge("item.itemize", load=queries.item)
def item_lines(shown: BudgetItem) -> Any:
    form = LinesForm(rows=typed(shown.lines))
    faults: Sequence[outline.Fault] = ()
    if form.accepts():
        with refusals(form):
            try:
                drafts = services.one_item(shown, unit=form.unit.data, rows=form.cells())
            except outline.BadTable as refused:
                faults = refused.faults
                raise
            services.write(shown, by=current_user, role=_hat(shown), drafts=drafts)
            flash(_("세부 내역을 공개했습니다."), "success")
            return redirect(url_for("budget.items", cycle_id=shown.candidate.cycle_id))
    return render_template("budget/item_lines.html", item=shown, form=form, faults=_told(faults)), form.status


@bp.route(f"{CYCLE}/items/lines", methods=["GET", "POST"])
@edge("cycle.itemize", load=queries.cycle)
def lines(cycle: Cycle) -> Any:
    form = LinesForm()
    faults: Sequence[outline.Fault] = ()
    if form.accepts():
        with refusals(form):
            try:
                number = services.bring_in(cycle, by=current_user, role=Role.COORDINATOR, unit=form.unit.data, rows=form.cells())
            except outline.BadTable as refused:
                faults = refused.faults
                raise
            flash(_("사업 %(n)s건의 세부 내역을 공개했습니다.", n=number), "success")
            return redirect(url_for("budget.items", cycle_id=cycle.id))
    return render_template("budget/lines.html", cycle=cycle, form=form, faults=_told(faults)), form.status
