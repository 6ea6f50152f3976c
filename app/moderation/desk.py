"""What waits on the moderators' desk: posts to look at, appeals that this person may answer, the late ones told."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from app.core.desk import Pile, Task, brings
from app.core.permits import Who
from app.districts.models import District
from app.districts.states import Role
from app.moderation import queries


@brings
def moderation(district: District, who: Who) -> Iterator[Pile]:
    if Role.MODERATOR not in who.roles:
        return
    ages, tasks = queries.ages(district), []
    waiting, older = sum(ages), ages[-1]
    if waiting:
        text = gettext("검토할 글 %(n)s건", n=waiting)
        note = gettext("하루 넘게 기다린 글 %(n)s건", n=older) if older else ""
        tasks.append(Task(text, url_for("moderation.queue"), None, note))
    for appeal in queries.open_appeals(district):
        if who.resident_id not in {appeal.first_moderator_id, *appeal.owner_ids}:
            address = url_for("moderation.answer", appeal_id=appeal.id)
            tasks.append(Task(gettext("이의 신청에 답하기"), address, appeal.due_at))
    yield Pile(gettext("검토할 글"), tasks)
