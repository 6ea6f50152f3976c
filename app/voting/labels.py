"""The words of this room: states, refused ballots, history, rules. Refuses decisions."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.errors import N_
from app.core.filters import money
from app.voting.states import PaperState, Standing, Window
from app.voting.tally import CapRule, PollMethod, Satisfaction, Stop, TieKey

PAPER_STATES: Mapping[PaperState, str] = {
    PaperState.DRAFT: N_("준비 중"),
    PaperState.OPEN: N_("투표 중"),
    PaperState.CLOSED: N_("개표 중"),
    PaperState.COUNTED: N_("개표 완료"),
}

WINDOWS: Mapping[Window, tuple[str, str]] = {
    Window.UPCOMING: (N_("투표 예정"), "info"),
    Window.OPEN: (N_("투표 중"), "strong"),
    Window.CLOSED: (N_("개표 중"), "neutral"),
    Window.COUNTED: (N_("개표 완료"), "success"),
}

SUBJECTS = {"paper": N_("투표")}
HISTORY = {
    "paper.opened": N_("투표를 열었습니다. 투표지 지문: %(digest).12s…"),
    "paper.filled": N_("옮겨 온 표 %(ballots)s장을 투표함에 넣었습니다."),
    "paper.closed": N_(
        "투표를 마감했습니다. 명부에 표시된 사람 %(roll)s명, 투표함의 표 %(box)s장. 모든 표의 지문: %(ballots_sha256).12s…"
    ),
    "paper.closed_sealed": N_("투표를 마감했습니다. 명부에 표시된 사람 %(roll)s명. 표는 아직 봉인되어 있습니다."),
    "paper.batch_entered": N_(
        "%(station)s 투표소의 종이표를 세어 적었습니다. 나누어 준 종이표 %(issued)s장, 센 표 %(counted)s장."
    ),
    "paper.batch_signed": N_("%(station)s 투표소의 종이표를 두 번째 담당자가 확인하고 서명했습니다."),
    "paper.unsealed": N_("봉인한 표를 열어 %(ballots)s장을 투표함에 넣었습니다."),
    "paper.counted": N_("개표했습니다. 결과 지문: %(sha256).12s…"),
}

# What a ballot check refuses (app/voting/ballot.py), as the voter reads it.
BALLOT_REFUSALS = {
    "TOO_MANY_CHOICES": N_("최대 %(most)s개까지 고를 수 있습니다. 지금 %(count)s개를 골랐으니 %(excess)s개를 빼 주세요."),
    "TOO_FEW_CHOICES": N_(
        "%(least)s개 이상 골라 주세요. 지금 %(count)s개를 골랐습니다. 고르고 싶은 것이 없으면 맨 아래의 기권을 골라 주세요."
    ),
    "OVER_BUDGET": N_("예산 %(most)s을 %(excess)s 넘었습니다. 고른 것의 합계는 %(total)s입니다. 몇 개를 빼 주세요."),
    "UNDER_MINIMUM_SPEND": N_("합계가 %(least)s 이상이어야 합니다. 지금은 %(total)s입니다."),
    "QUOTA_EXCEEDED": N_(
        "'%(category)s' 분야에서는 최대 %(most)s개까지 고를 수 있습니다. 지금 %(count)s개를 골랐으니 %(excess)s개를 빼 주세요."
    ),
    "QUOTA_NOT_REACHED": N_("'%(category)s' 분야에서 %(least)s개 이상 골라 주세요. 지금 %(count)s개를 골랐습니다."),
    "NONE_NOT_OFFERED": N_("이 투표에서는 기권을 따로 표시할 수 없습니다."),
    "UNKNOWN_OPTION": N_("이 투표지에 없는 것을 골랐습니다. 처음부터 다시 골라 주세요."),
    "NOT_ON_THIS_BALLOT": N_("'%(title)s'은(는) 다른 구의 투표지에만 있는 안이라 뺐습니다. 나머지를 보고 다시 확인해 주세요."),
    "DUPLICATE_OPTION": N_("같은 것을 두 번 골랐습니다. 처음부터 다시 골라 주세요."),
    "GRADE_OUT_OF_RANGE": N_("정해진 등급을 벗어났습니다. 처음부터 다시 평가해 주세요."),
}
GRADES = {3: N_("매우 찬성"), 2: N_("찬성"), 1: N_("보통"), 0: N_("반대")}
OTHER_REFUSAL = N_("투표지를 읽을 수 없습니다. 처음부터 다시 골라 주세요.")
MONEY_CODES = frozenset({"OVER_BUDGET", "UNDER_MINIMUM_SPEND"})

# Kind pages instead of the booth: title, what it means.
STANDINGS: Mapping[Standing, tuple[str, str]] = {
    Standing.UPCOMING: (N_("아직 투표가 시작되지 않았습니다"), N_("시작되면 이 주소에서 바로 투표할 수 있습니다.")),
    Standing.CLOSED: (
        N_("투표가 마감되었습니다"),
        N_("개표가 끝나면 결과를 볼 수 있습니다. 개표 전에는 누구도 결과를 볼 수 없습니다."),
    ),
    Standing.COUNTED: (N_("개표까지 끝난 투표입니다"), N_("결과와 선정되지 않은 까닭까지 모두 공개되어 있습니다.")),
    Standing.IMPORTED: (
        N_("다른 곳에서 치른 투표입니다"),
        N_("결과를 다시 세어 보려고 옮겨 온 투표라 여기서는 투표할 수 없습니다."),
    ),
    Standing.SIGNED_OUT: (
        N_("투표하려면 로그인해 주세요"),
        N_("한 사람이 한 번만 투표하도록 누구인지 확인합니다. 무엇을 골랐는지는 이름과 함께 남지 않습니다."),
    ),
    Standing.UNCONFIRMED: (
        N_("이메일 주소를 확인해 주세요"),
        N_("한 사람이 한 번만 투표하도록, 주소를 확인한 사람만 투표할 수 있습니다."),
    ),
    Standing.VOTED: (
        N_("투표하셨습니다"),
        N_(
            "한 사람이 한 번만 투표할 수 있고, 넣은 표는 바꿀 수 없습니다. 확인번호가 있으면 표가 투표함에 들어 있는지 볼 수 있습니다."
        ),
    ),
    Standing.TOO_YOUNG: (
        N_("아직 투표할 나이가 아닙니다"),
        N_("이 투표는 투표하는 날 만 %(years)s세 이상인 사람이 할 수 있습니다."),
    ),
    Standing.NO_ELECTORATE: (N_("이 투표의 선거인단이 아닙니다"), N_("이 투표는 아래 선거인단에 속한 사람만 할 수 있습니다.")),
}

WITHOUT_CODE = (Standing.SIGNED_OUT, Standing.NO_ELECTORATE)
BY_CODE = (N_("투표 번호가 있어야 합니다"), N_("이 투표는 번호를 받은 사람만 할 수 있습니다. 로그인은 필요하지 않습니다."))

CAPS = {
    CapRule.SKIP: N_("남은 예산을 넘는 사업은 건너뛰고 다음 순위를 봅니다."),
    CapRule.STOP: N_("남은 예산을 넘는 사업이 나오면 거기서 멈춥니다."),
    CapRule.OVERRUN: N_("남은 예산이 비용의 %(percent)s%% 이상이면 예비비를 보태 선정하고 멈춥니다."),
}

TIE_KEYS = {
    TieKey.VOTES: N_("더 많은 사람이 고른 쪽"),
    TieKey.CHEAPER: N_("비용이 적은 쪽"),
    TieKey.DEARER: N_("비용이 큰 쪽"),
    TieKey.LOT: N_("추첨: 마감 뒤에 정해지는 추첨값과 기호를 이은 SHA-256 값이 작은 쪽"),
    TieKey.DIGEST: N_("추첨: 투표지 지문과 기호를 이은 SHA-256 값이 작은 쪽"),
    TieKey.FILE: N_("투표지에 먼저 적힌 쪽"),
}


# Why a ballot was spoiled, as the result page tells it.
SPOILED = {
    "TOO_MANY_CHOICES": N_("고를 수 있는 수보다 많이 골랐습니다."),
    "TOO_FEW_CHOICES": N_("골라야 하는 수보다 적게 골랐습니다."),
    "OVER_BUDGET": N_("고른 것의 합계가 예산을 넘었습니다."),
    "UNDER_MINIMUM_SPEND": N_("고른 것의 합계가 정해진 최소 금액에 못 미쳤습니다."),
    "QUOTA_EXCEEDED": N_("한 분야에서 고를 수 있는 수보다 많이 골랐습니다."),
    "QUOTA_NOT_REACHED": N_("한 분야에서 골라야 하는 수보다 적게 골랐습니다."),
    "TOO_MANY_POINTS": N_("나누어 줄 수 있는 점수보다 많이 주었습니다."),
    "TOO_FEW_POINTS": N_("나누어 주어야 하는 점수보다 적게 주었습니다."),
    "POINTS_OVER_CAP": N_("하나에 줄 수 있는 점수보다 많이 주었습니다."),
    "NEGATIVE_POINTS": N_("0보다 작은 점수를 주었습니다."),
    "POINTS_NOT_WHOLE": N_("점수가 정수가 아닙니다."),
    "GRADE_OUT_OF_RANGE": N_("정해진 등급을 벗어났습니다."),
    "UNKNOWN_OPTION": N_("투표지에 없는 것을 골랐습니다."),
    "NOT_ON_THIS_BALLOT": N_("다른 구의 투표지에만 있는 것을 골랐습니다."),
    "DUPLICATE_OPTION": N_("같은 것을 두 번 골랐습니다."),
    "NONE_NOT_OFFERED": N_("기권을 둘 수 없는 투표에서 기권했습니다."),
    "WRONG_KIND": N_("다른 방식의 투표지입니다."),
    "MALFORMED": N_("읽을 수 없는 투표지입니다."),
}
SPOILED_OTHERWISE = N_("투표지의 규칙에 맞지 않습니다.")

# The counting rule, parameter by parameter.
RULE_KINDS = {
    "greedy": N_("득표순"),
    "composite": N_("선거인단별 비율을 더한 점수순"),
    "equal-shares": N_("균등 몫 (Equal Shares)"),
    "phragmen": N_("프라그멘 (Phragmén)"),
    "poll": N_("예산 없는 투표"),
}
PARAMETERS = {
    "kind": N_("규칙"),
    "cap": N_("남은 예산을 넘을 때"),
    "threshold": N_("최소 점수"),
    "overrun_percent": N_("예비비를 보태는 기준"),
    "exclusive": N_("하나만 선정하는 묶음"),
    "pots": N_("따로 정한 예산"),
    "satisfaction": N_("선정된 것의 값어치"),
    "start": N_("처음 나누는 몫"),
    "step_percent": N_("몫을 늘리는 폭"),
    "step_units": N_("정해진 금액씩 늘리는 폭"),
    "stop": N_("몫을 그만 늘리는 때"),
    "fill": N_("남은 예산을 득표순으로 채우기"),
    "comparison": N_("득표순 결과와 견주기"),
    "eligibility": N_("참가 기준"),
    "max_steps": N_("몫을 늘리는 횟수의 한도"),
    "method": N_("세는 방법"),
    "seats": N_("정하는 수"),
    "tie_order": N_("점수가 같을 때"),
}
CAP_NAMES = {
    CapRule.SKIP: N_("건너뛰고 다음 순위를 봄"),
    CapRule.STOP: N_("거기서 멈춤"),
    CapRule.OVERRUN: N_("예비비를 보태 선정하고 멈춤"),
}
SATISFACTIONS = {
    Satisfaction.COST: N_("비용만큼"),
    Satisfaction.CARDINALITY: N_("하나에 1씩"),
    Satisfaction.POINTS: N_("준 점수만큼"),
}
STARTS = {"exact": N_("예산 ÷ 유효표, 그대로"), "floor": N_("예산 ÷ 유효표, 소수점 아래 버림")}
STOPS = {
    Stop.NEVER_RAISED: N_("늘리지 않음"),
    Stop.EXHAUSTIVE: N_("더 들어갈 것이 없을 때"),
    Stop.INFEASIBLE: N_("선정된 것의 합계가 예산을 넘기 바로 전"),
}
METHODS = {
    PollMethod.PLURALITY: N_("가장 많이 고른 순서"),
    PollMethod.APPROVAL: N_("찬성이 많은 순서"),
    PollMethod.SCORE: N_("점수의 합이 큰 순서"),
    PollMethod.BORDA: N_("순위 점수(보르다)의 합이 큰 순서"),
    PollMethod.INSTANT_RUNOFF: N_("꼴찌를 떨어뜨리며 다시 세기(선호투표)"),
}
RIVALS = {
    "equal-shares": (N_("균등 몫 (Equal Shares)"), N_("균등 몫이라면 무엇이 뽑혔을까?")),
    "greedy": (N_("득표순"), N_("득표순이라면 무엇이 뽑혔을까?")),
    "phragmen": (N_("프라그멘 (Phragmén)"), N_("프라그멘이라면 무엇이 뽑혔을까?")),
    "instant-runoff": (N_("선호투표"), N_("꼴찌를 떨어뜨리며 다시 세면 무엇이 뽑혔을까?")),
    "borda": (N_("보르다"), N_("순위 점수를 더하면 무엇이 뽑혔을까?")),
    "plurality": (N_("첫 순위"), N_("첫 순위만 세면 무엇이 뽑혔을까?")),
}

# What happened in a round of the count.
ACTIONS = {
    "fund": N_("선정"),
    "fund-from-reserve": N_("예비비를 보태 선정"),
    "skip": N_("건너뜀"),
    "stop": N_("여기서 멈춤"),
    "buy": N_("지지자들이 몫을 모아 선정"),
    "fill": N_("남은 예산으로 선정"),
    "rank": N_("순위"),
    "runoff": N_("집계"),
}
# Why Equal Shares stopped raising everybody's share, and which outcome a comparison took.
ENDINGS = {
    "start": N_("이 규칙은 몫을 늘리지 않습니다."),
    "infeasible": N_("몫을 한 번 더 늘리면 선정된 것의 합계가 예산을 넘어 여기서 멈추었습니다."),
    "exhaustive": N_("남은 예산으로 할 수 있는 것이 더 없어 여기서 멈추었습니다."),
    "all-bought": N_("고른 사람이 있는 것은 모두 선정되어 여기서 멈추었습니다."),
    "max-steps": N_("몫을 늘리는 횟수의 한도에 이르러 여기서 멈추었습니다."),
    "no-ballots": N_("유효표가 없어 나눌 몫이 없었습니다."),
}
TAKEN = {"shares": N_("그래서 균등 몫의 결과를 따랐습니다."), "greedy": N_("그래서 득표순 결과를 따랐습니다.")}


@dataclass(frozen=True)
class Amount:
    """Money that is written in the reader's language only when the page is made."""

    value: int
    currency: str

    def __str__(self) -> str:
        return money(self.value, self.currency)
