"""What moderators and coordinators do with a topic: open it, correct it, move it through its phases."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.forms import refusals
from app.core.web import edge, who
from app.districts.models import District
from app.opinions import labels, queries, rules, services
from app.opinions.forms import ActForm, ChangeForm, NewTopicForm
from app.opinions.models import Topic
from app.opinions.permissions import hat
from app.opinions.states import TOPIC_STATES
from app.opinions.views import TOPIC, bp

Answer = Response | tuple[str, int]


def page_of(topic: Topic) -> Response:
    return redirect(url_for("opinions.show", topic_id=topic.id))


@bp.route("/opinions/new", methods=["GET", "POST"])
@edge("topic.open")
def new() -> Answer:
    form = NewTopicForm(about_kind=request.args.get("kind"), about_id=request.args.get("about", type=int))
    if form.accepts():
        about = (form.about_kind.data, form.about_id.data) if form.about_kind.data and form.about_id.data else None
        with refusals(form):
            opened = services.open_topic(
                g.district,
                by=current_user,
                role=hat(who()),
                seeds=form.sentences(),
                about=about,
                once=form.once.data,
                **form.words(),
            )
            flash(_("공론 주제를 열었습니다."), "success")
            return page_of(opened)
    return render_template("opinions/new.html", form=form, moderations=_moderations()), form.status


@bp.route(f"{TOPIC}/edit", methods=["GET", "POST"])
@edge("topic.run", load=queries.topic)
def edit(topic: Topic) -> Answer:
    days = {name: clock.seoul(getattr(topic, name)).date() for name in ("answers_from", "closes_at")}
    form = ChangeForm(
        data={"question": topic.question, "background": topic.background, "moderation": topic.moderation.value} | days
    )
    if form.accepts():
        with refusals(form):
            services.change_topic(topic, by=current_user, role=hat(who()), reason=form.reason.data or "", **form.words())
            flash(_("고쳤습니다."), "success")
            return page_of(topic)
    return render_template("opinions/edit.html", topic=topic, form=form, moderations=_moderations()), form.status


def _with_act(district: District, topic_id: int, act: str) -> tuple[Topic, str] | None:
    """The topic and an act its phase knows; anything else is no page."""
    topic = queries.topic(district, topic_id)
    return (topic, act) if topic is not None and act in TOPIC_STATES[topic.state] else None


@bp.route(f"{TOPIC}/<act>", methods=["GET", "POST"])
@edge("topic.run", load=_with_act)
def move(found: tuple[Topic, str]) -> Answer:
    topic, act = found
    form = ActForm()
    if form.accepts():
        with refusals(form):
            ACTS[act](topic, form)
            flash(_("바꾸었습니다."), "success")
            return page_of(topic)
    words = {"title": _(labels.ACTS[act]), "about": _(labels.ACTS_EXPLAINED[act])}
    missing = rules.blockers(queries.count_shown(topic)) if act == "start" else ()
    return render_template("opinions/move.html", topic=topic, act=act, form=form, missing=missing, **words), form.status


def _start(topic: Topic, form: ActForm) -> None:
    services.start(topic, by=current_user, role=hat(who()))


def _close(topic: Topic, form: ActForm) -> None:
    services.close(topic, by=current_user, role=hat(who()), reason=form.reason.data or "")


def _reopen(topic: Topic, form: ActForm) -> None:
    services.reopen(topic, by=current_user, role=hat(who()), reason=form.reason.data or "", closes_at=form.until())


ACTS = {"start": _start, "close": _close, "reopen": _reopen}


def _moderations() -> dict[str, tuple[str, None]]:
    return {one.value: (_(text), None) for one, text in labels.MODERATIONS_EXPLAINED.items()}
