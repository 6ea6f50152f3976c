"""Proposals over HTTP: the list, writing with a check before publishing, the proposal's page, its versions, 공감."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.comments import queries as talks
from app.comments.rules import phone_numbers
from app.core.forms import refusals
from app.core.history import entries
from app.core.web import edge, who
from app.proposals import diff, labels, queries, rules, services
from app.proposals.forms import ProposalForm, RevisionForm, SearchForm, WithdrawalForm
from app.proposals.models import Proposal
from app.proposals.states import BudgetTrack

bp = Blueprint("proposals", __name__, url_prefix="/<district_slug>")
bp.add_app_template_global(labels.label, "proposal_label")


@bp.get("/proposals")
@edge("proposal.read")
def index() -> str:
    form = SearchForm(request.args)
    found = queries.listing(g.district, page=request.args.get("page", 1, type=int), **form.wanted())
    is_any = bool(found) or queries.is_any(g.district)
    return render_template("proposals/index.html", form=form, found=found, is_any=is_any)


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


@bp.get("/proposals/<number>")
@edge("proposal.read", load=queries.by_number)
def show(proposal: Proposal) -> str:
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        version=queries.current(proposal),
        events=lambda: labels.told(entries(proposal)),
        is_endorsed=queries.has_endorsed(proposal, who().resident_id),
        lock_of=rules.lock_of,
        thread=proposal.thread,
        comments=talks.page(g.district, proposal.thread, page=request.args.get("page", 1, type=int)),
    )


@bp.post("/proposals/<number>/endorse")
@edge("proposal.endorse", load=queries.by_number)
def endorse(proposal: Proposal) -> Response:
    services.endorse(proposal, by=current_user)
    flash(_("이 제안에 공감했습니다."), "success")
    return redirect(url_for(".show", number=proposal.number))


@bp.post("/proposals/<number>/unendorse")
@edge("proposal.unendorse", load=queries.by_number)
def unendorse(proposal: Proposal) -> Response:
    services.withdraw_endorsement(proposal, by=current_user)
    flash(_("공감을 취소했습니다."), "success")
    return redirect(url_for(".show", number=proposal.number))


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


@bp.get("/proposals/<number>/versions")
@edge("proposal.read", load=queries.by_number)
def versions(proposal: Proposal) -> str:
    every = {version.ordinal: version for version in queries.versions(proposal)}
    older, newer = diff.pair(list(every), request.args.get("old", type=int), request.args.get("new", type=int))
    changes = [
        (_(name), diff.words(getattr(every[older], part), getattr(every[newer], part))) for part, name in labels.PARTS.items()
    ]
    return render_template(
        "proposals/versions.html", proposal=proposal, versions=every, old=every[older], new=every[newer], changes=changes
    )
