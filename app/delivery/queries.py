"""Reads of granted projects and their execution; lists load everything they show in a few statements."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.budget.models import BudgetItem, Candidate, Cycle
from app.budget.states import Decision, Stage
from app.delivery.models import Delivery, FeedbackLink, Milestone, Spending
from app.delivery.permissions import GRANTED
from app.delivery.states import DeliveryState
from app.districts.models import District
from app.extensions import db
from app.proposals.models import Proposal
from app.voting.models import RollEntry

_STORY = joinedload(Delivery.item).joinedload(BudgetItem.candidate)
_WHOLE = (
    _STORY.joinedload(Candidate.proposal).joinedload(Proposal.current),
    _STORY.joinedload(Candidate.cycle),
    joinedload(Delivery.department),
    joinedload(Delivery.report),
    selectinload(Delivery.milestones),
)


def delivery(district: District, delivery_id: int) -> Delivery | None:
    """One project with everything its page shows."""
    wanted = select(Delivery).where(Delivery.district_id == district.id, Delivery.id == delivery_id)
    links = selectinload(Delivery.links).joinedload(FeedbackLink.proposal).joinedload(Proposal.current)
    return db.session.scalar(wanted.options(*_WHOLE, selectinload(Delivery.spendings), selectinload(Delivery.delays), links))


def of_item(item: BudgetItem) -> Delivery | None:
    return db.session.scalar(
        select(Delivery).where(Delivery.item_id == item.id, Delivery.district_id == item.district_id).options(*_WHOLE)
    )


def milestones(delivery: Delivery) -> list[Milestone]:
    """As the database has them now."""
    found = select(Milestone).where(Milestone.delivery_id == delivery.id, Milestone.district_id == delivery.district_id)
    return list(db.session.scalars(found.order_by(Milestone.due_on, Milestone.id)))


def spent_before(by: Any, once: str | None) -> Spending | None:
    """What this person has already sent with this key."""
    if not once or by is None:
        return None
    return db.session.scalar(select(Spending).where(Spending.recorded_by_id == by.id, Spending.once == once))


def is_linked(delivery: Delivery, proposal: Proposal) -> bool:
    found = select(FeedbackLink.id).where(FeedbackLink.delivery_id == delivery.id, FeedbackLink.proposal_id == proposal.id)
    return db.session.scalar(found) is not None


Pair = tuple[BudgetItem, Delivery | None]


def granted(cycle: Cycle) -> list[Pair]:
    """Every project the council granted, with its execution as far as it is planned; the largest first."""
    return _executed(Candidate.cycle_id == cycle.id, BudgetItem.decision.in_(GRANTED))


def disclosed(district: District, year: int) -> dict[int, list[Pair]]:
    """Cycle id to every item of its bill, of all cycles of a fiscal year, in a fixed number of statements."""
    found: dict[int, list[Pair]] = {}
    for item, delivery in _executed(BudgetItem.district_id == district.id, Candidate.cycle_id.in_(_of_year(district, year))):
        found.setdefault(item.candidate.cycle_id, []).append((item, delivery))
    return found


def _of_year(district: District, year: int) -> Any:
    return select(Cycle.id).where(Cycle.district_id == district.id, Cycle.year == year, Cycle.source == "")


def ballots(cycles: Sequence[Cycle]) -> dict[int, int]:
    """Cycle id to how many voted, of votes that are over."""
    papers = [one.paper_id for one in cycles if one.paper_id is not None]
    counted = select(RollEntry.paper_id, func.count()).where(RollEntry.paper_id.in_(papers)).group_by(RollEntry.paper_id)
    by_paper = {row[0]: row[1] for row in db.session.execute(counted)}
    return {one.id: by_paper.get(one.paper_id or 0, 0) if one.stage in SETTLED else 0 for one in cycles}


SETTLED = (Stage.BUDGETING, Stage.CLOSED)


def _executed(*conditions: Any) -> list[Pair]:
    found = select(BudgetItem).join(BudgetItem.candidate).join(Candidate.proposal).join(Proposal.current)
    chain = contains_eager(BudgetItem.candidate).contains_eager(Candidate.proposal).contains_eager(Proposal.current)
    found = found.where(*conditions)
    options = (chain, joinedload(BudgetItem.department), selectinload(BudgetItem.lines))
    found = found.options(*options).order_by(BudgetItem.decided_amount_won.desc(), BudgetItem.id)
    items = list(db.session.scalars(found))
    under_way = {one.item_id: one for one in _of_items([item.id for item in items])}
    return [(item, under_way.get(item.id)) for item in items]


def _of_items(item_ids: Sequence[int]) -> list[Delivery]:
    if not item_ids:
        return []
    wanted = select(Delivery).where(Delivery.item_id.in_(item_ids))
    wanted = wanted.options(
        joinedload(Delivery.department),
        joinedload(Delivery.report),
        selectinload(Delivery.milestones),
        selectinload(Delivery.delays),
    )
    return list(db.session.scalars(wanted))


def unplanned(district: District, department_ids: Iterable[int] | None = None) -> list[BudgetItem]:
    """Granted items nobody has planned yet; of these departments, or (None) all of the district."""
    planned = select(Delivery.item_id).where(Delivery.district_id == district.id)
    chain = joinedload(BudgetItem.candidate)
    options = (chain.joinedload(Candidate.proposal).joinedload(Proposal.current), chain.joinedload(Candidate.cycle))
    found = select(BudgetItem).where(BudgetItem.district_id == district.id, BudgetItem.decision.in_(GRANTED))
    found = found.where(BudgetItem.id.not_in(planned), BudgetItem.decision != Decision.PENDING).options(*options)
    if department_ids is not None:
        found = found.where(BudgetItem.department_id.in_(list(department_ids)))
    all_ = db.session.scalars(found.order_by(BudgetItem.decided_on, BudgetItem.id))
    return [one for one in all_ if not one.candidate.cycle.source]


def under_way(district: District, department_ids: Iterable[int] | None = None) -> list[Delivery]:
    """Projects that are not over."""
    going = (DeliveryState.PREPARING, DeliveryState.RUNNING)
    found = select(Delivery).where(Delivery.district_id == district.id, Delivery.state.in_(going))
    found = found.options(*_WHOLE[:3], joinedload(Delivery.milestones))
    if department_ids is not None:
        found = found.where(Delivery.department_id.in_(list(department_ids)))
    return list(db.session.scalars(found.order_by(Delivery.ends_on, Delivery.id)).unique())


def of_proposal(proposal: Proposal) -> Delivery | None:
    """The project this proposal became."""
    wanted = (
        select(Delivery)
        .join(BudgetItem, BudgetItem.id == Delivery.item_id)
        .join(Candidate, Candidate.id == BudgetItem.candidate_id)
    )
    wanted = wanted.where(Candidate.proposal_id == proposal.id, Delivery.district_id == proposal.district_id)
    options = (
        joinedload(Delivery.department), joinedload(Delivery.report), joinedload(Delivery.milestones),
        joinedload(Delivery.links).joinedload(FeedbackLink.proposal).joinedload(Proposal.current),
    )  # fmt: skip
    return db.session.scalars(wanted.options(*options)).unique().one_or_none()


def behind(proposal: Proposal) -> list[FeedbackLink]:
    """The projects of former years this proposal goes on from."""
    story = joinedload(FeedbackLink.delivery).joinedload(Delivery.item).joinedload(BudgetItem.candidate)
    options = (story.joinedload(Candidate.proposal).joinedload(Proposal.current), story.joinedload(Candidate.cycle))
    wanted = select(FeedbackLink).where(FeedbackLink.proposal_id == proposal.id, FeedbackLink.district_id == proposal.district_id)
    return list(db.session.scalars(wanted.options(*options).order_by(FeedbackLink.id)))
