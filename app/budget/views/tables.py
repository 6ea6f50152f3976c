"""Budget tables over HTTP: the list, one table in the unit asked for, its files, publishing and withdrawing."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import exports, labels, outline, story
from app.budget.forms import BudgetTableForm, ReasonForm
from app.budget.models import BudgetTable
from app.budget.queries import tables as queries
from app.budget.services import tables as services
from app.budget.views import bp
from app.core.forms import refusals
from app.core.history import entries
from app.core.money import in_unit
from app.core.web import edge
from app.districts.models import District

TABLE = "/budget/tables/<int:table_id>"
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@bp.get("/budget/tables")
@edge("budget.read")
def tables() -> Any:
    return render_template("budget/tables.html", tables=queries.tables(g.district))


@bp.get(TABLE)
@edge("budget.read", load=queries.table)
def table(shown: BudgetTable) -> Any:
    unit = request.args.get("unit", shown.unit)
    unit = unit if unit in outline.UNITS_WON else shown.unit
    return render_template(
        "budget/table.html",
        table=shown,
        unit=unit,
        unit_won=outline.UNITS_WON[unit],
        units=labels.UNITS,
        tops=outline.tops(shown.lines),
        in_unit=in_unit,
        events=story.events(entries(shown)),
        withdrawal=ReasonForm(formdata=None),
    )


def _file(district: District, table_id: int, kind: str) -> tuple[BudgetTable, str] | None:
    found = queries.table(district, table_id) if kind in KINDS else None
    return (found, kind) if found else None


@bp.get(f"{TABLE}.<kind>")
@edge("budget.read", load=_file)
def table_file(shown: tuple[BudgetTable, str]) -> Any:
    found, kind = shown
    headers = {"Content-Disposition": f'attachment; filename="budget-table-{found.id}.{kind}"'}
    return Response(exports.table_file(found, kind), content_type=KINDS[kind], headers=headers)


@bp.route("/budget/tables/new", methods=["GET", "POST"])
@edge("table.publish")
def new_table() -> Any:
    form, faults = BudgetTableForm(), []
    if form.accepts():
        with refusals(form):
            try:
                made = services.publish(
                    g.district, by=current_user, name=form.name.data, year=form.year.data, unit=form.unit.data,
                    rows=form.cells(), source=form.source.data or "", once=form.once.data,
                )  # fmt: skip
            except outline.BadTable as refused:
                faults = refused.faults
                raise
            flash(_("예산표를 공개했습니다."), "success")
            return redirect(url_for("budget.table", table_id=made.id))
    told = [(fault.row, _(fault.sentence, **fault.params)) for fault in faults]
    return render_template("budget/new_table.html", form=form, faults=told), form.status


@bp.post(f"{TABLE}/withdraw")
@edge("table.withdraw", load=queries.table)
def withdraw_table(shown: BudgetTable) -> Any:
    services.withdraw(shown, by=current_user, reason=ReasonForm().reason.data or "")
    flash(_("예산표를 내렸습니다. 이 화면에서 되돌릴 수 있습니다."), "success")
    return redirect(url_for("budget.table", table_id=shown.id))


@bp.post(f"{TABLE}/restore")
@edge("table.withdraw", load=queries.table)
def restore_table(shown: BudgetTable) -> Any:
    services.restore(shown, by=current_user)
    flash(_("예산표를 다시 공개했습니다."), "success")
    return redirect(url_for("budget.table", table_id=shown.id))
