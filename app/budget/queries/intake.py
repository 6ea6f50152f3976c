"""Reads of what a cycle would take in: one condition says which proposals those are, whoever asks."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from app.budget.decision_models import Complaint
from app.budget.models import Candidate, Cycle
from app.budget.rules import PAGE_SIZE
from app.budget.states import ComplaintState
from app.districts.models import District
from app.extensions import db
from app.proposals import queries as proposals
from app.proposals import search
from app.proposals.models import Proposal, ProposalVersion
from app.proposals.rules import WORDS_SEARCHED_FOR
from app.proposals.search import Listing
from app.proposals.states import BudgetTrack, ProposalState


def _tracks(cycle: Cycle) -> list[BudgetTrack]:
    return [BudgetTrack(track) for track in cycle.policy.tracks]


def _taken(cycle: Cycle) -> ColumnElement[bool]:
    """It takes part in a cycle, or once did."""
    return exists().where(Candidate.district_id == cycle.district_id, Candidate.proposal_id == Proposal.id)


def _fit(cycle: Cycle) -> ColumnElement[bool]:
    """Which proposals a cycle takes in: published ones of its tracks and currency that never took part in a cycle and are no complaint
    handed on."""
    handed_on = exists().where(Complaint.proposal_id == Proposal.id, Complaint.state == ComplaintState.HANDED_ON)
    return and_(
        Proposal.district_id == cycle.district_id, Proposal.state == ProposalState.PUBLISHED, Proposal.track.in_(_tracks(cycle)),
        Proposal.currency == cycle.currency, ~_taken(cycle), ~handed_on,
    )  # fmt: skip


def nominable(cycle: Cycle, among: Collection[int] | None = None) -> list[Proposal]:
    """Every proposal the cycle takes in, oldest first; of these ids alone where some are given."""
    wanted = search.whole().where(_fit(cycle))
    if among is not None:
        wanted = wanted.where(Proposal.id.in_(among))
    return list(db.session.scalars(wanted.order_by(Proposal.id)))


def nominable_page(cycle: Cycle, text: str = "", page: int = 1) -> Listing:
    """One page of them, those whose number or title holds every word of `text`; past the last page it is the last."""
    wanted = _holding(select(Proposal.id).where(_fit(cycle)), text)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    ids = wanted.order_by(Proposal.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    rows = db.session.scalars(search.whole().where(Proposal.id.in_(ids)).order_by(Proposal.id))
    return Listing(list(rows), page, pages, total)


def _holding(wanted: Select[Any], text: str) -> Select[Any]:
    words = text.split()[:WORDS_SEARCHED_FOR]
    if words:
        wanted = wanted.join(Proposal.current)
    for word in words:
        places = (Proposal.number, ProposalVersion.title)
        wanted = wanted.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    return wanted


def counts(cycle: Cycle) -> tuple[int, int]:
    """In one statement: proposals that wait for a moderator, which closing the intake now would leave out without a decision; and
    those that would take part (`nominable`)."""
    taking_part = select(func.count(Proposal.id)).where(_fit(cycle))
    district = db.session.get_one(District, cycle.district_id)
    held = proposals.waiting(district, _tracks(cycle))
    waiting = select(func.count(Proposal.id)).where(Proposal.id.in_(held), ~_taken(cycle))
    first, second = db.session.execute(select(waiting.scalar_subquery(), taking_part.scalar_subquery())).one()
    return first or 0, second or 0
