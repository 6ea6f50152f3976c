"""Everything public of a cycle as tables to download: one row for each thing, dates in Seoul, amounts as whole numbers. Refuses queries."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.budget import itemized, story
from app.budget.models import BudgetItem, Candidate, Cycle, ScreeningOutcome
from app.core import clock, telling
from app.core.history import HistoryEntry
from app.proposals.labels import FIELDS, TRACKS
from app.proposals.states import BudgetTrack

Row = Sequence[Any]
CANDIDATES = ("제안번호", "사업명", "유형", "분야", "장소", "부서", "사업비", "통화", "상태", "투표순위", "투표점수")
OUTCOMES = ("순위", "제안번호", "사업명", "평균", "점수합", "심사표", "사업비", "통과", "이유")
ITEMS = ("제안번호", "사업명", "부서", "편성액", "통화", "의결", "의결액", "의결일", "이유")
HISTORY = ("언제", "누가", "무엇", "이유")


def candidates(cycle: Cycle, rows: Iterable[Candidate]) -> list[Row]:
    return [
        (
            one.proposal.number, one.proposal.current.title, TRACKS.get(BudgetTrack(one.track), one.track),
            FIELDS[one.proposal.field], one.proposal.current.place, one.department.name_ko if one.department else "", one.cost_won,
            cycle.currency, story.word(one.state), one.selection.rank if one.selection else "",
            one.selection.score if one.selection else "",
        )
        for one in rows
    ]  # fmt: skip


def outcomes(cycle: Cycle, rows: Iterable[tuple[ScreeningOutcome, Candidate]]) -> list[Row]:
    return [
        (
            outcome.rank, one.proposal.number, one.proposal.current.title, story.mean(outcome.points_sum, outcome.sheet_count),
            outcome.points_sum, outcome.sheet_count, outcome.cost_won, "통과" if outcome.is_passed else "미통과",
            story.screening_reason(outcome, cycle.currency),
        )
        for outcome, one in rows
    ]  # fmt: skip


def items(cycle: Cycle, rows: Iterable[BudgetItem]) -> list[Row]:
    return [
        (
            one.candidate.proposal.number, one.candidate.proposal.current.title, one.department.name_ko if one.department else "",
            one.amount_won, cycle.currency, story.word(one.decision), one.decided_amount_won, one.decided_on, one.decision_reason,
        )
        for one in rows
    ]  # fmt: skip


def item_lines(cycle: Cycle, rows: Iterable[BudgetItem]) -> list[Row]:
    """As `itemized.read` takes them, in won: what was written can be read again."""
    return [
        (
            one.candidate.proposal.number, one.candidate.proposal.current.title, line.name, line.basis, line.amount_won,
            line.decided_won,
        )
        for one in rows
        for line in one.lines
    ]  # fmt: skip


def history(cycle: Cycle, rows: Iterable[HistoryEntry]) -> list[Row]:
    """Who acted is a hat or a department, never a person."""
    told = [entry for entry in rows if telling.is_told(entry)]
    return [
        (clock.seoul(entry.at).isoformat(timespec="minutes"), event.who, event.what, event.reason)
        for entry, event in zip(told, story.events(told), strict=True)
    ]


Maker = Callable[[Cycle, Iterable[Any]], list[Row]]
FILES: dict[str, tuple[Sequence[str], Maker]] = {
    "candidates": (CANDIDATES, candidates),
    "first-screening": (OUTCOMES, outcomes),
    "second-screening": (OUTCOMES, outcomes),
    "items": (ITEMS, items),
    "item-lines": (itemized.COLUMNS, item_lines),
    "history": (HISTORY, history),
}
