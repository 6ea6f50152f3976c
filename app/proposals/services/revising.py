"""A published proposal gets a new version, or is taken back. Refuses to change a word that was published."""

from typing import Any

from app.accounts.services import check_opinion_consent
from app.comments import services as comments
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.moderation import services as moderation
from app.proposals import queries, rules
from app.proposals.models import Proposal, ProposalVersion
from app.proposals.services.documents import add_version, clean
from app.proposals.services.moderating import whole_text
from app.proposals.states import STATES, VersionKind


@transaction
def revise(
    proposal: Proposal, *, by: Any, title: str, problem: str, idea: str, place: str, cost_won: int | None, reason: str,
    kind: VersionKind = VersionKind.REVISED, based_on: int | None = None,
) -> ProposalVersion:  # fmt: skip
    """A new current version, with a public reason. `based_on` is the ordinal the writer saw: a newer one refuses."""
    proposal.state = advance(STATES, proposal.state, "revise")
    is_own = by is not None and by.id in proposal.proposer_ids
    if is_own:
        check_opinion_consent(by)
    if kind is not VersionKind.FINAL:
        rules.check_unlocked(proposal)
    before = queries.current(proposal)
    if based_on is not None and based_on != before.ordinal:
        raise ChangedMeanwhile
    document = clean({"title": title, "problem": problem, "idea": idea, "place": place, "cost_won": cost_won})
    rules.check_document(**document)
    reason = stored(reason)
    rules.check_reason(reason)
    if kind is VersionKind.REVISED and all(getattr(before, name) == value for name, value in document.items()):
        raise rules.NothingChanged
    proposal.changed_at = clock.now()
    version = add_version(proposal, before.ordinal + 1, kind, document, author_id=by.id if by else None, reason=reason)
    record(
        proposal,
        "proposal.revised",
        by=by,
        role="proposer" if is_own else "",
        reason=reason,
        ordinal=version.ordinal,
        kind=kind.value,
    )
    if kind is not VersionKind.FINAL:
        moderation.screen("proposal", proposal, whole_text(version), by=by)
    return version


@transaction
def withdraw(proposal: Proposal, *, by: Any, reason: str) -> Proposal:
    """Take the proposal back, with a public reason. It stays readable, its conversation ends."""
    rules.check_unlocked(proposal)
    proposal.state = advance(STATES, proposal.state, "withdraw")
    reason = stored(reason)
    rules.check_reason(reason)
    proposal.changed_at = clock.now()
    comments.close_thread(proposal.thread)
    record(proposal, "proposal.withdrawn", by=by, role="proposer" if by and by.id in proposal.proposer_ids else "", reason=reason)
    return proposal
