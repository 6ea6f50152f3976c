"""Pages of votes at level L2 and the two doors of the voter's program. The door of the box takes no cookie and says no name."""

import secrets
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from app.config import ROOT
from app.core import clock
from app.core.forms import refusals
from app.core.qr import qr
from app.core.web import edge, who
from app.extensions import csrf, limiter
from app.verifiable import queries, report, rules, services
from app.verifiable.forms import AssistedForm, TokenForm, TrackForm
from app.verifiable.models import SealedPaper
from app.verifiable.services import witnesses
from app.voting import booth as booths
from app.voting import queries as voting
from app.voting.models import Paper
from app.voting.pages import ID, Page, asking, device_key, download, hand_over, is_shared, private, receipt_page, seed_of, voter
from app.voting.protocol import codes
from app.voting.protocol.canonical import Malformed, b64, unb64
from app.voting.protocol.export import zipped as pack
from app.voting.states import Standing

bp = Blueprint("verifiable", __name__, url_prefix="/<district_slug>")
PROGRAM = Path(ROOT) / "verifier" / "verify.py"
PAGE = [
    *(PROGRAM.with_name(name) for name in ("verify.html", "verify.js", "page.js", "evote-crypto.js")),
    Path(ROOT) / "app" / "static" / "vendor" / "evote-crypto.LICENSE.txt",
]
_RECEIPT = "verifiable.receipt"
Subject = tuple[Paper, SealedPaper]


@bp.get(f"/votes/{ID}/ballot")
@edge("ballot.cast", load=queries.paper_by_id)
def booth(subject: Subject) -> Page:
    return _booth(subject, AssistedForm(), is_sealed="assisted" not in request.args)


@bp.post(f"/votes/{ID}/ballot")
@edge("ballot.cast", load=queries.paper_by_id)
def change(subject: Subject) -> Page:
    """Back from the assisted review, with everything still ticked."""
    return _booth(subject, AssistedForm())


@bp.get(f"/votes/{ID}/ballot/review", endpoint="begin_again")
@bp.get(f"/votes/{ID}/ballot/cast", endpoint="begin_again")
@edge("paper.read", load=queries.paper_by_id)
def begin_again(subject: Subject) -> Page:
    return redirect(url_for(".booth", paper_id=subject[0].id))


@bp.post(f"/votes/{ID}/ballot/review")
@edge("ballot.cast", load=queries.paper_by_id)
def review(subject: Subject) -> Page:
    """The assisted way: without scripts the server seals, so it sees what is chosen, and the page says so."""
    paper, _side = subject
    form, standing = AssistedForm(), _standing(paper)
    if standing in (Standing.MAY_VOTE, Standing.VOTED) and form.accepts():
        body = voting.electorate_of(paper, voter(paper), who().roles)
        with refusals(form):
            choice = booths.checked(paper, booths.raw_choice(paper, request.form), body)
            chosen = booths.filled(paper, choice, seed_of(), body)
            is_change = standing is Standing.VOTED
            code = codes.recovery(services.read_recovery(form.code.data) if is_change else secrets.token_bytes(codes.SEED_BYTES))
            facts = {"ballot": chosen, "room": booths.still_open(chosen), "code": code, "is_change": is_change}
            facts |= hand_over(paper)
            return private(render_template("verifiable/review.html", paper=paper, form=form, **facts))
    return _booth(subject, form)


@bp.post(f"/votes/{ID}/ballot/cast")
@edge("ballot.cast", load=queries.paper_by_id)
def cast(subject: Subject) -> Page:
    paper, _side = subject
    form = AssistedForm()
    if form.accepts():
        with refusals(form):
            seed = services.read_recovery(form.seed.data)
            raw = booths.raw_choice(paper, request.form)
            receipt = services.assist(paper, by=voter(paper), raw_choice=raw, seed=seed, is_change=form.is_change.data)
            until = int(clock.now().timestamp()) + rules.RECEIPT_VIEW_MINUTES * 60
            session[_RECEIPT] = [paper.id, report.tracker_of(receipt), codes.recovery(seed), until]
            return redirect(url_for(".receipt", paper_id=paper.id))
    return _booth(subject, form)


@bp.get(f"/votes/{ID}/ballot/receipt")
@edge("ballot.cast", load=queries.paper_by_id)
def receipt(subject: Subject) -> Page:
    paper, _side = subject
    paper_id, tracker, code, until = session.get(_RECEIPT, (None, "", "", 0))
    if paper_id != paper.id or clock.now().timestamp() >= until:
        session.pop(_RECEIPT, None)
        return redirect(url_for(".booth", paper_id=paper.id))
    drawing = qr(f"{url_for('.track', paper_id=paper.id, _external=True)}#{tracker}", _("내 표 확인으로 가는 QR 코드"))
    facts = {"tracker": tracker, "code": code, "drawing": drawing, "minutes": rules.RECEIPT_VIEW_MINUTES, **hand_over(paper)}
    return receipt_page(render_template("verifiable/receipt.html", paper=paper, **facts), paper)


@bp.post(f"/votes/{ID}/ballot/receipt")
@edge("ballot.cast", load=queries.paper_by_id)
def forget(subject: Subject) -> Page:
    paper, _side = subject
    session.pop(_RECEIPT, None)
    flash(_("투표를 마쳤습니다. 확인번호와 복구번호는 이 화면에서 지웠습니다."), "success")
    return redirect(url_for("voting.enter_code" if is_shared(paper) else "voting.index", paper_id=paper.id))


