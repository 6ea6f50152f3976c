"""The list of topics, a topic's page, its statements."""

from flask import g, render_template, request

from app.core.history import entries
from app.core.web import edge, who
from app.opinions import labels, picture, queries, rules
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
    figures = queries.figures([topic])[topic.id]
    return render_template(
        "opinions/show.html",
        topic=topic,
        figures=figures,
        answered=queries.answered(topic, who().resident_id),
        blockers=rules.blockers(figures.statements),
        newest=queries.newest_map(topic),
        events=labels.told(entries(topic)),
    )


@bp.get(f"{TOPIC}/statements")
@edge("topic.read", load=queries.topic)
def statements(topic: Topic) -> str:
    found, kept = queries.statements(topic, page_number()), queries.newest_map(topic)
    drawn = picture.of(kept, {one.id: one.text for one in found}) if kept else None
    return render_template("opinions/statements.html", topic=topic, found=found, drawn=drawn, refused=queries.refused(topic))
