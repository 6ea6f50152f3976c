"""Who may do what in the pipeline. The stage's table of open acts is asked together with the hat; nobody passes it by."""

from typing import Any

from app.budget.states import OPEN, Act, CandidateState, Decision
from app.core.permits import Predicate, Table, Who, anyone, verified
from app.districts.permissions import auditor, coordinator, moderator, officer, panelist
from app.districts.states import Role

SCORABLE = {CandidateState.ELIGIBLE, CandidateState.FINAL_SUBMITTED}
ADMISSIBLE = {CandidateState.FIRST_REJECTED, CandidateState.SECOND_REJECTED}


def cycle_of(subject: Any) -> Any:
    """The cycle a cycle, a candidate or an item belongs to."""
    subject = getattr(subject, "candidate", subject)
    return getattr(subject, "cycle", subject)


def opens(act: Act) -> Predicate:
    """The predicate 'the stage of the cycle at hand lets this be done now'."""

    def is_open(who: Who, subject: Any) -> bool:
        return act in OPEN[cycle_of(subject).stage]

    is_open.__name__ = f"{act.value}_is_open"
    return is_open


def in_department(who: Who, candidate: Any) -> bool:
    return candidate.department_id is not None and candidate.department_id in who.department_ids


def of_the_department(who: Who, item: Any) -> bool:
    """An officer of the department an item of the bill belongs to."""
    return item.department_id is not None and item.department_id in who.department_ids


def proposer(who: Who, candidate: Any) -> bool:
    return who.resident_id is not None and who.resident_id in candidate.proposal.proposer_ids


def not_the_proposer(who: Who, candidate: Any) -> bool:
    return who.resident_id not in candidate.proposal.proposer_ids


def scorable(who: Who, candidate: Any) -> bool:
    return candidate.state in SCORABLE


def admissible(who: Who, candidate: Any) -> bool:
    return candidate.state in ADMISSIBLE


def takes_part(who: Who, candidate: Any) -> bool:
    """An executing or cooperating department's officer."""
    return any(part.department_id in who.department_ids for part in candidate.parts)


def found_ineligible(who: Who, candidate: Any) -> bool:
    return candidate.state is CandidateState.INELIGIBLE


def without_appeal(who: Who, candidate: Any) -> bool:
    return candidate.appeal is None


def with_open_appeal(who: Who, candidate: Any) -> bool:
    return candidate.appeal is not None and candidate.appeal.is_open


def not_the_reviewer(who: Who, candidate: Any) -> bool:
    return candidate.appeal is not None and who.resident_id != candidate.appeal.reviewer_id


def overridable(who: Who, candidate: Any) -> bool:
    return candidate.state in (CandidateState.SELECTED, CandidateState.NOT_SELECTED)


def proposes(who: Who, proposal: Any) -> bool:
    """One of those who propose a proposal itself."""
    return who.resident_id is not None and who.resident_id in proposal.proposer_ids


def asked(who: Who, complaint: Any) -> bool:
    return complaint.is_open and proposes(who, complaint.proposal)


def unfinished(who: Who, course: Any) -> bool:
    return not course.is_finished


def reviewable(who: Who, candidate: Any) -> bool:
    return candidate.state is CandidateState.NOMINATED


def deliberated(who: Who, candidate: Any) -> bool:
    return candidate.state is CandidateState.FIRST_PASSED


def without_paper(who: Who, cycle: Any) -> bool:
    return cycle.paper_id is None


def with_paper(who: Who, cycle: Any) -> bool:
    return cycle.paper_id is not None


def undecided(who: Who, item: Any) -> bool:
    return item.decision is Decision.PENDING


def unopened(who: Who, draft: Any) -> bool:
    return bool(draft.is_open)


def in_the_city(who: Who, district: Any) -> bool:
    return bool(district.is_city)


def wears_a_hat(who: Who, subject: Any) -> bool:
    return bool(who.roles & set(Role))


TABLE: Table = {
    "budget.read": ((anyone,),),
    "budget.desk": ((wears_a_hat,),),
    "cycle.open": ((coordinator,),),
    "cycle.advance": ((coordinator, opens(Act.ADVANCE)),),
    "cycle.plan": ((coordinator, unopened),),
    "cycle.amend": ((coordinator, opens(Act.AMEND)),),
    "cycle.publish_figures": ((coordinator,),),
    "funding.choose": ((coordinator,),),
    "district.prepare": ((coordinator,),),
    "city.arrange": ((coordinator, in_the_city),),
    "cycle.edit_calendar": ((coordinator, opens(Act.EDIT_CALENDAR)),),
    "cycle.revise_envelope": ((coordinator, opens(Act.REVISE_ENVELOPE), without_paper),),
    "cycle.assign": ((coordinator, opens(Act.ASSIGN)),),
    "cycle.open_vote": ((coordinator, opens(Act.OPEN_VOTE), without_paper),),
    "cycle.close_vote": ((coordinator, opens(Act.OPEN_VOTE), with_paper),),
    "candidate.review": ((officer, in_department, opens(Act.REVIEW), reviewable),),
    "cycle.work": ((officer,), (coordinator,), (auditor,)),
    "candidate.involve": ((coordinator, opens(Act.ASSIGN), reviewable),),
    "candidate.advise": ((officer, takes_part, opens(Act.REVIEW), reviewable),),
    "candidate.appeal": ((proposer, opens(Act.APPEAL), found_ineligible, without_appeal),),
    "candidate.decide_appeal": (
        (coordinator, opens(Act.APPEAL), found_ineligible, with_open_appeal, not_the_reviewer, not_the_proposer),
    ),
    "candidate.score": ((panelist, opens(Act.SCORE), scorable, not_the_proposer),),
    "course.open": ((coordinator,),),
    "course.enrol": ((verified, unfinished),),
    "course.finish": ((coordinator, unfinished),),
    "cycle.take_in": ((coordinator, opens(Act.TAKE_IN)),),
    "cycle.redirect": ((coordinator, opens(Act.REDIRECT)),),
    "complaint.answer": ((asked,),),
    "complaint.consent": ((proposes,),),
    "candidate.override": ((coordinator, opens(Act.OVERRIDE), overridable, not_the_proposer),),
    "cycle.seat": ((coordinator, opens(Act.SEAT)),),
    "cycle.follow_round": ((coordinator, opens(Act.SCORE)), (panelist, opens(Act.SCORE))),
    "cycle.minute": ((coordinator, opens(Act.MINUTE)),),
    "candidate.record_recusal": ((coordinator, opens(Act.SCORE), scorable),),
    "candidate.admit": ((coordinator, opens(Act.ADMIT), admissible),),
    "candidate.deliberate": (
        (coordinator, opens(Act.DELIBERATE), deliberated),
        (moderator, opens(Act.DELIBERATE), deliberated),
    ),
    "candidate.submit_final": (
        (proposer, opens(Act.SUBMIT_FINAL), deliberated),
        (coordinator, opens(Act.SUBMIT_FINAL), deliberated),
    ),
    "table.publish": ((coordinator,),),
    "table.withdraw": ((coordinator,),),
    "statement.issue": ((coordinator, opens(Act.ISSUE_STATEMENT)),),
    "cycle.itemize": ((coordinator, opens(Act.ITEMIZE)),),
    "item.itemize": ((officer, of_the_department, opens(Act.ITEMIZE), undecided), (coordinator, opens(Act.ITEMIZE), undecided)),
    "item.decide": ((coordinator, opens(Act.DECIDE), undecided),),
}
