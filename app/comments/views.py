"""Conversations over HTTP: a comment's own address with its branch, writing, rating, rewording, removing, following.

The thread itself is drawn on its host's page. A script that asks for a part (X-Partial) gets the rows alone.
"""

from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.models import ConsentKind
from app.comments import hosts, labels, orders, queries, rules, services
from app.comments.forms import CommentForm, EditForm, InterestForm, RemovalForm, VoteForm
from app.comments.models import Comment, Thread
from app.comments.states import Interest, Stance
from app.core.diff import words
from app.core.errors import InvalidInput, NotFound
from app.core.forms import refusals
from app.core.web import edge, safe_next, who
from app.moderation import limits

KEPT = ("order", "page", "at", "after")  # what an address says about the part of a conversation it shows

bp = Blueprint("comments", __name__, url_prefix="/<district_slug>")
bp.add_app_template_global(labels.removal, "comment_removal")
bp.add_app_template_global(labels.orders, "comment_orders")
bp.add_app_template_global(labels.interest, "comment_interest")


@bp.app_template_global()
def comment_form(quoted: Any = None) -> CommentForm:
    """An empty form for the page a thread is drawn on, or one that begins with a quotation."""
    form = CommentForm(formdata=None)
    if quoted is not None and (comment := queries.by_id(g.district, quoted.id)):
        form.body.data = rules.quotation(comment.body)
    return form


@bp.app_template_global()
def comments_here() -> dict[str, Any]:
    """What url_for() needs to come back to this part of the conversation."""
    return dict(request.view_args or {}) | {name: request.args[name] for name in KEPT if name in request.args}


@bp.app_template_global()
def comments_back() -> str:
    """The address of this part of the conversation."""
    kept = [(name, request.args[name]) for name in KEPT if name in request.args]
    return request.script_root + request.path + (f"?{urlencode(kept)}" if kept else "")


@bp.app_template_global()
def who_id() -> int | None:
    return who().resident_id


@bp.app_template_global()
def must_consent_first() -> bool:
    """Whether the reader is signed in but has not agreed to speak in public: the page then leads there in place of a form."""
    if "must_consent_first" not in g:
        g.must_consent_first = current_user.is_authenticated and ConsentKind.OPINION not in accounts.consented(current_user)
    missing: bool = g.must_consent_first
    return missing


def _is_part() -> bool:
    return "X-Partial" in request.headers


def _part(template: str, **given: Any) -> Response:
    """A piece of a page for a script; said in a header, so that a page of refusal is never taken for one."""
    answer = make_response(render_template(template, **given))
    answer.headers.update({"X-Partial": "1", "Vary": "X-Partial, Cookie"})
    return answer


@bp.get("/comments/<int:comment_id>")
@edge("comment.read", load=queries.by_id)
def show(comment: Comment) -> str | Response:
    thread = queries.thread_of(comment)
    after = request.args.get("after", type=int)
    branch = queries.page(g.district, thread, focus=comment.id, after=after, reader=who().resident_id)
    if _is_part():
        level = request.args.get("level", 0, type=int)
        return _part("comments/rows.html", thread=thread, comments=branch, level=level, flat=False)
    return render_template("comments/show.html", comment=comment, thread=thread, comments=branch)


@bp.get("/threads/<int:thread_id>/news")
@edge("comment.read", load=queries.thread)
def news(thread: Thread) -> str | Response:
    """Comments by their ids, as a reader's page has been told of them."""
    ids = [int(part) for part in request.args.get("ids", "").split(",") if part.isascii() and part.isdecimal() and len(part) < 10]
    if not ids:
        return _to_host(thread, order="newest")
    fresh = queries.news(g.district, thread, ids, reader=who().resident_id)
    given = {"thread": thread, "comments": fresh, "level": 0, "flat": True}
    return _part("comments/rows.html", **given) if _is_part() else render_template("comments/news.html", **given)


def _to_host(thread: Thread, **values: Any) -> Response:
    host = hosts.of(thread)
    if host is None:
        raise NotFound
    endpoint, named = host.page
    return redirect(url_for(endpoint, **named, **values, _anchor="talk"))


@bp.get("/comments/<int:comment_id>/subject")
@edge("comment.read", load=queries.by_id)
def subject(comment: Comment) -> Response:
    """What has been reworded since this comment was written."""
    host = hosts.of(comment.thread)
    if host is None or host.changes is None:
        raise NotFound
    endpoint, named = host.changes(comment.edition)
    return redirect(url_for(endpoint, **named))


