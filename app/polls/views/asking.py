"""우리끼리투표: residents ask each other; and the door of those who vote by a link."""

import secrets

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core.forms import refusals
from app.core.web import edge
from app.districts.models import District
from app.extensions import limiter
from app.polls import labels, queries, rules, services
from app.polls.forms import AskForm
from app.polls.models import Plan
from app.polls.states import Audience
from app.polls.views import bp
from app.voting.models import Paper
from app.voting.pages import ID, Page, admit, asking
from app.voting.rules import BY_LINK, Bearer


@bp.route("/polls/new", methods=["GET", "POST"])
@limiter.limit("10 per hour", methods=["POST"])
@edge("poll.ask")
def ask() -> Page:
    form = AskForm()
    if form.accepts():
        with refusals(form):
            plan = services.ask(g.district, by=current_user, **form.asked())
            flash(_("우리끼리투표를 열었습니다."), "success")
            return redirect(url_for(".asked", paper_id=plan.paper_id))
    return render_template("polls/ask.html", form=form, kinds=labels.KINDS), form.status


@bp.get(f"/polls/{ID}")
@edge("poll.join", load=queries.linked)
def asked(found: tuple[Plan, Paper]) -> Page:
    """What its author sends around, for the author alone; everybody else goes to the ballot."""
    plan, paper = found
    if not current_user.is_authenticated or current_user.id != plan.author_id:
        return redirect(url_for("voting.booth", paper_id=paper.id))
    is_linked = plan.audience is Audience.LINK
    address = url_for(
        ".join" if is_linked else "voting.booth",
        paper_id=paper.id,
        _external=True,
        **({"key": services.link_of(paper)} if is_linked else {}),
    )
    return render_template("polls/asked.html", plan=plan, paper=paper, address=address)


def _by_link(district: District, paper_id: int, key: str) -> Paper | None:
    found = queries.linked(district, paper_id)
    if found is None or not services.is_link(found[1], key):
        return None
    paper = found[1]
    return paper if any(body.eligible_role == BY_LINK for body in paper.electorates) else None


@bp.get(f"/votes/{ID}/link/<key>")
@limiter.limit(rules.LINK_VOTERS_PER_ADDRESS)
@edge("poll.join", load=_by_link)
def join(paper: Paper) -> Page:
    """One ballot for one browser: all that can be promised to whoever holds a link."""
    if not isinstance(asking(paper), Bearer):
        admit(Bearer(paper.id, f"link:{secrets.token_hex(16)}", paper.electorates[0].id))
    return redirect(url_for("voting.booth", paper_id=paper.id))
