"""The words of planning: sections, settings, what is amended and held. Korean source text; refuses logic."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.core import telling
from app.core.errors import N_

SECTIONS = {
    "basics": N_("이름과 유형"),
    "money": N_("총액과 한도"),
    "judging": N_("심사와 숙의"),
    "panel": N_("심사위원"),
    "ballot": N_("투표"),
    "calendar": N_("일정"),
    "checklist": N_("사전 검토"),
}
SETTINGS = {
    "tracks": N_("제안 유형"),
    "envelope_won": N_("총액"),
    "track_envelopes_won": N_("유형마다 나눈 금액"),
    "field_envelopes_won": N_("분야마다 나눈 금액"),
    "first_screening_cap_percent": N_("1차 심사 한도"),
    "second_screening_cap_percent": N_("2차 심사 한도"),
    "cap_rule": N_("한도를 넘는 사업이 나오면"),
    "ceilings": N_("사업 하나의 한도"),
    "score_sheet_quorum": N_("제안마다 받을 심사표 수"),
    "own_criteria": N_("부서 검토에 더하는 기준"),
    "sheet_criteria": N_("심사표 항목과 배점"),
    "appeal_days": N_("이의 신청을 받는 날수"),
    "panel_quorum_percent": N_("심사위원 정족수"),
    "deliberation_steps": N_("민관 숙의"),
    "ballot": N_("투표 방식"),
    "votes_per_ballot": N_("한 사람이 고르는 수"),
    "votes_per_track": N_("유형마다 고르는 수"),
    "votes_per_field": N_("분야마다 고르는 수"),
    "electorates": N_("투표 집단과 반영 비율"),
    "minimum_age_years": N_("투표할 수 있는 나이"),
    "dated_stages": N_("기한이 되면 저절로 끝나는 단계"),
    "checklist": N_("사전 검토항목"),
}
HISTORY = {
    "cycle_draft.begun": N_("예산 주기 계획을 시작했습니다."),
    "cycle_draft.discarded": N_("예산 주기 계획을 버렸습니다."),
    "budget.advanced_by_date": N_("기한이 되어 ‘%(stage_from)s’ 단계가 끝나고 ‘%(stage_to)s’ 단계로 넘어갔습니다."),
    "budget.amended": N_("설정을 바꿨습니다: %(setting)s"),
    "budget.marked_event": N_("부서가 행사성 사업으로 보았습니다. 행사성 사업의 한도를 씁니다."),
    "budget.held": N_("‘%(stage)s’ 기한이 되었지만 남은 일이 있어 넘어가지 못했습니다."),
    "funding.cap_set": N_("%(year)s년 지원 한도를 바꿨습니다: %(kind)s, %(component)s %(won_from)s → %(won_to)s"),
    "funding.chosen": N_("%(year)s년 지역참여형 유형을 골랐습니다: %(kind)s, 최대 %(total)s"),
    "region.named": N_("권역을 두었습니다: %(name)s"),
    "region.joined": N_("%(member)s 소속 권역 변경: %(region_from)s → %(region_to)s"),
    "figures.published": N_("이 주기의 수치를 시에 공개했습니다."),
    "figures.withdrawn": N_("시에 공개한 수치를 거두었습니다."),
}
NOTICES = {
    "budget.held": N_("‘%(name)s’의 한 단계가 기한이 되었지만 남은 일이 있어 넘어가지 못했습니다."),
    "course.place_free": N_("대기하던 과정 ‘%(name)s’에 자리가 나서 신청이 확정되었습니다."),
    "budget.complaint_asked": N_("‘%(title)s’ 제안을 민원으로 넘겨도 될지 묻습니다: %(department)s"),
}
SUBJECTS = {
    "cycle_draft": N_("예산 주기 계획"),
    "funding_choice": N_("지역참여형 유형"),
    "funding_cap": N_("지역참여형 지원 한도"),
    "region": N_("권역"),
    "published_figures": N_("시에 공개한 수치"),
}
FUNDING_WORDS = {
    "standard": N_("일반형(구 유형)"),
    "integrated": N_("융합형"),
    "separated": N_("분리형"),
    "fixed_amount": N_("기존 정액지원형"),
    "innovation_plan": N_("지역사회혁신계획형"),
    "integration_cost": N_("통합비용"),
    "dong_plan": N_("동마을계획형"),
}
SIMULATED = {
    "citizen": N_("시민"),
    "proposer": N_("제안자"),
    "officer": N_("부서 담당자"),
    "panelist": N_("민관예산협의회 위원"),
    "committee": N_("시민참여예산위원"),
    "budget_school": N_("예산학교 회원"),
    "moderator": N_("진행자"),
    "clerk": N_("접수 담당자"),
    "coordinator": N_("운영 담당자"),
    "auditor": N_("감사 담당자"),
}
ACTS = {
    "propose": N_("제안 쓰기"),
    "vote": N_("투표하기(투표를 연 뒤)"),
    "cycle.advance": N_("단계 마치기"),
    "cycle.amend": N_("설정 바꾸기"),
    "cycle.edit_calendar": N_("일정 바꾸기"),
    "cycle.revise_envelope": N_("총액 바꾸기"),
    "cycle.assign": N_("부서 배정하기"),
    "cycle.open_vote": N_("투표 열기"),
    "cycle.close_vote": N_("투표 마감하기"),
    "candidate.review": N_("부서 검토하기"),
    "candidate.score": N_("심사하기"),
    "candidate.admit": N_("추가 통과 의결 적기"),
    "candidate.deliberate": N_("숙의 기록하기"),
    "candidate.submit_final": N_("최종 제안서 내기"),
    "item.decide": N_("의회 의결 적기"),
}
MEASURES = {
    "proposed": N_("심사 대상 제안"),
    "selected": N_("선정 사업"),
    "selected_won": N_("선정 금액"),
    "turnout": N_("투표율"),
}
FIGURES = {
    "proposed": N_("심사 대상 제안"),
    "eligible": N_("적격"),
    "first": N_("1차 통과"),
    "second": N_("2차 통과"),
    "selected": N_("선정"),
    "budgeted": N_("예산 반영"),
    "envelope_won": N_("총액"),
    "selected_won": N_("선정 금액"),
    "budgeted_won": N_("의결 금액"),
    "voters": N_("투표한 사람"),
    "entitled": N_("이메일을 확인한 구민"),
}
OTHER_ACTS = {
    "candidate.involve": N_("추진·협조 부서 더하기"),
    "candidate.advise": N_("협조 의견 적기"),
    "candidate.appeal": N_("부서 검토에 이의 신청하기"),
    "candidate.decide_appeal": N_("이의 신청 결정하기"),
    "cycle.seat": N_("심사위원 자리 정하기"),
    "cycle.follow_round": N_("심사 진행 살피기"),
    "cycle.minute": N_("심사 회의록 적기"),
    "candidate.record_recusal": N_("심사 회피 적기"),
    "statement.issue": N_("주민의견서 내기"),
}


@telling.words("region")
def parameters(details: Mapping[str, Any]) -> dict[str, str]:
    """A district that was, or now is, in no region is said to be in none."""
    return {name: str(value) if value else gettext("권역 없음") for name, value in details.items()}
