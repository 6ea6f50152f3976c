"""The minutes: read by everybody once published, written before by those who keep them; and the files made of them."""

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.identity import me
from app.comments import queries as talks
from app.comments.orders import asked
from app.core.errors import NotFound
from app.core.forms import refusals
from app.core.web import can, edge, who
from app.districts.models import District
from app.extensions import limiter
from app.forums import exports, queries, rules, services
from app.forums.forms import PublishForm, SectionsForm
from app.forums.models import Minutes
from app.forums.queries import Seat
from app.forums.states import ForumState
from app.forums.views import FORUM, Answer, address, bp, seat
from app.forums.views import seat as load_seat

MIMETYPES = {"pdf": "application/pdf", "hwpx": "application/hwp+zip", "csv": "text/csv"}


def _shown(seat: Seat, versions: list[Minutes]) -> Minutes:
    """The signed version for everybody, once published; the newest for those who keep the minutes."""
    if can("forum.note", seat) and seat.forum.state is ForumState.CLOSED and versions:
        return versions[0]
    signed = next((one for one in versions if one.signed_at is not None), None)
    if signed is None or seat.forum.state is not ForumState.PUBLISHED:
        raise NotFound
    return signed


@bp.get(f"{FORUM}/minutes")
@edge("forum.read", load=seat)
def minutes(seat: Seat) -> str:
    versions = queries.minutes(seat.forum)
    shown = _shown(seat, versions)
    thread = seat.forum.thread if seat.forum.state is ForumState.PUBLISHED else None
    later = [one for one in queries.bound_polls(seat.forum) if shown.is_signed_before(one.closed_at)]
    return render_template(
        "forums/minutes.html", later=later, seat=seat, forum=seat.forum, rules=rules, shown=shown,
        versions=versions if can("forum.note", seat) else [],
        sides=queries.time_by_side(seat.forum), districts=queries.time_by_district(seat.forum), kinds=MIMETYPES, thread=thread,
        comments=talks.page(g.district, thread, reader=who().resident_id, **asked(request.args)) if thread else (),
    )  # fmt: skip


@bp.route(f"{FORUM}/minutes/edit", methods=["GET", "POST"])
@edge("forum.minutes", load=seat)
def edit_minutes(seat: Seat) -> Answer:
    versions = queries.minutes(seat.forum)
    if not versions:
        raise NotFound
    newest, form = versions[0], SectionsForm()
    texts = {one["anchor"]: request.form.get(f"text-{one['anchor']}", one["text"]) for one in newest.sections}
    if form.accepts():
        with refusals(form):
            seen = request.form.get("version", 0, type=int)
            services.edit_minutes(seat.forum, by=me(), version=seen, texts=texts, note=form.note.data or "")
            flash(_("새 판으로 저장했습니다."), "success")
            return redirect(address("minutes", seat))
    return render_template("forums/edit_minutes.html", forum=seat.forum, form=form, newest=newest, texts=texts), form.status


@bp.post(f"{FORUM}/minutes/draft")
@edge("forum.minutes", load=seat)
def draft_minutes(seat: Seat) -> Response:
    services.draft_minutes(seat.forum, by=me(), note=_("기록에서 다시 만듦"))
    flash(_("기록에서 새 초안을 만들었습니다. 고친 글은 앞 판에 남아 있습니다."), "success")
    return redirect(address("minutes", seat))


@bp.post(f"{FORUM}/minutes/sign")
@edge("forum.sign", load=seat)
def sign_minutes(seat: Seat) -> Response:
    services.sign_minutes(seat.forum, by=me(), version=request.form.get("version", 0, type=int))
    flash(_("서명했습니다."), "success")
    return redirect(address("publish_minutes", seat))


@bp.route(f"{FORUM}/minutes/publish", methods=["GET", "POST"])
@edge("forum.sign", load=seat)
def publish_minutes(seat: Seat) -> Answer:
    form = PublishForm()
    if form.accepts():
        with refusals(form):
            services.publish(seat.forum, by=me(), text=form.outcome.data)
            flash(_("회의록을 공개했습니다."), "success")
            return redirect(address("minutes", seat))
    newest = queries.minutes(seat.forum)[:1]
    return render_template("forums/publish.html", forum=seat.forum, form=form, newest=newest), form.status


def _with_kind(district: District, forum_id: int, kind: str) -> tuple[Seat, str] | None:
    found = load_seat(district, forum_id) if kind in MIMETYPES else None
    return (found, kind) if found else None


@bp.get(f"{FORUM}/minutes.<kind>")
@limiter.limit("30 per minute")
@edge("forum.file", load=_with_kind)
def minutes_file(found: tuple[Seat, str]) -> Response:
    """The minutes as a file to keep: PDF and HWPX to file away, CSV to reckon with."""
    seat, kind = found
    if not can("forum.read", seat):
        raise NotFound
    shown = _shown(seat, queries.minutes(seat.forum))
    answer = Response(exports.MAKERS[kind](seat.forum, shown), mimetype=MIMETYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="forum-{g.district.slug}-{seat.forum.id}-minutes.{kind}"'
    return answer
