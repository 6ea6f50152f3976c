"""The words that mean the same: a small page for those who run the district, and its table to take along."""

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.core import sheets
from app.core.forms import refusals, sentence_of
from app.core.web import edge
from app.proposals import queries, services
from app.proposals.forms import SynonymForm, SynonymTableForm
from app.proposals.models import SynonymSet
from app.proposals.views import bp


def _page(form: SynonymForm, table: SynonymTableForm, faults: list[tuple[int, str]]) -> tuple[str, int]:
    html = render_template(
        "proposals/synonyms.html", form=form, table=table, faults=faults, sets=queries.synonym_sets(g.district),
        past=queries.synonym_history(g.district),
    )  # fmt: skip
    return html, 422 if faults or table.failed else form.status


@bp.get("/synonyms")
@edge("synonym.list")
def synonyms() -> tuple[str, int]:
    return _page(SynonymForm(formdata=None), SynonymTableForm(formdata=None), [])


@bp.post("/synonyms")
@edge("synonym.edit")
def add_synonyms() -> AnyResponse | tuple[str, int]:
    form = SynonymForm()
    if form.accepts():
        with refusals(form):
            services.add_synonyms(g.district, form.words.data, by=current_user)
            flash(_("같은 말을 넣었습니다. 지금부터 함께 찾습니다."), "success")
            return redirect(url_for(".synonyms"))
    return _page(form, SynonymTableForm(formdata=None), [])


@bp.post("/synonyms/<int:set_id>/remove")
@edge("synonym.edit", load=queries.synonym_set)
def remove_synonyms(found: SynonymSet) -> AnyResponse:
    services.remove_synonyms(found, by=current_user)
    flash(_("같은 말을 뺐습니다."), "success")
    return redirect(url_for(".synonyms"))


@bp.post("/synonyms/table")
@edge("synonym.edit")
def import_synonyms() -> AnyResponse | tuple[str, int]:
    table, told = SynonymTableForm(), []
    if table.accepts():
        with refusals(table):
            added, faults = services.import_synonyms(g.district, table.cells(), by=current_user)
            told = [(row, sentence_of(fault)) for row, fault in faults]
            if not told:
                flash(_("새로 %(n)s묶음을 넣었습니다.", n=added), "success")
                return redirect(url_for(".synonyms"))
    return _page(SynonymForm(formdata=None), table, told)


@bp.get("/synonyms.csv")
@edge("synonym.list")
def synonyms_file() -> Response:
    """As it can be brought in again: one set in each row."""
    rows = [[one.word for one in found.words] for found in queries.synonym_sets(g.district)]
    head, *rest = rows or [[]]
    headers = {"Content-Disposition": f'attachment; filename="synonyms-{g.district.slug}.csv"'}
    return Response(sheets.csv_bytes(head, rest), content_type="text/csv; charset=utf-8", headers=headers)
