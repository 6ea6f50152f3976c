"""Writing a proposal question by question: each page stores what was typed, then asks on. The last one checks and publishes."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask, Response, after_this_request, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, user_logged_in
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.identity import me
from app.core.errors import DomainError
from app.core.filters import clock_time
from app.core.forms import Form, refusals, sentence_of
from app.core.personal import email_addresses, phone_numbers, plate_numbers
from app.core.text import stored
from app.core.web import edge, is_stale, who
from app.districts.models import District
from app.extensions import csrf, limiter
from app.moderation.limits import posting
from app.proposals import labels, queries, rules, services
from app.proposals.forms import QUESTIONS, FileForm, ProposalForm, answers_of
from app.proposals.models import Proposal, ProposalDraft
from app.proposals.states import BudgetTrack
from app.proposals.views import bp

COOKIE = "decide_drafts"
KEY = re.compile(r"[0-9a-f]{32}")
TOKEN = re.compile(r"[0-9a-f]{64}")
ORDER = [*QUESTIONS, "check"]
ASK = "/propose/<draft_key>/<any(problem,idea,where):question>"
_visitors = limiter.limit(
    rules.VISITOR_DRAFTS_PER_ADDRESS, methods=["POST"], exempt_when=lambda: who().resident_id is not None
)  # fmt: skip


# ---- whose draft -------------------------------------------------------------------------------------------------


def _visitor() -> str | None:
    """What this browser is known by without an account, if it has written anything."""
    token = request.cookies.get(COOKIE, "")
    return services.visitor_of(token) if TOKEN.fullmatch(token) else None


def _visitor_who_writes() -> str:
    """As `_visitor`; a browser that writes for the first time is given its token with the answer."""
    if known := _visitor():
        return known
    token = uuid4().hex + uuid4().hex

    @after_this_request
    def hand_out(answer: Response) -> Response:
        days = rules.VISITOR_DRAFT_DAYS * 86_400
        answer.set_cookie(
            COOKIE, token, max_age=days, httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
        )
        return answer

    return services.visitor_of(token)


@user_logged_in.connect
def _adopt(_sender: Flask, user: Any) -> None:
    """What was written before signing in becomes the resident's. A trouble with it must not keep anybody out."""
    visitor = _visitor()
    if visitor is None:
        return
    try:
        services.adopt(visitor, by=user)
    except DomainError:
        current_app.logger.exception("drafts of a visitor were not adopted")
        return

    @after_this_request
    def take_back(answer: Response) -> Response:
        answer.delete_cookie(COOKIE)
        return answer


def find_draft(district: District, draft_key: str) -> ProposalDraft | None:
    """The draft, for whoever may write it; a signed-out reader of somebody's draft is led to signing in."""
    draft = queries.draft(district, draft_key)
    if draft is None:
        return None
    draft.is_held = draft.visitor is not None and draft.visitor == _visitor()
    is_mine = draft.resident_id is not None and draft.resident_id == who().resident_id
    is_led_in = draft.resident_id is not None and who().resident_id is None
    return draft if draft.is_held or is_mine or is_led_in else None


def _blank(district: District, key: str, continues: str | None = None) -> ProposalDraft:
    """A draft that is not stored yet."""
    blank = ProposalDraft(district_id=district.id, key=key, answers={}, hands={}, continues=continues)
    blank.is_held = True
    return blank


# ---- the question pages ------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """One question of one draft. `is_held` and `resident_id` are the draft's: the permission is asked about the draft."""

    draft: ProposalDraft
    question: str

    @property
    def resident_id(self) -> int | None:
        return self.draft.resident_id

    @property
    def is_held(self) -> bool:
        return self.draft.is_held

    @property
    def names(self) -> list[str]:
        return [field.name for field in QUESTIONS[self.question](formdata=None)]

    def form(self) -> Form:
        """Filled with what was sent, or with what is stored."""
        if request.method == "POST":
            return QUESTIONS[self.question]()
        answers = {name: self.draft.answers[name] for name in self.names if name in self.draft.answers}
        return QUESTIONS[self.question](formdata=MultiDict(answers) if answers else None)

    def seal(self) -> str:
        return rules.seal(self.draft.answers, self.names)


def _asked(district: District, draft_key: str, question: str) -> Asked | None:
    draft = find_draft(district, draft_key)
    if request.method == "POST" and draft is None and KEY.fullmatch(draft_key) and not queries.is_draft_key(draft_key):
        draft = _blank(district, draft_key)
    elif request.method == "POST" and draft is not None and draft.resident_id is not None and who().resident_id is None:
        draft = _blank(district, uuid4().hex, continues=draft_key)  # the session ended while this was being written
    return Asked(draft, question) if draft is not None else None


