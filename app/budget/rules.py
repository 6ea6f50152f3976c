"""The numbers of the budget pipeline, its limits and the refusals that name them. Pure; refuses floats and any I/O.

What a cycle runs under is a value of its own, in `app/budget/policy/`; it is told here as well, for whoever checks against it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from app.budget.policy import (
    BadPolicy,
    BallotKind,
    BudgetPolicy,
    ElectoratePolicy,
    NamedCriterion,
    WeightsUnset,
    policy_from_json,
)
from app.budget.policy.presets import (
    BUDGET_SCHOOL,
    CHECKLIST,
    CITIZENS,
    COMMITTEE,
    PRESETS,
    PROPOSERS,
    SEED_2017,
    SEOUL_PB_2017,
    SMALL_PILOT,
)
from app.budget.states import OPEN, Act, Criterion, Decision, Stage, Verdict
from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.money import cap_won, within_cap
from app.proposals.states import BudgetTrack, Field
from app.voting.tally import CapRule

__all__ = [
    "BUDGET_SCHOOL",
    "CHECKLIST",
    "CITIZENS",
    "COMMITTEE",
    "PRESETS",
    "PROPOSERS",
    "SEED_2017",
    "SEOUL_PB_2017",
    "SMALL_PILOT",
    "BadPolicy",
    "BallotKind",
    "BudgetPolicy",
    "ElectoratePolicy",
    "NamedCriterion",
    "WeightsUnset",
    "policy_from_json",
]

SCORE_MINIMUM_POINTS = 0
SCORE_MAXIMUM_POINTS = 100
REASON_MINIMUM_LENGTH = 20
REASON_MAXIMUM_LENGTH = 2_000
STATEMENT_MINIMUM_LENGTH = 50
STATEMENT_MAXIMUM_LENGTH = 10_000
NOTE_MAXIMUM_LENGTH = 4_000
CYCLE_NAME_MAXIMUM_LENGTH = 80
ENVELOPE_MAXIMUM_WON = 100_000_000_000_000
CAP_MINIMUM_PERCENT = 100
CAP_MAXIMUM_PERCENT = 1_000
QUORUM_MAXIMUM_SHEETS = 50
VOTES_PER_BALLOT_MAXIMUM = 200
WEIGHT_MAXIMUM = 1_000
ATTENDANCE_MAXIMUM = 100_000
OWN_CRITERIA_MAXIMUM = 8
SHEET_CRITERIA_MAXIMUM = 10
APPEAL_MAXIMUM_DAYS = 60
CAPACITY_MAXIMUM = 5_000
AGE_MINIMUM_YEARS = 10
AGE_MAXIMUM_YEARS = 19
PAGE_SIZE = 50
ASSIGN_PAGE_SIZE = 200
ITEM_LINES_MAXIMUM = 60
BASIS_MAXIMUM_LENGTH = 300
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


class YearOutOfRange(InvalidInput):
    """The first participatory budget was Porto Alegre's, of 1989."""

    code = "YEAR_OUT_OF_RANGE"
    field = "year"
    sentence = N_("연도는 %(least)s년부터 %(most)s년까지 적을 수 있습니다.")


class CalendarOutOfOrder(InvalidInput):
    code = "CALENDAR_OUT_OF_ORDER"
    sentence = N_("단계의 기한은 앞 단계보다 빠를 수 없습니다.")


class PartCapExceeded(RuleBroken):
    """The same ceiling in per cent, of the envelope a track or field has of its own."""

    code = "PART_CAP_EXCEEDED"
    sentence = N_("이 유형·분야의 합계가 %(sum)s원이 되어, 그 몫의 한도 %(cap)s원을 넘습니다.")


class CeilingReached(InvalidInput):
    """건당 한도: under 10억, events under 3억."""

    code = "CEILING_REACHED"
    field = "cost_won"
    sentence = N_("사업비 %(cost)s원은 이 사업의 건당 한도에 걸립니다. %(under)s원 미만이어야 합니다.")


