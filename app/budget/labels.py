"""The words of the pipeline: every enum, every machine reason and every line of history as a Korean sentence. Refuses logic."""

from app.budget import plan_labels
from app.budget.policy import BallotKind, Mark
from app.budget.states import (
    AppealState,
    CandidateState,
    ComplaintState,
    CourseKind,
    Criterion,
    Decision,
    DeliberationStep,
    EnrolmentState,
    Override,
    PartKind,
    Post,
    ScreeningKind,
    Stage,
    Verdict,
)
from app.core.errors import N_
from app.voting.tally import CapRule

STAGES = {
    Stage.INTAKE: N_("제안 접수"),
    Stage.DEPARTMENT_REVIEW: N_("사업부서 검토"),
    Stage.FIRST_SCREENING: N_("1차 심사(서면)"),
    Stage.DELIBERATION: N_("민관 숙의"),
    Stage.FINAL_SUBMISSION: N_("최종 제안서 제출"),
    Stage.SECOND_SCREENING: N_("2차 심사(심층)"),
    Stage.FINAL_SELECTION: N_("최종 선정(투표)"),
    Stage.BUDGETING: N_("예산 편성(의회 의결)"),
    Stage.CLOSED: N_("마침"),
}

STEPS = (
    N_("제안 접수"),
    N_("부서 검토"),
    N_("숙의·심사"),
    N_("시민 투표"),
    N_("예산 편성(의회 의결)"),
    N_("사업 집행"),
)

ADVANCE = {
    Stage.INTAKE: N_("접수를 마감하고 부서 검토 시작"),
    Stage.DEPARTMENT_REVIEW: N_("부서 검토를 마치고 1차 심사 시작"),
    Stage.FIRST_SCREENING: N_("1차 심사를 마감하고 결과 공개"),
    Stage.DELIBERATION: N_("숙의를 마치고 최종 제안서 받기"),
    Stage.FINAL_SUBMISSION: N_("최종 제안서를 확정하고 2차 심사 시작"),
    Stage.SECOND_SCREENING: N_("2차 심사를 마감하고 결과 공개"),
    Stage.FINAL_SELECTION: N_("투표 결과를 확정하고 예산 편성 시작"),
    Stage.BUDGETING: N_("의회 의결을 마치고 주기 닫기"),
}

CANDIDATES = {
    CandidateState.NOMINATED: N_("부서 검토 중"),
    CandidateState.INELIGIBLE: N_("부적격"),
    CandidateState.REDIRECTED: N_("민원으로 이관"),
    CandidateState.ELIGIBLE: N_("적격"),
    CandidateState.FIRST_REJECTED: N_("1차 심사 미통과"),
    CandidateState.FIRST_PASSED: N_("1차 심사 통과"),
    CandidateState.MERGED: N_("융합"),
    CandidateState.FINAL_SUBMITTED: N_("최종안 제출"),
    CandidateState.SECOND_REJECTED: N_("2차 심사 미통과"),
    CandidateState.SECOND_PASSED: N_("투표 대상"),
    CandidateState.NOT_SELECTED: N_("미선정"),
    CandidateState.SELECTED: N_("선정"),
    CandidateState.ADOPTED: N_("예산 반영"),
    CandidateState.AMENDED: N_("예산 반영(의회 조정)"),
    CandidateState.CUT: N_("의회 삭감"),
}

STANDINGS = {
    "review": (N_("부서 검토 중"), {CandidateState.NOMINATED}),
    "screening": (N_("심사·숙의 중"), {CandidateState.ELIGIBLE, CandidateState.FIRST_PASSED, CandidateState.FINAL_SUBMITTED}),
    "ballot": (N_("투표 대상"), {CandidateState.SECOND_PASSED}),
    "selected": (N_("선정"), {CandidateState.SELECTED}),
    "budgeted": (N_("예산 반영"), {CandidateState.ADOPTED, CandidateState.AMENDED}),
    "dropped": (
        N_("선정되지 않음"),
        {
            CandidateState.INELIGIBLE,
            CandidateState.REDIRECTED,
            CandidateState.FIRST_REJECTED,
            CandidateState.SECOND_REJECTED,
            CandidateState.NOT_SELECTED,
            CandidateState.CUT,
        },
    ),
}
"""How far a proposal has come, as readers of a list ask for it: every state in one of them."""
CANDIDATE_KINDS = {
    CandidateState.NOMINATED: "info",
    CandidateState.INELIGIBLE: "danger",
    CandidateState.REDIRECTED: "neutral",
    CandidateState.ELIGIBLE: "success",
    CandidateState.FIRST_REJECTED: "neutral",
    CandidateState.FIRST_PASSED: "success",
    CandidateState.MERGED: "neutral",
    CandidateState.FINAL_SUBMITTED: "info",
    CandidateState.SECOND_REJECTED: "neutral",
    CandidateState.SECOND_PASSED: "strong",
    CandidateState.NOT_SELECTED: "neutral",
    CandidateState.SELECTED: "success",
    CandidateState.ADOPTED: "success",
    CandidateState.AMENDED: "warning",
    CandidateState.CUT: "danger",
}

