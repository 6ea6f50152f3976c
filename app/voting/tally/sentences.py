"""The wording of every reason in both languages, side by side; refuses logic: plain templates with named gaps."""

from __future__ import annotations

TIE_KEYS: dict[str, dict[str, str]] = {
    "votes": {"ko": "더 많은 득표", "en": "more ballots"},
    "cost": {"ko": "더 낮은 사업비", "en": "lower cost"},
    "cost-descending": {"ko": "더 높은 사업비", "en": "higher cost"},
    "lot": {"ko": "마감 뒤에 정해진 추첨 순서", "en": "the lot drawn after the close"},
    "digest": {"ko": "공개된 추첨 순서", "en": "the published lot"},
    "file": {"ko": "투표지에 실린 순서", "en": "order on the paper"},
}

# BOUGHT with approvals: everybody gives the same, so nobody need speak of points.
BOUGHT_EACH: dict[str, str] = {
    "ko": "{round}번째 차례에 지지자들이 함께 부담해 선정되었습니다. {full}명이 한 사람에 {rate}씩 내고, "
    "{emptied}명은 남은 몫을 모두 냈습니다.",
    "en": "Selected in round {round} at {rate} per supporter: {full} paid that, and {emptied} more gave all they had left.",
}

# The same two where nobody had to give less than the rest: "0 more gave all they had" would only puzzle.
BOUGHT_ALIKE: dict[str, dict[str, str]] = {
    "supporter": {
        "ko": "{round}번째 차례에 지지자들이 함께 부담해 선정되었습니다. {full}명이 한 사람에 {rate}씩 냈습니다.",
        "en": "Selected in round {round} at {rate} per supporter, paid by all {full}.",
    },
    "point": {
        "ko": "{round}번째 차례에 지지자들이 함께 부담해 선정되었습니다. {full}명이 점당 {rate}씩 냈습니다.",
        "en": "Selected in round {round} at {rate} per point, paid by all {full} supporters.",
    },
}

SENTENCES: dict[str, dict[str, str]] = {
    "FUNDED": {
        "ko": "{place}번째로 선정되었습니다(점수 {score}, 선정 뒤 남은 예산 {left}).",
        "en": "Selected in place {place} with a score of {score}; {left} of the budget remained afterwards.",
    },
    "FUNDED_FROM_RESERVE": {
        "ko": "남은 예산({left})이 사업비({cost})의 {percent} % 이상이어서 예비 재원을 보태 선정되었습니다.",
        "en": "Selected with reserve money: the {left} left covered at least {percent} % of its cost of {cost}.",
    },
    "BOUGHT": {
        "ko": "{round}번째 차례에 지지자들이 함께 부담해 선정되었습니다. {full}명이 점당 {rate}씩 내고, "
        "{emptied}명은 남은 몫을 모두 냈습니다.",
        "en": "Selected in round {round}: {full} supporters paid {rate} per point each, "
        "and {emptied} more gave all they had left.",
    },
    "FILLED": {
        "ko": "몫을 나누어 선정한 뒤 남은 예산으로, 점수 순서에 따라 선정되었습니다(점수 {score}, 남은 예산 {left}).",
        "en": "Selected by score from the money left after the shares were spent (score {score}; {left} remained).",
    },
    "LOADED": {
        "ko": "{place}번째로 선정되었습니다. 지지자 한 사람의 부담({load})이 가장 가벼웠습니다.",
        "en": "Selected in place {place}: its supporters carried the lightest load, {load} each.",
    },
    "WON": {
        "ko": "{place}위로 선택되었습니다(점수 {score}).",
        "en": "Chosen in place {place} with a score of {score}.",
    },
    "WITHDRAWN": {
        "ko": "철회된 안이어서 선정 대상에서 빠졌습니다.",
        "en": "Withdrawn, and therefore not considered.",
    },
    "BELOW_THRESHOLD": {
        "ko": "점수({score})가 최소 기준({threshold})에 미치지 못했습니다.",
        "en": "Its score of {score} is below the required {threshold}.",
    },
    "INELIGIBLE": {
        "ko": "사업비({cost})에 견주어 득표({votes}표)가 참가 기준에 미치지 못했습니다.",
        "en": "Its {votes} ballots are too few, measured against its cost of {cost}, to be considered.",
    },
    "NO_VOTES": {
        "ko": "이 안을 고른 유효한 표가 없습니다.",
        "en": "No valid ballot names it.",
    },
    "TOO_FEW_FOR_COST": {
        "ko": "지지자 {supporters}명의 몫을 모두 합친 금액({have})이 사업비({cost})에 미치지 못했습니다(실효 지지 {effective_support} %).",
        "en": "All the shares of its {supporters} supporters come to {have}, short of its cost of {cost} "
        "(effective support {effective_support} %).",
    },
    "SUPPORTERS_SPENT": {
        "ko": "지지자들의 몫이 먼저 다른 사업에 쓰였습니다: {spent}. {after} 선정 뒤 사업비 {cost} 가운데 {left}만 남았습니다"
        "(실효 지지 {effective_support} %).",
        "en": "Its supporters' money went to other projects first: {spent}. After {after} was selected, {left} of its cost of "
        "{cost} was left (effective support {effective_support} %).",
    },
    "CONFLICT_WITH": {
        "ko": "함께 할 수 없는 {option} 안이 먼저 선정되었습니다.",
        "en": "It cannot be combined with {option}, which was selected first.",
    },
    "BUDGET_EXHAUSTED": {
        "ko": "차례가 왔을 때 남은 예산({left})이 사업비({cost})에 {missing} 모자랐습니다.",
        "en": "When its turn came, {left} was left for a cost of {cost}: {missing} too little.",
    },
    "POT_EXHAUSTED": {
        "ko": "'{pot}' 몫으로 남은 예산({left})이 사업비({cost})에 {missing} 모자랐습니다.",
        "en": "The pot for {pot} had {left} left for a cost of {cost}: {missing} too little.",
    },
    "NO_POT": {
        "ko": "'{pot}' 몫으로 배정된 예산이 없습니다.",
        "en": "No money was set aside for '{pot}'.",
    },
    "STOPPED_LIST": {
        "ko": "남은 예산({left})이 사업비({cost})에 미치지 못해, 규칙에 따라 여기서 선정이 끝났습니다.",
        "en": "Its cost of {cost} did not fit the {left} left, and by the rule the selection ended here.",
    },
    "LIST_STOPPED": {
        "ko": "앞 순위의 {at} 사업이 예산에 맞지 않아, 규칙에 따라 그 아래는 선정하지 않았습니다.",
        "en": "{at}, placed above it, did not fit the budget; by the rule nothing below was selected.",
    },
    "TIE_LOST": {
        "ko": "{to} 안과 동점이었고, 미리 공개한 동점 처리 기준({by})에 따라 선정되지 않았습니다.",
        "en": "It was level with {to} and lost by the tie rule published beforehand ({by}).",
    },
    "OUTSCORED": {
        "ko": "{place}위로 선택되지 않았습니다(점수 {score}, 선택된 마지막 안의 점수 {last}).",
        "en": "Placed {place} and not chosen: a score of {score} against {last} for the last one chosen.",
    },
    "ELIMINATED": {
        "ko": "{round}번째 집계에서 {total}표 가운데 {votes}표를 얻어, 가장 적은 표로 탈락했습니다.",
        "en": "Eliminated in count {round} with {votes} of {total} ballots, the fewest.",
    },
}
