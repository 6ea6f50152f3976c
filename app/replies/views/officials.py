"""What coordinators and officers do: let a proposal gather again, name departments, answer, say how far it is, ask for time, correct."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.web import edge
from app.districts import queries as districts
from app.replies import exports, queries, rules, services
from app.replies.forms import AssignmentForm, CorrectionForm, DeskForm, ExtensionForm, InterimForm, ReasonForm, ReplyForm
from app.replies.models import ReplyCase
from app.replies.states import AssignmentKind, CaseState
from app.replies.views import bp

CASE = "/replies/<int:reply_case_id>"


def to_proposal(case: ReplyCase) -> Response:
    return redirect(url_for("proposals.show", number=case.proposal.number, _anchor="reply"))


@bp.get("/replies")
@edge("reply.desk")
def desk() -> str:
    form = DeskForm(request.args).offer(districts.departments(g.district))
    found = queries.listing(g.district, page=request.args.get("page", 1, type=int), **form.wanted())
    return render_template("replies/desk.html", form=form, found=found)


@bp.get("/replies.csv")
@edge("reply.desk")
def desk_csv() -> Response:
    form = DeskForm(request.args).offer(districts.departments(g.district))
    return exports.file(queries.every(g.district, **form.wanted()), f"{g.district.slug}-replies.csv")


@bp.route("/proposals/<number>/collect", methods=["GET", "POST"])
@edge("reply.collect", load=queries.by_number)
def collect(standing: queries.Standing) -> Response | tuple[str, int]:
    form = ReasonForm()
    if form.accepts():
        with refusals(form):
            services.collect(standing.proposal, by=current_user, reason=form.reason.data)
            flash(_("공감을 다시 모으기 시작했습니다."), "success")
            return redirect(url_for("proposals.show", number=standing.proposal.number, _anchor="reply"))
    return render_template("replies/collect.html", form=form, standing=standing, proposal=standing.proposal), form.status


@bp.route(f"{CASE}/assign", methods=["GET", "POST"])
@edge("reply.assign", load=queries.case)
def assign(case: ReplyCase) -> Response | tuple[str, int]:
    units = {one.id: one for one in districts.departments(g.district)}
    standing = {kind.value: [one.department_id for one in case.departments if one.kind is kind] for kind in AssignmentKind}
    form = AssignmentForm(**standing | {"lead": case.lead_id}).offer(
        list(units.values()), is_first=case.state is CaseState.WAITING
    )
    if form.accepts():
        with refusals(form):
            others = {name: [units[number] for number in form[name].data] for name in ("executing", "cooperating")}
            reason = form.reason.data if "reason" in form else ""
            services.assign(case, by=current_user, lead=units[form.lead.data], reason=reason, **others)
            flash(_("담당 부서를 정했습니다. 담당자에게 알렸습니다."), "success")
            return to_proposal(case)
    return render_template("replies/assign.html", form=form, case=case), form.status


@bp.route(f"{CASE}/answer", methods=["GET", "POST"])
@edge("reply.answer", load=queries.case)
def answer(case: ReplyCase) -> Response | tuple[str, int]:
    form = ReplyForm.at(case.level)
    if form.accepts():
        with refusals(form):
            services.answer(case, by=current_user, **form.said())
            flash(_("답변을 공개했습니다. 제안자와 공감한 사람에게 알렸습니다."), "success")
            return to_proposal(case)
    return render_template("replies/answer.html", form=form, case=case), form.status


@bp.route(f"{CASE}/interim", methods=["GET", "POST"])
@edge("reply.interim", load=queries.case)
def interim(case: ReplyCase) -> Response | tuple[str, int]:
    form = InterimForm()
    if form.accepts():
        with refusals(form):
            services.interim(case, by=current_user, body=form.body.data, position=form.position.data)
            flash(_("중간답변을 공개했습니다."), "success")
            return to_proposal(case)
    return render_template("replies/interim.html", form=form, case=case), form.status


@bp.route(f"{CASE}/extend", methods=["GET", "POST"])
@edge("reply.extend", load=queries.case)
def extend(case: ReplyCase) -> Response | tuple[str, int]:
    latest = rules.latest_extension(case.due_on, case.adopted.policy) if case.due_on else None
    form = ExtensionForm(due_on=latest)
    if form.accepts():
        with refusals(form):
            services.extend(case, by=current_user, due_on=form.due_on.data, reason=form.reason.data)
            flash(_("기한을 늘렸습니다. 처음 기한도 함께 보입니다."), "success")
            return to_proposal(case)
    return render_template("replies/extend.html", form=form, case=case, latest=latest), form.status


@bp.route(f"{CASE}/correct", methods=["GET", "POST"])
@edge("reply.correct", load=queries.case)
def correct(case: ReplyCase) -> Response | tuple[str, int]:
    form = CorrectionForm.at(case.level, case.final)
    if form.accepts():
        with refusals(form):
            services.correct(case, by=current_user, reason=form.reason.data, **form.said())  # type: ignore[attr-defined]
            flash(_("답변을 고쳤습니다. 앞선 글도 남습니다."), "success")
            return to_proposal(case)
    return render_template("replies/correct.html", form=form, case=case), form.status


@bp.route(f"{CASE}/reopen", methods=["GET", "POST"])
@edge("reply.reopen", load=queries.case)
def reopen(case: ReplyCase) -> Response | tuple[str, int]:
    form = ReasonForm()
    if form.accepts():
        with refusals(form):
            services.reopen(case, by=current_user, reason=form.reason.data)
            flash(_("답변을 다시 받기로 했습니다."), "success")
            return to_proposal(case)
    return render_template("replies/reopen.html", form=form, case=case), form.status