CRITERIA = {
    Criterion.LEGALITY: N_("법적타당성"),
    Criterion.ALREADY_UNDERWAY: N_("기추진 여부"),
    Criterion.FEASIBILITY: N_("실현가능성"),
}

CRITERIA_HINTS = {
    Criterion.LEGALITY: N_("법령과 조례에 맞고 우리 구·시의 사무인가요?"),
    Criterion.ALREADY_UNDERWAY: N_("이미 하고 있거나 계획된 사업과 겹치지 않나요?"),
    Criterion.FEASIBILITY: N_("한 해 예산으로 실제로 할 수 있는 일인가요?"),
}

VERDICTS = {Verdict.ELIGIBLE: N_("적격"), Verdict.INELIGIBLE: N_("부적격")}
COURSES = {CourseKind.GOVERNANCE_SCHOOL: N_("협치학교"), CourseKind.BUDGET_SCHOOL: N_("예산학교")}
ENROLMENTS = {
    EnrolmentState.ENROLLED: N_("신청함"),
    EnrolmentState.WAITING: N_("대기"),
    EnrolmentState.CANCELLED: N_("취소함"),
    EnrolmentState.COMPLETED: N_("수료"),
}
UNFINISHED = N_("수료하지 않음")
"""What having enrolled comes to when the course is over."""
OVERRIDES = {
    Override.PART_FUND: N_("일부 지원"),
    Override.INCLUDE: N_("추가 선정"),
    Override.EXCLUDE: N_("선정 제외"),
}
COMPLAINTS = {
    ComplaintState.ASKED: N_("제안자의 답을 기다림"),
    ComplaintState.HANDED_ON: N_("민원으로 넘김"),
    ComplaintState.DECLINED: N_("제안자가 원하지 않음"),
}
POSTS = {Post.CHAIR: N_("위원장"), Post.MEMBER: N_("위원")}
PARTS = {PartKind.EXECUTING: N_("추진 부서"), PartKind.COOPERATING: N_("협조 부서")}
APPEALS = {
    AppealState.OPEN: N_("결정 대기"),
    AppealState.UPHELD: N_("받아들임"),
    AppealState.DISMISSED: N_("받아들이지 않음"),
}
WORK_STATES = {
    "unassigned": N_("배정 전"),
    "waiting": N_("검토 대기"),
    "begun": N_("검토 중"),
    "late": N_("기한 지남"),
    "eligible": N_("적격"),
    "ineligible": N_("부적격"),
    "appealed": N_("이의 신청"),
}
SCREENINGS = {ScreeningKind.PAPER: N_("1차 서면심사"), ScreeningKind.IN_DEPTH: N_("2차 심층심사")}

DELIBERATIONS = {
    DeliberationStep.GOVERNANCE_SCHOOL: N_("협치학교"),
    DeliberationStep.WORKSHOP: N_("집중 워크숍"),
    DeliberationStep.COACHING_FORUM: N_("코칭 포럼"),
}

DECISIONS = {
    Decision.PENDING: N_("의결 전"),
    Decision.ADOPTED: N_("원안 의결"),
    Decision.AMENDED: N_("조정 의결"),
    Decision.CUT: N_("전액 삭감"),
}

CAP_RULES = {
    CapRule.SKIP: N_("한도에 들어가지 않는 사업은 건너뛰고 다음 순위를 봅니다."),
    CapRule.STOP: N_("한도에 들어가지 않는 사업이 나오면 거기서 멈춥니다."),
}
BALLOTS = {
    BallotKind.APPROVAL: N_("한 사람이 %(votes)s개까지 고릅니다."),
    BallotKind.KNAPSACK: N_("한 사람이 총액 안에서 원하는 만큼 고릅니다."),
}
BALLOTS_IN_SHORT = {BallotKind.APPROVAL: N_("정해진 수까지 고르기"), BallotKind.KNAPSACK: N_("총액 안에서 고르기")}
TIES = {
    "sheets": N_("평균이 같아 심사표가 많은 순서로 정했습니다."),
    "cost": N_("평균이 같아 사업비가 적은 순서로 정했습니다."),
    "digest": N_("평균이 같아 주기를 열 때 정해진 추첨값으로 정했습니다."),
}

