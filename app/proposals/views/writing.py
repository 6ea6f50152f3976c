"""The receipt, revising, taking back. How a proposal is written: drafting.py."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.web import edge
from app.proposals import queries, rules, services
from app.proposals.forms import RevisionForm, WithdrawalForm
from app.proposals.models import Proposal
from app.proposals.views import bp


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
