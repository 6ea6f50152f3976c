"""Around the department's review: the work list and its file, parts, opinions, interim replies, objections."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import exports, queries
from app.budget.forms import end_of
from app.budget.models import Candidate, Cycle
from app.budget.queries import reviews as review_queries
from app.budget.review_forms import AppealDecisionForm, AppealForm, InterimForm, OpinionForm, PartsForm, WorkForm
from app.budget.rules import PAGE_SIZE, appeal_ends
from app.budget.services import appeals, reviews
from app.budget.states import PartKind
from app.budget.views import CANDIDATE, CYCLE, bp
from app.core import clock
from app.core.forms import refusals
from app.core.web import edge, who
from app.districts import queries as districts
from app.districts.states import Role
from app.proposals.labels import TRACKS


def _wanted() -> review_queries.Wanted:
    """The filters of the address; what is none of ours is no filter."""
    given = request.args
    return review_queries.Wanted(
        department_id=given.get("department", type=int),
        state=given.get("state", "") if given.get("state") in review_queries.WORK_STATES else "",
        track=given.get("track", "") if given.get("track") in set(TRACKS) else "",
        text=given.get("q", "")[:80],
    )


def _mine() -> frozenset[int] | None:
    """Coordinators and auditors see every department's work, officers that of their own."""
    return None if who().roles & {Role.COORDINATOR, Role.AUDITOR} else who().department_ids


@bp.get(f"{CYCLE}/work")
@edge("cycle.work", load=queries.cycle)
def work(cycle: Cycle) -> Any:
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    rows, number = review_queries.work(cycle, _wanted(), only=_mine(), page=page)
    form = WorkForm(request.args).offer(districts.departments(g.district))
    filters = {name: value for name, value in request.args.items() if name in ("q", "department", "state", "track") and value}
    return render_template(
        "budget/work.html", cycle=cycle, rows=rows, number=number, form=form, page=page, pages=max(1, -(-number // PAGE_SIZE)),
        filters=filters,
    )  # fmt: skip


@bp.get(f"{CYCLE}/work.csv")
@edge("cycle.work", load=queries.cycle)
def work_csv(cycle: Cycle) -> Response:
    rows, _number = review_queries.work(cycle, _wanted(), only=_mine(), page=None)
    headers = {"Content-Disposition": f'attachment; filename="budget-work-{cycle.id}.csv"'}
    return Response(exports.work_csv(cycle, rows), content_type="text/csv; charset=utf-8", headers=headers)


@bp.route(f"{CANDIDATE}/departments", methods=["GET", "POST"])
@edge("candidate.involve", load=queries.candidate)
def departments(candidate: Candidate) -> Any:
    units = [one for one in districts.departments(g.district) if one.id != candidate.department_id]
    known, review = review_queries.parts(candidate), queries.review_of(candidate)
    before = {kind.value: [one.department_id for one in known if one.kind is kind] for kind in PartKind}
    due = clock.seoul(review.due_at).date() if review and review.due_at else None
    form = PartsForm(data={**before, "due_on": due}).offer(units)
    if form.accepts():
        with refusals(form):
            due_at = end_of(form.due_on.data) if form.due_on.data else None
            reviews.involve(candidate, by=current_user, departments=form.chosen(units), due_at=due_at)
            flash(_("검토 부서를 정했습니다."), "success")
            return redirect(url_for("budget.work", cycle_id=candidate.cycle_id))
    return render_template("budget/departments.html", candidate=candidate, form=form), form.status


@bp.route(f"{CANDIDATE}/opinion", methods=["GET", "POST"])
@edge("candidate.advise", load=queries.candidate)
def opinion(candidate: Candidate) -> Any:
    mine = next((one for one in candidate.parts if one.department_id in who().department_ids), None)
    form = OpinionForm(data={"opinion": mine.opinion if mine else ""})
    if form.accepts():
        with refusals(form):
            reviews.advise(candidate, by=current_user, department_ids=who().department_ids, opinion=form.opinion.data)
            flash(_("의견을 냈습니다. 검토가 끝나면 함께 공개됩니다."), "success")
            return redirect(url_for("budget.desk"))
    return render_template("budget/opinion.html", candidate=candidate, form=form, part=mine), form.status


@bp.route(f"{CANDIDATE}/interim", methods=["GET", "POST"])
@edge("candidate.review", load=queries.candidate)
def interim(candidate: Candidate) -> Any:
    form = InterimForm()
    if form.accepts():
        with refusals(form):
            reviews.interim(candidate, by=current_user, text=form.text.data, due_at=form.due_at)
            flash(_("중간답변을 공개했습니다."), "success")
            return redirect(url_for("budget.review", cycle_id=candidate.cycle_id, candidate_id=candidate.id))
    return render_template("budget/interim.html", candidate=candidate, form=form), form.status


@bp.route(f"{CANDIDATE}/appeal", methods=["GET", "POST"])
@edge("candidate.appeal", load=queries.candidate)
def appeal(candidate: Candidate) -> Any:
    form = AppealForm()
    if form.accepts():
        with refusals(form):
            appeals.file(candidate, by=current_user, reason=form.reason.data)
            flash(_("이의를 신청했습니다. 검토하지 않은 다른 사람이 결정합니다."), "success")
            return redirect(url_for("proposals.show", number=candidate.proposal.number))
    return render_template("budget/appeal.html", candidate=candidate, form=form, **_about_appeal(candidate)), form.status


@bp.route(f"{CANDIDATE}/appeal/decide", methods=["GET", "POST"])
@edge("candidate.decide_appeal", load=queries.candidate)
def decide_appeal(candidate: Candidate) -> Any:
    form = AppealDecisionForm()
    if form.accepts():
        with refusals(form):
            uphold = form.verdict.data == "uphold"
            appeals.decide(candidate, by=current_user, uphold=uphold, reason=form.reason.data, cost_won=form.cost_won.data)
            flash(_("이의 신청을 결정했습니다."), "success")
            return redirect(url_for("budget.work", cycle_id=candidate.cycle_id))
    return render_template("budget/decide_appeal.html", candidate=candidate, form=form, **_about_appeal(candidate)), form.status


def _about_appeal(candidate: Candidate) -> dict[str, Any]:
    before = queries.story_of(candidate.proposal)
    review = before.review if before else None
    ends = appeal_ends(review.finished_at, candidate.cycle.policy.appeal_days) if review and review.finished_at else None
    return {"before": before, "ends": ends}
