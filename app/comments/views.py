"""Conversations over HTTP: a comment's own address with its branch, writing, removing. The thread itself is drawn on its host's page."""

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.models import ConsentKind
from app.comments import labels, queries, services
from app.comments.forms import CommentForm, RemovalForm
from app.comments.models import Comment, Thread
from app.comments.permissions import hat
from app.comments.rules import LEVELS_SHOWN
from app.core.errors import NotFound
from app.core.forms import refusals
from app.core.web import edge, safe_next, who

GREATEST_ID = 2_147_483_647  # what both databases can hold; the router keeps longer numbers out of addresses, not out of fields

bp = Blueprint("comments", __name__, url_prefix="/<district_slug>")
bp.add_app_template_global(labels.removal, "comment_removal")


@bp.app_template_global()
def comment_form() -> CommentForm:
    """An empty form for the page a thread is drawn on."""
    return CommentForm(formdata=None)


@bp.app_template_global()
def must_consent_first() -> bool:
    """Whether the reader is signed in but has not agreed to speak in public: the page then leads there in place of a form."""
    if "must_consent_first" not in g:
        g.must_consent_first = current_user.is_authenticated and ConsentKind.OPINION not in accounts.consented(current_user)
    missing: bool = g.must_consent_first
    return missing


@bp.get("/comments/<int:comment_id>")
@edge("comment.read", load=queries.by_id)
def show(comment: Comment) -> str:
    thread = queries.thread_of(comment)
    after = request.args.get("after", type=int)
    branch = queries.page(g.district, thread, focus=comment.id, after=after, reader=who().resident_id)
    return render_template("comments/show.html", comment=comment, thread=thread, comments=branch)


@bp.post("/threads/<int:thread_id>/comments")
@edge("comment.post", load=queries.thread)
def post(thread: Thread) -> Response | tuple[str, int]:
    form = CommentForm()
    parent = _parent(form.parent_id.data)
    if form.accepts():
        with refusals(form):
            comment = services.post(thread, by=current_user, body=form.body.data, parent=parent, once=form.once.data)
            flash(_("의견을 올렸습니다."), "success")
            return redirect(_place(comment))
    return render_template("comments/write.html", form=form, thread=thread, parent=parent), form.status


def _parent(comment_id: int | None) -> Comment | None:
    """The comment answered to. One that is not there must not turn a reply into a comment of its own."""
    if comment_id is None:
        return None
    parent = queries.by_id(g.district, comment_id) if 0 < comment_id <= GREATEST_ID else None
    if parent is None:
        raise NotFound
    return parent


def _place(comment: Comment) -> str:
    """Where the writer sees it: on the page they came from, or on its own where that page does not reach so deep."""
    own, anchor = url_for(".show", comment_id=comment.id), f"#comment-{comment.id}"
    path, _mark, query = safe_next(own).partition("#")[0].partition("?")
    if path == own or comment.depth >= LEVELS_SHOWN:
        return own + anchor
    kept = [(name, value) for name, value in parse_qsl(query) if name in ("order", "page")]
    return f"{path}?{urlencode([*kept, ('at', comment.id)])}{anchor}"


@bp.route("/comments/<int:comment_id>/remove", methods=["GET", "POST"])
@edge("comment.remove", load=queries.by_id)
def remove(comment: Comment) -> Response | tuple[str, int]:
    form, role = RemovalForm(), hat(who(), comment)
    if form.accepts():
        with refusals(form):
            services.remove(comment, by=current_user, reason=form.reason.data, role=role)
            flash(_("의견을 삭제했습니다."), "success")
            return redirect(url_for(".show", comment_id=comment.id))
    return render_template("comments/remove.html", form=form, comment=comment, role=role), form.status