class ReasonTooShort(InvalidInput):
    code = "REASON_TOO_SHORT"
    field = "reason"
    sentence = N_("이유를 %(length)s자 이상 적어 주세요. 시민에게 공개됩니다.")


class OpinionTooShort(InvalidInput):
    code = "OPINION_TOO_SHORT"
    field = "opinion"
    sentence = N_("종합 의견을 %(least)s자부터 %(most)s자까지 적어 주세요.")


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


class EnvelopeExceeded(RuleBroken):
    """최종 선정은 총액 안에서: to the won, decisions by name included."""

    code = "ENVELOPE_EXCEEDED"
    field = "amount_won"
    sentence = N_("남은 금액 %(left)s원을 넘을 수 없습니다.")


class PartAmountWrong(InvalidInput):
    code = "PART_AMOUNT_WRONG"
    field = "amount_won"
    sentence = N_("일부 지원 금액은 0원보다 크고 사업비 %(cost)s원보다 작아야 합니다.")


class CapacityOutOfRange(InvalidInput):
    code = "CAPACITY_OUT_OF_RANGE"
    field = "capacity"
    sentence = N_("정원은 1명부터 %(most)s명까지 정할 수 있습니다.")


class MarksIncomplete(InvalidInput):
    code = "MARKS_INCOMPLETE"
    sentence = N_("모든 항목에 점수를 적어 주세요.")


class MarkOutOfRange(InvalidInput):
    code = "MARK_OUT_OF_RANGE"
    sentence = N_("‘%(name)s’의 점수는 0점부터 %(most)s점까지입니다.")


class DueTooEarly(InvalidInput):
    code = "DUE_TOO_EARLY"
    field = "due_on"
    sentence = N_("새 기한은 오늘과 지금까지의 기한보다 뒤여야 합니다.")


class AmountDoesNotFitDecision(InvalidInput):
    code = "AMOUNT_DOES_NOT_FIT_DECISION"
    field = "amount_won"
    sentence = N_("조정 의결 금액은 0원보다 크고 편성액 %(amount)s원과 달라야 합니다.")


class LinesDoNotSum(InvalidInput):
    """세부 내역의 합은 편성액: what is asked for is what it is made of, to the won."""

    code = "LINES_DO_NOT_SUM"
    field = "amount_won"
    sentence = N_("세부 내역의 합은 %(found)s원인데 금액은 %(told)s원입니다.")


class LinesChanged(InvalidInput):
    code = "LINES_CHANGED"
    sentence = N_("그사이 세부 내역이 바뀌었습니다. 화면을 새로 열어 지금 내역을 보고 적어 주세요.")


class LineAmountOutOfRange(InvalidInput):
    code = "LINE_AMOUNT_OUT_OF_RANGE"
    sentence = N_("세부 내역의 금액은 0원부터 %(most)s원까지 적을 수 있습니다.")


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


def check_points(points: int | None) -> int:
    if points is None or not SCORE_MINIMUM_POINTS <= points <= SCORE_MAXIMUM_POINTS:
        raise PointsOutOfRange(least=SCORE_MINIMUM_POINTS, most=SCORE_MAXIMUM_POINTS)
    return points


def check_attendance(attendance: int) -> None:
    if not 0 <= attendance <= ATTENDANCE_MAXIMUM:
        raise BadAttendance(most=ATTENDANCE_MAXIMUM)


def check_cost(cost_won: int | None) -> int:
    if cost_won is None or not 0 < cost_won <= ENVELOPE_MAXIMUM_WON:
        raise CostNeeded
    return cost_won


def check_capacity(capacity: int) -> int:
    if not 1 <= capacity <= CAPACITY_MAXIMUM:
        raise CapacityOutOfRange(most=CAPACITY_MAXIMUM)
    return capacity


def is_quorate(present: int, seats: int, percent: int) -> bool:
    """Whether so many are enough: at least this share of the seats, counted in whole numbers."""
    return present > 0 and present * 100 >= percent * seats


