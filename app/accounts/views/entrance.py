"""Signing up, signing in, confirming an address, signing out."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import identity, limits, services
from app.accounts.forms import CodeForm, EmailForm, SignInForm, SignUpForm
from app.accounts.labels import CONSENTS
from app.accounts.models import CodePurpose
from app.accounts.views import bp
from app.core.forms import refusals
from app.core.web import edge, safe_next, who
from app.districts import queries as districts

Answer = str | tuple[str, int] | AnyResponse


def onward() -> str:
    return safe_next(url_for("pages.front"))


def _only_signed_out(view: Callable[..., Any]) -> Callable[..., Any]:
    """Whoever is in already is sent on, kindly, instead of being told that the entrance is not for them."""

    @wraps(view)
    def wrapper(**path: Any) -> Any:
        return redirect(onward()) if who().resident_id is not None else view(**path)

    return wrapper


def shows_outbox() -> bool:
    return not current_app.config["MAIL_URL"] and (current_app.config["DEMO"] or current_app.debug)


@bp.route("/sign-up", methods=["GET", "POST"])
@limits.sign_up
@_only_signed_out
@edge("account.enter")
def sign_up() -> Answer:
    form = SignUpForm()
    form.home.offer(districts.everywhere())
    if form.accepts():
        with refusals(form):
            return _signed_up(form)
    return render_template("accounts/sign_up.html", form=form, consents=CONSENTS, next=onward()), form.status


def _signed_up(form: SignUpForm) -> AnyResponse:
    assert form.birth_date.data is not None
    try:
        resident = services.sign_up(
            email=form.email.data,
            display_name=form.display_name.data,
            birth_date=form.birth_date.data,
            home_district=districts.by_slug(form.home.data) if form.home.data else None,
            password=form.password.data or None,
            consents=form.consents,
            once=form.once.data,
        )
    except services.EmailTaken:
        if limits.may_tell_owner(form.email.data):
            services.tell_owner(form.email.data)
        raise
    target = onward()
    identity.begin(resident)
    services.send_code(resident.email, CodePurpose.VERIFY)
    flash(_("가입했습니다. 이메일만 확인하면 됩니다."), "success")
    return redirect(url_for("accounts.verify", next=target))


@bp.route("/sign-in", methods=["GET", "POST"])
@limits.sign_in
@_only_signed_out
@edge("account.enter")
def sign_in() -> Answer:
    form = SignInForm()
    if form.accepts():
        with refusals(form):
            resident = services.by_password(form.email.data, form.password.data)
            return _entered(resident)
    return render_template("accounts/sign_in.html", form=form, next=onward()), form.status


def _entered(resident: Any, *, is_proved: bool = False) -> AnyResponse:
    target = onward()
    identity.begin(resident, is_proved=is_proved)
    flash(_("%(name)s님, 로그인했습니다.", name=resident.display_name), "success")
    return redirect(target)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@limits.code_request(limits.typed_email)
@_only_signed_out
@edge("account.enter")
def request_code() -> Answer:
    """Ask for a one-time code. The answer is the same whether the address has an account or not."""
    form = EmailForm()
    if form.accepts():
        with refusals(form):
            services.send_code(form.email.data, CodePurpose.SIGN_IN)
            session[limits.PENDING] = form.email.data.strip().casefold()
            return redirect(url_for("accounts.enter_code", next=onward()))
    return render_template("accounts/request_code.html", form=form, next=onward()), form.status


@bp.route("/sign-in/code/enter", methods=["GET", "POST"])
@limits.code_entry
@_only_signed_out
@edge("account.enter")
def enter_code() -> Answer:
    email, form = session.get(limits.PENDING), CodeForm()
    if not email:
        return redirect(url_for("accounts.request_code", next=onward()))
    if form.accepts():
        with refusals(form):
            resident = services.redeem_code(email, CodePurpose.SIGN_IN, form.code.data)
            return _entered(resident, is_proved=True)
    page = render_template("accounts/enter_code.html", form=form, email=email, next=onward(), shows_outbox=shows_outbox())
    return page, form.status


@bp.route("/verify", methods=["GET", "POST"])
@limits.code_entry
@edge("account.confirm")
def verify() -> Answer:
    """Confirm the address of the session at hand with the code mailed to it."""
    resident, form = identity.me(), CodeForm()
    if resident.assurance:
        return redirect(onward())
    if form.accepts():
        with refusals(form):
            services.redeem_code(resident.email, CodePurpose.VERIFY, form.code.data)
            identity.prove()
            flash(_("이메일을 확인했습니다. 이제 제안하고 투표할 수 있습니다."), "success")
            return redirect(onward())
    page = render_template("accounts/verify.html", form=form, email=resident.email, next=onward(), shows_outbox=shows_outbox())
    return page, form.status


@bp.post("/verify/resend")
@limits.code_request(limits.own_email)
@edge("account.confirm")
def resend() -> AnyResponse:
    resident = identity.me()
    if not resident.assurance:
        services.send_code(resident.email, CodePurpose.VERIFY)
        flash(_("새 확인번호를 보냈습니다. 앞서 받은 번호는 쓸 수 없습니다."), "success")
    return redirect(url_for("accounts.verify", next=onward()))


@bp.post("/sign-out")
@edge("account.leave")
def sign_out() -> AnyResponse:
    """End this session; drafts kept by the browser go too, since the next person here may be somebody else."""
    identity.end()
    flash(_("로그아웃했습니다."), "success")
    answer = redirect(url_for("pages.front"))
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer
