"""The numbers of the budget pipeline: policies, limits and the refusals that name them. Pure; refuses floats and any I/O.

A policy is a value. A cycle freezes its own copy when it opens; the presets here are only where a form starts from.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.budget.states import OPEN, Act, Criterion, Decision, DeliberationStep, Stage, Verdict
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.money import within_cap
from app.voting.tally import CapRule


class BallotKind(StrEnum):
    """How a citizen chooses: up to k projects, or any whose costs fit the envelope."""

    APPROVAL = "approval"
    KNAPSACK = "knapsack"


@dataclass(frozen=True)
class ElectoratePolicy:
    """A body of voters. `role` is the hat it wears (empty: every resident); a smaller `rank` is more specific and wins.

    `weight` is its share of the decision in relation to the others; None means it has to be entered when a cycle opens.
    """

    code: str
    name_ko: str
    name_en: str
    role: str
    rank: int
    weight: int | None = None


COMMITTEE = ElectoratePolicy("committee", "시민참여예산위원회", "Citizen Participatory Budget Committee", "committee", 1)
CITIZENS = ElectoratePolicy("citizens", "시민", "Citizens", "", 9)


@dataclass(frozen=True)
class BudgetPolicy:
    """Everything that decides how a cycle runs. Amounts in whole won, percentages in whole per cent of the envelope."""

    envelope_won: int
    tracks: tuple[str, ...]
    first_screening_cap_percent: int
    second_screening_cap_percent: int
    electorates: tuple[ElectoratePolicy, ...]
    cap_rule: CapRule = CapRule.SKIP
    ballot: BallotKind = BallotKind.APPROVAL
    votes_per_ballot: int = 5
    score_sheet_quorum: int = 3
    deliberation_steps: tuple[DeliberationStep, ...] = tuple(DeliberationStep)
    minimum_age_years: int = 14
    tie_order: tuple[str, ...] = ("sheets", "cost", "digest")
    preset: str = ""

    def cap_percent(self, stage: Stage) -> int:
        """The ceiling of a screening stage."""
        return self.first_screening_cap_percent if stage is Stage.FIRST_SCREENING else self.second_screening_cap_percent

    def shares(self) -> dict[str, Fraction]:
        """Each electorate's share of the decision; the shares add up to one."""
        check_weights(self.electorates)
        total = sum(electorate.weight or 0 for electorate in self.electorates)
        return {electorate.code: Fraction(electorate.weight or 0, total) for electorate in self.electorates}

    def to_json(self) -> dict[str, Any]:
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}

    @property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of the canonical JSON."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# 2017년 협치서울 추진계획: 100억 규모, 1차 170% 이내, 2차 130% 이내. It names no weights: a cycle that opens must.
SEOUL_2017 = BudgetPolicy(
    preset="seoul_2017",
    envelope_won=10_000_000_000,
    tracks=("collaborative",),
    first_screening_cap_percent=170,
    second_screening_cap_percent=130,
    electorates=(COMMITTEE, CITIZENS),
)

# The vote of 2017 on the budget of 2018: citizens 50, committee 40, and 10 for the members of the budget school, an electorate
# this house has no register of. The shares of the other two are taken in relation to each other.
SEOUL_PB_2017 = BudgetPolicy(
    preset="seoul_pb_2017",
    envelope_won=40_500_000_000,
    tracks=("general", "collaborative"),
    first_screening_cap_percent=170,
    second_screening_cap_percent=130,
    electorates=(replace(COMMITTEE, weight=40), replace(CITIZENS, weight=50)),
)

SMALL_PILOT = BudgetPolicy(
    preset="small_pilot",
    envelope_won=300_000_000,
    tracks=("general", "collaborative"),
    first_screening_cap_percent=170,
    second_screening_cap_percent=130,
    electorates=(replace(CITIZENS, weight=1),),
    votes_per_ballot=3,
    score_sheet_quorum=1,
    deliberation_steps=(DeliberationStep.WORKSHOP,),
)

PRESETS = {policy.preset: policy for policy in (SEOUL_2017, SEOUL_PB_2017, SMALL_PILOT)}

SCORE_MINIMUM_POINTS = 0
SCORE_MAXIMUM_POINTS = 100
REASON_MINIMUM_LENGTH = 20
REASON_MAXIMUM_LENGTH = 2_000
NOTE_MAXIMUM_LENGTH = 4_000
CYCLE_NAME_MAXIMUM_LENGTH = 80
ENVELOPE_MAXIMUM_WON = 100_000_000_000_000
CAP_MINIMUM_PERCENT = 100
CAP_MAXIMUM_PERCENT = 1_000
QUORUM_MAXIMUM_SHEETS = 50
VOTES_PER_BALLOT_MAXIMUM = 200
WEIGHT_MAXIMUM = 1_000
ATTENDANCE_MAXIMUM = 100_000
PAGE_SIZE = 50
YEAR_MINIMUM = 1989
YEAR_MAXIMUM = 2100
DEADLINE_HOUR = 18
"""A deadline given as a day ends at this hour, Seoul time."""


