"""Proposals that are complaints (민원): handed on to a department's complaints desk, with the proposers' consent alone."""

from typing import Any

from app.budget import queries
from app.budget.decision_models import Complaint, ComplaintConsent
from app.budget.models import Candidate, Cycle
from app.budget.queries import complaints as complaint_queries
from app.budget.rules import check_reason
from app.budget.services.common import enter, move
from app.budget.states import COMPLAINTS, Act, CandidateState, ComplaintState
from app.core import clock
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import Department, District
from app.districts.states import Role
from app.extensions import db
from app.notices import services as notices
from app.proposals.models import Proposal


class NotTheirProposal(RuleBroken):
    code = "NOT_THEIR_PROPOSAL"
    status = 403
    sentence = N_("제안자만 답할 수 있습니다.")


class AlreadyAsked(RuleBroken):
    code = "ALREADY_ASKED"
    field = "number"
    sentence = N_("이 제안은 이미 민원으로 넘길지 물었습니다.")


class NotWaitingForAnswer(RuleBroken):
    code = "NOT_WAITING_FOR_ANSWER"
    sentence = N_("이미 답했거나 묻지 않은 일입니다.")


class NotInThisIntake(InvalidInput):
    code = "NOT_IN_THIS_INTAKE"
    field = "number"
    sentence = N_("이 주기에서 접수하거나 검토하고 있는 제안의 접수번호가 아닙니다.")


@transaction(conflict=AlreadyAsked)
def consent(proposal: Proposal, *, by: Any) -> ComplaintConsent:
    """Agree beforehand that it may be handled as a complaint."""
    if by.id not in proposal.proposer_ids:
        raise NotTheirProposal
    given = complaint_queries.consent_of(proposal)
    if given is None:
        given = ComplaintConsent(district_id=proposal.district_id, proposal_id=proposal.id, resident_id=by.id, at=clock.now())
        db.session.add(given)
        record(proposal, "budget.complaint_consented", by=by, role="proposer")
    return given


@transaction(conflict=AlreadyAsked)
def redirect(cycle: Cycle, proposal: Proposal | None, *, by: Any, department: Department, reason: str) -> Complaint:
    """Hand a proposal on at once where its proposers have agreed; ask them where they have not."""
    enter(cycle, Act.REDIRECT)
    if proposal is None or not _is_here(cycle, proposal):
        raise NotInThisIntake
    check_reason(reason)
    complaint = Complaint(
        district_id=proposal.district_id, proposal_id=proposal.id, department_id=department.id, reason=stored(reason),
        asked_by_id=by.id, asked_at=clock.now(), state=ComplaintState.ASKED,
    )  # fmt: skip
    db.session.add(complaint)
    details = {"department": department.name_ko, "cycle_id": cycle.id}
    record(proposal, "budget.complaint_asked", by=by, role=Role.COORDINATOR, reason=stored(reason), **details)
    if complaint_queries.consent_of(proposal) is not None:
        _hand_on(complaint, proposal, department, by)
    else:
        _ask(complaint, proposal, department)
    return complaint


def _ask(complaint: Complaint, proposal: Proposal, department: Department) -> None:
    """Tell those whose consent it takes."""
    db.session.flush()
    district = db.session.get_one(District, proposal.district_id)
    link = ("budget.complaint", {"complaint_id": complaint.id})
    title, name = proposal.current.title, department.name_ko
    notices.tell(proposal.proposer_ids, "budget.complaint_asked", district=district, link=link, title=title, department=name)


def _is_here(cycle: Cycle, proposal: Proposal) -> bool:
    candidate = queries.candidate_of(proposal)
    if candidate is None:
        return proposal.is_published
    return candidate.cycle_id == cycle.id and candidate.state is CandidateState.NOMINATED


@transaction
def answer(complaint: Complaint, *, by: Any, agrees: bool) -> Complaint:
    """A proposer's answer to being asked."""
    db.session.refresh(complaint, with_for_update={"of": Complaint})
    proposal = complaint.proposal
    if by.id not in proposal.proposer_ids:
        raise NotTheirProposal
    if not complaint.is_open:
        raise NotWaitingForAnswer
    candidate = queries.candidate_of(proposal)
    if agrees and candidate is not None and candidate.state is not CandidateState.NOMINATED:
        raise NotWaitingForAnswer
    if agrees:
        _hand_on(complaint, proposal, complaint.department, by, role="proposer")
    else:
        complaint.state, complaint.answered_at = advance(COMPLAINTS, complaint.state, "decline"), clock.now()
        record(proposal, "budget.complaint_declined", by=by, role="proposer")
    return complaint


def _hand_on(complaint: Complaint, proposal: Proposal, department: Department, by: Any, role: str = Role.COORDINATOR) -> None:
    complaint.state, complaint.answered_at = advance(COMPLAINTS, complaint.state, "hand_on"), clock.now()
    candidate: Candidate | None = queries.candidate_of(proposal)
    if candidate is not None and candidate.state is CandidateState.NOMINATED:
        move(candidate, "redirect")
    record(proposal, "budget.complaint_handed_on", by=by, role=role, department=department.name_ko)
