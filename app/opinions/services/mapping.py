"""Drawing a map: read, reckon outside of any transaction, keep. Refuses to draw so soon that one person's answers would show."""

from typing import Any

from sqlalchemy import select, update

from app.core import clock
from app.core.live import announce
from app.core.transaction import transaction
from app.extensions import db
from app.opinions import queries, rules
from app.opinions.map import Drawn, Model, draw
from app.opinions.models import Snapshot, Statement, Topic
from app.opinions.services.rows import locked


def draw_map(topic: Topic, *, is_last: bool = False) -> Snapshot | None:
    """The next map, None when there is none to draw: too few people, or too few changes since the one before.

    Two maps that differ by one person would tell what that person answered. The last map of a topic is drawn whatever changed.
    """
    previous = queries.newest_map(topic)
    least = 1 if is_last else rules.CHANGES_FOR_NEXT_MAP
    if queries.changed_since(topic, previous.made_at if previous else None) < least:
        return None
    read_at = clock.now()
    votes = queries.votes(topic)
    drawn = draw(votes, Model.from_json(previous.model) if previous else None)
    return _keep(topic, previous.id if previous else None, drawn, read_at) if drawn else None


@transaction
def _keep(topic: Topic, previous_id: int | None, drawn: Drawn, read_at: Any) -> Snapshot | None:
    topic = locked(topic)
    newest = queries.newest_map(topic)
    if (newest.id if newest else None) != previous_id:
        return None  # somebody else has drawn meanwhile
    db.session.execute(update(Snapshot).where(Snapshot.topic_id == topic.id).values(matrix=None))
    kept = Snapshot(
        district_id=topic.district_id, topic_id=topic.id, made_at=read_at, n_people=drawn.result["people"],
        n_groups=len(drawn.result["groups"]), result=drawn.result, model=drawn.model.to_json(), matrix=drawn.matrix,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    known = set(db.session.scalars(select(Statement.id).where(Statement.topic_id == topic.id)))
    rows = [{"id": number, "extremity": far} for number, far in drawn.extremity.items() if number in known]
    db.session.execute(update(Statement), rows)
    announce(f"opinions:{topic.id}", "map", {"topic": topic.id})
    return kept
