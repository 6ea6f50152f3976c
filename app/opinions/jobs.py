"""What happens without anybody asking: topics begin and close on their days, maps are drawn. Refuses rules; these live in the services."""

from app.core import clock
from app.core.errors import Blocked, ChangedMeanwhile, IllegalTransition
from app.core.jobs import crontab, every, job
from app.extensions import db
from app.opinions import queries, services
from app.opinions.models import Topic


@every(crontab(minute="*"))
def keep_dates() -> None:
    """Each minute: close what is due, then begin what is due; a topic with too few statements waits."""
    for topic_id in queries.due_to_close(clock.now()):
        _move(topic_id, "close")
    for topic_id in queries.due_to_start(clock.now()):
        _move(topic_id, "start")


def _move(topic_id: int, act: str) -> None:
    topic = db.session.get(Topic, topic_id)
    try:
        if topic is not None:
            {"close": services.close, "start": services.start}[act](topic)
    except (Blocked, IllegalTransition, ChangedMeanwhile):
        return


@job()
def draw_map(topic_id: int, is_last: bool = False) -> None:
    """One map, off the request path."""
    topic = db.session.get(Topic, topic_id)
    if topic is not None:
        services.draw_map(topic, is_last=is_last)


@every(crontab(minute="*/5"))
def draw_due() -> None:
    """Each five minutes: where enough people have answered since the last map, one job per topic."""
    for topic_id in queries.due_for_map():
        draw_map(topic_id)


def _last_map(topic_id: int) -> None:
    draw_map(topic_id, is_last=True)


if _last_map not in services.on_closed:
    services.on_closed.append(_last_map)
