"""A proposal's way through the pipeline told from history, and what comes next by when. Refuses queries: it words what it is given."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.budget import labels, wording
from app.budget.models import Candidate, Cycle, ScreeningOutcome, SelectionOutcome
from app.budget.screening import Standing
from app.budget.states import (
    AppealState,
    CandidateState,
    ComplaintState,
    CourseKind,
    Criterion,
    Decision,
    DeliberationStep,
    EnrolmentState,
    Override,
    PartKind,
    Post,
    ScreeningKind,
    Stage,
    Verdict,
)
from app.core import clock, language, telling
from app.core.filters import money
from app.core.history import HistoryEntry

WORDS: dict[type[StrEnum], Mapping[Any, str]] = {
    Stage: labels.STAGES,
    CandidateState: labels.CANDIDATES,
    Criterion: labels.CRITERIA,
    Verdict: labels.VERDICTS,
    ScreeningKind: labels.SCREENINGS,
    DeliberationStep: labels.DELIBERATIONS,
    Decision: labels.DECISIONS,
    PartKind: labels.PARTS,
    Post: labels.POSTS,
    CourseKind: labels.COURSES,
    EnrolmentState: labels.ENROLMENTS,
    Override: labels.OVERRIDES,
    ComplaintState: labels.COMPLAINTS,
    AppealState: labels.APPEALS,
}
OVER = {
    CandidateState.INELIGIBLE,
    CandidateState.REDIRECTED,
    CandidateState.FIRST_REJECTED,
    CandidateState.MERGED,
    CandidateState.SECOND_REJECTED,
    CandidateState.NOT_SELECTED,
    CandidateState.CUT,
    CandidateState.ADOPTED,
    CandidateState.AMENDED,
}


@dataclass(frozen=True)
class Event:
    """One line of the timeline, in the shape ui/timeline.html draws."""

    at: datetime
    what: str
    who: str = ""
    reason: str = ""
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True)
class Next:
    """What comes next, who owes it, and by when."""

    what: str
    who: str
    due: datetime | None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.now()


def word(value: StrEnum) -> str:
    """The name of a stage, state, criterion, verdict, round, step or decision."""
    return gettext(WORDS[type(value)][value])


def events(entries: Iterable[HistoryEntry]) -> list[Event]:
    """The decisions that have a sentence, in the order given. Submitting a final version also revises: that is told once."""
    told = [entry for entry in entries if telling.is_told(entry)]
    final = {entry.details["version"] for entry in told if entry.action == "budget.final_submitted"}
    twice = [entry for entry in told if entry.action == "proposal.revised" and entry.details.get("ordinal") in final]
    return [_event(entry) for entry in told if entry not in twice]


def _event(entry: HistoryEntry) -> Event:
    return Event(at=entry.at, what=telling.sentence(entry), who=_who(entry), reason=entry.reason, **_link(entry))


def _who(entry: HistoryEntry) -> str:
    """A department or a role, never a person."""
    if entry.actor_role == "officer" and entry.details.get("department"):
        return str(entry.details["department"])
    return gettext(labels.ROLES.get(entry.actor_role, entry.actor_role)) if entry.actor_role else ""


def _link(entry: HistoryEntry) -> dict[str, str]:
    details = entry.details
    if entry.action in ("budget.screening_passed", "budget.screening_rejected"):
        url = url_for("budget.screening", cycle_id=details["cycle_id"], kind=details["screening"])
        return {"url": url, "url_label": gettext("심사 결과표 보기")}
    if entry.action in ("budget.on_ballot", "budget.vote_opened"):
        return {"url": url_for("voting.booth", paper_id=details["paper_id"]), "url_label": gettext("투표 보기")}
    if entry.action in ("budget.selected", "budget.not_selected"):
        return {"url": url_for("voting.results", paper_id=details["paper_id"]), "url_label": gettext("투표 결과 보기")}
    if entry.action == "budget.nominated":
        return {"url": url_for("budget.cycle", cycle_id=details["cycle_id"]), "url_label": gettext("예산 주기 보기")}
    return {}


@telling.words("figures")
@telling.words("funding")
@telling.words("course")
@telling.words("budget")
def parameters(details: Mapping[str, Any]) -> dict[str, str]:
    """The details of an entry as words: stages by name, amounts in their currency, instants in Seoul time."""
    currency = str(details.get("currency", "KRW"))
    shown = {name: _shown(name, value, currency) for name, value in details.items()}
    found = {name.removesuffix("_won").removesuffix("_at"): text for name, text in shown.items()}
    if "own" in found:  # the criteria a cycle brought along stand behind the three of every cycle
        found["criteria"] = ", ".join(filter(None, (found.get("criteria"), found["own"])))
    if "points_sum" in details:
        found["mean"] = mean(details["points_sum"], details["sheets"])
    return found


def _shown(name: str, value: Any, currency: str) -> str:
    if name in _NAMED:
        return _NAMED[name](value)
    if name in _ENUMS:
        return word(_ENUMS[name](value))
    if value and name.endswith(("_at", "due_from", "due_to")):
        return language.when(datetime.fromisoformat(value))
    if name.endswith("_won") or name in ("won_from", "won_to"):
        return money(int(value), currency)
    return str(value)


_NAMED: dict[str, Callable[[Any], str]] = {
    "setting": wording.setting,
    "kind": wording.setting,
    "component": wording.setting,
    "criteria": lambda value: ", ".join(word(Criterion(one)) for one in value),
    "own": ", ".join,
}
_ENUMS: dict[str, Callable[[str], StrEnum]] = {
    "stage": Stage,
    "stage_from": Stage,
    "stage_to": Stage,
    "screening": ScreeningKind,
    "step": DeliberationStep,
    "part": PartKind,
    "post": Post,
    "override": Override,
}


def mean(points_sum: int, sheets: int) -> str:
    """A mean with one decimal, rounded half up without ever being a float."""
    if not sheets:
        return "–"
    tenths = (points_sum * 20 + sheets) // (2 * sheets)
    return f"{tenths // 10}.{tenths % 10}"


def screening_reason(outcome: ScreeningOutcome, currency: str) -> str:
    """Why a candidate passed a round or did not, and which key broke a tie."""
    return _reason(outcome.reason_code, outcome.rank, outcome.params, currency)


def standing_reason(standing: Standing, currency: str) -> str:
    """The same of a round that is still running."""
    return _reason(standing.code, standing.rank, standing.params, currency)


def _reason(code: str, rank: int, params: Mapping[str, Any], currency: str) -> str:
    words = {"rank": rank, "cap": money(params.get("cap_won", 0), currency), "stopped_by": params.get("stopped_by", "")}
    told = [gettext(labels.SCREENING_REASONS[code], **words)]
    if tie := params.get("tie"):
        told.append(gettext(labels.TIES[tie]))
    return " ".join(told)


def selection_reason(selection: SelectionOutcome) -> str:
    """What the count said of it, as it was published."""
    return str(selection.reason.get(language.lang(), selection.reason.get("ko", "")))


def score(selection: SelectionOutcome) -> str:
    """A weighted share as a percentage, a number of ballots as it is."""
    exact = Fraction(selection.score)
    if exact > 1 or exact.denominator == 1:
        return f"{exact.numerator // exact.denominator:,}"
    hundredths = (exact.numerator * 20_000 + exact.denominator) // (exact.denominator * 2)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def step_of(candidate: Candidate) -> int:
    """How far a citizen sees it to have come; the last step is told by the room of execution."""
    if candidate.state in (CandidateState.ADOPTED, CandidateState.AMENDED):
        return 6
    at = {
        CandidateState.INELIGIBLE: 2,
        CandidateState.REDIRECTED: 2,
        CandidateState.FIRST_REJECTED: 3,
        CandidateState.MERGED: 3,
        CandidateState.SECOND_REJECTED: 3,
        CandidateState.NOT_SELECTED: 4,
        CandidateState.CUT: 5,
    }
    return at.get(candidate.state, candidate.cycle.step)


def next_of(candidate: Candidate) -> Next | None:
    """What this candidate waits for; None when its way is over."""
    return (
        None
        if candidate.state in OVER
        else next_of_cycle(candidate.cycle, candidate.department.name if candidate.department else "")
    )


def next_of_cycle(cycle: Cycle, department: str = "") -> Next | None:
    """What the cycle waits for in its stage."""
    if cycle.stage not in labels.NEXT:
        return None
    what, role = labels.NEXT[cycle.stage]
    who = department if role == "officer" and department else gettext(labels.ROLES[role])
    return Next(what=gettext(what), who=who, due=cycle.due(cycle.stage))


def policy(cycle: Cycle) -> list[str]:
    """The frozen policy in sentences, with its own numbers."""
    frozen = cycle.policy
    if frozen.preset == "imported":
        return [gettext("다른 곳에서 치른 투표를 옮겨 온 주기입니다. 계산 규칙은 투표 결과에 적혀 있습니다.")]
    envelope = money(frozen.envelope_won, cycle.currency)
    lines = [gettext("총액은 %(envelope)s입니다.", envelope=envelope)]
    for name, percent in (
        (gettext("1차"), frozen.first_screening_cap_percent),
        (gettext("2차"), frozen.second_screening_cap_percent),
    ):
        cap = money(percent * frozen.envelope_won // 100, cycle.currency)
        lines.append(
            gettext(
                "%(round)s 심사는 총액의 %(percent)s%% 이내, 곧 %(cap)s까지 통과합니다.", round=name, percent=percent, cap=cap
            )
        )
    lines.append(gettext(labels.CAP_RULES[frozen.cap_rule]))
    lines.append(gettext("제안마다 심사표 %(n)s장 이상을 받아 평균 점수로 순위를 정합니다.", n=frozen.score_sheet_quorum))
    lines.append(gettext("평균이 같으면 심사표가 많은 쪽, 사업비가 적은 쪽, 주기를 열 때 정해진 추첨값 순서로 정합니다."))
    if frozen.deliberation_steps:
        lines.append(gettext("민관 숙의: %(steps)s", steps=", ".join(word(step) for step in frozen.deliberation_steps)))
    lines.append(gettext(labels.BALLOTS[frozen.ballot], votes=frozen.votes_per_ballot))
    lines.append(gettext("반영 비율: %(weights)s", weights=_weights(cycle)))
    lines.append(gettext("만 %(years)s세 이상이면 투표할 수 있습니다.", years=frozen.minimum_age_years))
    return lines


def _weights(cycle: Cycle) -> str:
    shares = cycle.policy.shares()
    words = []
    for one in cycle.policy.electorates:
        share = shares[one.code] * 100
        number = str(share.numerator) if share.denominator == 1 else f"{share.numerator}/{share.denominator}"
        words.append(f"{language.localized(one.name_ko, one.name_en)} {number}%")
    return " · ".join(words)
