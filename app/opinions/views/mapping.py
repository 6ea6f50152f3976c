"""A topic's maps: the newest, the earlier ones, and the data they were drawn from."""

from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.web import edge, who
from app.districts.models import District
from app.extensions import limiter
from app.opinions import exports, picture, queries, rules
from app.opinions.map import Model
from app.opinions.models import Snapshot, Topic
from app.opinions.views import TOPIC, bp


@bp.get(f"{TOPIC}/map")
@edge("topic.read", load=queries.topic)
def current_map(topic: Topic) -> Response:
    return _page(topic, queries.newest_map(topic))


def _with_map(district: District, topic_id: int, map_id: int) -> tuple[Topic, Snapshot] | None:
    topic, kept = queries.topic(district, topic_id), queries.map_by_id(district, topic_id, map_id)
    return (topic, kept) if topic and kept else None


@bp.get(f"{TOPIC}/maps/<int:map_id>")
@edge("topic.read", load=_with_map)
def earlier_map(found: tuple[Topic, Snapshot]) -> Response:
    return _page(*found)


def _page(topic: Topic, kept: Snapshot | None) -> Response:
    """A map, or how many are still missing; with one's own place on it, which no browser keeps."""
    drawn = picture.of(kept, queries.texts(topic)) if kept else None
    own = queries.participant(topic, who().resident_id)
    place = _own_place(kept, queries.own_answers(own)) if kept and own else None
    every = queries.maps(topic)
    names: dict[str, Any] = {"topic": topic, "kept": kept, "drawn": drawn, "place": place, "every": every, "rules": rules}
    page = make_response(render_template("opinions/map.html", people=0 if kept else queries.people(topic), **names))
    if place:
        page.headers["Cache-Control"] = "no-store"
    return page


def _own_place(kept: Snapshot, given: dict[int, int]) -> tuple[float, float, int] | None:
    here = Model.from_json(kept.model).place(given)
    return picture.spot(kept, here) if here else None


@bp.get(f"{TOPIC}/data")
@edge("topic.read", load=queries.topic)
def data(topic: Topic) -> str:
    """What is in the files, and who is left out of them."""
    return render_template("opinions/data.html", topic=topic, kept=queries.newest_map(topic), rules=rules)


@bp.get(f"{TOPIC}/comments.csv")
@limiter.limit("30 per minute")
@edge("topic.read", load=queries.topic)
def comments_csv(topic: Topic) -> Response:
    return _file(exports.comments_csv(_kept(topic), queries.numbers(topic)), f"opinions-{topic.id}-comments.csv")


@bp.get(f"{TOPIC}/participants-votes.csv")
@limiter.limit("30 per minute")
@edge("topic.read", load=queries.topic)
def votes_csv(topic: Topic) -> Response:
    kept = _kept(topic)
    if kept.matrix is None:
        raise NotFound
    return _file(exports.votes_csv(kept, queries.numbers(topic)), f"opinions-{topic.id}-participants-votes.csv")


def _kept(topic: Topic) -> Snapshot:
    kept = queries.newest_map(topic)
    if kept is None:
        raise NotFound
    return kept


def _file(content: bytes, name: str) -> Response:
    answer = make_response(content)
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
