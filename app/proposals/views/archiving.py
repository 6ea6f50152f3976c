"""Old proposals: which nobody moves any more, closing one, opening it again."""

from datetime import timedelta

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.identity import me
from app.core import clock
from app.core.forms import refusals
from app.core.web import edge
from app.proposals import queries, rules, services
from app.proposals.forms import ReasonForm
from app.proposals.models import Proposal
from app.proposals.views import bp


@bp.get("/proposals/old")
@edge("proposal.sort_out")
def old() -> str:
    found = queries.silent(g.district, clock.now() - timedelta(days=rules.ARCHIVE_AFTER_DAYS))
    return render_template("proposals/old.html", found=found, days=rules.ARCHIVE_AFTER_DAYS)


@bp.route("/proposals/<number>/archive", methods=["GET", "POST"])
@edge("proposal.archive", load=queries.by_number)
def archive(proposal: Proposal) -> Response | tuple[str, int]:
    form = ReasonForm()
    if form.accepts():
        with refusals(form):
            services.archive(proposal, by=me(), reason=form.reason.data)
            flash(_("제안을 보관했습니다."), "success")
            return redirect(url_for(".show", number=proposal.number))
    return render_template("proposals/archive.html", form=form, proposal=proposal, is_opening=False), form.status


@bp.route("/proposals/<number>/unarchive", methods=["GET", "POST"])
@edge("proposal.unarchive", load=queries.by_number)
def unarchive(proposal: Proposal) -> Response | tuple[str, int]:
    form = ReasonForm()
    if form.accepts():
        with refusals(form):
            services.unarchive(proposal, by=me(), reason=form.reason.data)
            flash(_("제안을 다시 열었습니다."), "success")
            return redirect(url_for(".show", number=proposal.number))
    return render_template("proposals/archive.html", form=form, proposal=proposal, is_opening=True), form.status
