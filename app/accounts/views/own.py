"""내 참여: what the platform knows about the person who looks, and what they can change about it."""

import json

from flask import Response, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import export, identity, limits, queries, services
from app.accounts.forms import AddressForm, ClosingForm, CodeForm, PasswordForm, ProfileForm
from app.accounts.labels import CONSENTS
from app.accounts.models import CodePurpose, ConsentKind
from app.accounts.views import bp
from app.accounts.views.entrance import Answer, onward, shows_outbox
from app.core.forms import refusals
from app.core.web import edge, safe_next
from app.districts import queries as districts

NEW_EMAIL = "new_email"


@bp.get("/me")
@edge("self.manage")
def me() -> str:
    resident = identity.me()
    home = districts.by_id(resident.home_district_id)
    return render_template(
        "accounts/me.html", resident=resident, home=home, hats=queries.hats(resident), consented=queries.consented(resident)
    )


@bp.route("/me/profile", methods=["GET", "POST"])
@edge("self.manage")
def profile() -> Answer:
    resident = identity.me()
    home = districts.by_id(resident.home_district_id)
    form = ProfileForm(obj=resident, home=home.slug if home else "")
    form.home.offer(districts.everywhere())
    if form.accepts():
        with refusals(form):
            services.change_profile(
                resident,
                display_name=form.display_name.data,
                birth_date=form.birth_date.data,
                home_district=districts.by_slug(form.home.data) if form.home.data else None,
            )
            flash(_("내 정보를 고쳤습니다."), "success")
            return redirect(url_for("accounts.me"))
    return render_template("accounts/profile.html", form=form), form.status


@bp.route("/me/password", methods=["GET", "POST"])
@limits.password
@edge("self.manage")
def password() -> Answer:
    resident, form, is_proved = identity.me(), PasswordForm(), identity.is_proved()
    if not is_proved and not resident.has_password:
        return redirect(url_for("accounts.prove"))
    if form.accepts():
        with refusals(form):
            services.set_password(resident, form.password.data, current=form.current.data or "", is_proved=is_proved)
            identity.begin(resident)
            flash(_("비밀번호를 바꾸었습니다. 다른 기기에서는 로그아웃되었습니다."), "success")
            return redirect(url_for("accounts.me"))
    return render_template("accounts/password.html", form=form, is_proved=is_proved), form.status


@bp.route("/me/prove", methods=["GET", "POST"])
@limits.code_entry
@edge("self.manage")
def prove() -> Answer:
    """Prove the address once more, to set a password without knowing the present one."""
    resident, form = identity.me(), CodeForm()
    if form.accepts():
        with refusals(form):
            services.redeem_code(resident.email, CodePurpose.PROVE, form.code.data)
            identity.prove()
            return redirect(_once_proved())
    page = render_template(
        "accounts/prove.html", form=form, email=resident.email, next=_once_proved(), shows_outbox=shows_outbox()
    )
    return page, form.status


def _once_proved() -> str:
    return safe_next(url_for("accounts.password"))


@bp.post("/me/prove/send")
@limits.code_request(limits.own_email)
@edge("self.manage")
def send_proof() -> AnyResponse:
    services.send_code(identity.me().email, CodePurpose.PROVE)
    flash(_("확인번호를 보냈습니다."), "success")
    return redirect(url_for("accounts.prove", next=_once_proved()))


@bp.route("/me/email", methods=["GET", "POST"])
@limits.code_request(limits.own_email)
@limits.password
@edge("self.manage")
def email() -> Answer:
    """The address to move to; a code goes there first."""
    resident, form, is_proved = identity.me(), AddressForm(), identity.is_proved()
    if not is_proved and not resident.has_password:
        return redirect(url_for("accounts.prove", next=url_for("accounts.email")))
    if form.accepts():
        with refusals(form):
            given = services.ask_for_move(resident, form.email.data, current=form.current.data or "", is_proved=is_proved)
            session[NEW_EMAIL] = given
            return redirect(url_for("accounts.new_email"))
    return render_template("accounts/email.html", form=form, email=resident.email, is_proved=is_proved), form.status


@bp.route("/me/email/confirm", methods=["GET", "POST"])
@limits.code_entry
@edge("self.manage")
def new_email() -> Answer:
    address, form = session.get(NEW_EMAIL), CodeForm()
    if not address:
        return redirect(url_for("accounts.email"))
    resident = identity.me()
    if form.accepts():
        with refusals(form):
            services.move(resident, address, form.code.data)
            identity.begin(resident)
            flash(_("이메일을 바꾸었습니다. 다른 기기에서는 로그아웃되었습니다."), "success")
            return redirect(url_for("accounts.me"))
    return render_template("accounts/new_email.html", form=form, email=address, shows_outbox=shows_outbox()), form.status


@bp.get("/me/consents")
@edge("self.manage")
def consents() -> str:
    standing = queries.consented(identity.me())
    return render_template("accounts/consents.html", consents=CONSENTS, standing=standing, next=onward())


def _kind(kind: str) -> ConsentKind | None:
    return ConsentKind(kind) if kind in set(ConsentKind) else None


@bp.post("/me/consents/<kind>/give")
@edge("self.manage", load=_kind)
def give_consent(kind: ConsentKind) -> AnyResponse:
    services.give_consent(identity.me(), kind)
    flash(_("동의했습니다."), "success")
    return redirect(_back_to_consents())


@bp.post("/me/consents/<kind>/withdraw")
@edge("self.manage", load=_kind)
def withdraw_consent(kind: ConsentKind) -> AnyResponse:
    services.withdraw_consent(identity.me(), kind)
    flash(_("동의를 거두었습니다."), "success")
    return redirect(_back_to_consents())


def _back_to_consents() -> str:
    return safe_next(url_for("accounts.consents"))


@bp.get("/me/data.json")
@edge("self.manage")
def data() -> Response:
    """Everything known about the person asking, as a file."""
    document = json.dumps(export.of(identity.me()), ensure_ascii=False, indent=2)
    answer = Response(document, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="decide-seoul-my-data.json"'
    return answer


@bp.post("/me/sessions/end")
@edge("self.manage")
def end_sessions() -> AnyResponse:
    resident = identity.me()
    services.end_sessions(resident)
    identity.begin(resident)
    flash(_("다른 기기에서 모두 로그아웃했습니다."), "success")
    return redirect(url_for("accounts.me"))


@bp.route("/me/close", methods=["GET", "POST"])
@edge("self.manage")
def close() -> Answer:
    form = ClosingForm()
    if form.accepts():
        services.close(identity.me())
        identity.end()
        flash(_("계정을 닫았습니다. 그동안 함께해 주셔서 고맙습니다."), "success")
        return redirect(url_for("pages.front"))
    return render_template("accounts/close.html", form=form), form.status
