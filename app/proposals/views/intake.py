"""Proposals on paper: the clerk's list, the form, the receipt to print, and the page on which the citizen claims what the paper said."""

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.forms import refusals
from app.core.qr import qr
from app.core.web import edge, who
from app.extensions import limiter
from app.proposals import queries, rules, services
from app.proposals.forms import ClaimForm, IntakeForm, SlipSearchForm
from app.proposals.models import IntakeSlip
from app.proposals.views import bp

CODE = "claim_code"


def _to_receipt(slip: IntakeSlip, code: str | None) -> Response:
    """The code travels in the clerk's own session, to be shown once."""
    session[CODE] = [slip.proposal.number, code]
    return redirect(url_for(".intake_receipt", number=slip.proposal.number))


@bp.get("/intake")
@edge("intake.enter")
def intake() -> str:
    form = SlipSearchForm(request.args)
    found = queries.slips(g.district, form.q.data or "", request.args.get("page", 1, type=int))
    return render_template("proposals/intake.html", form=form, found=found)


@bp.route("/intake/new", methods=["GET", "POST"])
@edge("intake.enter")
def take_in() -> Response | tuple[str, int]:
    form = IntakeForm(received_on=clock.today())
    if form.accepts():
        with refusals(form):
            slip, code = services.take_in(g.district, by=current_user, **form.taken_in())
            flash(_("제안을 접수했습니다. 접수증을 인쇄해 드리세요."), "success")
            return _to_receipt(slip, code)
    return render_template("proposals/take_in.html", form=form), form.status


@bp.get("/intake/<number>/receipt")
@edge("intake.enter", load=queries.slip)
def intake_receipt(slip: IntakeSlip) -> Response | str:
    number, code = session.pop(CODE, None) or ["", None]
    address = url_for(".show", number=slip.proposal.number, _external=True)
    return render_template(
        "proposals/intake_receipt.html",
        slip=slip,
        code=code if number == slip.proposal.number else None,
        address=address,
        drawing=qr(address, _("이 제안의 페이지로 가는 QR 코드")),
    )


@bp.post("/intake/<number>/reissue")
@edge("intake.reissue", load=queries.slip)
def reissue(slip: IntakeSlip) -> Response:
    code = services.reissue(slip, by=current_user)
    flash(_("확인번호를 새로 만들었습니다. 앞선 번호는 쓸 수 없습니다."), "success")
    return _to_receipt(slip, code)


@bp.route("/claim", methods=["GET", "POST"])
@edge("intake.claim")
@limiter.limit(rules.CLAIMS_PER_RESIDENT, key_func=lambda: f"claims:{who().resident_id}", methods=["POST"])
def claim() -> Response | tuple[str, int]:
    form = ClaimForm(number=request.args.get("number", ""))
    if form.accepts():
        with refusals(form):
            proposal = services.claim(by=current_user, number=form.number.data, code=form.code.data)
            flash(_("종이로 내신 제안을 찾았습니다. 이제 제안자로서 고치고 알림을 받을 수 있습니다."), "success")
            return redirect(url_for(".show", district_slug=proposal.district.slug, number=proposal.number))
    return render_template("proposals/claim.html", form=form), form.status
