"""The words of this room: states, parts, buttons, history, notices."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from app.core import telling
from app.core.errors import N_
from app.forums import rules
from app.forums.models import Forum
from app.forums.states import (
    Chat,
    ForumRole,
    ForumState,
    ItemState,
    Phase,
    Place,
    PollState,
    Questions,
    QuestionState,
    Queue,
    Reaction,
    Scene,
    Series,
    Side,
    SpeechClass,
    TurnState,
)

FORUM_STATES = {
    ForumState.SCHEDULED: (N_("예정"), "info", "calendar"),
    ForumState.LOBBY: (N_("곧 시작"), "strong", "clock"),
    ForumState.LIVE: (N_("지금 진행 중"), "strong", "comment"),
    ForumState.PAUSED: (N_("잠시 쉼"), "warning", "pause"),
    ForumState.CLOSED: (N_("끝남 · 회의록 작성 중"), "neutral", "edit"),
    ForumState.PUBLISHED: (N_("끝남 · 회의록 공개"), "success", "document"),
    ForumState.CANCELLED: (N_("취소됨"), "danger", "close"),
    ForumState.MISSED: (N_("열리지 않음"), "warning", "clock"),
}
WORDS: dict[type[StrEnum], Mapping[Any, str]] = {
    Series: {
        Series.COACHING: N_("코칭 포럼"), Series.POLICY: N_("협치정책 토론회"), Series.TOWN_HALL: N_("주민 토론회"), Series.OTHER: N_("토론회"),
    },
    Phase: {Phase.BEFORE: N_("사전"), Phase.DURING: N_("과정"), Phase.AFTER: N_("사후")},
    ForumRole: {
        ForumRole.MODERATOR: N_("진행자"), ForumRole.CO_MODERATOR: N_("공동 진행자"), ForumRole.SPEAKER: N_("발제자"),
        ForumRole.NOTE_TAKER: N_("기록자"), ForumRole.OBSERVER: N_("참관인"), ForumRole.PARTICIPANT: N_("참가자"),
    },
    Place: {Place.NONE: N_("신청하지 않음"), Place.REGISTERED: N_("참가 확정"), Place.WAITING: N_("대기")},
    Chat: {Chat.ON: N_("열림"), Chat.SLOW: N_("천천히"), Chat.OFF: N_("닫힘")},
    Questions: {Questions.OPEN: N_("바로 공개"), Questions.PREMOD: N_("확인하고 공개"), Questions.CLOSED: N_("닫힘")},
    Queue: {Queue.OPEN: N_("열림"), Queue.CLOSED: N_("닫힘")},
    ItemState: {ItemState.PLANNED: N_("예정"), ItemState.OPEN: N_("진행 중"), ItemState.DONE: N_("마침")},
    SpeechClass: {
        SpeechClass.POINT_OF_ORDER: N_("의사진행 발언"), SpeechClass.REPLY: N_("답변"), SpeechClass.ORDINARY: N_("일반 발언"),
    },
    Side: {Side.PRO: N_("찬성"), Side.CON: N_("반대"), Side.NEUTRAL: N_("중립")},
    TurnState: {
        TurnState.WAITING: N_("기다림"), TurnState.SPEAKING: N_("발언 중"), TurnState.DONE: N_("발언함"), TurnState.LEFT: N_("취소함"),
        TurnState.REMOVED: N_("뺌"),
    },
    QuestionState: {
        QuestionState.WAITING: N_("대기"), QuestionState.SHOWN: N_("공개"), QuestionState.ON_SCREEN: N_("화면"),
        QuestionState.ANSWERED: N_("답변"), QuestionState.HELD: N_("보류"),
    },
    PollState: {
        PollState.PREPARED: N_("준비됨"), PollState.OPEN: N_("받는 중"), PollState.CLOSED: N_("마감 · 결과 비공개"),
        PollState.PUBLISHED: N_("결과 공개"),
    },
    Scene: {
        Scene.JOIN: N_("참여 방법"), Scene.AGENDA: N_("의제"), Scene.SPEAKER: N_("발언자와 시계"), Scene.QUESTION: N_("질문 하나"),
        Scene.QUESTIONS: N_("질문 목록"), Scene.POLL: N_("설문"), Scene.MESSAGE: N_("알림 글"), Scene.BLANK: N_("빈 화면"),
    },
    Reaction: {
        Reaction.AGREE: N_("공감해요"), Reaction.THANKS: N_("고마워요"), Reaction.UNCLEAR: N_("어려워요"), Reaction.FASTER: N_("조금 빨리"),
    },
}  # fmt: skip
_BY_NAME = {kind.__name__: {member.value: text for member, text in words.items()} for kind, words in WORDS.items()}
ACTS = {
    "open_doors": N_("입장 시작하기"), "start": N_("토론회 시작하기"), "pause": N_("잠시 쉬기"), "resume": N_("이어 가기"),
    "close": N_("토론회 마치기"),
    "reopen": N_("다시 열기"), "cancel": N_("취소하기"), "publish": N_("회의록 공개하기"),
}  # fmt: skip
SUBJECTS = {"forum": N_("토론회")}
HISTORY = {
    "forum.opened": N_("토론회를 열기로 했습니다."),
    "forum.changed": N_("토론회 안내를 고쳤습니다."),
    "forum.role": N_("%(name)s 님의 역할을 정했습니다."),
    "forum.open_doors": N_("입장을 시작했습니다."),
    "forum.start": N_("토론회를 시작했습니다."),
    "forum.pause": N_("토론회를 잠시 멈추었습니다."),
    "forum.resume": N_("토론회를 이어 갔습니다."),
    "forum.close": N_("토론회를 마쳤습니다."),
    "forum.reopen": N_("토론회를 다시 열었습니다."),
    "forum.cancel": N_("토론회를 취소했습니다."),
    "forum.miss": N_("정한 날이 지나도록 열리지 않았습니다."),
    "forum.reschedule": N_("날짜를 다시 정했습니다."),
    "forum.signed": N_("회의록 %(version)s판에 진행자가 서명했습니다."),
    "forum.told": N_("토론회 ‘%(title)s’에서 다루었습니다."),
    "forum.voted": N_("토론회 ‘%(title)s’에서 부친 전자투표 ‘%(q)s’의 결과가 나왔습니다: %(result)s"),
    "forum.recorded": N_("제안 %(number)s의 숙의 기록에 결과를 적었습니다."),
    "forum.unrecorded": N_("제안 %(number)s은(는) 지금 숙의 기록을 받지 않아 적지 못했습니다. 담당자가 확인해 주세요."),
    "forum.publish": N_("회의록을 공개했습니다."),
}
NOTICES = {
    "forum.seat": N_("토론회 ‘%(title)s’에 자리가 나서 참가가 확정되었습니다."),
    "forum.forgotten": N_("끝나는 때가 한참 지난 토론회 ‘%(title)s’을(를) 마감했습니다. 아직 하고 있다면 다시 열어 주세요."),
    "forum.missed": N_("토론회 ‘%(title)s’이(가) 정한 날에 열리지 않았습니다. 날짜를 다시 정하거나 이유를 적고 취소해 주세요."),
    "forum.not_held": N_("신청하신 토론회 ‘%(title)s’은(는) 정한 날에 열리지 않았습니다. 날짜를 다시 정하면 알려 드립니다."),
    "forum.rescheduled": N_("신청하신 토론회 ‘%(title)s’의 날짜를 다시 정했습니다. 신청은 그대로 남아 있습니다."),
    "forum.cancelled": N_("신청하신 토론회 ‘%(title)s’이(가) 취소되었습니다."),
}


def badge_of(forum: Forum) -> tuple[str, str, str]:
    """Words, kind and icon of a forum's badge."""
    words, kind, icon_name = FORUM_STATES[forum.state]
    return gettext(words), kind, icon_name


def word(kind: str, value: str | StrEnum) -> str:
    """The word for a member of one of our enumerations, by the enumeration's name: word("Side", "pro")."""
    return gettext(_BY_NAME[kind][str(value)])


def clock_left(seconds: float) -> str:
    """2:05, or -0:10 when it is over."""
    whole = int(abs(seconds))
    return f"{'-' if seconds < 0 else ''}{whole // 60}:{whole % 60:02}"


MARKS = {60: N_("1분 남음"), 30: N_("30초 남음"), 10: N_("10초 남음"), 0: N_("시간 끝")}


def clock_word(seconds: float) -> str:
    """What a running clock says when it has passed a mark; nothing before."""
    passed = rules.mark(seconds)
    return "" if passed is None else gettext(MARKS[passed])


def hat(roles: Iterable[str]) -> str:
    """The hat in which somebody of the district runs forums."""
    return "moderator" if "moderator" in roles else "coordinator"


def told(entries: Iterable[Any]) -> list[dict[str, Any]]:
    """A forum's history as the timeline shows it."""
    return [
        {"at": entry.at, "what": telling.sentence(entry), "who": "", "reason": entry.reason}
        for entry in entries
        if entry.action in HISTORY
    ]
