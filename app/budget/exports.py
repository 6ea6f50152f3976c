"""The pipeline's open data."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from app.budget import story
from app.budget.labels import UNITS
from app.budget.models import BudgetItem, BudgetTable, Candidate, Cycle
from app.budget.outline import UNITS_WON, typed
from app.budget.states import Stage
from app.core import clock
from app.core.money import in_unit
from app.core.sheets import csv_bytes, xlsx_bytes
from app.proposals.labels import TRACKS
from app.proposals.states import BudgetTrack

COLUMNS = ("주기", "연도", "제안번호", "사업명", "부서", "편성액", "통화", "의결", "의결액", "의결일", "이유")


def items_csv(cycle: Cycle, items: Iterable[BudgetItem]) -> bytes:
    """One line per item of the bill, amounts as whole numbers."""
    return csv_bytes(COLUMNS, (_row(cycle, item) for item in items))


def _row(cycle: Cycle, item: BudgetItem) -> tuple[Any, ...]:
    proposal = item.candidate.proposal
    return (
        cycle.name, cycle.year, proposal.number, proposal.current.title, item.department.name if item.department else "",
        item.amount_won, cycle.currency, story.word(item.decision), item.decided_amount_won, item.decided_on, item.decision_reason,
    )  # fmt: skip


WORK_COLUMNS = (
    "제안번호",
    "사업명",
    "유형",
    "총괄 부서",
    "추진·협조 부서",
    "상태",
    "기한",
    "검토 완료",
    "사업비",
    "통화",
    "이의 신청",
)


def work_csv(cycle: Cycle, candidates: Iterable[Candidate]) -> bytes:
    """The work list as a file: how far each review is, never what an unfinished one says."""
    return csv_bytes(WORK_COLUMNS, (_work_row(cycle, one) for one in candidates))


def _work_row(cycle: Cycle, one: Candidate) -> tuple[Any, ...]:
    review = one.review
    parts = ", ".join(f"{part.department.name}({story.word(part.kind)})" for part in one.parts)
    due = (review.due_at if review else None) or cycle.due(Stage.DEPARTMENT_REVIEW)
    return (
        one.proposal.number, one.proposal.current.title, gettext(TRACKS[BudgetTrack(one.track)]),
        one.department.name if one.department else "", parts, story.word(one.state), clock.seoul(due).date() if due else "",
        clock.seoul(review.finished_at).date() if review and review.finished_at else "", one.cost_won, cycle.currency,
        story.word(one.appeal.state) if one.appeal else "",
    )  # fmt: skip


def table_file(table: BudgetTable, kind: str) -> bytes:
    """A budget table as CSV or XLSX, in the unit it was published in: what was read can be read again."""
    unit_won = UNITS_WON[table.unit]
    head = ("구분", f"금액({UNITS[table.unit]})", "비고")
    lines = zip(typed(table.lines), table.lines, strict=True)
    rows = [(name, in_unit(line.amount_won, unit_won), line.note) for name, line in lines]
    return csv_bytes(head, rows) if kind == "csv" else xlsx_bytes(head, rows, name=table.name)


DISTRICT_COLUMNS = (
    "연도", "구", "공개한 주기", "심사 대상 제안", "적격", "투표 대상", "선정", "예산 반영", "총액", "선정 금액", "의결 금액", "투표한 사람",
    "이메일을 확인한 구민", "공개한 때",
)  # fmt: skip


def districts_csv(rows: Iterable[tuple[Any, dict[str, Any], list[Any]]], year: int | None) -> bytes:
    """One line for each district; what it has not published stays empty."""
    return csv_bytes(DISTRICT_COLUMNS, (_district_row(year, *row) for row in rows))


def _district_row(year: int | None, district: Any, figures: dict[str, Any], published: list[Any]) -> tuple[Any, ...]:
    names = (
        "proposed", "eligible", "second", "selected", "budgeted", "envelope_won", "selected_won", "budgeted_won", "voters",
        "entitled",
    )  # fmt: skip
    at = max((one.at for one in published), default=None)
    return (
        year, district.name_ko, ", ".join(one.name for one in published), *(figures[name] for name in names),
        clock.seoul(at).isoformat(timespec="minutes") if at else "",
    )  # fmt: skip
