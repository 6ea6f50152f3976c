"""Why not yet? What is still missing before a cycle may leave its stage: asked by the service and shown by the page."""

from collections.abc import Callable

from app.budget import queries
from app.budget.models import Cycle
from app.budget.queries import panels, reviews, statements
from app.budget.states import CandidateState, ScreeningKind, Stage
from app.core import clock
from app.core.errors import N_, Blocker
from app.voting.states import PaperState


def blockers(cycle: Cycle) -> list[Blocker]:
    """Everything that keeps this cycle in its stage; empty when it may go on."""
    return _ASK[cycle.stage](cycle)


def _intake(cycle: Cycle) -> list[Blocker]:
    if waiting := queries.unmoderated_count(cycle):
        sentence = N_("진행자의 확인을 기다리는 제안이 %(count)s건 있습니다. 확인을 마쳐야 접수를 마감할 수 있습니다.")
        return [Blocker("PROPOSALS_WAIT_FOR_MODERATORS", sentence, {"count": waiting})]
    if queries.nominable_count(cycle):
        return []
    return [Blocker("NO_PROPOSALS", N_("이 주기의 심사 대상이 될 제안이 아직 없습니다."))]


def _review(cycle: Cycle) -> list[Blocker]:
    waiting = queries.in_state(cycle, CandidateState.NOMINATED)
    unassigned = sum(candidate.department_id is None for candidate in waiting)
    found = []
    if unassigned:
        found.append(Blocker("UNASSIGNED", N_("담당 부서가 정해지지 않은 제안이 %(count)s건 있습니다."), {"count": unassigned}))
    if len(waiting) > unassigned:
        open_ = len(waiting) - unassigned
        found.append(Blocker("UNREVIEWED", N_("부서 검토가 끝나지 않은 제안이 %(count)s건 있습니다."), {"count": open_}))
    return found


def short_of_sheets(cycle: Cycle, kind: ScreeningKind) -> dict[int, int]:
    """Candidate id to the number of sheets still missing for the quorum.

    Recusals lower what can be had, but never below one: nobody's proposal is decided without a single sheet.
    """
    round_ = queries.round_of(cycle, kind)
    sums, recused, panel = panels.sums(round_), queries.recused(round_), panels.panel_ids(cycle, clock.today())
    proposers, quorum = panels.proposers(cycle, kind), cycle.policy.score_sheet_quorum
    missing = {}
    for number in panels.screened_ids(cycle, kind):
        barred = recused.get(number, set()) | proposers.get(number, set())
        needed = max(1, min(quorum, len(panel - barred)))
        if (short := needed - (sums[number].sheets if number in sums else 0)) > 0:
            missing[number] = short
    return missing


def _panel(cycle: Cycle, kind: ScreeningKind) -> list[Blocker]:
    """A panel with seats decides by meeting, in sufficient number."""
    if not cycle.policy.panel_quorum_percent or not panels.seats(cycle) or panels.is_quorate(cycle, kind):
        return []
    return [Blocker("NO_QUORATE_MEETING", N_("정족수를 채운 회의의 회의록이 아직 없습니다."))]


def _appeals(cycle: Cycle) -> list[Blocker]:
    """Whoever was found ineligible keeps the time to object, and an answer, before the first screening is closed over them."""
    found = []
    if waiting := len(reviews.open_appeals(cycle)):
        sentence = N_("결정하지 않은 이의 신청이 %(count)s건 있습니다.")
        found.append(Blocker("APPEALS_OPEN", sentence, {"count": waiting}))
    if running := reviews.may_still_appeal(cycle, clock.now()):
        sentence = N_("이의 신청 기간이 남은 부적격 제안이 %(count)s건 있습니다.")
        found.append(Blocker("APPEAL_TIME_RUNNING", sentence, {"count": running}))
    return found


def _screening(kind: ScreeningKind) -> Callable[[Cycle], list[Blocker]]:
    def ask(cycle: Cycle) -> list[Blocker]:
        missing = short_of_sheets(cycle, kind)
        appeals = [*_panel(cycle, kind), *(_appeals(cycle) if kind is ScreeningKind.PAPER else [])]
        if not missing:
            return appeals
        params = {"count": len(missing), "sheets": sum(missing.values())}
        sheets = Blocker("SHEETS_MISSING", N_("제안 %(count)s건에 심사표 %(sheets)s장이 더 있어야 합니다."), params)
        return [sheets, *appeals]

    return ask


def _deliberation(cycle: Cycle) -> list[Blocker]:
    held, steps = queries.deliberated_steps(cycle), set(cycle.policy.deliberation_steps)
    missing = [steps - held.get(one.id, set()) for one in queries.in_state(cycle, CandidateState.FIRST_PASSED)]
    records = sum(len(one) for one in missing)
    if not records:
        return []
    params = {"count": sum(bool(one) for one in missing), "records": records}
    return [Blocker("DELIBERATION_MISSING", N_("제안 %(count)s건에 숙의 기록 %(records)s건이 빠져 있습니다."), params)]


def _final(cycle: Cycle) -> list[Blocker]:
    missing = len(queries.in_state(cycle, CandidateState.FIRST_PASSED))
    if not missing:
        return []
    sentence = N_("최종 제안서를 내지 않은 제안이 %(count)s건 있습니다. 운영 담당이 이유를 적고 지금 판을 확정할 수도 있습니다.")
    return [Blocker("FINAL_MISSING", sentence, {"count": missing})]


def _selection(cycle: Cycle) -> list[Blocker]:
    paper = queries.paper(cycle)
    if paper is None:
        on_ballot = len(queries.in_state(cycle, CandidateState.SECOND_PASSED))
        return [Blocker("VOTE_NOT_OPENED", N_("투표를 아직 열지 않았습니다."))] if on_ballot else []
    if paper.state is PaperState.OPEN:
        return [Blocker("VOTE_OPEN", N_("투표가 아직 진행 중입니다."))]
    if not paper.is_counted:
        return [Blocker("VOTE_NOT_COUNTED", N_("투표를 마감했지만 개표가 끝나지 않았습니다."))]
    return []


def _budgeting(cycle: Cycle) -> list[Blocker]:
    found = []
    if not cycle.source and queries.items(cycle) and statements.latest(cycle) is None:
        found.append(Blocker("STATEMENT_MISSING", N_("예산안에 붙일 주민의견서를 아직 내지 않았습니다.")))
    if undecided := queries.undecided_count(cycle):
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