SCREENING_REASONS = {
    "WITHIN_CAP": N_("%(rank)s위로, 앞 순위까지 더해 한도(%(cap)s) 안에 들었습니다."),
    "OVER_CAP": N_("%(rank)s위로, 앞 순위까지 더하면 한도(%(cap)s)를 넘습니다."),
    "AFTER_STOP": N_("%(rank)s위로, %(stopped_by)s위에서 한도를 넘어 심사가 멈췄습니다."),
    "OVER_PART_CAP": N_("%(rank)s위로, 앞 순위까지 더하면 이 유형·분야의 한도(%(cap)s)를 넘습니다."),
    "NO_SHEETS": N_("받은 심사표가 없습니다."),
    "ADMITTED": N_("%(rank)s위로 한도 밖이었으나, 심사 기구의 의결로 한도 안에서 추가로 통과했습니다."),
}

PRESETS = {
    "seed_2017": N_("2017 협치서울 추진계획 (협치형 100억)"),
    "seoul_pb_2015": N_("2015 서울 주민참여예산 투표 (위원 45 : 시민 45 : 설문 10, 분야마다 하나)"),
    "seoul_pb_2017": N_("2017 서울 시민참여예산 투표 (시민 50 : 위원 40 : 예산학교 10)"),
    "seoul_pb_2018": N_("2018 서울 시민참여예산 투표 (시민 50 : 위원 30 : 제안자 10 : 예산학교 10)"),
    "seoul_pb_2020": N_("2020 서울 시민참여예산 투표 (10표 = 일반형 7 + 협치형 3)"),
    "small_pilot": N_("작은 시범 (3억)"),
}
CHECKLIST = {
    "citizen_participation": N_("시민 참여"),
    "expert_advice": N_("전문가 자문"),
    "conflict": N_("갈등"),
    "vulnerable_groups": N_("사회적 약자 배려"),
    "gender": N_("성인지(성별분리통계)"),
    "jobs": N_("일자리"),
    "election_law": N_("선거법(홍보물 배포·표창·경품·기부행위)"),
    "safety": N_("안전"),
    "other_bodies": N_("타 기관 협의"),
    "publicity": N_("홍보"),
    "english": N_("정책 영문화"),
    "plain_korean": N_("바른 우리말"),
    "disclosure": N_("결재문서 공개"),
}
MARKS = {Mark.REVIEWED: N_("검토완료"), Mark.NOT_APPLICABLE: N_("해당없음")}
FUNNEL = {
    "proposed": N_("제안"),
    "eligible": N_("적격"),
    "first": N_("1차 통과"),
    "second": N_("2차 통과"),
    "selected": N_("선정"),
    "budgeted": N_("예산 반영"),
}

ROLES = {
    "coordinator": N_("운영 담당"),
    "officer": N_("사업부서"),
    "panelist": N_("민관예산협의회"),
    "moderator": N_("진행자"),
    "proposer": N_("제안자"),
    "committee": N_("시민참여예산위원회"),
    "voters": N_("시민과 시민참여예산위원회"),
    "clerk": N_("접수 담당"),
    "auditor": N_("감사 담당"),
    "": N_("운영 시스템"),
}

