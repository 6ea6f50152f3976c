"""신고하기, and a moderator's own way to look at something nobody reported."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.web import edge, who
from app.moderation import limits, queries, services
from app.moderation.forms import ReportForm
from app.moderation.queries import Target
from app.moderation.views import bp


@bp.route("/report/<what>/<int:subject_id>", methods=["GET", "POST"])
@limits.reporting
@edge("report.make", load=queries.target)
def report(target: Target) -> Response | tuple[str, int]:
    form, reporter = ReportForm(), current_user if who().resident_id else None
    if form.accepts():
        with refusals(form):
            services.report(
                target.name, target.row, by=reporter, article=form.article.data, words=form.words.data, once=form.once.data
            )
            return redirect(url_for(".thanks"))
    return render_template("moderation/report.html", form=form, target=target), form.status


@bp.get("/thanks")
@edge("page.read")
def thanks() -> str:
    return render_template("moderation/thanks.html", is_known=who().resident_id is not None)


@bp.post("/take-up/<what>/<int:subject_id>")
@edge("case.decide", load=queries.target)
def take_up(target: Target) -> Response:
    case = services.take_up(target.name, target.row, by=current_user)
    flash(_("이 글을 검토 목록에 넣었습니다."), "success")
    return redirect(url_for(".case", case_id=case.id))
