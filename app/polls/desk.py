"""What waits here on somebody's desk: plans that a second person has to confirm."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.desk import Pile, Task, brings
from app.core.permits import Who
from app.districts.states import Role
from app.polls import queries


@brings
def to_confirm(district: Any, who: Who) -> Iterator[Pile]:
    if not who.roles & {Role.COORDINATOR, Role.AUDITOR}:
        return
    waiting = [plan for plan in queries.submitted(district) if who.resident_id not in (plan.author_id, plan.submitter_id)]
    tasks = [
        Task(plan.title, url_for("polls.show", plan_id=plan.id), plan.opens_at, _("시작하기 전에 확인해 주세요."))
        for plan in waiting
    ]
    if tasks:
        yield Pile(_("확인할 투표"), tasks)
