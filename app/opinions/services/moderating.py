"""What moderation does to a statement: it goes out of sight, where its answers count no longer, and comes back."""

from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.opinions.models import Statement
from app.opinions.states import StatementState


@transaction
def hide(statement: Statement, *, by: Any, role: str, reason: str) -> None:
    """Out of sight: by nobody while somebody has yet to look, by a moderator with a reason that is public."""
    statement = _locked(statement)
    statement.state, statement.refusal = (StatementState.REFUSED, reason) if by else (StatementState.PENDING, "")
    statement.decided_at = clock.now() if by else None


@transaction
def bring_back(statement: Statement, *, by: Any, role: str, reason: str) -> None:
    """Shown to everybody, for the first time or again."""
    statement = _locked(statement)
    if statement.state is not StatementState.APPROVED:
        statement.state, statement.refusal, statement.decided_at = StatementState.APPROVED, "", clock.now()


def _locked(statement: Statement) -> Statement:
    wanted = select(Statement).where(Statement.id == statement.id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()