def total_of(marks: Mapping[str, int], criteria: Sequence[NamedCriterion]) -> int:
    """A sheet's points: one mark for each criterion, none above its full points, added up."""
    if set(marks) != {one.code for one in criteria}:
        raise MarksIncomplete
    for one in criteria:
        if not 0 <= marks[one.code] <= one.full_points:
            refusal = MarkOutOfRange(name=one.name_ko, most=one.full_points)
            refusal.field = f"mark_{one.code}"
            raise refusal
    return sum(marks.values())


def check_due(due_at: datetime, *, now: datetime, before: datetime | None) -> None:
    """A deadline lies ahead, and a postponed one behind the one that stood."""
    if due_at <= now or (before is not None and due_at <= before):
        raise DueTooEarly


def appeal_ends(finished_at: datetime, days: int) -> datetime:
    """The last instant at which a finding can be objected to; inclusive."""
    return finished_at + timedelta(days=days)


def check_weights(electorates: Sequence[ElectoratePolicy]) -> None:
    if not electorates or any(electorate.weight is None or electorate.weight < 1 for electorate in electorates):
        raise WeightsUnset


def check_policy(policy: BudgetPolicy) -> None:
    """Refuse a policy no cycle could run under, at the field that is wrong."""
    check_weights(policy.electorates)
    for name in faults(policy):
        refusal = BadPolicy(name=name)
        refusal.field = name
        raise refusal


def faults(policy: BudgetPolicy) -> list[str]:
    """The names of the fields no cycle could run under; weights are asked for apart."""
    limits = {
        "envelope_won": 0 < policy.envelope_won <= ENVELOPE_MAXIMUM_WON,
        "tracks": bool(policy.tracks) and set(policy.tracks) <= set(BudgetTrack),
        "first_screening_cap_percent": CAP_MINIMUM_PERCENT <= policy.first_screening_cap_percent <= CAP_MAXIMUM_PERCENT,
        "second_screening_cap_percent": CAP_MINIMUM_PERCENT
        <= policy.second_screening_cap_percent
        <= policy.first_screening_cap_percent,
        "cap_rule": policy.cap_rule in (CapRule.SKIP, CapRule.STOP),
        "votes_per_ballot": 1 <= policy.votes_per_ballot <= VOTES_PER_BALLOT_MAXIMUM,
        "score_sheet_quorum": 1 <= policy.score_sheet_quorum <= QUORUM_MAXIMUM_SHEETS,
        "minimum_age_years": AGE_MINIMUM_YEARS <= policy.minimum_age_years <= AGE_MAXIMUM_YEARS,
        "electorates": len({one.code for one in policy.electorates}) == len(policy.electorates)
        and all((one.weight or 0) <= WEIGHT_MAXIMUM for one in policy.electorates),
        "tie_order": set(policy.tie_order) <= {"sheets", "cost", "digest"} and policy.tie_order[-1:] == ("digest",),
        "deliberation_steps": len(set(policy.deliberation_steps)) == len(policy.deliberation_steps),
        "own_criteria": _are_named(policy.own_criteria, OWN_CRITERIA_MAXIMUM)
        and not {one.code for one in policy.own_criteria} & set(Criterion),
        "sheet_criteria": _are_named(policy.sheet_criteria, SHEET_CRITERIA_MAXIMUM)
        and all(one.full_points > 0 for one in policy.sheet_criteria)
        and sum(one.full_points for one in policy.sheet_criteria) in (0, SCORE_MAXIMUM_POINTS),
        "track_envelopes_won": _are_parts(policy.track_envelopes_won, set(policy.tracks), policy.envelope_won),
        "field_envelopes_won": _are_parts(policy.field_envelopes_won, set(Field), policy.envelope_won)
        and not (policy.field_envelopes_won and (policy.track_envelopes_won or policy.votes_per_track)),
        "appeal_days": 0 <= policy.appeal_days <= APPEAL_MAXIMUM_DAYS,
        "panel_quorum_percent": 0 <= policy.panel_quorum_percent <= 100,
        "votes_per_track": not policy.votes_per_track
        or (
            policy.ballot is BallotKind.APPROVAL
            and policy.votes_per_field == 0
            and {track for track, _ in policy.votes_per_track} == set(policy.tracks)
            and all(1 <= votes <= VOTES_PER_BALLOT_MAXIMUM for _, votes in policy.votes_per_track)
        ),
        "votes_per_field": 0 <= policy.votes_per_field <= VOTES_PER_BALLOT_MAXIMUM
        and (policy.votes_per_field == 0 or policy.ballot is BallotKind.APPROVAL),
        "ceilings": all(0 < one.under_won <= ENVELOPE_MAXIMUM_WON for one in policy.ceilings),
        "dated_stages": Stage.CLOSED not in policy.dated_stages,
        "checklist": not policy.checklist or tuple(one.code for one in policy.checklist) == CHECKLIST,
    }
    return [name for name, holds in limits.items() if not holds]


