"""The residents' opinion statement over HTTP: as a page, as the file attached to the bill, and its issue."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import queries as cycles
from app.budget import statement as words
from app.budget.forms_statement import StatementForm
from app.budget.models import Cycle
from app.budget.queries import statements as queries
from app.budget.services import statements as services
from app.budget.statement_models import ResidentOpinion
from app.budget.views import CYCLE, bp
from app.core.forms import refusals
from app.core.web import edge
from app.districts.models import District


@bp.get(f"{CYCLE}/statement")
@edge("budget.read", load=cycles.cycle)
def statement(cycle: Cycle) -> Any:
    """The edition that stands; before the first one, when it will come."""
    editions = queries.editions(cycle)
    latest = editions[-1] if editions else None
    sections = words.sections(latest.content, latest.opinion) if latest else []
    facts = {"title": words.title(), "subtitle": words.subtitle(latest.content) if latest else ""}
    return render_template("budget/statement.html", cycle=cycle, statement=latest, editions=editions, sections=sections, **facts)


def _issued(district: District, cycle_id: int) -> ResidentOpinion | None:
    found = cycles.cycle(district, cycle_id)
    return queries.latest(found, with_file=True) if found else None


@bp.get(f"{CYCLE}/statement.pdf")
@edge("budget.read", load=_issued)
def statement_pdf(shown: ResidentOpinion) -> Response:
    name = f"statement-{g.district.slug}-{shown.content['year']}-{shown.cycle_id}-{shown.edition}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(shown.pdf, content_type="application/pdf", headers=headers)


@bp.route(f"{CYCLE}/statement/new", methods=["GET", "POST"])
@edge("statement.issue", load=cycles.cycle)
def issue_statement(cycle: Cycle) -> Any:
    before = queries.latest(cycle)
    form = StatementForm(opinion=before.opinion if before else "")
    if before is None:
        del form.reason
    if form.accepts():
        with refusals(form):
            services.issue(cycle, by=current_user, opinion=form.opinion.data, reason=form.reason.data if form.reason else "")
            flash(_("주민의견서를 공개했습니다. PDF를 내려받아 예산안에 붙여 주세요."), "success")
            return redirect(url_for("budget.statement", cycle_id=cycle.id))
    draft = words.sections(queries.content(cycle), "")[:-1]
    return render_template("budget/issue_statement.html", cycle=cycle, form=form, sections=draft, before=before), form.status
