"""Lists of forums, what is said of one, the way in by six digits, the calendar file, and the log as JSON."""

from datetime import timedelta

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.identity import me
from app.core import clock
from app.core.history import entries
from app.core.web import can, edge, who
from app.extensions import limiter
from app.forums import calendar, labels, queries, rules, services
from app.forums.forms import CodeForm
from app.forums.queries import Seat
from app.forums.states import FORUM_STATES, Channel, ForumState, Place
from app.forums.views import FORUM, PLACE, Answer, bp, seat


@bp.get(PLACE)
@edge("forum.list")
def index() -> str:
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    past, pages = queries.past(g.district, page)
    plans = can("forum.plan")
    tried = queries.rehearsals(g.district) if plans else []
    since = None if plans else clock.now() - timedelta(days=rules.MISSED_LISTED_DAYS)
    return render_template(
        "forums/index.html", now_on=queries.now_on(g.district), coming=queries.coming(g.district), past=past, page=page, pages=pages,
        rehearsals=tried, missed=queries.missed(g.district, since),
    )  # fmt: skip


@bp.get(FORUM)
@edge("forum.read", load=seat)
def show(seat: Seat) -> str:
    return about(seat)


def about(seat: Seat, refused: object = None) -> str:
    """What is said of a forum before, while and after it is held."""
    forum, mine = seat.forum, seat.member
    is_waiting = mine is not None and mine.place is Place.WAITING
    runs = can("forum.run", seat)
    return render_template(
        "forums/show.html", seat=seat, forum=forum, refused=refused, people=queries.people(forum), items=queries.items(forum),
        crew=queries.crew(forum), links=queries.links(forum), bound=queries.bound_polls(forum),
        line=queries.place_in_line(mine) if mine and is_waiting else 0,
        missing=services.missing_of(forum.id) if runs and forum.state is ForumState.LOBBY else (),
        acts=tuple(FORUM_STATES[forum.state]) if runs else (), events=labels.told(entries(forum)), rules=rules,
    )  # fmt: skip


@bp.route("/join", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
@edge("page.read")
def join() -> Answer:
    """Six digits from the big screen lead into the room."""
    form = CodeForm(data={"code": request.args.get("code", "")})
    code = form.digits() if form.accepts() else ""
    forum = queries.by_code(code) if code else None
    if forum is not None:
        return redirect(url_for(".room", district_slug=forum.district.slug, forum_id=forum.id))
    if code:
        form.code.errors = [_("이 번호의 토론회가 없습니다. 화면의 여섯 자리를 다시 확인해 주세요.")]
    return render_template("forums/join.html", form=form, live=queries.live_anywhere(5)), form.status


@bp.get(f"{FORUM}/calendar.ics")
@edge("forum.read", load=seat)
def calendar_file(seat: Seat) -> Response:
    content = calendar.ics(seat.forum, url_for(".show", forum_id=seat.forum.id, _external=True))
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="forum-{seat.forum.id}.ics"'
    return answer


@bp.get(f"{FORUM}/events")
@edge("forum.read", load=seat)
def events(seat: Seat) -> Response:
    """What came after number `since`: the same events as over a socket."""
    since = max(0, request.args.get("since", 0, type=int))
    channel = Channel.STAFF if request.args.get("ch") == Channel.STAFF and can("forum.note", seat) else Channel.PUB
    told = queries.events_since(seat.forum, channel, min(since, 2_147_483_647))
    answer = jsonify({"ch": channel.value, "head": queries.heads(seat.forum).get(channel.value, 0), "events": told})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get(f"{FORUM}/state")
@edge("forum.read", load=seat)
def state(seat: Seat) -> Response:
    """The whole state for one lens, and what concerns the person asking alone."""
    lens = request.args.get("lens", "participant")
    if lens not in queries.LENSES or (lens == "moderator" and not can("forum.note", seat)):
        lens = "participant"
    answer = jsonify(queries.snapshot(seat.forum, lens) | {"you": queries.own(seat.forum, who().resident_id)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post(f"{FORUM}/rehearse")
@edge("forum.run", load=seat)
def rehearse(seat: Seat) -> Response:
    copy = services.rehearse(seat.forum, by=me(), role=labels.hat(who().roles))
    flash(_("연습용 토론회를 만들었습니다. 함께 준비하는 사람만 볼 수 있습니다."), "success")
    return redirect(url_for(".show", forum_id=copy.id))
