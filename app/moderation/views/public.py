"""What everybody may know: the house rules, the log, and what became of one post; the author's way to appeal."""

from flask import Response as Download
from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.web import edge, who
from app.moderation import exports, kinds, labels, queries, rules, services
from app.moderation.forms import AppealForm
from app.moderation.models import Case, Decision
from app.moderation.permissions import own_words
from app.moderation.states import Article, Verdict
from app.moderation.views import bp


@bp.get("/rules")
@edge("page.read")
def house_rules() -> str:
    articles = [(one, labels.EXPLAINED[one], rules.SEVERITY[one]) for one in Article]
    return render_template("moderation/rules.html", articles=articles, rules=rules)


@bp.get("/log")
@edge("moderation.log")
def log() -> str:
    verdict, month = request.args.get("verdict", ""), request.args.get("month", "")
    lines, page, pages = queries.log(g.district, verdict=verdict, month=month, page=request.args.get("page", 1, type=int))
    return render_template(
        "moderation/log.html", lines=lines, page=page, pages=pages, verdict=verdict, month=month,
        months=queries.months(g.district), verdicts=list(Verdict),
    )  # fmt: skip


@bp.get("/log.csv")
@edge("moderation.log")
def log_csv() -> Download:
    lines = queries.whole_log(g.district, verdict=request.args.get("verdict", ""), month=request.args.get("month", ""))
    name = f"{g.district.slug}-moderation.csv"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Download(exports.log_csv(lines), mimetype="text/csv", headers=headers)


@bp.get("/posts/<int:case_id>")
@edge("case.read", load=queries.by_id)
def about(case: Case) -> str:
    kind, is_own = kinds.of(case.kind), own_words(who(), case)
    return render_template(
        "moderation/about.html",
        case=case,
        kind=kind,
        row=queries.row(case),
        is_own=is_own,
        decisions=queries.decisions(case),
        can_appeal=services.can_appeal,
    )


@bp.route("/decisions/<int:decision_id>/appeal", methods=["GET", "POST"])
@edge("appeal.make", load=queries.decision)
def appeal(decision: Decision) -> Response | tuple[str, int]:
    form = AppealForm()
    if form.accepts():
        with refusals(form):
            services.appeal(decision, by=current_user, words=form.words.data)
            flash(_("이의를 신청했습니다. 다른 진행자가 살펴보고 답합니다."), "success")
            return redirect(url_for(".about", case_id=decision.case_id))
    return render_template("moderation/appeal.html", form=form, decision=decision), form.status
