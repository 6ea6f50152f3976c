"""Pages of papers, booth and receipt; results.py has the rest. A ballot on its way is never put into an address, a session or a log."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from app.core import clock
from app.core.forms import refusals
from app.core.qr import qr
from app.core.web import edge, who
from app.extensions import limiter
from app.voting import booth as booths
from app.voting import exports, labels, queries, receipts, rules, services, wording
from app.voting.forms import BallotForm, PassForm, ReceiptForm
from app.voting.models import Electorate, Paper
from app.voting.pages import (
    ID,
    Page,
    admit,
    asking,
    device_key,
    dismiss,
    download,
    hand_over,
    is_shared,
    me,
    private,
    receipt_page,
    seed_of,
    share,
    voter,
)
from app.voting.states import Level, Standing

bp = Blueprint("voting", __name__, url_prefix="/<district_slug>")


@bp.app_template_global()
def voting_window(paper: Paper) -> tuple[str, str]:
    """The badge of a paper: its words and its kind."""
    words, kind = labels.WINDOWS[paper.window]
    return _(words), kind


bp.add_app_template_global(wording.of, "voting_rule")
bp.add_app_template_global(wording.grade, "grade_words")


@bp.get("/votes")
@edge("paper.read")
def index() -> Page:
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    current = queries.current_papers(g.district)
    past, pages = queries.past_papers(g.district, page)
    reader = me()
    voted = queries.voted_ids([*current, *past], reader.id) if reader else set()
    return render_template("voting/index.html", current=current, past=past, page=page, pages=pages, voted=voted)


@bp.get(f"/votes/{ID}")
@edge("paper.read", load=queries.paper_by_id)
def booth(paper: Paper) -> Page:
    return _booth(paper, BallotForm())


@bp.get(f"/votes/{ID}/review", endpoint="begin_again")
@bp.get(f"/votes/{ID}/cast", endpoint="begin_again")
@edge("paper.read", load=queries.paper_by_id)
def begin_again(paper: Paper) -> Page:
    """Whoever comes back to these addresses has sent nothing: a ballot travels in the body of a POST alone."""
    return redirect(url_for(".booth", paper_id=paper.id))


@bp.post(f"/votes/{ID}")
@edge("ballot.cast", load=queries.paper_by_id)
def change(paper: Paper) -> Page:
    """Back from the review, with everything still ticked."""
    return _booth(paper, BallotForm())


@bp.post(f"/votes/{ID}/review")
@edge("ballot.cast", load=queries.paper_by_id)
def review(paper: Paper) -> Page:
    """Not a redirect: the choices would have to be kept somewhere on the way."""
    form = BallotForm()
    if _standing(paper) is Standing.MAY_VOTE and paper.level is Level.PLAIN:
        body = _electorate(paper)
        with refusals(form):
            chosen = booths.checked(paper, booths.raw_choice(paper, request.form), body)
            ballot = booths.filled(paper, chosen, seed_of(), body)
            room = booths.still_open(ballot)
            facts = {"ballot": ballot, "room": room, "receipt": receipts.new(), **hand_over(paper)}
            return private(render_template("voting/review.html", paper=paper, form=form, **facts))
    return _booth(paper, form)


@bp.post(f"/votes/{ID}/cast")
@edge("ballot.cast", load=queries.paper_by_id)
def cast(paper: Paper) -> Page:
    form = BallotForm()
    with refusals(form):
        if not _is_second_click(paper, form):
            services.cast(
                paper, by=voter(paper), raw_choice=booths.raw_choice(paper, request.form), receipt=form.receipt.data or None
            )
        _hand_over(paper, form.receipt.data)
        return redirect(url_for(".receipt", paper_id=paper.id))
    return _booth(paper, form)


@bp.get(f"/votes/{ID}/receipt")
@edge("ballot.cast", load=queries.paper_by_id)
def receipt(paper: Paper) -> Page:
    code = _handed_over(paper)
    if code is None:
        return redirect(url_for(".booth", paper_id=paper.id))
    address = url_for(".check", paper_id=paper.id, _external=True)
    drawing = qr(f"{address}#{code.replace(' ', '')}", _("내 표 확인으로 가는 QR 코드"))
    facts = {"drawing": drawing, "minutes": rules.RECEIPT_VIEW_MINUTES, "half": _half(paper), **hand_over(paper)}
    return receipt_page(render_template("voting/receipt.html", paper=paper, code=code, **facts), paper)


@bp.post(f"/votes/{ID}/receipt")
@edge("ballot.cast", load=queries.paper_by_id)
def forget(paper: Paper) -> Page:
    """The number has been noted: the next person at this screen must not see it."""
    session.pop(_RECEIPT, None)
    flash(_("투표를 마쳤습니다. 확인번호는 이 화면에서 지웠습니다."), "success")
    return redirect(url_for(".enter_code" if is_shared(paper) else ".index", paper_id=paper.id))


@bp.route(f"/votes/{ID}/pass", methods=["GET", "POST"])
@limiter.limit(rules.CODE_TRIES, methods=["POST"])
@edge("paper.read", load=queries.paper_by_id)
def enter_code(paper: Paper) -> Page:
    """The door for a personal code. It may stand behind the # of the address, which no server and no log sees."""
    form = PassForm(here=request.args.get("here", ""))
    if not paper.takes_codes:
        return redirect(url_for(".booth", paper_id=paper.id))
    if "shared" in request.args:
        share(paper, request.args["shared"] == "1")
    if request.method == "GET" and is_shared(paper):
        dismiss(paper)
    is_on_site = any(body.eligible_role == rules.ON_SITE for body in paper.electorates)
    if form.accepts():
        with refusals(form):
            admit(services.admit(paper, code=form.code.data, here=form.here.data or ""))
            return redirect(url_for(".booth", paper_id=paper.id))
    facts = {"is_on_site": is_on_site, "is_shared": is_shared(paper), "seconds": rules.SHARED_RESET_SECONDS}
    return private(render_template("voting/pass.html", paper=paper, form=form, **facts), form.status)


