"""A resident publishes a proposal; a clerk or a file brings one in."""

from collections.abc import Callable
from typing import Any

from app.accounts.services import check_opinion_consent
from app.comments import services as comments
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import District
from app.moderation import services as moderation
from app.proposals import queries, rules
from app.proposals.models import Proposal
from app.proposals.services.documents import add_version, clean, numbered
from app.proposals.services.moderating import whole_text
from app.proposals.states import BudgetTrack, Channel, Field, VersionKind

on_published: list[Callable[[Proposal], None]] = []
"""What higher rooms do, within the transaction, when a proposal becomes public, whatever way it came in."""


class SentTwice(ChangedMeanwhile):
    """The same key was committed by a parallel request."""


def publish(
    district: District, *, by: Any, title: str, problem: str, idea: str, place: str, cost_won: int | None,
    track: BudgetTrack, field: Field, once: str | None = None,
) -> Proposal:  # fmt: skip
    """A resident's proposal, numbered and open for endorsement; a key sent before gives the proposal it made then."""
    author_id = by.id
    try:
        return _publish(
            district, by=by, title=title, problem=problem, idea=idea, place=place, cost_won=cost_won,
            track=track, field=field, once=once,
        )  # fmt: skip
    except SentTwice:
        if sent := queries.by_once(author_id, once):
            return sent
        raise


@transaction(conflict=SentTwice)
def _publish(district: District, *, by: Any, track: BudgetTrack, field: Field, once: str | None, **document: Any) -> Proposal:
    if sent := queries.by_once(by.id, once):
        return sent
    check_opinion_consent(by)
    document = clean(document)
    rules.check_document(**document)
    moderation.check_pace(by, "proposal")
    proposal = numbered(district, track=track, field=field, channel=Channel.WEB, author_id=by.id, once=once)
    version = add_version(proposal, 1, VersionKind.INITIAL, document, author_id=by.id)
    comments.follow(proposal.thread, by)
    record(proposal, "proposal.published", by=by, role="proposer", number=proposal.number, channel=Channel.WEB.value)
    _announce(proposal)
    moderation.screen("proposal", proposal, whole_text(version), by=by)
    return proposal


@transaction
def receive(
    district: District, *, by: Any, channel: Channel, title: str, problem: str, idea: str, place: str, cost_won: int | None,
    track: BudgetTrack, field: Field, currency: str = rules.DEFAULT_CURRENCY,
) -> Proposal:  # fmt: skip
    """A proposal that came by post, in person or from a file: taken in by a clerk or an import, without an author's account."""
    document = clean({"title": title, "problem": problem, "idea": idea, "place": place, "cost_won": cost_won})
    rules.check_received(**document)
    proposal = numbered(district, track=track, field=field, channel=channel, currency=currency)
    add_version(proposal, 1, VersionKind.INITIAL, document, author_id=None)
    record(proposal, "proposal.received", by=by, role="clerk" if by else "", number=proposal.number, channel=channel.value)
    _announce(proposal)
    return proposal


def _announce(proposal: Proposal) -> None:
    for tell in on_published:
        tell(proposal)
