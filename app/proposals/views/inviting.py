"""Who proposes: inviting, answering an invitation, leaving."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.identity import me
from app.core.forms import Form, refusals
from app.core.web import edge, who
from app.proposals import queries, rules, services
from app.proposals.forms import InvitationForm
from app.proposals.models import Proposal, ProposalInvitation
from app.proposals.views import bp


@bp.route("/proposals/<number>/proposers", methods=["GET", "POST"])
@edge("proposal.invite", load=queries.by_number)
def proposers(proposal: Proposal) -> Response | tuple[str, int]:
    """Says the same whether the address has an account or not."""
    form = InvitationForm()
    if form.accepts():
        with refusals(form):
            link = url_for(".invitation", number=proposal.number, _external=True)
            services.invite(proposal, by=me(), email=form.email.data, link=link)
            flash(_("초대장을 보냈습니다. 받은 사람이 받아들이면 알려 드립니다."), "success")
            return redirect(url_for(".proposers", number=proposal.number))
    waiting, lock = queries.invitations(proposal), rules.lock_of(proposal)
    return render_template("proposals/proposers.html", form=form, proposal=proposal, waiting=waiting, lock=lock), form.status


@bp.post("/proposals/<number>/leave")
@edge("proposal.leave", load=queries.by_number)
def leave(proposal: Proposal) -> Response:
    services.leave(proposal, by=me())
    flash(_("제안에서 빠졌습니다."), "success")
    return redirect(url_for(".show", number=proposal.number))


class Sent:
    """An invitation as the permission asks about it: it belongs to those who propose."""

    def __init__(self, invitation: ProposalInvitation) -> None:
        self.invitation, self.proposal = invitation, invitation.proposal
        self.proposer_ids, self.is_published = self.proposal.proposer_ids, self.proposal.is_published


def _sent(district: object, number: str, invitation_id: int) -> Sent | None:
    invitation = queries.invitation(district, number, invitation_id)  # type: ignore[arg-type]
    return Sent(invitation) if invitation is not None else None


@bp.post("/proposals/<number>/invitations/<int:invitation_id>/take-back")
@edge("proposal.invite", load=_sent)
def take_back_invitation(sent: Sent) -> Response:
    number = sent.proposal.number
    services.take_back(sent.invitation, by=me())
    flash(_("초대를 거두었습니다."), "success")
    return redirect(url_for(".proposers", number=number))


@bp.get("/proposals/<number>/invitation")
@edge("proposal.answer", load=queries.by_number)
def invitation(proposal: Proposal) -> tuple[str, int]:
    return _answer_page(proposal, Form(formdata=None))


@bp.post("/proposals/<number>/invitation/accept")
@edge("proposal.answer", load=queries.by_number)
def accept_invitation(proposal: Proposal) -> Response | tuple[str, int]:
    form = Form()
    with refusals(form):
        services.accept(proposal, by=me())
        flash(_("함께 제안합니다. 이제 이 제안을 고치고 사진을 붙일 수 있습니다."), "success")
        return redirect(url_for(".show", number=proposal.number))
    return _answer_page(proposal, form)


@bp.post("/proposals/<number>/invitation/decline")
@edge("proposal.answer", load=queries.by_number)
def decline_invitation(proposal: Proposal) -> Response | tuple[str, int]:
    form = Form()
    with refusals(form):
        services.decline(proposal, by=me())
        flash(_("초대를 사양했습니다."), "success")
        return redirect(url_for(".show", number=proposal.number))
    return _answer_page(proposal, form)


def _answer_page(proposal: Proposal, form: Form) -> tuple[str, int]:
    """Whoever signs in with another address than the invited one is told so, not that the page does not exist."""
    waiting = queries.invitation_to(proposal, services.address_hash(me().email))
    is_in = who().resident_id in proposal.proposer_ids
    html = render_template("proposals/invitation.html", proposal=proposal, form=form, invitation=waiting, is_in=is_in)
    return html, 422 if form.form_errors else 200
