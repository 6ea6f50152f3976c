"""Writing a statement, and deciding what becomes of it."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.web import edge, who
from app.districts.models import District
from app.opinions import queries, services
from app.opinions.forms import RefusalForm, StatementForm
from app.opinions.models import Statement, Topic
from app.opinions.permissions import hat
from app.opinions.states import StatementState
from app.opinions.views import TOPIC, bp

Answer = Response | tuple[str, int]


@bp.route(f"{TOPIC}/write", methods=["GET", "POST"])
@edge("statement.write", load=queries.topic)
def write(topic: Topic) -> Answer:
    form, near = StatementForm(), []
    if form.accepts():
        near = services.doubles(topic, form.text.data)
        with refusals(form):
            if not near or form.anyway.data:
                statement = services.write(topic, by=current_user, text=form.text.data, once=form.once.data)
                flash(_said(statement), "success")
                return redirect(url_for(".mine" if statement.state is StatementState.PENDING else ".answer", topic_id=topic.id))
    known = queries.texts(topic, near) if near else {}
    shown = {"near": [known[one] for one in near if one in known], "is_near": bool(near)}
    return render_template("opinions/write.html", topic=topic, form=form, **shown), form.status


def _said(statement: Statement) -> str:
    if statement.state is StatementState.PENDING:
        return _("문장을 보냈습니다. 진행자가 읽은 뒤에 공개합니다. 이 문장에는 동의한 것으로 셉니다.")
    return _("문장을 공개했습니다. 이 문장에는 동의한 것으로 셉니다.")


@bp.route(f"{TOPIC}/plant", methods=["GET", "POST"])
@edge("topic.run", load=queries.topic)
def plant(topic: Topic) -> Answer:
    form = StatementForm()
    if form.accepts():
        with refusals(form):
            services.plant_more(topic, by=current_user, role=hat(who()), text=form.text.data)
            flash(_("문장을 공개했습니다."), "success")
            return redirect(url_for(".show", topic_id=topic.id))
    return render_template("opinions/plant.html", topic=topic, form=form), form.status


@bp.get(f"{TOPIC}/queue")
@edge("statement.decide", load=queries.topic)
def queue(topic: Topic) -> str:
    waiting = queries.waiting(g.district, topic)
    return render_template("opinions/queue.html", topic=topic, waiting=waiting, reader=who().resident_id)


def _placed(district: District, statement_id: int) -> tuple[Statement, Topic] | None:
    """A statement with its topic."""
    statement = queries.statement(district, statement_id)
    topic = queries.topic(district, statement.topic_id) if statement else None
    return (statement, topic) if statement and topic else None


@bp.post("/opinions/statements/<int:statement_id>/approve")
@edge("statement.decide", load=_placed)
def approve(found: tuple[Statement, Topic]) -> Any:
    statement, topic = found
    services.approve(statement, by=current_user, role=hat(who()))
    flash(_("문장을 공개했습니다."), "success")
    return redirect(url_for(".queue", topic_id=topic.id))


@bp.route("/opinions/statements/<int:statement_id>/refuse", methods=["GET", "POST"])
@edge("statement.decide", load=_placed)
def refuse(found: tuple[Statement, Topic]) -> Answer:
    statement, topic = found
    form = RefusalForm()
    if form.accepts():
        with refusals(form):
            services.refuse(statement, by=current_user, role=hat(who()), reason=form.reason.data or "")
            flash(_("문장을 공개하지 않기로 했습니다."), "success")
            return redirect(url_for(".queue", topic_id=topic.id))
    return render_template("opinions/refuse.html", topic=topic, statement=statement, form=form), form.status
