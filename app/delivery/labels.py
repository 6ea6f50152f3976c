"""The words of execution: states, outcomes and every line of history as a Korean sentence. Refuses logic."""

from app.core.errors import N_
from app.delivery.states import DeliveryState, Outcome

STATES = {
    DeliveryState.PREPARING: N_("집행 준비"),
    DeliveryState.RUNNING: N_("집행 중"),
    DeliveryState.CLOSED: N_("마침"),
    DeliveryState.STOPPED: N_("중단"),
}
KINDS = {
    DeliveryState.PREPARING: "info",
    DeliveryState.RUNNING: "main",
    DeliveryState.CLOSED: "success",
    DeliveryState.STOPPED: "danger",
}
OUTCOMES = {Outcome.REACHED: N_("달성"), Outcome.PARTLY: N_("일부 달성"), Outcome.MISSED: N_("미달성")}
OUTCOME_KINDS = {Outcome.REACHED: "success", Outcome.PARTLY: "warning", Outcome.MISSED: "danger"}

HISTORY = {
    "delivery.planned": N_("집행 계획을 세웠습니다. 예산 %(budget)s, 추진 단계 %(milestones)s개, %(ends_on)s까지"),
    "delivery.started": N_("사업을 시작했습니다."),
    "delivery.milestone_done": N_("추진 단계를 마쳤습니다: %(title)s (%(done_on)s)"),
    "delivery.delayed": N_("‘%(title)s’이(가) 늦어집니다: %(due_from)s → %(due_to)s"),
    "delivery.spent": N_("%(amount)s을(를) 집행했습니다: %(purpose)s. 지금까지 %(spent)s"),
    "delivery.refunded": N_("%(amount)s을(를) 돌려받았습니다: %(purpose)s. 지금까지 %(spent)s"),
    "delivery.closed": N_("사업을 마쳤습니다: %(outcome)s. 예산 %(budget)s 가운데 %(spent)s 집행"),
    "delivery.stopped": N_("사업을 중단했습니다. 예산 %(budget)s 가운데 %(spent)s 집행"),
    "delivery.linked": N_("다음 제안 %(number)s(으)로 이어졌습니다."),
    "delivery.fed_back": N_("앞서 집행한 사업 %(number)s의 결과를 이어받은 제안입니다."),
}

NOTICES = {
    "delivery.started": N_("‘%(title)s’ 사업이 시작되었습니다."),
    "delivery.delayed": N_("‘%(title)s’ 사업의 한 단계가 늦어집니다. 이유를 읽을 수 있습니다."),
    "delivery.closed": N_("‘%(title)s’ 사업이 끝났습니다. 마침 보고를 읽을 수 있습니다."),
    "delivery.stopped": N_("‘%(title)s’ 사업이 중단되었습니다. 이유를 읽을 수 있습니다."),
}
