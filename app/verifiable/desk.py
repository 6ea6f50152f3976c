"""The desk of ballots on paper: handing out while people vote, counting and signing after the close. Refuses decisions."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts.models import Resident
from app.core.forms import Form, refusals
from app.core.web import edge
from app.verifiable import queries
from app.verifiable.forms import BatchForm, BoothListForm, ConfirmForm, HandOutForm, SigningKeyForm
from app.verifiable.models import PaperBatch, SealedPaper
from app.verifiable.services import paper as services
from app.voting.models import Paper
from app.voting.pages import ID, Page, me, private
from app.voting.states import Window

bp = Blueprint("ballot_desk", __name__, url_prefix="/<district_slug>")
Subject = tuple[Paper, SealedPaper]
_PLACE = "/votes/" + ID + "/paper"


@bp.get(_PLACE)
@edge("ballot.paper", load=queries.paper_by_id)
def desk(subject: Subject) -> Page:
    return _page(subject)


@bp.post(f"{_PLACE}/hand-out")
@edge("ballot.paper", load=queries.paper_by_id)
def hand_out(subject: Subject) -> Page:
    form = HandOutForm()
    if form.accepts():
        with refusals(form):
            body = services.hand_out(subject[0], by=_officer(), email=form.email.data, station=form.station.data)
            if subject[0].has_styles:
                flash(_("'%(name)s' 투표지를 드리세요. 이분은 이제 온라인으로 투표할 수 없습니다.", name=body.name), "success")
            else:
                flash(_("종이표를 드려도 됩니다. 이분은 이제 온라인으로 투표할 수 없습니다."), "success")
            return redirect(url_for(".desk", paper_id=subject[0].id))
    return _page(subject, hand_out=form)


@bp.post(f"{_PLACE}/list")
@edge("ballot.paper", load=queries.paper_by_id)
def hand_in_list(subject: Subject) -> Page:
    form = BoothListForm()
    if form.accepts():
        with refusals(form):
            emails = form.emails.data.split()
            listed = services.hand_in_list(subject[0], by=_officer(), emails=emails, station=form.station.data)
            return _page(subject, listed=listed)
    return _page(subject, booth=form)


@bp.post(f"{_PLACE}/key")
@edge("ballot.paper", load=queries.paper_by_id)
def make_key(subject: Subject) -> Page:
    form = SigningKeyForm()
    if form.accepts():
        with refusals(form):
            services.make_key(g.district, by=_officer(), passphrase=form.passphrase.data)
            flash(_("서명 열쇠를 만들었습니다. 지금부터 여는 투표에 쓰입니다."), "success")
            return redirect(url_for(".desk", paper_id=subject[0].id))
    return _page(subject, key=form)


@bp.post(f"{_PLACE}/batches")
@edge("ballot.paper", load=queries.paper_by_id)
def enter(subject: Subject) -> Page:
    form = _batch_form(subject[0])
    if form.accepts():
        with refusals(form):
            station, _blank, style = form.place.data.partition(" ")
            known = {"rows": form.rows.data, "passphrase": form.passphrase.data}
            services.enter(subject[0], by=_officer(), station=station, style=style, **known)
            flash(_("적었습니다. 다른 담당자가 확인하고 서명하면 기록됩니다."), "success")
            return redirect(url_for(".desk", paper_id=subject[0].id))
    return _page(subject, batch=form)


@bp.get(f"{_PLACE}/batches/<int:batch_id>")
@edge("ballot.paper", load=queries.batch_by_id)
def batch(found: tuple[Paper, PaperBatch]) -> Page:
    return _batch(found, ConfirmForm())


@bp.post(f"{_PLACE}/batches/<int:batch_id>")
@edge("ballot.paper", load=queries.batch_by_id)
def confirm(found: tuple[Paper, PaperBatch]) -> Page:
    form = ConfirmForm()
    if form.accepts():
        with refusals(form):
            services.confirm(*found, by=_officer(), passphrase=form.passphrase.data)
            flash(_("두 사람이 서명했습니다. 공개 기록에 올렸습니다."), "success")
            return redirect(url_for(".desk", paper_id=found[0].id))
    return _batch(found, form)


def _officer() -> Resident:
    """Whoever is let in here is signed in."""
    asking = me()
    assert asking is not None
    return asking


def _batch(found: tuple[Paper, PaperBatch], form: ConfirmForm) -> Page:
    facts = {"paper": found[0], "batch": found[1], "is_own": found[1].first_id == _officer().id}
    return private(render_template("verifiable/batch.html", form=form, **facts), form.status)


def _batch_form(paper: Paper) -> BatchForm:
    form = BatchForm()
    names = {body.code: body.name for body in paper.electorates}
    form.place.choices = [(f"{station} {style}", f"{station} · {names[style]}") for station, style in queries.paper_out(paper)]
    return form


def _page(subject: Subject, listed: services.Listed | None = None, **sent: Form) -> Page:
    """The whole desk, with the one form that was just refused as it was sent."""
    paper, side = subject
    forms: dict[str, Any] = {
        "hand_out": HandOutForm(formdata=None), "booth": BoothListForm(formdata=None), "key": SigningKeyForm(formdata=None),
        "batch": sent.get("batch") or _batch_form(paper),
    }  # fmt: skip
    forms |= sent
    failed = next((form for form in sent.values() if form.failed), None)
    key = queries.officer_key(paper.district_id, _officer().id)
    facts = {
        "is_open": paper.window is Window.OPEN, "has_paper": len(side.frozen.raw["officers"]) > 1, "handed_out": queries.handed_out(paper.id),
        "batches": queries.batches(paper.id), "has_key": key is not None, "out": queries.paper_out(paper), "listed": listed,
        "signs_here": key is not None and side.frozen.raw["officers"].get(key.name) == key.public,
    }  # fmt: skip
    html = render_template("verifiable/desk.html", paper=paper, forms=forms, failed=failed, **facts)
    return private(html, failed.status if failed else 200)
