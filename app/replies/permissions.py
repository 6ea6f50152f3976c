"""Who names departments, who answers, who may ask for more time. Nobody may change a figure, so no row is about that."""

from typing import Any

from app.core.permits import Table, Who, anyone
from app.districts.permissions import auditor, coordinator, officer
from app.replies.states import CaseState, Level


def in_lead(who: Who, case: Any) -> bool:
    return case.lead_id is not None and case.lead_id in who.department_ids


def not_the_proposer(who: Who, case: Any) -> bool:
    return who.resident_id not in case.proposal.proposer_ids


def is_there(who: Who, case: Any) -> bool:
    return bool(case.is_answerable)


def to_assign(who: Who, case: Any) -> bool:
    return case.state in (CaseState.WAITING, CaseState.ASSIGNED)


def waits_for_answer(who: Who, case: Any) -> bool:
    return case.state is CaseState.ASSIGNED


def is_answered(who: Who, case: Any) -> bool:
    return case.state is CaseState.ANSWERED


def for_the_mayor(who: Who, case: Any) -> bool:
    return case.level is Level.MAYOR


def for_a_department(who: Who, case: Any) -> bool:
    return case.level is not Level.MAYOR


def may_collect(who: Who, standing: Any) -> bool:
    return bool(standing.may_collect)


TABLE: Table = {
    "reply.read": ((anyone,),),
    "reply.desk": ((officer,), (coordinator,), (auditor,)),
    "reply.policy": ((coordinator,),),
    "reply.collect": ((coordinator, may_collect),),
    "reply.assign": ((coordinator, to_assign, is_there),),
    "reply.reopen": ((coordinator, is_answered, is_there),),
    "reply.interim": (
        (officer, in_lead, for_a_department, waits_for_answer, is_there, not_the_proposer),
        (coordinator, for_the_mayor, waits_for_answer, is_there, not_the_proposer),
    ),
    "reply.extend": (
        (officer, in_lead, for_a_department, waits_for_answer, is_there, not_the_proposer),
        (coordinator, for_the_mayor, waits_for_answer, is_there, not_the_proposer),
    ),
    "reply.answer": (
        (officer, in_lead, for_a_department, waits_for_answer, is_there, not_the_proposer),
        (coordinator, for_the_mayor, waits_for_answer, is_there, not_the_proposer),
    ),
    "reply.correct": (
        (officer, in_lead, for_a_department, is_answered, is_there, not_the_proposer),
        (coordinator, for_the_mayor, is_answered, is_there, not_the_proposer),
    ),
}