def _keep(asked: Asked, form: Form) -> ProposalDraft:
    turn = request.form.get("turn", 0, type=int)
    is_signed_in = who().resident_id is not None
    return services.keep(
        g.district, asked.draft.key, asked.question, answers_of(form),
        by=me() if is_signed_in else None, visitor=None if is_signed_in else _visitor_who_writes(),
        seen=request.form.get("seen", ""), hand=services.Hand(request.form.get("editor", ""), turn), continues=asked.draft.continues,
    )  # fmt: skip


def _page(asked: Asked, form: Form) -> tuple[str, int]:
    """The page of one question. What another device has stored meanwhile is shown beside what was typed here."""
    stored_now = queries.draft(g.district, asked.draft.key) or asked.draft
    typed, standing = answers_of(form), {name: stored_now.answers.get(name, "") for name in asked.names}
    is_kept = all(text == stored(typed[name]) for name, text in standing.items())
    differs = {name: text for name, text in standing.items() if text and text != stored(typed[name])}
    html = render_template(
        "proposals/ask.html", form=form, question=asked.question, draft=stored_now, names=labels.answer_names(),
        number=ORDER.index(asked.question) + 1, total=len(ORDER), before=_before(asked), theirs=differs if form.failed else {}, is_kept=is_kept,
        seen=rules.seal(standing), editor=uuid4().hex, explained={track.value: (labels.track_explained(track), None) for track in BudgetTrack},
        rules=rules,
    )  # fmt: skip
    return html, form.status


def _before(asked: Asked) -> str | None:
    at = ORDER.index(asked.question)
    return url_for(".ask", draft_key=asked.draft.key, question=ORDER[at - 1]) if at else None


@bp.get("/propose")
@edge("draft.begin")
def propose() -> tuple[str, int]:
    """The first question, empty, below what was begun before."""
    me_id, visitor = who().resident_id, _visitor()
    begun = queries.drafts(me_id, visitor, district=g.district)
    deleted = queries.drafts(me_id, visitor, district=g.district, deleted=True)
    blank = _blank(g.district, uuid4().hex)
    form = QUESTIONS["problem"](formdata=None)
    html = render_template(
        "proposals/ask.html", form=form, question="problem", draft=blank, names={}, number=1, total=len(ORDER), before=None, theirs={},
        seen=rules.seal({}), editor=uuid4().hex, begun=begun, deleted=deleted, rules=rules,
    )  # fmt: skip
    return html, 200


@bp.route(ASK, methods=["GET", "POST"])
@csrf.exempt
@_visitors
@edge("draft.write", load=_asked)
def ask(asked: Asked) -> AnyResponse | tuple[str, int]:
    """Store, then validate: an answer that is not good enough yet is kept all the same."""
    form = asked.form()
    if request.method == "GET":
        return _page(asked, form)
    if is_stale():
        form.form_errors.append(
            _("페이지를 연 지 오래되어 아직 저장하지 못했습니다. 쓰신 글은 아래에 그대로 있습니다. 다시 눌러 주세요.")
        )
        return _page(asked, form)
    with refusals(form):
        draft = _keep(asked, form)
        if (target := _onward(asked, draft, form)) is not None:
            return redirect(target)
    return _page(asked, form)


def _onward(asked: Asked, draft: ProposalDraft, form: Form) -> str | None:
    """Where to go from a page that has been stored; None where its answers have to be mended first."""
    wanted = request.form.get("then", "next")
    if draft.continues is not None and who().resident_id is None:
        flash(_("로그인이 끊겨 쓰신 글을 이 브라우저에 보관했습니다. 로그인하면 쓰던 제안에 이어집니다."), "info")
        return url_for("accounts.sign_in", next=url_for(".ask", draft_key=draft.continues, question=asked.question))
    if wanted == "later":
        flash(_("임시 저장했습니다. 언제든 이어 쓸 수 있습니다."), "success")
        return url_for(".propose")
    at = ORDER.index(asked.question)
    if wanted == "back" and at:
        return url_for(".ask", draft_key=draft.key, question=ORDER[at - 1])
    if not form.validate():
        return None
    if ORDER[at + 1] == "check":
        return url_for(".check", draft_key=draft.key)
    return url_for(".ask", draft_key=draft.key, question=ORDER[at + 1])


