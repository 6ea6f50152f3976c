"""Writing a statement: a citizen's, or one that whoever runs the topic adds."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.web import edge, who
from app.opinions import queries, services
from app.opinions.forms import StatementForm
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