NOTICES = plan_labels.NOTICES
SUBJECTS = plan_labels.SUBJECTS | {"budget_table": N_("예산표"), "budget": N_("예산 과정"), "cycle": N_("예산 과정")}
UNITS = {"won": N_("원"), "thousand": N_("천원"), "million": N_("백만원"), "eok": N_("억원")}
HISTORY = plan_labels.HISTORY | {
    "table.published": N_("예산표 ‘%(name)s’을(를) 공개했습니다."),
    "table.withdrawn": N_("예산표 ‘%(name)s’을(를) 내렸습니다."),
    "table.restored": N_("예산표 ‘%(name)s’을(를) 다시 공개했습니다."),
    "budget.opened": N_("예산 주기를 열었습니다. 총액 %(envelope)s"),
    "budget.imported": N_("%(source)s 파일에서 옮겨 왔습니다."),
    "budget.advanced": N_("‘%(stage_from)s’ 단계를 마치고 ‘%(stage_to)s’ 단계로 넘어갔습니다."),
    "budget.deadline_moved": N_("‘%(stage)s’ 기한 변경: %(due_from)s → %(due_to)s"),
    "budget.envelope_revised": N_("총액 변경: %(won_from)s → %(won_to)s"),
    "budget.nominated": N_("%(cycle)s의 심사 대상이 되었습니다."),
    "budget.assigned": N_("담당 부서가 정해졌습니다: %(department)s"),
    "budget.cost_estimated": N_("부서가 사업비를 추산했습니다: %(cost)s"),
    "budget.found_eligible": N_("부서 검토 결과 적격입니다."),
    "budget.found_ineligible": N_("부서 검토 결과 부적격입니다: %(criteria)s"),
    "budget.interim_reply": N_("%(department)s의 중간답변: %(until)s까지 검토합니다."),
    "budget.involved": N_("함께 검토할 부서: %(department)s(%(part)s)"),
    "budget.appealed": N_("제안자가 검토 결과에 이의를 신청했습니다."),
    "budget.appeal_uphold": N_("이의 신청을 받아들여 적격으로 바꿨습니다."),
    "budget.appeal_dismiss": N_("이의 신청을 받아들이지 않았습니다."),
    "budget.screening_passed": N_("%(screening)s 통과. 순위 %(rank)s, 평균 %(mean)s점"),
    "budget.screening_rejected": N_("%(screening)s 미통과. 순위 %(rank)s, 평균 %(mean)s점"),
    "course.opened": N_("과정 ‘%(name)s’을(를) 열었습니다. 정원 %(capacity)s명"),
    "course.finished": N_("과정 ‘%(name)s’을(를) 마쳤습니다. 수료 %(completed)s명"),
    "budget.taken_in_late": N_("접수 마감 뒤에 %(cycle)s의 심사 대상으로 받아들였습니다."),
    "budget.overridden": N_("투표와 다르게 결정했습니다: %(override)s, %(amount)s (결정한 사람: %(name)s)"),
    "budget.complaint_consented": N_("제안자가 민원이면 민원 창구로 넘겨도 좋다고 했습니다."),
    "budget.complaint_asked": N_("민원으로 보아 %(department)s(으)로 넘기려고 합니다."),
    "budget.complaint_handed_on": N_("제안자의 동의를 받아 민원으로 넘겼습니다: %(department)s"),
    "budget.complaint_declined": N_("제안자가 민원으로 넘기는 것을 원하지 않았습니다."),
    "budget.seated": N_("심사위원을 위촉했습니다: %(post)s, 임기 %(since)s ~ %(until)s"),
    "budget.unseated": N_("심사위원의 임기를 끝냈습니다: %(post)s"),
    "budget.minuted": N_("심사 회의의 회의록을 남겼습니다: %(held_on)s, 위원 %(seats)s명 가운데 %(present)s명 참석"),
    "budget.recusal_recorded": N_("심사위원 한 사람의 심사 회피를 운영 담당이 기록했습니다. 무효가 된 심사표 %(voided)s장"),
    "budget.recused": N_("심사위원 한 사람이 이 제안의 심사를 회피했습니다."),
    "budget.admitted": N_("심사 기구의 의결로 추가 통과: %(screening)s"),
    "budget.deliberated": N_("민관 숙의를 마쳤습니다: %(step)s, 참석 %(attendance)s명"),
    "budget.final_submitted": N_("최종 제안서를 냈습니다. 사업비 %(cost)s"),
    "budget.carried_forward": N_("제안자를 대신해 지금 판을 최종 제안서로 확정했습니다. 사업비 %(cost)s"),
    "budget.on_ballot": N_("투표 대상이 되었습니다. 투표 마감 %(closes)s"),
    "budget.vote_opened": N_("투표를 열었습니다. 후보 %(count)s건, 마감 %(closes)s"),
    "budget.selected": N_("투표로 선정되었습니다."),
    "budget.not_selected": N_("투표에서 선정되지 않았습니다."),
    "budget.item_made": N_("예산안에 편성되었습니다: %(amount)s"),
    "budget.item_lines": N_("예산안의 세부 내역을 적었습니다: %(lines)s줄"),
    "budget.statement_issued": N_("주민의견서 %(edition)s판을 냈습니다."),
    "budget.council_adopted": N_("의회가 원안대로 의결했습니다: %(amount)s"),
    "budget.council_amended": N_("의회가 금액을 조정해 의결했습니다: %(amount)s"),
    "budget.council_cut": N_("의회가 전액 삭감했습니다."),
}

NEXT = {
    Stage.INTAKE: (N_("접수 마감"), "coordinator"),
    Stage.DEPARTMENT_REVIEW: (N_("담당 부서의 적격 여부 검토"), "officer"),
    Stage.FIRST_SCREENING: (N_("1차 서면심사"), "panelist"),
    Stage.DELIBERATION: (N_("민관 숙의(협치학교·워크숍·포럼)"), "coordinator"),
    Stage.FINAL_SUBMISSION: (N_("최종 제안서 제출"), "proposer"),
    Stage.SECOND_SCREENING: (N_("2차 심층심사"), "panelist"),
    Stage.FINAL_SELECTION: (N_("최종 선정 투표"), "voters"),
    Stage.BUDGETING: (N_("시의회·구의회의 예산 의결"), "coordinator"),
}
