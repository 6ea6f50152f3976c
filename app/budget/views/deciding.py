"""What the vote selected and what was decided by name beside it; complaints and late proposals."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import queries
from app.budget.decision_models import Complaint
from app.budget.models import Candidate, Cycle
from app.budget.queries import complaints as complaint_queries
from app.budget.queries import intake, selections
from app.budget.services import candidates, complaints, overrides
from app.budget.stage_forms import ComplaintForm, LateForm, LateSearchForm, OverrideForm
from app.budget.states import CandidateState, Override
from app.budget.views import CANDIDATE, CYCLE, bp
from app.core.forms import refusals
from app.core.web import edge
from app.districts import queries as districts
from app.districts.models import District
from app.proposals import queries as proposals
from app.proposals.models import Proposal


def load_selected(district: District, cycle_id: int) -> tuple[Cycle, list[Candidate]] | None:
    """A cycle with everything that was voted on; not there before the count."""
    found = queries.cycle(district, cycle_id)
    rows = selections.outcomes(found) if found else []
    return (found, rows) if found and rows else None


@bp.get(f"{CYCLE}/selection")
@edge("budget.read", load=load_selected)
def selection(shown: tuple[Cycle, list[Candidate]]) -> Any:
    cycle, rows = shown
    funded, decided = selections.funded(cycle), selections.decisions(cycle)
    counted = [one for one in rows if one.selection and one.selection.is_selected]
    spent = sum(
        (decided[one.id].amount_won if one.id in decided else one.cost_won or 0)
        for one in rows
        if one.id in funded or _is_in(one)
    )
    last = max((one.selection.rank or 0 for one in counted if one.selection), default=0)
    return render_template(
        "budget/selection.html", cycle=cycle, rows=rows, decided=decided, number=len(counted), spent=spent, last=last
    )


def _is_in(candidate: Candidate) -> bool:
    """Selected, or further on its way by now."""
    return candidate.state in (CandidateState.SELECTED, CandidateState.ADOPTED, CandidateState.AMENDED, CandidateState.CUT)


@bp.route(f"{CANDIDATE}/override", methods=["GET", "POST"])
@edge("candidate.override", load=queries.candidate)
def override(candidate: Candidate) -> Any:
    is_in = candidate.state is CandidateState.SELECTED
    form = OverrideForm().offer([Override.EXCLUDE] if is_in else [Override.PART_FUND, Override.INCLUDE])
    if form.accepts():
        with refusals(form):
            overrides.decide(
                candidate,
                by=current_user,
                kind=Override(form.kind.data),
                amount_won=form.amount_won.data,
                reason=form.reason.data,
            )
            flash(_("결정을 이름과 함께 공개했습니다."), "success")
            return redirect(url_for("budget.selection", cycle_id=candidate.cycle_id))
    left = candidate.cycle.envelope_won - sum(selections.funded(candidate.cycle).values())
    return render_template("budget/override.html", candidate=candidate, form=form, left=left), form.status


@bp.route(f"{CYCLE}/late", methods=["GET", "POST"])
@edge("cycle.take_in", load=queries.cycle)
def late(cycle: Cycle) -> Any:
    sought = LateSearchForm(request.args)
    found = intake.nominable_page(cycle, sought.q.data or "", request.args.get("page", 1, type=int))
    form = LateForm()
    sent = intake.nominable(cycle, form.proposals.data or []) if request.method == "POST" else []
    form.offer({one.id: one for one in [*found, *sent]}.values())
    if form.accepts():
        with refusals(form):
            made = candidates.take_in(cycle, form.proposals.data, by=current_user, reason=form.reason.data)
            flash(_("제안 %(n)s건을 심사 대상에 더했습니다.", n=len(made)), "success")
            return redirect(url_for("budget.assign", cycle_id=cycle.id))
    return render_template("budget/late.html", cycle=cycle, form=form, sought=sought, found=found), form.status


@bp.route(f"{CYCLE}/complaints", methods=["GET", "POST"])
@edge("cycle.redirect", load=queries.cycle)
def complaint_list(cycle: Cycle) -> Any:
    units = districts.departments(g.district)
    form = ComplaintForm().offer(units)
    if form.accepts():
        with refusals(form):
            unit = next(one for one in units if one.id == form.department_id.data)
            proposal = proposals.by_number(g.district, form.number.data.strip())
            made = complaints.redirect(cycle, proposal, by=current_user, department=unit, reason=form.reason.data)
            flash(
                _("제안자에게 물었습니다.") if made.is_open else _("동의를 받아 둔 제안이어서 바로 민원으로 넘겼습니다."),
                "success",
            )
            return redirect(url_for("budget.complaint_list", cycle_id=cycle.id))
    return render_template(
        "budget/complaints.html", cycle=cycle, form=form, rows=complaint_queries.complaints(g.district)
    ), form.status


@bp.route("/complaints/<int:complaint_id>", methods=["GET", "POST"])
@edge("complaint.answer", load=complaint_queries.complaint)
def complaint(shown: Complaint) -> Any:
    if request.method == "POST":
        agrees = request.form.get("agrees") == "yes"
        complaints.answer(shown, by=current_user, agrees=agrees)
        flash(_("민원으로 넘기는 데 동의했습니다.") if agrees else _("민원으로 넘기지 않기로 했습니다."), "success")
        return redirect(url_for("proposals.show", number=shown.proposal.number))
    return render_template("budget/complaint.html", complaint=shown)


def load_own(district: District, number: str) -> Proposal | None:
    return proposals.by_number(district, number)


@bp.post("/proposals/<number>/complaint-consent")
@edge("complaint.consent", load=load_own)
def consent(proposal: Proposal) -> Any:
    complaints.consent(proposal, by=current_user)
    flash(_("민원이면 민원 창구로 넘겨도 좋다고 적어 두었습니다."), "success")
    return redirect(url_for("proposals.show", number=proposal.number))
