"""The words of official replies: levels, states, verdicts, the clock, history and notices. Korean source text."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from babel.dates import format_date
from flask_babel import gettext

from app.core import clock, language, telling
from app.core.errors import N_
from app.replies import rules
from app.replies.models import ReplyCase
from app.replies.rules import ReplyPolicy
from app.replies.states import AssignmentKind, CaseState, ClockStart, Level, Measure, Verdict

LEVELS = {Level.DEPARTMENT: N_("부서 답변"), Level.DEBATE: N_("공론장"), Level.MAYOR: N_("기관장 답변")}
STATES = {
    CaseState.COLLECTING: N_("공감 모으는 중"),
    CaseState.LAPSED: N_("기간 종료"),
    CaseState.WAITING: N_("담당 지정 대기"),
    CaseState.ASSIGNED: N_("답변 대기"),
    CaseState.ANSWERED: N_("답변 완료"),
}
STANDINGS = {
    "gathering": (N_("공감 모으는 중"), {CaseState.COLLECTING}),
    "owed": (N_("부서 답변 기다리는 중"), {CaseState.WAITING, CaseState.ASSIGNED}),
    "answered": (N_("부서가 답변함"), {CaseState.ANSWERED}),
}
"""How far a proposal has come, as readers of a list ask for it."""
STATE_KINDS = {
    CaseState.COLLECTING: "neutral",
    CaseState.LAPSED: "neutral",
    CaseState.WAITING: "info",
    CaseState.ASSIGNED: "info",
    CaseState.ANSWERED: "success",
}
VERDICTS = {
    Verdict.ACCEPTED: N_("수용"),
    Verdict.PARTLY: N_("일부 수용"),
    Verdict.UNDERWAY: N_("이미 추진 중"),
    Verdict.LATER: N_("장기 검토"),
    Verdict.REJECTED: N_("수용 어려움"),
    Verdict.DEBATE_HELD: N_("공론장을 엽니다"),
    Verdict.DEBATE_REFUSED: N_("공론장을 열지 않습니다"),
}
VERDICT_KINDS = {
    Verdict.ACCEPTED: "success",
    Verdict.PARTLY: "success",
    Verdict.UNDERWAY: "info",
    Verdict.LATER: "warning",
    Verdict.REJECTED: "danger",
    Verdict.DEBATE_HELD: "success",
    Verdict.DEBATE_REFUSED: "danger",
}
DEPARTMENTS = {AssignmentKind.LEAD: N_("총괄"), AssignmentKind.EXECUTING: N_("추진"), AssignmentKind.COOPERATING: N_("협조")}
MEASURES = {Measure.ENDORSEMENTS: N_("공감한 사람"), Measure.PARTICIPANTS: N_("의견을 쓴 사람")}
STARTS = {ClockStart.REACHED: N_("기준에 이른 날"), ClockStart.ASSIGNED: N_("담당 부서를 정한 날")}
PRESETS = {
    "democracy_seoul_2017": N_("민주주의 서울 2017 (50 · 500 · 5,000)"),
    "idea_seoul_2023": N_("상상대로 서울 2023 (30일 안에 50 → 한 달 안에 답변)"),
    "small_pilot": N_("작은 시범 운영 (10 · 30 · 60)"),
}
SHOWN = {
    "open": N_("답변할 것"),
    "unassigned": N_("담당 지정 대기"),
    "late": N_("기한 지남"),
    "answered": N_("답변 완료"),
    "all": N_("모두"),
}
PARTS = {"body": N_("답변"), "next_step": N_("다음에 할 일")}

SUBJECTS = {"reply_case": N_("공식 답변"), "reply_policy": N_("답변 기준")}
HISTORY = {
    "reply.reached": N_("%(level)s 기준(%(threshold)s명)에 이르렀습니다. %(assign_by)s까지 담당 부서를 정합니다."),
    "reply.fell_back": N_("공감이 %(count)s명으로 줄어 %(level)s 기준(%(threshold)s명)까지 다시 모읍니다."),
    "reply.lapsed": N_("기간이 끝났습니다. 공감 %(count)s명으로 기준 %(threshold)s명에 이르지 못했습니다."),
    "reply.collected": N_("공감을 다시 모으기 시작했습니다. (기준 %(threshold)s명)"),
    "reply.assigned": N_("%(level)s: 총괄 부서를 %(lead)s(으)로 정했습니다.%(others)s %(due_on)s까지 답변합니다."),
    "reply.reassigned": N_(
        "%(level)s: 담당 부서를 바꾸었습니다. %(former)s → %(lead)s.%(others)s 기한은 %(due_on)s 그대로입니다."
    ),
    "reply.interim": N_("%(level)s: 중간답변을 했습니다. 기한은 %(due_on)s 그대로입니다."),
    "reply.extended": N_("%(level)s 기한을 %(due_from)s에서 %(due_on)s(으)로 늘렸습니다. (처음 기한 %(first_due_on)s)"),
    "reply.answered": N_("%(level)s: %(verdict)s. 기한 안에 답했습니다."),
    "reply.answered_late": N_("%(level)s: %(verdict)s. 기한을 %(days)s일 넘겨 답했습니다."),
    "reply.corrected": N_("%(level)s을 고쳤습니다. (%(ordinal)s번째 글)"),
    "reply.reopened": N_("%(level)s을 다시 받기로 했습니다. 새 기한은 %(due_on)s입니다."),
    "reply_policy.adopted": N_("답변 기준을 정했습니다. (%(ordinal)s번째)"),
}
NOTICES = {
    "reply.reached": N_("‘%(title)s’ 제안이 기준 %(threshold)s명에 이르렀습니다. 담당 부서를 정합니다."),
    "reply.to_assign": N_("‘%(title)s’ 제안의 담당 부서를 %(assign_by)s까지 정해 주세요."),
    "reply.to_answer": N_("‘%(title)s’ 제안이 우리 부서에 배정되었습니다. 답변 기한은 %(due_on)s입니다."),
    "reply.assigned": N_("‘%(title)s’ 제안에 %(lead)s에서 %(due_on)s까지 답합니다."),
    "reply.interim": N_("‘%(title)s’ 제안에 중간답변이 올라왔습니다."),
    "reply.extended": N_("‘%(title)s’ 제안의 답변 기한이 %(due_on)s(으)로 늘었습니다."),
    "reply.answered": N_("‘%(title)s’ 제안에 공식 답변이 올라왔습니다."),
    "reply.corrected": N_("‘%(title)s’ 제안의 공식 답변이 고쳐졌습니다."),
    "reply.reopened": N_("‘%(title)s’ 제안의 답변을 다시 받기로 했습니다. 새 기한은 %(due_on)s입니다."),
    "reply.lapsed": N_("‘%(title)s’ 제안의 공감 기간이 끝났습니다. 기준 %(threshold)s명에 이르지 못했습니다."),
    "reply.collected": N_("‘%(title)s’ 제안이 공감을 다시 모읍니다. 기준은 %(threshold)s명입니다."),
    "reply.due_soon": N_("‘%(title)s’ 제안의 기한이 %(due_on)s입니다. %(days)s일 남았습니다."),
    "reply.overdue": N_("‘%(title)s’ 제안의 기한(%(due_on)s)을 %(days)s일 넘겼습니다."),
}

_WORDS: dict[type[StrEnum], Mapping[Any, str]] = {
    Level: LEVELS,
    CaseState: STATES,
    Verdict: VERDICTS,
    AssignmentKind: DEPARTMENTS,
    Measure: MEASURES,
    ClockStart: STARTS,
}


def word(value: StrEnum) -> str:
    """What a value of this room is called, in the reader's language."""
    return gettext(_WORDS[type(value)][value])


