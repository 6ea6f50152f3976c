"""The words of this room: phases, answers, history, notices."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from app.core import telling
from app.core.errors import N_
from app.opinions.states import Choice, Moderation, StatementState, TopicState

TOPIC_STATES = {
    TopicState.GATHERING: (N_("문장 모으는 중"), "info", "edit"),
    TopicState.ANSWERING: (N_("응답 받는 중"), "strong", "comment"),
    TopicState.CLOSED: (N_("마감됨"), "neutral", "minus"),
}
STATEMENT_STATES = {
    StatementState.PENDING: (N_("확인을 기다림"), "info"),
    StatementState.APPROVED: (N_("공개됨"), "success"),
    StatementState.REFUSED: (N_("공개하지 않음"), "danger"),
}
MODERATIONS = {
    Moderation.BEFORE: N_("확인하고 공개"),
    Moderation.AFTER: N_("바로 공개"),
}
MODERATIONS_EXPLAINED = {
    Moderation.BEFORE: N_("진행자가 읽은 뒤에 문장을 공개합니다."),
    Moderation.AFTER: N_("올리는 대로 공개하고, 규칙에 어긋나면 나중에 내립니다."),
}
CHOICES = {Choice.AGREE: N_("동의"), Choice.DISAGREE: N_("반대"), Choice.PASS: N_("넘기기")}
LETTERS = (N_("가"), N_("나"), N_("다"), N_("라"), N_("마"))
ACTS = {"start": N_("응답 시작하기"), "close": N_("마감하기"), "reopen": N_("다시 열기")}
ACTS_EXPLAINED = {
    "start": N_("지금부터 누구나 문장마다 동의·반대·넘기기로 답할 수 있습니다. 새 문장도 계속 받습니다."),
    "close": N_("더는 문장과 응답을 받지 않고 마지막 지도를 그립니다. 지금까지 모인 것은 모두 공개된 채 남습니다."),
    "reopen": N_("새 마감일까지 다시 응답을 받습니다."),
}
SUBJECTS = {"opinion_topic": N_("공론 주제"), "opinion_statement": N_("공론 문장")}
HISTORY = {
    "topic.opened": N_("공론 주제를 열었습니다."),
    "topic.changed": N_("공론 주제의 설명이나 일정을 고쳤습니다."),
    "topic.started": N_("응답을 받기 시작했습니다."),
    "topic.closed": N_("마감했습니다. 참여한 사람 %(people)s명."),
    "topic.reopened": N_("다시 열었습니다."),
    "statement.planted": N_("진행자가 문장을 더했습니다."),
}
HATS = {"moderator": N_("진행자"), "coordinator": N_("운영 담당")}


def badge_of(state: TopicState) -> tuple[str, str, str]:
    """Words, kind and icon of a topic's badge."""
    words, kind, icon_name = TOPIC_STATES[state]
    return gettext(words), kind, icon_name


def fate(state: StatementState) -> tuple[str, str]:
    words, kind = STATEMENT_STATES[state]
    return gettext(words), kind


def choice(value: int) -> str:
    """동의, 반대, 넘기기."""
    return gettext(CHOICES[Choice(value)])


def letter(number: int) -> str:
    """가, 나, 다: what a group is called on the picture."""
    return gettext(LETTERS[number])


def group(number: int) -> str:
    """가 모둠."""
    return gettext("%(letter)s 모둠", letter=letter(number))


def told(entries: Iterable[Any]) -> list[dict[str, Any]]:
    """A topic's history as the timeline shows it: what dates did is nobody's."""
    return [
        {
            "at": entry.at,
            "what": telling.sentence(entry),
            "who": gettext(HATS[entry.actor_role]) if entry.actor_role in HATS else "",
            "reason": entry.reason,
        }
        for entry in entries
        if entry.action in HISTORY
    ]