def _are_named(criteria: Sequence[NamedCriterion], most: int) -> bool:
    codes = [one.code for one in criteria]
    return len(set(codes)) == len(codes) <= most and all(one.code and one.name_ko for one in criteria)


def _are_parts(amounts: Sequence[tuple[str, int]], wanted: Collection[str], whole_won: int) -> bool:
    """None at all, or money for every track or field, together no more than there is."""
    parts = dict(amounts)
    is_each_once = len(parts) == len(amounts) and set(parts) == set(wanted)
    return not amounts or (is_each_once and min(parts.values()) > 0 and sum(parts.values()) <= whole_won)


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


def check_part_cap(stage: Stage, part: str, sum_won: int, policy: BudgetPolicy) -> None:
    """As `check_cap`, for the part of the whole a project belongs to, where that has an envelope of its own."""
    own = policy.part_envelopes.get(part)
    if own is not None and not within_cap(sum_won, policy.cap_percent(stage), own):
        raise PartCapExceeded(sum=f"{sum_won:,}", cap=f"{cap_won(policy.cap_percent(stage), own):,}")


def check_ceiling(policy: BudgetPolicy, track: str, is_event: bool, cost_won: int) -> None:
    """Refuse a project that costs as much as its kind may not (10억 미만: 10억 itself is too much)."""
    under_won = policy.ceiling_won(track, is_event)
    if under_won is not None and cost_won >= under_won:
        raise CeilingReached(cost=f"{cost_won:,}", under=f"{under_won:,}")


def is_eligible(verdicts: Mapping[Criterion, Verdict]) -> bool:
    """One criterion not met is enough to be ineligible."""
    return all(verdicts.get(criterion) is Verdict.ELIGIBLE for criterion in Criterion)


def decided_by_line(decision: Decision, lines: Mapping[int, int], named_won: Mapping[int, int]) -> dict[int, int]:
    """What the council left of each line: all, nothing, or what is named for it; a line that is not named stands as it was asked for."""
    if not set(named_won) <= set(lines):
        raise LinesChanged
    for line, amount in named_won.items():
        if not 0 <= amount <= ENVELOPE_MAXIMUM_WON:
            refusal = LineAmountOutOfRange(most=f"{ENVELOPE_MAXIMUM_WON:,}")
            refusal.field = f"line_{line}"
            raise refusal
    if decision is Decision.CUT:
        return dict.fromkeys(lines, 0)
    return {**lines, **(named_won if decision is Decision.AMENDED else {})}


def check_sum(amounts: Collection[int], amount_won: int) -> None:
    if sum(amounts) != amount_won:
        raise LinesDoNotSum(found=f"{sum(amounts):,}", told=f"{amount_won:,}")


def decided_won(decision: Decision, amount_won: int, given_won: int | None) -> int:
    """What the council granted: the whole amount, nothing, or another amount above zero."""
    if decision is Decision.ADOPTED:
        return amount_won
    if decision is Decision.CUT:
        return 0
    if given_won is None or not 0 < given_won <= ENVELOPE_MAXIMUM_WON or given_won == amount_won:
        raise AmountDoesNotFitDecision(amount=f"{amount_won:,}")
    return given_won
