"""What becomes of a statement: shown, or kept out of sight with a reason its author and everybody can read."""

from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.extensions import db
from app.notices import services as notices
from app.opinions import rules
from app.opinions.models import Statement, Topic
from app.opinions.states import STATEMENT_STATES


@transaction
def approve(statement: Statement, *, by: Any, role: str) -> Statement:
    """Show it to everybody."""
    statement = _decided(statement, "approve", by)
    statement.refusal = ""
    record(statement, "statement.approved", by=by, role=role)
    _tell(statement, "statement.approved", by)
    return statement


@transaction
def refuse(statement: Statement, *, by: Any, role: str, reason: str) -> Statement:
    """Keep it, or take it, out of sight; its answers no longer count while it is."""
    reason = stored(reason)
    rules.check_reason(reason)
    statement = _decided(statement, "refuse", by)
    statement.refusal = reason
    record(statement, "statement.refused", by=by, role=role, reason=reason)
    _tell(statement, "statement.refused", by)
    return statement


def _decided(statement: Statement, act: str, by: Any) -> Statement:
    wanted = select(Statement).where(Statement.id == statement.id).with_for_update()
    statement = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    state = advance(STATEMENT_STATES, statement.state, act)
    if by is not None and statement.author_id == by.id and not statement.is_seed:
        raise rules.OwnStatement
    statement.state, statement.decided_at = state, clock.now()
    return statement


def _tell(statement: Statement, what: str, by: Any) -> None:
    """The author hears it; whoever planted a statement needs no notice."""
    if statement.is_seed or (by is not None and statement.author_id == by.id):
        return
    topic = db.session.get_one(Topic, statement.topic_id)
    link = ("opinions.mine", {"topic_id": topic.id})
    notices.tell([statement.author_id], what, district=topic.district, link=link, question=topic.question, text=statement.text)
