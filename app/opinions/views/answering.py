"""Answering one statement at a time, looking at one's own answers again, striking them out. Nobody else's answers are ever loaded."""

from typing import Any

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.web import edge, who
from app.opinions import queries, routing, services
from app.opinions.forms import AnswerForm
from app.opinions.models import Topic
from app.opinions.views import TOPIC, bp
from app.opinions.views.reading import page_number

REVIEW = "mine"


@bp.get(f"{TOPIC}/answer")
@edge("opinion.own", load=queries.topic)
def answer(topic: Topic) -> Response:
    """The next statement, or the one asked for by `s` (after taking an answer back)."""
    own = queries.participant(topic, who().resident_id)
    given, every = queries.own_answers(own), queries.standings(topic)
    left = [one for one in every if one.id not in given] if topic.is_open_for("answer") else []
    wanted = request.args.get("s", type=int)
    asked = (
        wanted
        if wanted in {one.id for one in left}
        else routing.choose(left, own.seed if own else who().resident_id or 0, len(given))
    )
    text = queries.texts(topic, [asked]).get(asked, "") if asked else ""
    progress = {"answered": len(given), "total": len(every), "last": queries.last_answer(own)}
    return _private("opinions/answer.html", topic=topic, asked=asked, text=text, **progress)


@bp.post(f"{TOPIC}/answer")
@edge("opinion.give", load=queries.topic)
def give(topic: Topic) -> Response:
    form = AnswerForm()
    statement = (
        queries.statement(g.district, form.statement_id.data) if form.accepts() and form.statement_id.data < 2**31 else None
    )
    if statement is None or statement.topic_id != topic.id:
        raise NotFound
    services.answer(topic, statement, by=current_user, value=form.choice)
    if request.form.get("next") == REVIEW:
        return redirect(url_for(".mine", topic_id=topic.id, page=page_number(), _anchor=f"statement-{statement.id}"))
    return redirect(url_for(".answer", topic_id=topic.id))


@bp.post(f"{TOPIC}/undo")
@edge("opinion.give", load=queries.topic)
def undo(topic: Topic) -> Response:
    return redirect(url_for(".answer", topic_id=topic.id, s=services.undo(topic, by=current_user)))


@bp.get(f"{TOPIC}/{REVIEW}")
@edge("opinion.own", load=queries.topic)
def mine(topic: Topic) -> Response:
    own = queries.participant(topic, who().resident_id)
    found, written = queries.reviewed(own, page_number()), queries.written_in(topic, who().resident_id or 0)
    return _private("opinions/mine.html", topic=topic, found=found, written=written)


@bp.post(f"{TOPIC}/forget")
@edge("opinion.own", load=queries.topic)
def forget(topic: Topic) -> Response:
    number = services.forget(topic, by=current_user)
    flash(_("내 응답 %(n)s개를 지웠습니다.", n=number), "success")
    return redirect(url_for(".show", topic_id=topic.id))


def _private(template: str, **names: Any) -> Response:
    """A page that no browser keeps: the back button on a shared screen must not bring somebody's answers up again."""
    page = make_response(render_template(template, **names))
    page.headers["Cache-Control"] = "no-store"
    return page
