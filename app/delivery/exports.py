"""Execution as open data: one line for each granted project, amounts as whole numbers."""

from collections.abc import Iterable
from typing import Any

from app.budget.models import BudgetItem, Cycle
from app.core.sheets import sheet_bytes
from app.delivery import story
from app.delivery.models import Delivery

COLUMNS = (
    "주기", "연도", "제안번호", "사업명", "집행부서", "예산액", "집행액", "통화", "상태", "시작", "끝", "추진단계", "마친단계", "지연횟수",
    "지금늦음", "결과", "다음단계", "다음기한",
)  # fmt: skip


def deliveries(cycle: Cycle, rows: Iterable[tuple[BudgetItem, Delivery | None]], kind: str) -> bytes:
    """CSV or XLSX."""
    return sheet_bytes(kind, COLUMNS, [_row(cycle, item, delivery) for item, delivery in rows], name=cycle.name)


def _row(cycle: Cycle, item: BudgetItem, delivery: Delivery | None) -> tuple[Any, ...]:
    proposal = item.candidate.proposal
    head = (cycle.name, cycle.year, proposal.number, proposal.current.title)
    if delivery is None:
        unit = item.department.name_ko if item.department else ""
        return (*head, unit, item.decided_amount_won, 0, cycle.currency, "계획 전", *("",) * 9)
    ahead = delivery.next_milestone
    return (
        *head, delivery.department.name_ko, delivery.budget_won, delivery.spent_won, cycle.currency, story.word(delivery.state),
        delivery.starts_on, delivery.ends_on, len(delivery.milestones), sum(one.done_on is not None for one in delivery.milestones),
        len(delivery.delays), "예" if delivery.is_overdue else "아니오", story.word(delivery.report.outcome) if delivery.report else "",
        ahead.title if ahead else "", ahead.due_on if ahead else "",
    )  # fmt: skip
