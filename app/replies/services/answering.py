"""What a department says: interim replies, more time with a reason, the reply itself, and corrections that leave the old words standing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core import clock
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.extensions import db
from app.replies import rules
from app.replies.models import OfficialReply, ReplyCase
from app.replies.services.common import live, note, tell_followers, tell_supporters
from app.replies.states import STATES, Level, ReplyKind, Verdict


@transaction
def interim(case: ReplyCase, *, by: Any, body: str, position: str) -> OfficialReply:
    """Say how far it is. The clock goes on: an interim reply is no reply."""
    case = live(case)
    case.state = advance(STATES, case.state, "interim")
    body, position = stored(body), stored(position)
    rules.check_interim(body, position)
    reply = _publish(case, ReplyKind.INTERIM, by, body=body, position=position)
    note(case, "interim", by=by, role=role_of(case), department=_department(case), due_on=case.due_on)
    tell_followers(case, "interim", by=by, department=_department(case))
    return reply


@transaction
def extend(case: ReplyCase, *, by: Any, due_on: date, reason: str) -> ReplyCase:
    """A later due date, as often and as long as the policy allows, before the present one has passed."""
    case = live(case)
    case.state = advance(STATES, case.state, "extend")
    reason = stored(reason)
    rules.check_reason(reason)
    assert case.due_on is not None  # every assigned case has one
    policy, before = case.adopted.policy, case.due_on
    rules.check_extension(policy, used=case.extensions, due=before, new_due=due_on, today=clock.today())
    case.due_on, case.extensions = due_on, case.extensions + 1
    note(
        case, "extended", by=by, role=role_of(case), reason=reason, department=_department(case), due_from=before, due_on=due_on,
        first_due_on=case.first_due_on,
    )  # fmt: skip
    tell_followers(case, "extended", by=by, due_on=due_on)
    return case


@transaction
def answer(
    case: ReplyCase, *, by: Any, verdict: Verdict, body: str, next_step: str = "", links: Sequence[str] = (), position: str,
) -> OfficialReply:  # fmt: skip
    """The official reply: the clock stops."""
    case = live(case)
    case.state = advance(STATES, case.state, "answer")
    given = _checked(case, verdict=verdict, body=body, next_step=next_step, links=links, position=position)
    reply = _publish(case, ReplyKind.FINAL, by, **given)
    case.answered_on = clock.today()
    late = max(0, (case.answered_on - case.due_on).days) if case.due_on else 0
    note(
        case, "answered_late" if late else "answered", by=by, role=role_of(case), department=_department(case), position=position,
        verdict=verdict.value, days=late,
    )  # fmt: skip
    tell_supporters(case, "answered", by=by, department=_department(case) or position)
    return reply


@transaction
def correct(
    case: ReplyCase, *, by: Any, reason: str, verdict: Verdict, body: str, next_step: str = "", links: Sequence[str] = (),
    position: str,
) -> OfficialReply:  # fmt: skip
    """Another version of the reply, with a public reason; the one before stays readable."""
    case = live(case)
    case.state = advance(STATES, case.state, "correct")
    reason = stored(reason)
    given = _checked(case, verdict=verdict, body=body, next_step=next_step, links=links, position=position)
    before = case.final
    if before is not None and all(getattr(before, name) == value for name, value in given.items()):
        raise rules.NothingChanged
    rules.check_reason(reason)
    reply = _publish(case, ReplyKind.FINAL, by, reason=reason, **given)
    note(case, "corrected", by=by, role=role_of(case), reason=reason, department=_department(case), ordinal=reply.ordinal)
    tell_supporters(case, "corrected", by=by, department=_department(case) or position)
    return reply


def role_of(case: ReplyCase) -> str:
    """The hat that speaks: the mayor's reply is published by whoever runs the platform for him."""
    return "coordinator" if case.level is Level.MAYOR else "officer"


def _department(case: ReplyCase) -> str:
    return case.lead.name_ko if case.lead and case.level is not Level.MAYOR else ""


def _checked(case: ReplyCase, **given: Any) -> dict[str, Any]:
    given = {name: stored(value) if name in ("body", "next_step", "position") else value for name, value in given.items()}
    given["links"] = [link for link in map(stored, given["links"]) if link]
    texts = {name: given[name] for name in ("body", "next_step", "position", "links")}
    rules.check_reply(case.level, given["verdict"], **texts)
    return given


def _publish(case: ReplyCase, kind: ReplyKind, by: Any, **given: Any) -> OfficialReply:
    ordinal = 1 + max((one.ordinal for one in case.replies if one.kind is kind), default=0)
    reply = OfficialReply(
        district_id=case.district_id, case_id=case.id, kind=kind, ordinal=ordinal, author_id=by.id if by else None,
        department_id=None if case.level is Level.MAYOR else case.lead_id, published_at=clock.now(), **given,
    )  # fmt: skip
    db.session.add(reply)
    db.session.flush()
    db.session.expire(case, ["replies"])
    return reply
