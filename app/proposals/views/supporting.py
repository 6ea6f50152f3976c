"""공감, given and taken back."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.web import edge
from app.moderation import limits
from app.proposals import queries, services
from app.proposals.models import Proposal
from app.proposals.views import bp


@bp.post("/proposals/<number>/endorse")
@limits.posting
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
