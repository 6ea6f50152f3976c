"""The yearly disclosure of the participatory budget (지방재정법 제60조①): how it was run in a fiscal year, and every project. Refuses queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.budget import story as budget
from app.budget.models import Cycle
from app.core.filters import money
from app.delivery import queries, story

COLUMNS = (
    "회계연도", "주기", "제안번호", "사업명", "부서", "편성액", "의결", "의결액", "집행액", "통화", "집행상태", "결과", "이유",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One cycle of the year: how many came how far, how many voted, and its projects."""

    cycle: Cycle
    numbers: Mapping[str, int]
    ballots: int
    rows: Sequence[queries.Pair]

    @property
    def decided_won(self) -> int:
        return sum(item.decided_amount_won or 0 for item, _ in self.rows)

    @property
    def spent_won(self) -> int:
        return sum(one.spent_won for _, one in self.rows if one is not None)

    @property
    def compiled_won(self) -> int:
        return sum(item.amount_won for item, _ in self.rows)


def figures(run: Run) -> list[tuple[str, str]]:
    """The operation of one cycle in lines, as the disclosure prints them."""
    currency = run.cycle.currency
    counts = {
        gettext("제안"): run.numbers["proposed"],
        gettext("적격"): run.numbers["eligible"],
        gettext("투표에 오른 사업"): run.numbers["second"],
        gettext("선정"): run.numbers["selected"],
        gettext("예산 반영"): run.numbers["budgeted"],
    }
    lines = [(words, f"{number:,}") for words, number in counts.items()]
    lines.append((gettext("투표한 사람"), f"{run.ballots:,}"))
    amounts = {
        gettext("총액"): run.cycle.envelope_won,
        gettext("편성액"): run.compiled_won,
        gettext("의결액"): run.decided_won,
        gettext("집행액"): run.spent_won,
    }
    return lines + [(words, money(amount, currency)) for words, amount in amounts.items()]


def rows(year: int, runs: Sequence[Run]) -> list[tuple[Any, ...]]:
    """One line for each item of the bill."""
    return [_row(year, run.cycle, pair) for run in runs for pair in run.rows]


LINE_COLUMNS = ("회계연도", "주기", "제안번호", "사업명", "세부항목", "산출근거", "편성액", "의결액", "통화")


def line_rows(year: int, runs: Sequence[Run]) -> list[tuple[Any, ...]]:
    """One line for each line of an item (세부 내역)."""
    return [
        (
            year, run.cycle.name, item.candidate.proposal.number, item.candidate.proposal.current.title, line.name, line.basis,
            line.amount_won, line.decided_won, run.cycle.currency,
        )
        for run in runs
        for item, _ in run.rows
        for line in item.lines
    ]  # fmt: skip


def _row(year: int, cycle: Cycle, pair: queries.Pair) -> tuple[Any, ...]:
    item, one = pair
    proposal = item.candidate.proposal
    unit = one.department if one else item.department
    return (
        year, cycle.name, proposal.number, proposal.current.title, unit.name_ko if unit else "", item.amount_won,
        budget.word(item.decision), item.decided_amount_won, one.spent_won if one else 0, cycle.currency,
        story.word(one.state) if one else "", story.word(one.report.outcome) if one and one.report else "", item.decision_reason,
    )  # fmt: skip
