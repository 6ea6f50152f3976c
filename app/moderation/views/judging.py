"""The moderators' desk: the queue, one case with what is around it, decisions, undoing, appeals."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.forms import refusals
from app.core.web import edge, who
from app.moderation import kinds, labels, queries, rules, services
from app.moderation.forms import AnswerForm, DecisionForm, QueueForm, RestoreForm
from app.moderation.models import Appeal, Case, Decision
from app.moderation.views import bp


@bp.get("")
@edge("case.list")
def queue() -> str:
    form = QueueForm(request.args)
    form.kind.choices = [("", _("모두")), *((name, labels.kind_label(name)) for name in kinds.names())]
    wanted = {"kind": form.kind.data or "", "cause": form.cause.data or "", "order": form.order.data or "priority"}
    return render_template(
        "moderation/queue.html",
        form=form,
        queue=queries.queue(g.district, page=request.args.get("page", 1, type=int), **wanted),
        figures=queries.figures(g.district),
        n_appeals=queries.count_open_appeals(g.district),
        undoable=queries.undoable(g.district, current_user.id),
        kinds=kinds,
        now=clock.now(),
    )


@bp.post("/next")
@edge("case.list")
def next_case() -> Response:
    """The most pressing free case, claimed; not the one just looked at."""
    return _onward(but=request.args.get("after", type=int))


def _onward(but: int | None = None) -> Response:
    case = services.claim_next(g.district, by=current_user, but=but)
    if case is None:
        flash(_("지금 기다리는 글이 없습니다."), "success")
        return redirect(url_for(".queue"))
    return redirect(url_for(".case", case_id=case.id))


@bp.get("/cases/<int:case_id>")
@edge("case.see", load=queries.by_id)
def case(case: Case) -> str:
    return _case(case, DecisionForm(formdata=None, seen=case.n_decisions))


def _case(case: Case, form: DecisionForm) -> str:
    kind = kinds.of(case.kind)
    row = kind.load(g.district, case.subject_id)
    return render_template(
        "moderation/case.html",
        case=case,
        kind=kind,
        row=row,
        form=form,
        restoring=RestoreForm(formdata=None),
        reports=queries.open_reports(case),
        decisions=queries.decisions(case),
        earlier=queries.earlier_about(g.district, case.author_id, case),
        undoable=queries.undoable(g.district, current_user.id),
        holder=case.claimed_by(clock.now()),
        points=labels.POINTS,
        explained={verdict.value: text for verdict, text in labels.VERDICTS_EXPLAINED.items()},
    )


@bp.post("/cases/<int:case_id>/decide")
@edge("case.decide", load=queries.by_id)
def decide(case: Case) -> Response | tuple[str, int]:
    form = DecisionForm()
    if form.accepts():
        with refusals(form):
            decision = services.decide(case, by=current_user, **form.decided())
            flash(_("결정했습니다: %(verdict)s", verdict=labels.done(decision.verdict)), "success")
            return _onward(but=case.id) if form.onward.data else redirect(url_for(".case", case_id=case.id))
    return _case(case, form), form.status


@bp.post("/cases/<int:case_id>/restore")
@edge("case.decide", load=queries.by_id)
def restore(case: Case) -> Response | tuple[str, int]:
    form = RestoreForm()
    if form.accepts():
        with refusals(form):
            services.restore(case, by=current_user, reason=form.reason.data)
            flash(_("글을 다시 보이게 했습니다."), "success")
            return redirect(url_for(".case", case_id=case.id))
    return render_template("moderation/restore.html", form=form, case=case), form.status


@bp.post("/cases/<int:case_id>/claim")
@edge("case.decide", load=queries.by_id)
def claim(case: Case) -> Response:
    services.claim(case, by=current_user)
    flash(_("%(minutes)s분 동안 이 글을 맡았습니다.", minutes=rules.CLAIM_MINUTES), "success")
    return redirect(url_for(".case", case_id=case.id))


@bp.post("/cases/<int:case_id>/release")
@edge("case.see", load=queries.by_id)
def release(case: Case) -> Response:
    services.release(case, by=current_user)
    return redirect(url_for(".queue"))


@bp.post("/decisions/<int:decision_id>/undo")
@edge("decision.undo", load=queries.decision)
def undo(decision: Decision) -> Response:
    case = services.undo(decision, by=current_user)
    flash(_("방금 한 결정을 되돌렸습니다."), "success")
    return redirect(url_for(".case", case_id=case.id))


@bp.get("/appeals")
@edge("appeal.list")
def appeals() -> str:
    return render_template("moderation/appeals.html", appeals=queries.open_appeals(g.district), me=who().resident_id)


@bp.route("/appeals/<int:appeal_id>", methods=["GET", "POST"])
@edge("appeal.answer", load=queries.appeal)
def answer(appeal: Appeal) -> Response | tuple[str, int]:
    form, case = AnswerForm(), appeal.decision.case
    if form.accepts():
        with refusals(form):
            services.answer(appeal, by=current_user, is_granted=form.outcome.data == "granted", reason=form.reason.data)
            flash(_("이의 신청에 답했습니다."), "success")
            return redirect(url_for(".about", case_id=case.id))
    kind = kinds.of(case.kind)
    row = kind.load(g.district, case.subject_id)
    return render_template("moderation/answer.html", form=form, appeal=appeal, case=case, kind=kind, row=row), form.status
