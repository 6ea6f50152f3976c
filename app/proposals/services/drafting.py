"""Drafts: kept question by question, found again on another device, deleted with a way back, swept. Refuses to lose an answer silently."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.errors import ChangedMeanwhile, NotFound
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.proposals import queries, rules
from app.proposals.models import Proposal, ProposalDraft
from app.proposals.services import attaching
from app.proposals.services.publishing import SentTwice, publish
from app.proposals.states import BudgetTrack, Field


class BegunTwice(ChangedMeanwhile):
    """The same new draft was committed by a parallel request."""


@dataclass(frozen=True)
class Hand:
    """Which page writes: `editor` is made anew each time a page is shown, `turn` counts what that page has sent."""

    editor: str
    turn: int = 0


def visitor_of(token: str) -> str:
    """What the database knows of a browser that writes without an account."""
    return hashlib.sha256(token.encode()).hexdigest()


def keep(
    district: District, key: str, question: str, answers: Mapping[str, str], *, by: Any, visitor: str | None, seen: str, hand: Hand,
    continues: str | None = None,
) -> ProposalDraft:  # fmt: skip
    """Store the answers of one question page, in a new draft when there is none under this key.

    `seen`: the seal of the answers the page was shown with. Another page's newer and different answers are not overwritten.
    """
    given = {"by": by, "visitor": visitor, "seen": seen, "hand": hand, "continues": continues}
    try:
        return _keep(district, key, question, answers, **given)
    except BegunTwice:
        return _keep(district, key, question, answers, **given)


@transaction(conflict=BegunTwice)
def _keep(
    district: District, key: str, question: str, answers: Mapping[str, str], *, by: Any, visitor: str | None, seen: str, hand: Hand,
    continues: str | None,
) -> ProposalDraft:  # fmt: skip
    typed = {name: stored(text) for name, text in answers.items()}
    rules.check_draft(typed)
    draft = _locked(district, key) or _begun(district, key, by=by, visitor=visitor, continues=continues)
    if draft.resident_id is None and by is not None:
        draft.resident_id, draft.visitor = by.id, None
    editor, turn = draft.hands.get(question, ("", 0))
    is_same_page = editor == hand.editor != ""
    if is_same_page and turn > hand.turn:
        return draft  # a slower request of the same page: what came after it stands
    standing = {name: draft.answers.get(name, "") for name in typed}
    if not is_same_page and any(standing.values()) and standing != typed and rules.seal(standing) != seen:
        raise rules.DraftChangedElsewhere
    draft.answers = {name: text for name, text in (draft.answers | typed).items() if text}
    draft.hands = draft.hands | {question: [hand.editor, hand.turn]}
    draft.saved_at, draft.deleted_at = clock.now(), None
    return draft


def _locked(district: District, key: str) -> ProposalDraft | None:
    mine = select(ProposalDraft).where(ProposalDraft.district_id == district.id, ProposalDraft.key == key)
    return db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))


def _begun(district: District, key: str, *, by: Any, visitor: str | None, continues: str | None) -> ProposalDraft:
    mine = ProposalDraft.resident_id == by.id if by is not None else ProposalDraft.visitor == visitor
    standing = select(func.count()).where(mine, ProposalDraft.district_id == district.id, ProposalDraft.deleted_at.is_(None))
    if (db.session.scalar(standing) or 0) >= rules.DRAFTS_PER_DISTRICT:
        raise rules.TooManyDrafts(most=rules.DRAFTS_PER_DISTRICT)
    draft = ProposalDraft(
        district_id=district.id, key=key, resident_id=by.id if by is not None else None, visitor=None if by is not None else visitor,
        continues=continues, answers={}, hands={}, created_at=clock.now(), saved_at=clock.now(),
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()
    return draft


@transaction
def delete_draft(draft: ProposalDraft) -> ProposalDraft:
    """Out of the list; it can be brought back until it is swept."""
    draft.deleted_at = draft.deleted_at or clock.now()
    return draft


@transaction
def restore_draft(draft: ProposalDraft) -> ProposalDraft:
    draft.deleted_at, draft.saved_at = None, clock.now()
    return draft


@transaction
def adopt(visitor: str, *, by: Any) -> int:
    """What this browser wrote without an account becomes the resident's; answers given after a session had ended return into its draft."""
    mine = select(ProposalDraft).where(ProposalDraft.visitor == visitor).order_by(ProposalDraft.id).with_for_update()
    begun = list(db.session.scalars(mine))
    for draft in begun:
        if former := _continued(draft, by.id):
            former.answers = former.answers | draft.answers
            former.saved_at, former.deleted_at = clock.now(), None
            _remove([draft])
        else:
            draft.resident_id, draft.visitor = by.id, None
    return len(begun)


def _continued(draft: ProposalDraft, resident_id: int) -> ProposalDraft | None:
    if draft.continues is None:
        return None
    former = select(ProposalDraft).where(ProposalDraft.key == draft.continues, ProposalDraft.district_id == draft.district_id)
    return db.session.scalar(former.where(ProposalDraft.resident_id == resident_id).with_for_update())


def publish_draft(
    district: District, key: str, *, by: Any, seen: str, title: str, problem: str, idea: str, place: str, cost_won: int | None,
    track: BudgetTrack, field: Field,
) -> Proposal:  # fmt: skip
    """The draft becomes a proposal, exactly as it was checked; sent twice, it gives the same proposal twice."""
    author_id = by.id
    document = {"title": title, "problem": problem, "idea": idea, "place": place, "cost_won": cost_won}
    try:
        return _publish_draft(district, key, by=by, seen=seen, track=track, field=field, **document)
    except SentTwice:
        if sent := queries.by_once(author_id, key):
            return sent
        raise


@transaction(conflict=SentTwice)
def _publish_draft(district: District, key: str, *, by: Any, seen: str, **document: Any) -> Proposal:
    draft = _locked(district, key)
    if draft is None:
        if sent := queries.by_once(by.id, key):
            return sent
        raise NotFound
    if rules.seal(draft.answers) != seen:
        raise rules.DraftChangedElsewhere
    proposal = publish(district, by=by, once=key, **document)
    attaching.move_to(proposal, draft)
    _remove([draft])
    return proposal


@transaction
def sweep_drafts() -> int:
    """Throw away what nobody has touched for long, and what was deleted a while ago; how many."""
    now = clock.now()

    def before(days: int) -> Any:
        return now - timedelta(days=days)

    old = ProposalDraft.saved_at < before(rules.DRAFT_DAYS)
    visitors = ProposalDraft.resident_id.is_(None) & (ProposalDraft.saved_at < before(rules.VISITOR_DRAFT_DAYS))
    deleted = ProposalDraft.deleted_at < before(rules.DELETED_DRAFT_DAYS)
    gone = list(db.session.scalars(select(ProposalDraft).where(old | visitors | deleted)))
    _remove(gone)
    return len(gone)


@transaction
def forget_drafts(resident: Any) -> None:
    """What an account had begun goes with the account: nobody but its owner has ever seen it."""
    _remove(list(db.session.scalars(select(ProposalDraft).where(ProposalDraft.resident_id == resident.id))))


def _remove(drafts: list[ProposalDraft]) -> None:
    attaching.drop_with(drafts)
    for draft in drafts:
        db.session.delete(draft)