@bp.get(f"/votes/{ID}/check")
@edge("receipt.check", load=queries.paper_by_id)
def check(paper: Paper) -> Page:
    if paper.level is Level.SEALED:
        return redirect(url_for("verifiable.track", paper_id=paper.id))
    return render_template("voting/check.html", paper=paper, form=ReceiptForm(), found=None)


@bp.post(f"/votes/{ID}/check")
@limiter.limit("20 per minute; 200 per day")
@edge("receipt.check", load=queries.paper_by_id)
def checked(paper: Paper) -> Page:
    """Answered at once: a redirect would put the number into an address."""
    form, found = ReceiptForm(), None
    if form.accepts():
        with refusals(form):
            found = queries.lies_in_box(paper, receipts.key_of(form.receipt.data))
    return private(render_template("voting/check.html", paper=paper, form=form, found=found), form.status)


@bp.get(f"/votes/{ID}/paper.json")
@edge("paper.read", load=queries.paper_by_id)
def paper_json(paper: Paper) -> Page:
    """The frozen paper, byte for byte what its digest is taken of."""
    return download(exports.paper_json(g.district, paper), "application/json", f"paper-{paper.id}.json")


def _booth(paper: Paper, form: BallotForm) -> Page:
    """The ballot, filled as it came back; or the page that says why there is none for this person now."""
    standing = _standing(paper)
    if paper.level is Level.SEALED and standing in (Standing.MAY_VOTE, Standing.VOTED):
        return redirect(url_for("verifiable.booth", paper_id=paper.id))
    if standing is not Standing.MAY_VOTE:
        status = rules.REFUSALS[standing].status if request.method == "POST" else 200
        title, text = labels.BY_CODE if paper.takes_codes and standing in labels.WITHOUT_CODE else labels.STANDINGS[standing]
        words = {"title": _(title), "text": _(text, years=paper.min_age)}
        return private(render_template("voting/standing.html", paper=paper, standing=standing.value, **words), status)
    body = _electorate(paper)
    facts = {"limits": booths.limits(paper, body), "options": booths.in_order(booths.on_ballot(paper, body), seed_of())}
    facts["entry"] = booths.entry(paper, request.form)
    facts |= {"half": "" if is_shared(paper) else _half(paper), **hand_over(paper)}
    return private(render_template("voting/booth.html", paper=paper, form=form, electorate=body, **facts), form.status)


def _electorate(paper: Paper) -> Electorate | None:
    """Whose ballot this voter has."""
    return queries.electorate_of(paper, voter(paper), who().roles)


def _half(paper: Paper) -> str:
    """Where this voter's browser keeps a ballot half filled in."""
    return f"half:{paper.digest[:16]}:{device_key(paper)}"


def _standing(paper: Paper) -> Standing:
    return queries.standing(paper, asking(paper), who().roles)


def _is_second_click(paper: Paper, form: BallotForm) -> bool:
    """Whether the ballot of this very form lies in the box already: then its receipt is all that is missing."""
    if not form.receipt.data:
        form.receipt.data = receipts.new()
        return False
    return queries.has_cast(paper, voter(paper)) and queries.lies_in_box(paper, receipts.key_of(form.receipt.data))


_RECEIPT = "voting.receipt"


def _hand_over(paper: Paper, code: str) -> None:
    """Keep the receipt for its page, in the voter's own session and for minutes only."""
    until = clock.now().timestamp() + rules.RECEIPT_VIEW_MINUTES * 60
    session[_RECEIPT] = [paper.id, code, int(until)]


def _handed_over(paper: Paper) -> str | None:
    paper_id, code, until = session.get(_RECEIPT, (None, None, 0))
    if paper_id == paper.id and clock.now().timestamp() < until:
        return str(code)
    session.pop(_RECEIPT, None)
    return None


from app.voting.views import results  # noqa: E402, F401 - it hangs its routes on the blueprint