class NotOpenNow(RuleBroken):
    code = "NOT_OPEN_NOW"
    sentence = N_("지금 단계에서는 할 수 없는 일입니다.")


class NotACandidateForThis(RuleBroken):
    code = "NOT_A_CANDIDATE_FOR_THIS"
    sentence = N_("이 제안은 지금 이 일의 대상이 아닙니다.")


class FirstScreeningCapExceeded(RuleBroken):
    """1차 서면심사: 170% 이내. A ceiling on money, not on the number of projects."""

    code = "FIRST_SCREENING_CAP_EXCEEDED"
    sentence = N_("1차 심사를 통과한 사업의 합계가 %(sum)s원이 되어, 총액의 %(percent)s%%인 %(cap)s원을 넘습니다.")


class SecondScreeningCapExceeded(RuleBroken):
    """2차 심층심사: 130% 이내."""

    code = "SECOND_SCREENING_CAP_EXCEEDED"
    sentence = N_("2차 심사를 통과한 사업의 합계가 %(sum)s원이 되어, 총액의 %(percent)s%%인 %(cap)s원을 넘습니다.")


class WeightsUnset(InvalidInput):
    code = "WEIGHTS_UNSET"
    field = "weights"
    sentence = N_("투표 집단마다 반영 비율을 1 이상의 수로 적어 주세요.")


class BadPolicy(InvalidInput):
    code = "BAD_POLICY"
    sentence = N_("주기 설정에 쓸 수 없는 값이 있습니다: %(name)s")


class YearOutOfRange(InvalidInput):
    """The first participatory budget was Porto Alegre's, of 1989."""

    code = "YEAR_OUT_OF_RANGE"
    field = "year"
    sentence = N_("연도는 %(least)s년부터 %(most)s년까지 적을 수 있습니다.")


class CalendarOutOfOrder(InvalidInput):
    code = "CALENDAR_OUT_OF_ORDER"
    sentence = N_("단계의 기한은 앞 단계보다 빠를 수 없습니다.")


class ReasonTooShort(InvalidInput):
    code = "REASON_TOO_SHORT"
    field = "reason"
    sentence = N_("이유를 %(length)s자 이상 적어 주세요. 시민에게 공개됩니다.")


class PointsOutOfRange(InvalidInput):
    code = "POINTS_OUT_OF_RANGE"
    field = "points"
    sentence = N_("점수는 %(least)s점부터 %(most)s점까지입니다.")


class BadAttendance(InvalidInput):
    code = "BAD_ATTENDANCE"
    field = "attendance"
    sentence = N_("참석 인원은 0명부터 %(most)s명까지 적을 수 있습니다.")


class CostNeeded(InvalidInput):
    code = "COST_NEEDED"
    field = "cost_won"
    sentence = N_("사업비를 0원보다 큰 금액으로 적어 주세요.")


class AmountDoesNotFitDecision(InvalidInput):
    code = "AMOUNT_DOES_NOT_FIT_DECISION"
    field = "amount_won"
    sentence = N_("조정 의결 금액은 0원보다 크고 편성액 %(amount)s원과 달라야 합니다.")


def check_open(stage: Stage, act: Act) -> None:
    if act not in OPEN[stage]:
        raise NotOpenNow(stage=stage.value, act=act.value)


def check_year(year: int) -> None:
    if not YEAR_MINIMUM <= year <= YEAR_MAXIMUM:
        raise YearOutOfRange(least=YEAR_MINIMUM, most=YEAR_MAXIMUM)


def check_reason(reason: str, field: str = "reason") -> None:
    """A decision about somebody's proposal says why, in public."""
    if len(reason.strip()) < REASON_MINIMUM_LENGTH:
        refusal = ReasonTooShort(length=REASON_MINIMUM_LENGTH)
        refusal.field = field
        raise refusal


def check_points(points: int) -> None:
    if not SCORE_MINIMUM_POINTS <= points <= SCORE_MAXIMUM_POINTS:
        raise PointsOutOfRange(least=SCORE_MINIMUM_POINTS, most=SCORE_MAXIMUM_POINTS)


