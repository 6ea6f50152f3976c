"""Limits of the execution of granted projects and the refusals that name them. Pure; amounts in whole won, refuses floats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import N_, InvalidInput, RuleBroken
from app.delivery.states import OPEN, DeliveryState, Work

MILESTONES_MAXIMUM = 8
MILESTONE_TITLE_MAXIMUM_LENGTH = 100
PURPOSE_MAXIMUM_LENGTH = 200
REPORT_MINIMUM_LENGTH = 50
REPORT_MAXIMUM_LENGTH = 6_000
NOTE_MAXIMUM_LENGTH = 500
SPENDING_MAXIMUM_WON = 100_000_000_000_000
EXECUTION_MAXIMUM_YEARS = 5


@dataclass(frozen=True)
class MilestoneDraft:
    title: str
    due_on: date


class NotAtThisPoint(RuleBroken):
    code = "DELIVERY_NOT_AT_THIS_POINT"
    sentence = N_("이 사업의 지금 상태에서는 할 수 없는 일입니다.")


class NotGranted(RuleBroken):
    code = "DELIVERY_NOT_GRANTED"
    sentence = N_("의회가 예산을 의결한 사업만 집행할 수 있습니다.")


class AlreadyPlanned(RuleBroken):
    code = "DELIVERY_ALREADY_PLANNED"
    sentence = N_("이 사업의 집행 계획은 이미 있습니다.")


class ExecutingDepartmentMissing(InvalidInput):
    code = "EXECUTING_DEPARTMENT_MISSING"
    field = "department_id"
    sentence = N_("집행할 부서를 골라 주세요.")


class BadPeriod(InvalidInput):
    code = "BAD_PERIOD"
    field = "ends_on"
    sentence = N_("끝나는 날은 시작하는 날과 같거나 뒤여야 하고, %(years)s년을 넘을 수 없습니다.")


class MilestonesMissing(InvalidInput):
    code = "MILESTONES_MISSING"
    field = "milestone_1_title"
    sentence = N_("추진 단계를 하나부터 %(most)s개까지, 이름과 날짜를 함께 적어 주세요.")


class MilestoneOutsidePeriod(InvalidInput):
    code = "MILESTONE_OUTSIDE_PERIOD"
    field = "milestone_1_due"
    sentence = N_("추진 단계 ‘%(title)s’의 날짜가 사업 기간 밖입니다.")


class NoSuchMilestone(InvalidInput):
    code = "NO_SUCH_MILESTONE"
    field = "milestone"
    sentence = N_("아직 마치지 않은 추진 단계를 골라 주세요.")


class NotLater(InvalidInput):
    code = "NOT_LATER"
    field = "due_on"
    sentence = N_("새 기한은 지금 기한(%(before)s)보다 뒤여야 합니다.")


class InTheFuture(InvalidInput):
    code = "DELIVERY_IN_THE_FUTURE"
    field = "on"
    sentence = N_("오늘까지의 날짜만 적을 수 있습니다.")


class AmountMissing(InvalidInput):
    code = "SPENDING_AMOUNT_MISSING"
    field = "amount_won"
    sentence = N_("금액을 0원보다 크게 적어 주세요.")


class PurposeMissing(InvalidInput):
    code = "SPENDING_PURPOSE_MISSING"
    field = "purpose"
    sentence = N_("무엇에 썼는지 %(most)s자 안에서 적어 주세요.")


class BudgetExceeded(RuleBroken):
    """Spending is held against what the council granted, to the won."""

    code = "DELIVERY_BUDGET_EXCEEDED"
    field = "amount_won"
    sentence = N_("집행액의 합계가 %(sum)s원이 되어 예산 %(budget)s원을 넘습니다.")


class RefundExceedsSpending(RuleBroken):
    code = "REFUND_EXCEEDS_SPENDING"
    field = "amount_won"
    sentence = N_("돌려받은 금액은 지금까지 쓴 %(spent)s원보다 클 수 없습니다.")


class ReportTooShort(InvalidInput):
    code = "REPORT_TOO_SHORT"
    field = "summary"
    sentence = N_("무엇을 했고 무엇이 달라졌는지 %(least)s자 이상 적어 주세요. 시민에게 공개됩니다.")


class MilestonesOpen(RuleBroken):
    code = "MILESTONES_OPEN"
    sentence = N_(
        "마치지 않은 추진 단계가 %(count)s개 있습니다. 먼저 마치거나, 이루지 못했다면 ‘일부 달성’이나 ‘미달성’을 골라 주세요."
    )


class NotYetOver(RuleBroken):
    code = "NOT_YET_OVER"
    sentence = N_("마친 사업만 다음 제안과 이을 수 있습니다.")


class CannotFeedItself(InvalidInput):
    code = "CANNOT_FEED_ITSELF"
    field = "number"
    sentence = N_("이 사업이 된 제안보다 나중에 공개된 제안의 번호를 적어 주세요.")


class AlreadyLinked(RuleBroken):
    code = "ALREADY_LINKED"
    field = "number"
    sentence = N_("이미 이어진 제안입니다.")


def check_open(state: DeliveryState, work: Work) -> None:
    if work not in OPEN[state]:
        raise NotAtThisPoint(state=state.value, work=work.value)


def check_plan(starts_on: date, ends_on: date, milestones: Sequence[MilestoneDraft]) -> None:
    """A plan has a period and steps within it, in the order in which they fall due."""
    if not starts_on <= ends_on or ends_on.year - starts_on.year > EXECUTION_MAXIMUM_YEARS:
        raise BadPeriod(years=EXECUTION_MAXIMUM_YEARS)
    if not 1 <= len(milestones) <= MILESTONES_MAXIMUM:
        raise MilestonesMissing(most=MILESTONES_MAXIMUM)
    for one in milestones:
        if not 0 < len(one.title) <= MILESTONE_TITLE_MAXIMUM_LENGTH:
            raise MilestonesMissing(most=MILESTONES_MAXIMUM)
        if not starts_on <= one.due_on <= ends_on:
            raise MilestoneOutsidePeriod(title=one.title)


def check_past(day: date, today: date) -> None:
    if day > today:
        raise InTheFuture


def spent_after(budget_won: int, spent_won: int, amount_won: int | None, *, is_refund: bool) -> int:
    """What will have been spent in all, never more than was granted and never less than nothing."""
    if amount_won is None or not 0 < amount_won <= SPENDING_MAXIMUM_WON:
        raise AmountMissing
    after = spent_won - amount_won if is_refund else spent_won + amount_won
    if after < 0:
        raise RefundExceedsSpending(spent=f"{spent_won:,}")
    if after > budget_won:
        raise BudgetExceeded(sum=f"{after:,}", budget=f"{budget_won:,}")
    return after


def check_report(summary: str) -> None:
    if len(summary.strip()) < REPORT_MINIMUM_LENGTH:
        raise ReportTooShort(least=REPORT_MINIMUM_LENGTH)


def permille(part_won: int, whole_won: int) -> int:
    """A share in tenths of a per cent, rounded down: 1,000 only when everything is spent."""
    return part_won * 1_000 // whole_won if whole_won else 0
