"""The list of topics, a topic's page, its statements."""

from flask import g, render_template, request

from app.core.history import entries
from app.core.web import edge, who
from app.opinions import labels, queries, rules
from app.opinions.models import Topic
from app.opinions.views import TOPIC, bp


def page_number() -> int:
    return max(1, min(request.args.get("page", 1, type=int), 10_000))


@bp.get("/opinions")
@edge("topic.read")
def index() -> str:
    current, past = queries.current(g.district), queries.past(g.district, page_number())
    return render_template("opinions/index.html", current=current, past=past, figures=queries.figures([*current, *past]))


@bp.get(TOPIC)
@edge("topic.read", load=queries.topic)
def show(topic: Topic) -> str:
    own, figures = queries.participant(topic, who().resident_id), queries.figures([topic])[topic.id]
    return render_template(
        "opinions/show.html",
        topic=topic,
        figures=figures,
        answered=len(queries.own_answers(own)),
        waiting=len(queries.waiting(g.district, topic)) if queries.is_staff(who()) else 0,
        blockers=rules.blockers(figures[0]),
        events=labels.told(entries(topic)),
    )


@bp.get(f"{TOPIC}/statements")
@edge("topic.read", load=queries.topic)
def statements(topic: Topic) -> str:
    found = queries.statements(topic, page_number())
    return render_template("opinions/statements.html", topic=topic, found=found, refused=queries.refused(topic))
