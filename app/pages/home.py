"""What a district's home shows: the phase at hand, the one thing to do, proposals, numbers, and the map of districts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.budget import labels as budget_labels
from app.budget import queries as budget
from app.budget.models import Cycle
from app.budget.states import Stage
from app.core.filters import money
from app.districts import queries as districts
from app.districts.models import District
from app.forums import queries as forums
from app.opinions import queries as opinions
from app.opinions.states import TopicState
from app.pages import queries
from app.proposals import queries as proposals

SHOWN_PROPOSALS = 3
SHOWN_TOPICS = 2
SHOWN_FORUMS = 2
# Which figures a reader can make something of in each stage: how many there were, and what has been decided last.
TOLD = {
    Stage.INTAKE: (),
    Stage.DEPARTMENT_REVIEW: ("proposed", "eligible"),
    Stage.FIRST_SCREENING: ("proposed", "eligible"),
    Stage.DELIBERATION: ("proposed", "eligible", "first"),
    Stage.FINAL_SUBMISSION: ("proposed", "eligible", "first"),
    Stage.SECOND_SCREENING: ("proposed", "eligible", "first"),
    Stage.FINAL_SELECTION: ("proposed", "eligible", "second"),
    Stage.BUDGETING: ("proposed", "second", "selected"),
    Stage.CLOSED: ("proposed", "selected", "budgeted"),
}
SHADES = 4


@dataclass(frozen=True)
class Tile:
    """One district on the map; `text` is its figure, `level` 0..4 its shade."""

    name: str
    url: str
    col: int
    row: int
    level: int
    text: str
    is_current: bool = False


@dataclass(frozen=True)
class Phase:
    """Where the running cycle stands and the one thing a citizen can do about it now."""

    cycle: Cycle
    title: str
    due_at: datetime | None
    action_url: str
    action: str


def of(district: District) -> dict[str, Any]:
    """Everything home.html draws."""
    cycles = budget.cycles(district)
    running = next((cycle for cycle in cycles if cycle.is_running), None)
    shown = running or (cycles[0] if cycles else None)
    return {
        "place": district,
        "phase": phase(district, running) if running else None,
        "steps": [gettext(step) for step in budget_labels.STEPS],
        "figures": figures(shown, budget.funnels([shown])[shown.id]) if shown else [],
        "shown_cycle": shown,
        "hot": proposals.most_endorsed(district, SHOWN_PROPOSALS),
        "topics": [one for one in opinions.current(district) if one.state is TopicState.ANSWERING][:SHOWN_TOPICS],
        "forums": forums.next_up(district, SHOWN_FORUMS),
        "records": records(),
        "tiles": tiles(district),
    }


def records() -> list[tuple[str, str, str]]:
    """What a district shows of itself: name, a few words, address."""
    return [
        (
            gettext("부서의 답변 현황"),
            gettext("약속한 기한을 지켰는지 부서마다 보여 드립니다."),
            url_for("replies.accounting"),
        ),
        (gettext("예산표"), gettext("어디에 얼마를 쓰는지, 합계가 맞는 표로 봅니다."), url_for("budget.tables")),
        (gettext("글 운영 기록"), gettext("가린 글과 그 이유, 이의 신청의 결과를 남깁니다."), url_for("moderation.log")),
    ]


def phase(district: District, cycle: Cycle) -> Phase:
    url, action = url_for("budget.cycle", cycle_id=cycle.id), gettext("진행 과정 보기")
    if cycle.stage is Stage.INTAKE:
        url, action = url_for("proposals.propose"), gettext("제안하기")
    if cycle.stage is Stage.FINAL_SELECTION and (paper := budget.paper(cycle)) and paper.window.name == "OPEN":
        url, action = url_for("voting.booth", paper_id=paper.id), gettext("투표하기")
    return Phase(cycle, gettext(budget_labels.STAGES[cycle.stage]), cycle.due(cycle.stage), url, action)


def figures(cycle: Cycle, numbers: dict[str, int]) -> list[tuple[str, str]]:
    """The envelope and as much of the funnel as the stage has brought forth."""
    told = [(gettext(budget_labels.FUNNEL[name]), gettext("%(n)s건", n=f"{numbers[name]:,}")) for name in TOLD[cycle.stage]]
    return [(gettext("총액"), money(cycle.envelope_won, cycle.currency)), *told]


def tiles(current: District) -> list[Tile]:
    """Every district with how many proposals it has; districts not yet open say so."""
    counts = queries.proposal_counts()
    most = max(counts.values(), default=0)
    return [_tile(one, counts.get(one.id, 0), most, current) for one in districts.everywhere() if one.col is not None]


def _tile(one: District, count: int, most: int, current: District) -> Tile:
    level = -(-SHADES * count // most) if one.is_open and most else 0
    text = gettext("%(n)s건", n=count) if one.is_open else gettext("준비 중")
    url = url_for("pages.home", district_slug=one.slug)
    return Tile(one.name, url, one.col or 0, one.row or 0, level, text, one.id == current.id)
