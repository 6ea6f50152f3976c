"""Why not yet? What is still missing before a cycle may leave its stage: asked by the service and shown by the page."""

from collections.abc import Callable

from app.budget import queries
from app.budget.models import Cycle
from app.budget.queries import intake, panels
from app.budget.states import CandidateState, ScreeningKind, Stage
from app.core import clock
from app.core.errors import N_, Blocker
from app.voting.states import PaperState


def blockers(cycle: Cycle) -> list[Blocker]:
    """Everything that keeps this cycle in its stage; empty when it may go on."""
    return _ASK[cycle.stage](cycle)


def _intake(cycle: Cycle) -> list[Blocker]:
    waiting, taking_part = intake.counts(cycle)
    if waiting:
        sentence = N_("진행자의 확인을 기다리는 제안이 %(count)s건 있습니다. 확인을 마쳐야 접수를 마감할 수 있습니다.")
        return [Blocker("PROPOSALS_WAIT_FOR_MODERATORS", sentence, {"count": waiting})]
    if taking_part:
        return []
    return [Blocker("NO_PROPOSALS", N_("이 주기의 심사 대상이 될 제안이 아직 없습니다."))]


def _review(cycle: Cycle) -> list[Blocker]:
    waiting, unassigned = queries.numbers_in(cycle, CandidateState.NOMINATED)
    found = []
    if unassigned:
        found.append(Blocker("UNASSIGNED", N_("담당 부서가 정해지지 않은 제안이 %(count)s건 있습니다."), {"count": unassigned}))
    if waiting > unassigned:
        open_ = waiting - unassigned
        found.append(Blocker("UNREVIEWED", N_("부서 검토가 끝나지 않은 제안이 %(count)s건 있습니다."), {"count": open_}))
    return found


def short_of_sheets(cycle: Cycle, kind: ScreeningKind) -> dict[int, int]:
    """Candidate id to the number of sheets still missing for the quorum.

    Recusals lower what can be had, but never below one: nobody's proposal is decided without a single sheet.
    """
    quorum, missing = cycle.policy.score_sheet_quorum, {}
    for number, one in panels.standings(cycle, kind, clock.today()).items():
        if (short := max(1, min(quorum, one.panel - one.barred)) - one.sheets) > 0:
            missing[number] = short
    return missing


def _beside_sheets(cycle: Cycle, kind: ScreeningKind) -> list[Blocker]:
    """A panel with seats decides by meeting, in sufficient number. Whoever was found ineligible keeps the time to object, and an
    answer, before the first screening is closed over them."""
    facts, found = panels.facts(cycle, kind, clock.now()), []
    if cycle.policy.panel_quorum_percent and facts.has_seats and not facts.is_quorate:
        found.append(Blocker("NO_QUORATE_MEETING", N_("정족수를 채운 회의의 회의록이 아직 없습니다.")))
    if kind is not ScreeningKind.PAPER:
        return found
    if facts.appeals_open:
        sentence = N_("결정하지 않은 이의 신청이 %(count)s건 있습니다.")
        found.append(Blocker("APPEALS_OPEN", sentence, {"count": facts.appeals_open}))
    if facts.may_still_appeal:
        sentence = N_("이의 신청 기간이 남은 부적격 제안이 %(count)s건 있습니다.")
        found.append(Blocker("APPEAL_TIME_RUNNING", sentence, {"count": facts.may_still_appeal}))
    return found


def _screening(kind: ScreeningKind) -> Callable[[Cycle], list[Blocker]]:
    def ask(cycle: Cycle) -> list[Blocker]:
        missing, beside = short_of_sheets(cycle, kind), _beside_sheets(cycle, kind)
        if not missing:
            return beside
        params = {"count": len(missing), "sheets": sum(missing.values())}
        sheets = Blocker("SHEETS_MISSING", N_("제안 %(count)s건에 심사표 %(sheets)s장이 더 있어야 합니다."), params)
        return [sheets, *beside]

    return ask


def _deliberation(cycle: Cycle) -> list[Blocker]:
    missing = queries.missing_records(cycle)
    if not missing:
        return []
    params = {"count": len(missing), "records": sum(missing.values())}
    return [Blocker("DELIBERATION_MISSING", N_("제안 %(count)s건에 숙의 기록 %(records)s건이 빠져 있습니다."), params)]


def _final(cycle: Cycle) -> list[Blocker]:
    missing, _ = queries.numbers_in(cycle, CandidateState.FIRST_PASSED)
    if not missing:
        return []
    sentence = N_("최종 제안서를 내지 않은 제안이 %(count)s건 있습니다. 운영 담당이 이유를 적고 지금 판을 확정할 수도 있습니다.")
    return [Blocker("FINAL_MISSING", sentence, {"count": missing})]


def _selection(cycle: Cycle) -> list[Blocker]:
    paper = queries.paper(cycle)
    if paper is None:
        on_ballot, _ = queries.numbers_in(cycle, CandidateState.SECOND_PASSED)
        return [Blocker("VOTE_NOT_OPENED", N_("투표를 아직 열지 않았습니다."))] if on_ballot else []
    if paper.state is PaperState.OPEN:
        return [Blocker("VOTE_OPEN", N_("투표가 아직 진행 중입니다."))]
    if not paper.is_counted:
        return [Blocker("VOTE_NOT_COUNTED", N_("투표를 마감했지만 개표가 끝나지 않았습니다."))]
    return []


def _budgeting(cycle: Cycle) -> list[Blocker]:
    found = []
    items, undecided, is_stated = queries.bill_counts(cycle)
    if not cycle.source and items and not is_stated:
        found.append(Blocker("STATEMENT_MISSING", N_("예산안에 붙일 주민의견서를 아직 내지 않았습니다.")))
    if undecided:
        sentence = N_("의회 의결을 적지 않은 사업이 %(count)s건 있습니다.")
        found.append(Blocker("ITEMS_UNDECIDED", sentence, {"count": undecided}))
    return found


def _closed(cycle: Cycle) -> list[Blocker]:
    return []


_ASK: dict[Stage, Callable[[Cycle], list[Blocker]]] = {
    Stage.INTAKE: _intake,
    Stage.DEPARTMENT_REVIEW: _review,
    Stage.FIRST_SCREENING: _screening(ScreeningKind.PAPER),
    Stage.DELIBERATION: _deliberation,
    Stage.FINAL_SUBMISSION: _final,
    Stage.SECOND_SCREENING: _screening(ScreeningKind.IN_DEPTH),
    Stage.FINAL_SELECTION: _selection,
    Stage.BUDGETING: _budgeting,
    Stage.CLOSED: _closed,
}
