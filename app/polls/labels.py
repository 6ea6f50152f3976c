"""The words of this room: kinds, methods, audiences, states, history. Refuses decisions."""

from app.core.errors import N_
from app.polls.states import Audience, Contact, Kind, PlanState

KINDS = {
    Kind.YES_NO: (N_("찬반"), N_("안건 하나에 찬성하는지 반대하는지 묻습니다.")),
    Kind.SINGLE: (N_("하나 고르기"), N_("여럿 가운데 하나를 고릅니다.")),
    Kind.APPROVAL: (N_("여러 개 고르기"), N_("정한 수까지 마음에 드는 것을 고릅니다.")),
    Kind.QUOTAS: (N_("분야별로 고르기"), N_("분야마다 정한 수까지 고릅니다. 예: 광역 7개와 협치 3개")),
    Kind.BUDGET: (N_("예산 나누기"), N_("정해진 예산 안에서 사업을 담습니다.")),
    Kind.RANKING: (N_("순위 매기기"), N_("마음에 드는 순서대로 순위를 매깁니다.")),
    Kind.GRADES: (N_("평가하기"), N_("하나하나를 매우 찬성부터 반대까지 네 등급으로 평가합니다.")),
}
METHODS = {
    "plurality": N_("가장 많이 고른 순서"),
    "approval": N_("많이 고른 순서"),
    "greedy": N_("득표순: 예산 안에서 표가 많은 순서로"),
    "equal-shares": N_("균등 몫: 투표한 사람마다 예산의 같은 몫을 갖고 함께 사는 방식"),
    "instant-runoff": N_("선호투표: 꼴찌를 떨어뜨리며 다시 세기"),
    "borda": N_("순위 점수(보르다)의 합"),
    "score": N_("등급 점수의 합"),
}
AUDIENCES = {
    Audience.RESIDENTS: (N_("주민"), N_("이메일을 확인한 주민이 로그인해서 투표합니다.")),
    Audience.HOME: (
        N_("이 구 주민"),
        N_("내 정보에 이 구에 산다고 적은 주민이 로그인해서 투표합니다. 스스로 적은 것이고 따로 확인하지 않습니다."),
    ),
    Audience.DISTRICTS: (
        N_("구마다 다른 투표지"),
        N_(
            "내 정보에 사는 구를 적은 주민이, 서울시 전체의 안과 자기 구의 안이 함께 있는 투표지로 투표합니다. "
            "사는 구는 스스로 적은 것이고 따로 확인하지 않습니다."
        ),
    ),
    Audience.COMMITTEE: (N_("위원회"), N_("이 구의 위원으로 지정된 사람만 투표합니다.")),
    Audience.ROSTER: (
        N_("명부"),
        N_("올린 명부의 이메일이나 휴대전화 번호마다 투표 번호를 하나씩 만듭니다. 이메일로 보내거나 쪽지로 나누어 줍니다."),
    ),
    Audience.SITE: (N_("현장"), N_("현장에서 쪽지를 받은 사람이, 현장 화면의 바뀌는 QR을 찍고 투표합니다.")),
    Audience.LINK: (N_("링크"), N_("링크를 받은 누구나 참여합니다. 한 사람이 한 표인지 확인할 수 없는 공개 의견 조사입니다.")),
}
CONTACTS = {Contact.EMAIL: N_("이메일"), Contact.PHONE: N_("휴대전화"), Contact.SLIP: N_("쪽지")}
STATES = {
    PlanState.DRAFT: (N_("준비 중"), "neutral"),
    PlanState.SUBMITTED: (N_("확인 기다림"), "warning"),
    PlanState.FROZEN: (N_("확정"), "success"),
    PlanState.DROPPED: (N_("버림"), "neutral"),
}
SUBJECTS = {"poll_plan": N_("투표 준비")}
HISTORY = {
    "plan.begun": N_("투표 준비를 시작했습니다."),
    "plan.edited": N_("투표 준비를 고쳤습니다."),
    "plan.tried": N_("시험 투표를 했습니다."),
    "plan.submitted": N_("다른 사람의 확인을 받으려고 올렸습니다. 내용 지문: %(sha256).12s…"),
    "plan.returned": N_("확인하지 않고 돌려보냈습니다."),
    "plan.dropped": N_("투표 준비를 버렸습니다."),
    "plan.confirmed": N_("두 번째 사람이 확인해 투표를 확정했습니다. 투표지 지문: %(digest).12s…"),
    "plan.slips": N_("투표 번호 쪽지 %(number)s장을 인쇄했습니다. 앞선 번호는 쓸 수 없습니다."),
    "plan.mailed": N_("투표 번호를 이메일로 %(number)s명에게 보냈습니다."),
    "plan.asked": N_("우리끼리투표를 열었습니다."),
}