def day(value: date) -> str:
    """12월 3일(목); the year only when it is not this one."""
    this_year = value.year == clock.today().year
    if language.lang() == "ko":
        return format_date(value, "M월 d일(EEE)" if this_year else "y년 M월 d일(EEE)", locale="ko")
    return format_date(value, "EEE d MMM" if this_year else "EEE d MMM y", locale="en")


def state_of(case: ReplyCase) -> tuple[str, str]:
    """Where a case stands in one word, and how that is coloured."""
    if case.is_lapsed:
        return gettext(STATES[CaseState.LAPSED]), "neutral"
    if case.is_late:
        return gettext("기한 지남"), "danger"
    if case.state is CaseState.ANSWERED and case.final is not None and case.final.verdict is not None:
        return word(case.final.verdict), VERDICT_KINDS[case.final.verdict]
    return word(case.state), STATE_KINDS[case.state]


def badge_of(case: ReplyCase) -> tuple[str, str]:
    """The same for a list, which does not read the replies themselves."""
    if case.is_late:
        return gettext("답변 기한 지남"), "danger"
    return word(case.state), STATE_KINDS[case.state]


def clock_of(case: ReplyCase) -> str:
    """The public clock: what is owed by which day, and how many days are left or have passed."""
    left = case.days_left
    if not case.is_owed or left is None or case.owed_by is None:
        return ""
    what = gettext("담당 지정 기한") if case.state is CaseState.WAITING else gettext("답변 기한")
    when = f"{what} {day(case.owed_by)}"
    if left < 0:
        return f"{when} · " + gettext("기한을 %(n)s일 넘겼습니다", n=-left)
    return f"{when} · " + (gettext("%(n)s일 남음", n=left) if left else gettext("오늘까지"))