def check_attendance(attendance: int) -> None:
    if not 0 <= attendance <= ATTENDANCE_MAXIMUM:
        raise BadAttendance(most=ATTENDANCE_MAXIMUM)


def check_cost(cost_won: int | None) -> int:
    if cost_won is None or not 0 < cost_won <= ENVELOPE_MAXIMUM_WON:
        raise CostNeeded
    return cost_won


def check_weights(electorates: Sequence[ElectoratePolicy]) -> None:
    if not electorates or any(electorate.weight is None or electorate.weight < 1 for electorate in electorates):
        raise WeightsUnset


def check_policy(policy: BudgetPolicy) -> None:
    """Refuse a policy no cycle could run under."""
    check_weights(policy.electorates)
    limits = {
        "envelope_won": 0 < policy.envelope_won <= ENVELOPE_MAXIMUM_WON,
        "tracks": bool(policy.tracks),
        "first_screening_cap_percent": CAP_MINIMUM_PERCENT <= policy.first_screening_cap_percent <= CAP_MAXIMUM_PERCENT,
        "second_screening_cap_percent": CAP_MINIMUM_PERCENT
        <= policy.second_screening_cap_percent
        <= policy.first_screening_cap_percent,
        "cap_rule": policy.cap_rule in (CapRule.SKIP, CapRule.STOP),
        "votes_per_ballot": 1 <= policy.votes_per_ballot <= VOTES_PER_BALLOT_MAXIMUM,
        "score_sheet_quorum": 1 <= policy.score_sheet_quorum <= QUORUM_MAXIMUM_SHEETS,
        "electorates": len({one.code for one in policy.electorates}) == len(policy.electorates)
        and all((one.weight or 0) <= WEIGHT_MAXIMUM for one in policy.electorates),
        "tie_order": set(policy.tie_order) <= {"sheets", "cost", "digest"} and policy.tie_order[-1:] == ("digest",),
        "deliberation_steps": len(set(policy.deliberation_steps)) == len(policy.deliberation_steps),
    }
    for name, holds in limits.items():
        if not holds:
            refusal = BadPolicy(name=name)
            refusal.field = name
            raise refusal


def check_calendar(calendar: Mapping[Stage, datetime]) -> None:
    """Each stage is due no earlier than the one before it."""
    ordered = [calendar[stage] for stage in Stage if stage in calendar]
    if ordered != sorted(ordered):
        raise CalendarOutOfOrder


def check_cap(stage: Stage, sum_won: int, policy: BudgetPolicy) -> None:
    """Refuse a set of passed candidates whose costs exceed the ceiling of the stage, exactly."""
    percent = policy.cap_percent(stage)
    if within_cap(sum_won, percent, policy.envelope_won):
        return
    broken = FirstScreeningCapExceeded if stage is Stage.FIRST_SCREENING else SecondScreeningCapExceeded
    raise broken(sum=f"{sum_won:,}", percent=percent, cap=f"{percent * policy.envelope_won // 100:,}")


def is_eligible(verdicts: Mapping[Criterion, Verdict]) -> bool:
    """One criterion not met is enough to be ineligible."""
    return all(verdicts.get(criterion) is Verdict.ELIGIBLE for criterion in Criterion)


def decided_won(decision: Decision, amount_won: int, given_won: int | None) -> int:
    """What the council granted: the whole amount, nothing, or another amount above zero."""
    if decision is Decision.ADOPTED:
        return amount_won
    if decision is Decision.CUT:
        return 0
    if given_won is None or not 0 < given_won <= ENVELOPE_MAXIMUM_WON or given_won == amount_won:
        raise AmountDoesNotFitDecision(amount=f"{amount_won:,}")
    return given_won


def policy_from_json(raw: Mapping[str, Any]) -> BudgetPolicy:
    """The policy `to_json` wrote; an unknown or missing name raises BadPolicy, so that a stored policy never changes its meaning."""
    known = {item.name for item in fields(BudgetPolicy)}
    for name in sorted(known.symmetric_difference(raw)):
        raise BadPolicy(name=name)
    return BudgetPolicy(**{name: _READERS.get(name, _as_is)(value) for name, value in raw.items()})


def _as_is(value: Any) -> Any:
    return value


_READERS: dict[str, Any] = {
    "tracks": tuple,
    "electorates": lambda raw: tuple(ElectoratePolicy(**one) for one in raw),
    "cap_rule": CapRule,
    "ballot": BallotKind,
    "deliberation_steps": lambda raw: tuple(DeliberationStep(step) for step in raw),
    "tie_order": tuple,
}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, ElectoratePolicy):
        return {item.name: getattr(value, item.name) for item in fields(value)}
    return value.value if isinstance(value, StrEnum) else value
