"""Writing with a check before publishing, revising, taking back."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.personal import phone_numbers
from app.core.web import edge
from app.proposals import labels, queries, rules, services
from app.proposals.forms import ProposalForm, RevisionForm, WithdrawalForm
from app.proposals.models import Proposal
from app.proposals.states import BudgetTrack
from app.proposals.views import bp


@bp.route("/propose", methods=["GET", "POST"])
@edge("proposal.create")
def propose() -> Response | str | tuple[str, int]:
    """Write, check, publish: three steps of one address, so that nothing is stored before the writer has seen it whole."""
    form, step = ProposalForm(), request.form.get("step", "check")
    if step != "edit" and form.accepts():
        with refusals(form):
            return _publish(form) if step == "publish" else _check(form)
    explained = {track.value: (labels.track_explained(track), None) for track in BudgetTrack}
    return render_template("proposals/propose.html", form=form, explained=explained), form.status


def _check(form: ProposalForm) -> str:
    rules.check_document(**form.words())
    phones = phone_numbers(form.title.data, form.problem.data, form.idea.data, form.place.data or "")
    return render_template("proposals/check.html", form=form, phones=phones)


def _publish(form: ProposalForm) -> Response:
    proposal = services.publish(
        g.district, by=current_user, track=form.track.data, field=form.field.data, once=form.once.data, **form.words()
    )
    flash(_("제안이 접수되었습니다."), "success")
    return redirect(url_for(".receipt", number=proposal.number))


@bp.get("/proposals/<number>/receipt")
@edge("proposal.receipt", load=queries.by_number)
def receipt(proposal: Proposal) -> str:
    return render_template("proposals/receipt.html", proposal=proposal)


@bp.route("/proposals/<number>/revise", methods=["GET", "POST"])
@edge("proposal.revise", load=queries.by_number)
def revise(proposal: Proposal) -> Response | tuple[str, int]:
    form = RevisionForm.of(queries.current(proposal))
    if form.accepts():
        with refusals(form):
            services.revise(proposal, by=current_user, reason=form.reason.data, based_on=form.based_on.data, **form.words())
            flash(_("고친 내용을 올렸습니다. 앞선 글도 수정 이력에 남습니다."), "success")
            return redirect(url_for(".show", number=proposal.number))
    return render_template("proposals/revise.html", form=form, proposal=proposal, lock=rules.lock_of(proposal)), form.status


@bp.route("/proposals/<number>/withdraw", methods=["GET", "POST"])
@edge("proposal.withdraw", load=queries.by_number)
def withdraw(proposal: Proposal) -> Response | tuple[str, int]:
    form = WithdrawalForm()
    if form.accepts():
        with refusals(form):
            services.withdraw(proposal, by=current_user, reason=form.reason.data)
            flash(_("제안을 철회했습니다."), "success")
            return redirect(url_for(".show", number=proposal.number))
    return render_template("proposals/withdraw.html", form=form, proposal=proposal, lock=rules.lock_of(proposal)), form.status
