"""What official replies put on people's desks: departments to be named, answers to be written."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from flask import url_for
from flask_babel import gettext

from app.core import clock
from app.core.desk import Pile, Task, brings
from app.core.permits import Who
from app.districts.models import District
from app.districts.states import Role
from app.replies import labels, queries
from app.replies.models import ReplyCase
from app.replies.states import CaseState, Level


@brings
def replies(district: District, who: Who) -> Iterator[Pile]:
    everything = (url_for("replies.desk"), gettext("모두 보기와 내려받기"))
    if Role.COORDINATOR in who.roles:
        tasks = [
            _task(one, "replies.assign" if one.state is CaseState.WAITING else "replies.answer")
            for one in queries.to_coordinate(district)
        ]
        if tasks:
            yield Pile(gettext("담당 지정과 기관장 답변"), tasks, everything)
    if Role.OFFICER in who.roles:
        mine = queries.listing(district, shown="open", department_ids=sorted(who.department_ids))
        tasks = [_task(one, "replies.answer") for one in mine if one.level is not Level.MAYOR]
        if tasks:
            yield Pile(gettext("공식 답변"), tasks, everything)


def _task(case: ReplyCase, endpoint: str) -> Task:
    proposal = case.proposal
    return Task(
        f"{proposal.number} {proposal.current.title}",
        url_for(endpoint, reply_case_id=case.id),
        end_of(case),
        labels.word(case.level),
    )


def end_of(case: ReplyCase) -> datetime | None:
    """The last instant of the day that counts."""
    if case.owed_by is None:
        return None
    return datetime.combine(case.owed_by + timedelta(days=1), time(), clock.SEOUL) - timedelta(seconds=1)