@bp.post(f"/votes/{ID}/token")
@limiter.limit("20 per minute")
@edge("ballot.cast", load=queries.paper_by_id)
def token(subject: Subject) -> Page:
    """The registrar's door, for somebody signed in: a blinded question in, the blind signature out."""
    form = TokenForm()
    if form.accepts():
        with refusals(form):
            return jsonify(signed=b64(services.issue(subject[0], by=voter(subject[0]), blinded=_bytes(form.blinded.data))))
        return _refused(form, 409)
    return _refused(form)


@bp.post(f"/votes/{ID}/box")
@csrf.exempt
@limiter.limit("120 per minute")
@edge("paper.read", load=queries.paper_by_id)
def box(subject: Subject) -> Page:
    """The box's door, for anybody with a sealed ballot. Whoever sends a name along is refused, so that none can be kept."""
    if request.cookies or request.authorization or (request.content_length or 0) > rules.ENVELOPE_BYTES:
        raise rules.BoxTakesNoNames
    form = TokenForm()
    with refusals(form):
        return Response(services.put(subject[0], request.get_data(cache=False)), mimetype="application/json")
    return _refused(form, 409)


@bp.get(f"/votes/{ID}/box/<public>")
@limiter.limit("60 per minute")
@edge("paper.read", load=report.known)
def known(found: dict[str, Any]) -> Page:
    """Token and counter of a ballot key, for a voter who goes on elsewhere with the recovery code."""
    return jsonify(found)


@bp.get(f"/votes/{ID}/manifest.json")
@edge("paper.read", load=queries.paper_by_id)
def manifest(subject: Subject) -> Page:
    return Response(subject[1].manifest, mimetype="application/json")


@bp.get(f"/votes/{ID}/track")
@edge("receipt.check", load=queries.paper_by_id)
def track(subject: Subject) -> Page:
    return render_template("verifiable/track.html", paper=subject[0], form=TrackForm(), found=None)


@bp.post(f"/votes/{ID}/track")
@limiter.limit("30 per minute")
@edge("receipt.check", load=queries.paper_by_id)
def tracked(subject: Subject) -> Page:
    form, found = TrackForm(), None
    if form.accepts():
        with refusals(form):
            found = report.traced(subject[0], form.tracker.data)
    return private(render_template("verifiable/track.html", paper=subject[0], form=form, found=found), form.status)


@bp.get(f"/votes/{ID}/proof/<leaf>")
@edge("paper.read", load=report.proof)
def proof(text: str) -> Page:
    return download(text.encode(), "text/plain", "ballot.tlog-proof")


@bp.get(f"/results/{ID}/audit")
@edge("result.read", load=queries.paper_by_id)
def audit(subject: Subject) -> Page:
    facts = {"audit": report.audit(*subject), "small": report.small(subject[0])}
    return render_template("verifiable/audit.html", paper=subject[0], **facts)


@bp.get(f"/results/{ID}/export.zip")
@limiter.limit("30 per minute")
@edge("result.read", load=queries.paper_by_id)
def export(subject: Subject) -> Page:
    return download(services.exported(subject[0]), "application/zip", f"vote-{subject[0].id}.zip")


@bp.post(f"/results/{ID}/cosignatures")
@csrf.exempt
@limiter.limit("30 per minute")
@edge("result.read", load=queries.paper_by_id)
def cosign(subject: Subject) -> Page:
    """The witnesses' door: a note with their signature in, the number of new ones out. Whoever brings it, only a witness can have made it."""
    if (request.content_length or 0) > rules.ENVELOPE_BYTES:
        raise rules.NotACosignature
    return jsonify(added=witnesses.add(subject[0], request.get_data(as_text=True)))


@bp.get("/votes/verify.py")
@edge("paper.read")
def program() -> Page:
    return download(PROGRAM.read_bytes(), "text/x-python", PROGRAM.name)


@bp.get("/votes/verifier-page.zip")
@edge("paper.read")
def program_page() -> Page:
    """The second verifier: a page to be opened from one's own disk. It is not run from here, because this server is what it checks."""
    return download(pack({path.name: path.read_bytes() for path in PAGE}), "application/zip", "verifier-page.zip")


def _booth(subject: Subject, form: AssistedForm, *, is_sealed: bool = False) -> Page:
    """On the device, or the assisted way: who has once gone that way stays on it."""
    paper, side = subject
    standing = _standing(paper)
    if standing not in (Standing.MAY_VOTE, Standing.VOTED):
        return redirect(url_for("voting.booth", paper_id=paper.id))
    body = voting.electorate_of(paper, voter(paper), who().roles)
    facts = {
        "limits": booths.limits(paper, body),
        "options": booths.in_order(booths.on_ballot(paper, body), seed_of()),
        "side": side,
        "electorate": body,
        "is_sealed": is_sealed,
        "voter_key": device_key(paper),
        "small": report.small(paper),
        **hand_over(paper),
    }
    facts["entry"] = booths.entry(paper, request.form)
    html = render_template("verifiable/booth.html", paper=paper, form=form, is_change=standing is Standing.VOTED, **facts)
    return private(html, form.status)


def _standing(paper: Paper) -> Standing:
    return voting.standing(paper, asking(paper), who().roles)


def _bytes(text: str) -> bytes:
    try:
        return unb64(text)
    except Malformed as fault:
        raise rules.EnvelopeNotTaken(why=fault.code) from fault


def _refused(form: TokenForm, status: int | None = None) -> Page:
    sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
    return jsonify(error=" ".join(sentences)), status or form.status  # type: ignore[return-value]
