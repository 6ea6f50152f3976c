"""Reads around the department's review: own findings, parts, objections, and the work list with its filters."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.budget.models import Candidate, Cycle, DepartmentReview
from app.budget.review_models import OwnFinding, ReviewAppeal, ReviewPart
from app.budget.rules import PAGE_SIZE, appeal_ends
from app.budget.states import AppealState, CandidateState
from app.core import clock
from app.extensions import db
from app.proposals.models import Proposal, ProposalVersion


def own_findings(review: DepartmentReview) -> list[OwnFinding]:
    wanted = (OwnFinding.review_id == review.id) & (OwnFinding.district_id == review.district_id)
    return list(db.session.scalars(select(OwnFinding).where(wanted).order_by(OwnFinding.id)))


def parts(candidate: Candidate) -> list[ReviewPart]:
    """Executing and cooperating departments."""
    wanted = (ReviewPart.candidate_id == candidate.id) & (ReviewPart.district_id == candidate.district_id)
    return list(db.session.scalars(select(ReviewPart).where(wanted).order_by(ReviewPart.id)))


def appeal_of(candidate: Candidate) -> ReviewAppeal | None:
    wanted = (ReviewAppeal.candidate_id == candidate.id) & (ReviewAppeal.district_id == candidate.district_id)
    return db.session.scalar(select(ReviewAppeal).where(wanted))


def open_appeals(cycle: Cycle) -> list[Candidate]:
    """Candidates whose objection waits for a decision."""
    found = select(Candidate).join(Candidate.appeal).where(Candidate.cycle_id == cycle.id, ReviewAppeal.state == AppealState.OPEN)
    options = (joinedload(Candidate.proposal).joinedload(Proposal.current), contains_eager(Candidate.appeal))
    return list(db.session.scalars(found.options(*options).order_by(Candidate.id)))


def may_still_appeal(cycle: Cycle, now: datetime) -> int:
    """How many found ineligible still have time to object, and have not."""
    found = select(DepartmentReview.finished_at).join(Candidate, Candidate.id == DepartmentReview.candidate_id)
    without = ~exists().where(ReviewAppeal.candidate_id == Candidate.id)
    found = found.where(Candidate.cycle_id == cycle.id, Candidate.state == CandidateState.INELIGIBLE, without)
    days = cycle.policy.appeal_days
    return sum(at is not None and now <= appeal_ends(at, days) for at in db.session.scalars(found))


@dataclass(frozen=True)
class Wanted:
    """What a work list is narrowed to; empty: everything."""

    department_id: int | None = None
    state: str = ""
    track: str = ""
    text: str = ""


WORK_STATES = ("unassigned", "waiting", "begun", "late", "eligible", "ineligible", "appealed")


def work(cycle: Cycle, wanted: Wanted, *, only: Collection[int] | None, page: int | None = 1) -> tuple[list[Candidate], int]:
    """One page of the candidates of a cycle as departments work on them, and how many there are; `page` None: all of them.

    `only`: the departments whose work this reader may see; None: all.
    """
    found = _narrowed(
        select(Candidate).join(Candidate.proposal).join(Proposal.current).outerjoin(Candidate.review), cycle, wanted
    )
    if only is not None:
        takes_part = exists().where(ReviewPart.candidate_id == Candidate.id, ReviewPart.department_id.in_(only))
        found = found.where(or_(Candidate.department_id.in_(only), takes_part))
    number = db.session.scalar(select(func.count()).select_from(found.with_only_columns(Candidate.id).subquery())) or 0
    options = (
        contains_eager(Candidate.proposal).contains_eager(Proposal.current),
        contains_eager(Candidate.review),
        joinedload(Candidate.department),
        joinedload(Candidate.cycle),
        selectinload(Candidate.parts).joinedload(ReviewPart.department),
        selectinload(Candidate.appeal),
    )
    found = found.options(*options).order_by(Candidate.id)
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return list(db.session.scalars(found)), number


def _narrowed(found: Select[Any], cycle: Cycle, wanted: Wanted) -> Select[Any]:
    found = found.where(Candidate.cycle_id == cycle.id, Candidate.district_id == cycle.district_id)
    if wanted.department_id is not None:
        found = found.where(Candidate.department_id == wanted.department_id)
    if wanted.track:
        found = found.where(Candidate.track == wanted.track)
    if wanted.text:
        like = f"%{wanted.text.replace('%', '').replace('_', '')}%"
        found = found.where(or_(ProposalVersion.title.ilike(like), Proposal.number.ilike(like)))
    if wanted.state:
        found = found.where(_in_state(cycle, wanted.state))
    return found


def _in_state(cycle: Cycle, name: str) -> ColumnElement[bool]:
    nominated = Candidate.state == CandidateState.NOMINATED
    stage_due = cycle.due(cycle.stage)
    is_late = DepartmentReview.due_at < clock.now()
    if stage_due is not None and stage_due < clock.now():
        is_late = or_(DepartmentReview.due_at.is_(None), is_late)
    found: dict[str, ColumnElement[bool]] = {
        "unassigned": and_(nominated, Candidate.department_id.is_(None)),
        "waiting": and_(nominated, Candidate.department_id.is_not(None)),
        "begun": and_(nominated, DepartmentReview.id.is_not(None)),
        "late": and_(nominated, Candidate.department_id.is_not(None), is_late),
        "eligible": Candidate.state.not_in([CandidateState.NOMINATED, CandidateState.INELIGIBLE, CandidateState.REDIRECTED]),
        "ineligible": Candidate.state == CandidateState.INELIGIBLE,
        "appealed": exists().where(ReviewAppeal.candidate_id == Candidate.id),
    }
    return found[name]