@bp.post(f"{ASK}/keep")
@csrf.exempt
@_visitors
@edge("draft.write", load=_asked)
def keep(asked: Asked) -> tuple[dict[str, Any], int]:
    """The same, from a page that stays open: said in one line, never lost in a page of errors."""
    if is_stale():
        return {"said": _("로그인이 끊겼습니다. 이 브라우저에 보관하고 있으니 ‘다음’을 눌러 주세요."), "code": "CSRF"}, 400
    try:
        draft = _keep(asked, asked.form())
    except DomainError as refusal:
        return {"said": sentence_of(refusal), "code": refusal.code}, refusal.status
    said = _("저장됨 %(time)s", time=clock_time(draft.saved_at))
    address = url_for(".ask", draft_key=draft.key, question=asked.question)
    return {"said": said, "seen": rules.seal(draft.answers, asked.names), "address": address}, 200


# ---- check and publish -------------------------------------------------------------------------------------------


@dataclass
class Checked:
    """A draft to be looked over, or the proposal it has become."""

    draft: ProposalDraft
    proposal: Proposal | None = None

    @property
    def resident_id(self) -> int | None:
        return self.draft.resident_id

    @property
    def is_held(self) -> bool:
        return self.draft.is_held


def _checked(district: District, draft_key: str) -> Checked | None:
    if (draft := find_draft(district, draft_key)) is not None:
        return Checked(draft)
    sent = queries.by_once(who().resident_id or 0, draft_key) if KEY.fullmatch(draft_key) else None
    return Checked(_blank(district, draft_key), sent) if sent is not None and sent.district_id == district.id else None


def _faults(form: ProposalForm) -> dict[str, list[tuple[str, str]]]:
    """Question page -> (label, what is wrong) of its answers."""
    pages = {name: [field.name for field in kind(formdata=None)] for name, kind in QUESTIONS.items()}
    return {
        page: [(str(form[name].label.text), sentence) for name in names for sentence in form[name].errors]
        for page, names in pages.items()
    }


def check_page(draft: ProposalDraft, form: ProposalForm, refusal: str = "", file_form: FileForm | None = None) -> tuple[str, int]:
    said = [draft.answers.get(name, "") for name in ("title", "problem", "idea", "place")]
    traces = {"phones": phone_numbers(*said), "emails": email_addresses(*said), "plates": plate_numbers(*said)}
    html = render_template(
        "proposals/check.html", form=form, draft=draft, traces=traces, faults=_faults(form), refusal=refusal,
        seen=rules.seal(draft.answers), number=len(ORDER), total=len(ORDER), questions=labels.QUESTIONS,
        files=queries.files(draft), file_form=file_form or FileForm(formdata=None), rules=rules,
    )  # fmt: skip
    return html, 422 if refusal or (file_form and file_form.failed) else 200


def filled(draft: ProposalDraft) -> ProposalForm:
    """All answers of a draft, not yet judged."""
    return ProposalForm(formdata=MultiDict(draft.answers) if draft.answers else None)


@bp.get("/propose/<draft_key>/check")
@edge("draft.write", load=_checked)
def check(checked: Checked) -> AnyResponse | tuple[str, int]:
    if checked.proposal is not None:
        return redirect(url_for(".show", number=checked.proposal.number))
    form = filled(checked.draft)
    form.validate()
    return check_page(checked.draft, form)


@bp.post("/propose/<draft_key>/check")
@posting
@edge("draft.publish", load=_checked)
def publish(checked: Checked) -> AnyResponse | tuple[str, int]:
    """Publishes what the writer has seen on this page, or shows the page again."""
    if checked.proposal is not None:
        return redirect(url_for(".receipt", number=checked.proposal.number))
    draft = checked.draft
    form = filled(draft)
    if not form.validate():
        return check_page(draft, form, _("아직 답하지 않은 질문이 있습니다."))
    try:
        proposal = services.publish_draft(
            g.district, draft.key, by=current_user, seen=request.form.get("seen", ""), **form.words()
        )
    except DomainError as refusal:
        fresh = queries.draft(g.district, draft.key) or draft
        return check_page(fresh, form, sentence_of(refusal))
    flash(_("제안이 접수되었습니다."), "success")
    return redirect(url_for(".receipt", number=proposal.number))


# ---- throwing away, with a way back --------------------------------------------------------------------------------


@bp.post("/propose/<draft_key>/delete")
@edge("draft.write", load=find_draft)
def delete_draft(draft: ProposalDraft) -> AnyResponse:
    services.delete_draft(draft)
    flash(_("쓰던 제안을 지웠습니다. %(days)s일 안에 되돌릴 수 있습니다.", days=rules.DELETED_DRAFT_DAYS), "success")
    return redirect(url_for(".propose", _anchor="deleted"))


@bp.post("/propose/<draft_key>/restore")
@edge("draft.write", load=find_draft)
def restore_draft(draft: ProposalDraft) -> AnyResponse:
    services.restore_draft(draft)
    flash(_("지운 글을 되돌렸습니다."), "success")
    return redirect(url_for(".propose"))
