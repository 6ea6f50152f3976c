"""Proposing, revising, withdrawing, endorsing. Refuses to change a word that was published: a revision is a new version."""

from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.services import check_opinion_consent
from app.comments import services as comments
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.core.history import record
from app.core.states import advance
from app.core.text import search_key, stored
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.proposals import queries, rules
from app.proposals.models import Endorsement, Proposal, ProposalCounter, ProposalVersion
from app.proposals.states import STATES, BudgetTrack, Channel, Field, VersionKind


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
    document = _clean(document)
    rules.check_document(**document)
    proposal = _numbered(district, track=track, field=field, channel=Channel.WEB, author_id=by.id, once=once)
    _add_version(proposal, 1, VersionKind.INITIAL, document, author_id=by.id)
    record(proposal, "proposal.published", by=by, role="proposer", number=proposal.number, channel=Channel.WEB.value)
    return proposal


@transaction
def receive(
    district: District, *, by: Any, channel: Channel, title: str, problem: str, idea: str, place: str, cost_won: int | None,
    track: BudgetTrack, field: Field, currency: str = rules.DEFAULT_CURRENCY,
) -> Proposal:  # fmt: skip
    """A proposal that came by post, in person or from a file: taken in by a clerk or an import, without an author's account."""
    document = _clean({"title": title, "problem": problem, "idea": idea, "place": place, "cost_won": cost_won})
    rules.check_received(**document)
    proposal = _numbered(district, track=track, field=field, channel=channel, currency=currency)
    _add_version(proposal, 1, VersionKind.INITIAL, document, author_id=None)
    record(proposal, "proposal.received", by=by, role="clerk" if by else "", number=proposal.number, channel=channel.value)
    return proposal


@transaction
def revise(
    proposal: Proposal, *, by: Any, title: str, problem: str, idea: str, place: str, cost_won: int | None, reason: str,
    kind: VersionKind = VersionKind.REVISED, based_on: int | None = None,
) -> ProposalVersion:  # fmt: skip
    """A new current version, with a public reason. `based_on` is the ordinal the writer saw: a newer one refuses."""
    proposal.state = advance(STATES, proposal.state, "revise")
    is_own = by is not None and by.id == proposal.author_id
    if is_own:
        check_opinion_consent(by)
    if kind is not VersionKind.FINAL:
        rules.check_unlocked(proposal)
    before = queries.current(proposal)
    if based_on is not None and based_on != before.ordinal:
        raise ChangedMeanwhile
    document = _clean({"title": title, "problem": problem, "idea": idea, "place": place, "cost_won": cost_won})
    rules.check_document(**document)
    reason = stored(reason)
    rules.check_reason(reason)
    if kind is VersionKind.REVISED and all(getattr(before, name) == value for name, value in document.items()):
        raise rules.NothingChanged
    proposal.changed_at = clock.now()
    version = _add_version(proposal, before.ordinal + 1, kind, document, author_id=by.id if by else None, reason=reason)
    record(
        proposal,
        "proposal.revised",
        by=by,
        role="proposer" if is_own else "",
        reason=reason,
        ordinal=version.ordinal,
        kind=kind.value,
    )
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
    record(proposal, "proposal.withdrawn", by=by, role="proposer" if by and by.id == proposal.author_id else "", reason=reason)
    return proposal


@transaction
def endorse(proposal: Proposal, *, by: Any) -> bool:
    """공감: True when it is new, False when this resident had given it before; the counter moves only with a new row."""
    advance(STATES, proposal.state, "endorse")
    if proposal.author_id == by.id:
        raise rules.OwnProposal
    check_opinion_consent(by)
    row = {"proposal_id": proposal.id, "resident_id": by.id, "district_id": proposal.district_id, "created_at": clock.now()}
    added = _insert(Endorsement).values(row).on_conflict_do_nothing().returning(Endorsement.resident_id)
    is_new = db.session.scalar(added) is not None
    if is_new:
        _count(proposal, 1)
    return is_new


@transaction
def withdraw_endorsement(proposal: Proposal, *, by: Any) -> bool:
    """공감 취소: True when there was one."""
    mine = delete(Endorsement).where(Endorsement.proposal_id == proposal.id, Endorsement.resident_id == by.id)
    was_there = db.session.scalar(mine.returning(Endorsement.resident_id)) is not None
    if was_there:
        _count(proposal, -1)
    return was_there


def _count(proposal: Proposal, step: int) -> None:
    """In the database, past the lock version: people who endorse at the same moment must not refuse each other."""
    counted = update(Proposal).where(Proposal.id == proposal.id).values(endorsement_count=Proposal.endorsement_count + step)
    db.session.execute(counted, execution_options={"synchronize_session": False})
    db.session.expire(proposal, ["endorsement_count"])


def _insert(model: Any) -> Any:
    """INSERT with ON CONFLICT, which both databases spell alike."""
    return (postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite).insert(model)


def _clean(document: dict[str, Any]) -> dict[str, Any]:
    return {name: stored(value) if isinstance(value, str) else value for name, value in document.items()}


def _numbered(district: District, **given: Any) -> Proposal:
    """A proposal under the next number of its district and year, with an empty conversation."""
    thread = comments.open_thread(district)
    now, year = clock.now(), clock.today().year
    first = _insert(ProposalCounter).values(district_id=district.id, year=year, last=1)
    step = first.on_conflict_do_update(index_elements=["district_id", "year"], set_={"last": ProposalCounter.last + 1})
    serial = db.session.execute(step.returning(ProposalCounter.last)).scalar_one()
    number = f"{district.slug.upper()}-{year}-{serial:04d}"
    proposal = Proposal(district_id=district.id, number=number, thread_id=thread.id, published_at=now, changed_at=now, **given)
    db.session.add(proposal)
    db.session.flush()
    return proposal


def _add_version(
    proposal: Proposal, ordinal: int, kind: VersionKind, document: dict[str, Any], *, author_id: int | None, reason: str = ""
) -> ProposalVersion:
    """The version before it steps back first: two current ones are refused by the database."""
    former = update(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id, ProposalVersion.is_current)
    db.session.execute(former.values(is_current=False))
    words = " ".join([proposal.number, document["title"], document["problem"], document["idea"], document["place"]])
    version = ProposalVersion(
        district_id=proposal.district_id, proposal_id=proposal.id, ordinal=ordinal, kind=kind, reason=reason,
        search_text=search_key(words), author_id=author_id, created_at=clock.now(), **document,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    db.session.expire(proposal, ["current"])
    return version
