"""Codes to those on a roster: slips to print, letters, the screen of a place. A code is shown once, on the page that made it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.qr import qr
from app.core.web import edge
from app.polls import queries, services
from app.polls.forms import SlipsForm
from app.polls.models import Plan
from app.polls.views import PLAN, bp
from app.voting import passes, rules
from app.voting.pages import Page, private


@bp.get(f"{PLAN}/slips")
@edge("plan.make", load=queries.frozen)
def slips(plan: Plan) -> Page:
    facts = {"roster": queries.roster_kinds(plan), "shared_address": f"{_door(plan)}?shared=1"}
    return render_template("polls/slips.html", plan=plan, form=SlipsForm(formdata=None), **facts)


@bp.post(f"{PLAN}/slips")
@edge("plan.make", load=queries.frozen)
def print_slips(plan: Plan) -> Page:
    sheet = services.print_slips(plan, by=current_user, again=bool(SlipsForm().again.data))
    address = _door(plan)
    drawn: list[dict[str, Any]] = [
        {"number": number, "hint": hint, "code": code, "drawing": qr(f"{address}#{code}", _("투표하러 가는 QR 코드"))}
        for number, hint, code in sheet
    ]
    return private(render_template("polls/sheet.html", plan=plan, slips=drawn, address=address))


@bp.post(f"{PLAN}/mail")
@edge("plan.make", load=queries.frozen)
def mail_codes(plan: Plan) -> Page:
    subject = _("투표 번호: %(title)s", title=plan.title)
    body = _(
        "'%(title)s' 투표의 투표 번호입니다.\n\n{code}\n\n이 주소에서 바로 투표할 수 있습니다.\n{link}\n\n"
        "번호 하나로 한 표를 넣을 수 있습니다. 다른 사람에게 보이지 마세요.",
        title=plan.title,
    )
    number = services.mail_codes(plan, by=current_user, subject=subject, body=body, address=_door(plan))
    flash(_("%(n)s명에게 이메일을 보냈습니다.", n=number), "success")
    return redirect(url_for(".show", plan_id=plan.id))


@bp.get(f"{PLAN}/screen")
@edge("plan.make", load=queries.frozen)
def screen(plan: Plan) -> Page:
    """For a screen on the spot: it renews itself, and what it shows is worth nothing two minutes later."""
    assert plan.paper_id is not None
    here = passes.here_at(plan.paper_id, clock.now())
    address = url_for("voting.enter_code", paper_id=plan.paper_id, here=here, _external=True)
    facts = {"here": here, "drawing": qr(address, _("현장 투표로 가는 QR 코드"))}
    html = render_template("polls/screen.html", plan=plan, address=_door(plan), **facts)
    return private(html, next_in=rules.SITE_STEP_SECONDS // 2)


def _door(plan: Plan) -> str:
    return url_for("voting.enter_code", paper_id=plan.paper_id, _external=True)
