"""What waits on whose desk: one list for each hat the reader wears in the pipeline. Refuses anything but reading."""

from collections.abc import Callable
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from app.budget import queries, story
from app.budget.blockers import blockers
from app.budget.models import Candidate, Cycle
from app.budget.queries import panels, reviews
from app.budget.services.screening import kind_of
from app.budget.states import CandidateState, Stage
from app.core import clock
from app.core.desk import Pile, Task, brings
from app.core.forms import sentence_of
from app.core.permits import Who
from app.districts.models import District
from app.districts.states import Role


@brings
def of(district: District, who: Who) -> list[Pile]:
    """The piles of every hat this person wears here."""
    running = queries.running(district)
    return [make(district, running, who) for role, make in _PILES.items() if role in who.roles]


def _officer(district: District, running: list[Cycle], who: Who) -> Pile:
    waiting = queries.to_review(district, who.department_ids)
    tasks = [_task(one, "budget.review", one.department.name if one.department else "", due=_due(one)) for one in waiting]
    tasks += [
        _task(one, "budget.opinion", gettext("의견을 기다립니다.")) for one in queries.to_advise(district, who.department_ids)
    ]
    reviewing = next((cycle for cycle in running if cycle.stage is Stage.DEPARTMENT_REVIEW), None)
    more = (url_for("budget.work", cycle_id=reviewing.id), gettext("검토 작업 목록")) if reviewing else None
    return Pile(gettext("부서 검토"), tasks, more)


def _due(candidate: Candidate) -> datetime | None:
    """The review's own deadline, where it has one."""
    return (candidate.review.due_at if candidate.review else None) or candidate.cycle.due(candidate.cycle.stage)


def _panelist(district: District, running: list[Cycle], who: Who) -> Pile:
    tasks = []
    for cycle in running:
        if cycle.stage not in (Stage.FIRST_SCREENING, Stage.SECOND_SCREENING):
            continue
        kind = kind_of(cycle)
        if who.resident_id not in panels.panel_ids(cycle, clock.today()):
            continue
        due, note = cycle.due(cycle.stage), story.word(kind)
        for one in panels.left_for(cycle, kind, who.resident_id or 0):
            url = url_for("budget.score", cycle_id=cycle.id, candidate_id=one.id)
            tasks.append(Task(f"{one.number} {one.title}", url, due, note))
    return Pile(gettext("심사"), tasks)


def _committee(district: District, running: list[Cycle], who: Who) -> Pile:
    found = queries.papers_now_open(district)
    tasks = [Task(paper.title, url_for("voting.booth", paper_id=paper.id), paper.closes_at, cycle.name) for cycle, paper in found]
    return Pile(gettext("위원회 투표"), tasks)


def _moderator(district: District, running: list[Cycle], who: Who) -> Pile:
    tasks = []
    for cycle in running:
        if cycle.stage is Stage.DELIBERATION:
            tasks += _missing_records(cycle)
    return Pile(gettext("민관 숙의"), tasks)


def _missing_records(cycle: Cycle) -> list[Task]:
    held, steps = queries.deliberated_steps(cycle), cycle.policy.deliberation_steps
    tasks = []
    for one in queries.in_state(cycle, CandidateState.FIRST_PASSED, with_proposers=False):
        missing = [story.word(step) for step in steps if step not in held.get(one.id, set())]
        if missing:
            tasks.append(_task(one, "budget.deliberation", ", ".join(missing), cycle))
    return tasks


def _coordinator(district: District, running: list[Cycle], who: Who) -> Pile:
    tasks = []
    for cycle in running:
        here, due = url_for("budget.cycle", cycle_id=cycle.id), cycle.due(cycle.stage)
        missing = blockers(cycle)
        for one in missing:
            tasks.append(Task(sentence_of(one), _way(cycle, one.code) or here, due, cycle.name))
        if not missing:
            tasks.append(Task(gettext("다음 단계로 넘길 수 있습니다."), here, due, cycle.name))
        tasks += _in_detail(cycle, {one.code for one in missing})
    return Pile(gettext("운영"), tasks)


def _way(cycle: Cycle, code: str) -> str:
    """The page on which this blocker can be worked off."""
    pages = {
        "UNASSIGNED": "budget.assign",
        "VOTE_NOT_OPENED": "budget.vote",
        "ITEMS_UNDECIDED": "budget.items",
        "STATEMENT_MISSING": "budget.issue_statement",
    }
    return url_for(pages[code], cycle_id=cycle.id) if code in pages else ""


def _in_detail(cycle: Cycle, missing: set[str]) -> list[Task]:
    """The candidates a blocker speaks of, where the coordinator can do something about each."""
    if cycle.stage is Stage.DEPARTMENT_REVIEW or "APPEALS_OPEN" in missing:
        waiting = reviews.open_appeals(cycle)
        return [_task(one, "budget.decide_appeal", gettext("이의 신청의 결정을 기다립니다."), cycle) for one in waiting]
    if "DELIBERATION_MISSING" in missing:
        return _missing_records(cycle)
    if cycle.stage is Stage.FINAL_SUBMISSION:
        waiting = queries.in_state(cycle, CandidateState.FIRST_PASSED, with_proposers=False)
        return [_task(one, "budget.final", gettext("최종 제안서를 기다리고 있습니다."), cycle) for one in waiting]
    return []


def _task(candidate: Candidate, endpoint: str, note: str, cycle: Cycle | None = None, due: datetime | None = None) -> Task:
    cycle = cycle or candidate.cycle
    url = url_for(endpoint, cycle_id=candidate.cycle_id, candidate_id=candidate.id)
    return Task(f"{candidate.proposal.number} {candidate.proposal.current.title}", url, due or cycle.due(cycle.stage), note)


_PILES: dict[Role, Callable[[District, list[Cycle], Who], Pile]] = {
    Role.OFFICER: _officer,
    Role.PANELIST: _panelist,
    Role.COMMITTEE: _committee,
    Role.MODERATOR: _moderator,
    Role.COORDINATOR: _coordinator,
}
