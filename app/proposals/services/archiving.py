"""Closing old proposals that nobody moves any more: a job names them, a person decides, with a reason, and can take it back."""

from datetime import timedelta
from typing import Any

from app.comments import services as comments
from app.core import clock
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db
from app.notices import services as notices
from app.proposals import queries, rules
from app.proposals.models import Proposal
from app.proposals.states import STATES


@transaction
def archive(proposal: Proposal, *, by: Any, reason: str) -> Proposal:
    """It stays readable with its conversation; nobody endorses or talks until it is opened again."""
    db.session.refresh(proposal, with_for_update={"of": Proposal})
    rules.check_unlocked(proposal)
    state = advance(STATES, proposal.state, "archive")
    since = clock.now() - timedelta(days=rules.ARCHIVE_AFTER_DAYS)
    if not queries.is_silent_since(proposal, since):
        raise rules.TooYoungToArchive(days=rules.ARCHIVE_AFTER_DAYS)
    return _close(proposal, state, by, reason)


def _close(proposal: Proposal, state: Any, by: Any, reason: str) -> Proposal:
    reason = stored(reason)
    rules.check_reason(reason)
    proposal.state = state
    comments.close_thread(proposal.thread)
    record(proposal, "proposal.archived", by=by, role=Role.COORDINATOR, reason=reason)
    _tell(proposal, by, "proposal.archived")
    return proposal


@transaction
def unarchive(proposal: Proposal, *, by: Any, reason: str) -> Proposal:
    db.session.refresh(proposal, with_for_update={"of": Proposal})
    reason = stored(reason)
    rules.check_reason(reason)
    proposal.state = advance(STATES, proposal.state, "unarchive")
    proposal.changed_at = clock.now()
    comments.reopen_thread(proposal.thread)
    record(proposal, "proposal.unarchived", by=by, role=Role.COORDINATOR, reason=reason)
    _tell(proposal, by, "proposal.unarchived")
    return proposal


@transaction
def point_at_old(district: District) -> int:
    """Tell the coordinators how many proposals nobody has moved for long; how many."""
    found = queries.silent(district, clock.now() - timedelta(days=rules.ARCHIVE_AFTER_DAYS))
    if found:
        coordinators = [grant.resident_id for grant in districts.holders(district, Role.COORDINATOR)]
        notices.tell(coordinators, "proposal.old", district=district, link=("proposals.old", {}), key="old", number=len(found))
    return len(found)


def _tell(proposal: Proposal, by: Any, code: str) -> None:
    target = ("proposals.show", {"number": proposal.number})
    others = proposal.proposer_ids - {by.id}
    notices.tell(others, code, district=proposal.district, link=target, title=proposal.current.title)
