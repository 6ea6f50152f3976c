"""Reads of complaints and of the consents to them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.budget.decision_models import Complaint, ComplaintConsent
from app.budget.models import Cycle
from app.budget.queries import first_intake
from app.budget.states import ComplaintState, Stage
from app.districts.models import District
from app.extensions import db
from app.proposals.models import Proposal


def consent_of(proposal: Proposal) -> ComplaintConsent | None:
    return db.session.scalar(select(ComplaintConsent).where(ComplaintConsent.proposal_id == proposal.id))


def complaint(district: District, complaint_id: int) -> Complaint | None:
    wanted = (Complaint.district_id == district.id) & (Complaint.id == complaint_id)
    options = (joinedload(Complaint.department), joinedload(Complaint.proposal).joinedload(Proposal.current))
    return db.session.scalar(select(Complaint).where(wanted).options(*options))


def complaint_of(proposal: Proposal) -> Complaint | None:
    found = select(Complaint).where(Complaint.proposal_id == proposal.id).options(joinedload(Complaint.department))
    return db.session.scalar(found)


def outside(proposal: Proposal) -> tuple[Complaint | None, Cycle | None]:
    """For a proposal outside every cycle: whether it is, or is asked to be, a complaint, and the cycle that will take it in. One statement."""
    wanted = select(Complaint, Cycle).select_from(Proposal).outerjoin(Complaint, Complaint.proposal_id == Proposal.id)
    wanted = wanted.outerjoin(Cycle, (Cycle.district_id == Proposal.district_id) & (Cycle.stage == Stage.INTAKE))
    options = (joinedload(Complaint.department), joinedload(Cycle.deadlines))
    rows = db.session.execute(wanted.where(Proposal.id == proposal.id).options(*options).order_by(Cycle.id)).unique().all()
    return rows[0][0], first_intake(proposal, [cycle for _, cycle in rows if cycle is not None])


def complaints(district: District) -> list[Complaint]:
    """The latest first."""
    options = (joinedload(Complaint.department), joinedload(Complaint.proposal).joinedload(Proposal.current))
    found = select(Complaint).where(Complaint.district_id == district.id).options(*options)
    return list(db.session.scalars(found.order_by(Complaint.id.desc()).limit(100)))


def handed_on_ids(district_id: int) -> set[int]:
    """Proposals that are complaints now: no cycle takes them in."""
    wanted = (Complaint.district_id == district_id) & (Complaint.state == ComplaintState.HANDED_ON)
    return set(db.session.scalars(select(Complaint.proposal_id).where(wanted)))
