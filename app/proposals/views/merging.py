"""융합 over HTTP: asking, agreeing, declining, undoing."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.identity import me
from app.core.forms import refusals
from app.core.web import edge, who
from app.proposals import permissions, queries, rules, services
from app.proposals.forms import MergerForm, ReasonForm
from app.proposals.models import Proposal, ProposalMerger
from app.proposals.states import MergerState
from app.proposals.views import bp


@bp.route("/proposals/<number>/merge", methods=["GET", "POST"])
@edge("proposal.merge", load=queries.by_number)
def merge(proposal: Proposal) -> Response | tuple[str, int]:
    """A proposer asks the other sides; a coordinator in deliberation decides, with a public reason."""
    is_mine = permissions.author(who(), proposal)
    words = {name: getattr(proposal.current, name) for name in ("title", "problem", "idea")}
    form = MergerForm(data=words)
    if form.accepts():
        with refusals(form):
            merger = _merged(proposal, form, is_mine=is_mine)
            is_done = merger.state is MergerState.DONE
            flash(
                _("제안을 합쳤습니다.") if is_done else _("합치자고 요청했습니다. 각 제안의 제안자가 동의하면 합쳐집니다."),
                "success",
            )
            return redirect(url_for(".merger", merger_id=merger.id))
    html = render_template(
        "proposals/merge.html", form=form, proposal=proposal, is_mine=is_mine, phase=rules.phase_of(proposal), rules=rules
    )
    return html, form.status


def _merged(proposal: Proposal, form: MergerForm, *, is_mine: bool) -> ProposalMerger:
    others = [_found(number) for number in form.numbers() if number != proposal.number]
    if form.into.data == "other" and len(others) != 1:
        raise rules.MergerTooSmall(most=rules.MERGED_AT_ONCE_MAXIMUM)
    into = {"this": proposal, "other": others[0] if others else None, "new": None}[form.into.data]
    if not is_mine:
        return services.merge([proposal, *others], into=into or proposal, by=me(), reason=form.reason.data)
    document = form.document(proposal) if form.into.data == "new" else None
    return services.ask([proposal, *others], into=into, by=me(), reason=form.reason.data, document=document)


def _found(number: str) -> Proposal:
    proposal = queries.by_number(g.district, number)
    if proposal is None:
        raise rules.UnknownProposal(number=number)
    return proposal


def _page(merger: ProposalMerger, form: ReasonForm) -> tuple[str, int]:
    target = merger.target
    may_undo = merger.state is MergerState.DONE and target is not None and rules.phase_of(target).key == merger.phase
    html = render_template(
        "proposals/merger.html", merger=merger, form=form, may_undo=may_undo, sides=_sides(merger), me_id=who().resident_id
    )
    return html, form.status


def _sides(merger: ProposalMerger) -> list[dict[str, Any]]:
    return [
        {"proposal": part.proposal, "agreed_at": part.consented_at, "is_mine": who().resident_id in part.proposal.proposer_ids}
        for part in merger.parts
    ]


@bp.get("/mergers/<int:merger_id>")
@edge("merger.read", load=queries.merger)
def merger(merger: ProposalMerger) -> tuple[str, int]:
    return _page(merger, ReasonForm(formdata=None))


@bp.post("/mergers/<int:merger_id>/agree")
@edge("merger.answer", load=queries.merger)
def agree_to_merger(merger: ProposalMerger) -> Response:
    done = services.agree(merger, by=me())
    flash(_("제안을 합쳤습니다.") if done.state is MergerState.DONE else _("동의했습니다."), "success")
    return redirect(url_for(".merger", merger_id=done.id))


@bp.post("/mergers/<int:merger_id>/decline")
@edge("merger.answer", load=queries.merger)
def decline_merger(merger: ProposalMerger) -> Response:
    number = merger.id
    services.decline_merger(merger, by=me())
    flash(_("합치지 않기로 했습니다."), "success")
    return redirect(url_for(".merger", merger_id=number))


@bp.post("/mergers/<int:merger_id>/undo")
@edge("merger.undo", load=queries.merger)
def undo_merger(merger: ProposalMerger) -> Response | tuple[str, int]:
    form = ReasonForm()
    if form.accepts():
        with refusals(form):
            role = "proposer" if permissions.merger_target(who(), merger) else "coordinator"
            services.undo(merger, by=me(), role=role, reason=form.reason.data)
            flash(_("합친 것을 되돌렸습니다."), "success")
            return redirect(url_for(".merger", merger_id=merger.id))
    return _page(merger, form)