def policy_lines(policy: ReplyPolicy, tracks: Mapping[str, str], fields: Mapping[str, str]) -> list[str]:
    """The policy in sentences, with its own numbers."""
    within = gettext("%(n)s일 안에", n=policy.collect_days) if policy.collect_days is not None else gettext("기간 제한 없이")
    lines = [gettext("%(within)s %(n)s명이 공감하면 담당 부서가 공식으로 답합니다.", within=within, n=f"{policy.reply_at:,}")]
    if policy.debate_at is not None:
        lines.append(gettext("%(n)s명이 공감하면 공론장을 열지 정하고 이유를 밝힙니다.", n=f"{policy.debate_at:,}"))
    if policy.mayor_at is not None:
        who = word(policy.mayor_measure)
        lines.append(gettext("%(who)s이 %(n)s명이면 시장·구청장이 답합니다.", who=who, n=f"{policy.mayor_at:,}"))
    lines.append(gettext("기준에 이르면 %(n)s일 안에 담당 부서를 정합니다.", n=policy.assign_days))
    lines.append(
        gettext(
            "답변 기한은 %(start)s부터 %(period)s입니다. 마지막 날 자정까지이며 쉬는 날도 셉니다.",
            start=word(policy.clock_starts),
            period=period(policy),
        )
    )
    if policy.extensions:
        lines.append(
            gettext(
                "기한은 지나기 전에 %(n)s번, 한 번에 %(days)s일까지 이유를 밝히고 늘릴 수 있습니다.",
                n=policy.extensions,
                days=policy.extension_days,
            )
        )
    else:
        lines.append(gettext("기한은 늘릴 수 없습니다."))
    taken = ", ".join(gettext(tracks[one]) for one in policy.rolling_tracks if one in tracks)
    lines.append(gettext("수시로 받는 유형: %(names)s", names=taken))
    if set(policy.rolling_fields) != set(rules.FIELDS):
        names = ", ".join(gettext(fields[one]) for one in policy.rolling_fields if one in fields)
        lines.append(gettext("수시로 받는 분야: %(names)s", names=names))
    return lines


def period(policy: ReplyPolicy) -> str:
    months = gettext("%(n)s개월", n=policy.reply_months) if policy.reply_months else ""
    days = gettext("%(n)s일", n=policy.reply_days) if policy.reply_days else ""
    return " ".join(filter(None, (months, days)))


@telling.words("reply")
def parameters(details: Mapping[str, Any]) -> dict[str, str]:
    """The details of an entry as words: the level and verdict by name, dates as days, departments in a row."""
    found = {name: _shown(name, value) for name, value in details.items()}
    if "lead" in details:
        found["others"] = _others(details)
    return found


def _shown(name: str, value: Any) -> str:
    if name == "level":
        return word(Level(value))
    if name == "verdict":
        return word(Verdict(value))
    if value and name.endswith(("_on", "_by", "due_from")):
        return day(date.fromisoformat(value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def _others(details: Mapping[str, Any]) -> str:
    parts = [
        f"{word(kind)} {', '.join(details[name])}"
        for kind, name in ((AssignmentKind.EXECUTING, "executing"), (AssignmentKind.COOPERATING, "cooperating"))
        if details.get(name)
    ]
    return f" ({' · '.join(parts)})" if parts else ""