@bp.post("/threads/<int:thread_id>/comments")
@limits.posting
@edge("comment.post", load=queries.thread)
def post(thread: Thread) -> Response | tuple[str, int]:
    form = CommentForm()
    parent = _parent(form.parent_id.data)
    if form.accepts():
        with refusals(form):
            comment = services.post(
                thread, by=current_user, body=form.body.data, parent=parent, once=form.once.data, stance=Stance(form.stance.data)
            )
            flash(_("의견을 올렸습니다."), "success")
            return redirect(_place(comment, parent))
    return render_template("comments/write.html", form=form, thread=thread, parent=parent), form.status


def _parent(comment_id: int | None) -> Comment | None:
    """The comment answered to. One that is not there must not turn a reply into a comment of its own."""
    if comment_id is None:
        return None
    parent = queries.by_id(g.district, comment_id) if 0 < comment_id <= orders.GREATEST_ID else None
    if parent is None:
        raise NotFound
    return parent


def _place(comment: Comment, parent: Comment | None) -> str:
    """Where the writer sees it among the others: on the page they came from, below what they answered, or on its own."""
    own, anchor = url_for(".show", comment_id=comment.id), f"#comment-{comment.id}"
    path, _mark, query = safe_next(own).partition("#")[0].partition("?")
    if comment.depth < rules.LEVELS_SHOWN and not path.startswith(own.rpartition("/")[0] + "/"):
        kept = [(name, value) for name, value in parse_qsl(query) if name in ("order", "page")]
        return f"{path}?{urlencode([*kept, ('at', comment.id)])}{anchor}"
    if parent is not None and parent.n_descendants < rules.BRANCH_ROWS_SHOWN:
        return url_for(".show", comment_id=parent.id) + anchor
    return own + anchor


@bp.post("/comments/<int:comment_id>/vote")
@edge("comment.vote", load=queries.by_id)
def vote(comment: Comment) -> Response:
    form = VoteForm()
    if not form.accepts():
        raise InvalidInput
    services.vote(comment, by=current_user, value=int(form.value.data))
    if _is_part():
        return _part("comments/voted.html", thread=comment.thread, row=queries.row(comment, reader=current_user.id))
    return redirect(f"{safe_next(url_for('.show', comment_id=comment.id))}#comment-{comment.id}")


@bp.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@edge("comment.edit", load=queries.by_id)
def edit(comment: Comment) -> Response | tuple[str, int]:
    form = EditForm(body=comment.body, based_on=comment.n_edits)
    if form.accepts():
        with refusals(form):
            services.edit(comment, by=current_user, body=form.body.data, based_on=form.based_on.data)
            flash(_("의견을 고쳤습니다. 고치기 전의 글은 기록에 남습니다."), "success")
            return redirect(url_for(".show", comment_id=comment.id))
    return render_template("comments/edit.html", form=form, comment=comment), form.status


@bp.get("/comments/<int:comment_id>/wordings")
@edge("comment.wordings", load=queries.by_id)
def wordings(comment: Comment) -> str:
    """Every wording, the newest first, each with what it changed."""
    every = queries.wordings(comment)
    changes = [words(older[0], newer[0]) for older, newer in pairwise(every)]
    told = [(number, *wording, parts) for number, (wording, parts) in enumerate(zip(every, [None, *changes], strict=True), 1)]
    return render_template("comments/wordings.html", comment=comment, told=told[::-1])


@bp.route("/comments/<int:comment_id>/remove", methods=["GET", "POST"])
@edge("comment.remove", load=queries.by_id)
def remove(comment: Comment) -> Response | tuple[str, int]:
    """The author's own way; moderators decide in their own room, where it can be appealed."""
    form = RemovalForm()
    if form.accepts():
        with refusals(form):
            services.remove(comment, by=current_user, reason=form.reason.data, role="author")
            flash(_("의견을 삭제했습니다."), "success")
            return redirect(url_for(".show", comment_id=comment.id))
    return render_template("comments/remove.html", form=form, comment=comment), form.status


@bp.post("/threads/<int:thread_id>/listen")
@edge("thread.listen", load=queries.thread)
def listen(thread: Thread) -> Response:
    form = InterestForm()
    if not form.accepts():
        raise InvalidInput
    chosen = Interest(form.interest.data)
    services.listen(thread, by=current_user, interest=chosen)
    flash(labels.interest(chosen), "success")
    return redirect(safe_next(url_for("pages.home")) + "#talk")
