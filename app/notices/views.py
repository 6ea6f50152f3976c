"""알림 over HTTP: the list, one opened, all marked read, and how to hear of them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import export, identity
from app.accounts.models import Resident
from app.core.errors import NotFound
from app.core.web import edge
from app.notices import queries, rules, services, wording
from app.notices.forms import SettingForm

bp = Blueprint("notices", __name__)


@bp.get("/notices")
@edge("notice.read")
def index() -> str:
    found, page, pages = queries.page(current_user.id, page=request.args.get("page", 1, type=int))
    return render_template("notices/index.html", found=found, page=page, pages=pages, sentence=wording.sentence)


@bp.get("/notices/<int:notice_id>")
@edge("notice.read")
def open_one(notice_id: int) -> Response:
    """Reading is what opening means: the line is marked and the reader sent on."""
    notice = queries.mine(current_user.id, notice_id)
    if notice is None:
        raise NotFound
    address = wording.address(notice)
    services.read(notice)
    return redirect(address)


@bp.post("/notices/read")
@edge("notice.read")
def read_all() -> Response:
    services.read_all(identity.me())
    flash(_("모두 읽은 것으로 표시했습니다."), "success")
    return redirect(url_for(".index"))


@bp.route("/notices/settings", methods=["GET", "POST"])
@edge("notice.read")
def settings() -> Response | tuple[str, int]:
    form = SettingForm(obj=queries.setting(current_user.id))
    if form.accepts():
        services.choose(identity.me(), mail=form.mail.data, language=form.language.data)
        flash(_("알림 설정을 바꾸었습니다."), "success")
        return redirect(url_for(".index"))
    return render_template("notices/settings.html", form=form), form.status


@bp.app_template_global()
def unread_notices() -> str:
    """The number on the bell; asked once per page, and only for somebody who is signed in."""
    return rules.shown_count(queries.unread(current_user.id)) if current_user.is_authenticated else ""


@export.section("notices")
def _export(resident: Resident) -> list[dict[str, object]]:
    return [
        {
            "at": notice.created_at.isoformat(),
            "district": notice.district.slug,
            "said": wording.sentence(notice),
            "read": notice.is_read,
        }
        for notice in queries.everything(resident.id)
    ]
