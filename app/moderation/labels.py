"""The words of moderation: the house rules by article, what stands, causes, verdicts, history and notices."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from app.core.errors import N_
from app.core.telling import words
from app.moderation import kinds
from app.moderation.states import Article, Cause, Standing, Verdict, WordKind

ARTICLES = {
    Article.RESPECT: N_("서로 존중하기"),
    Article.HATRED: N_("차별과 혐오 금지"),
    Article.PRIVACY: N_("개인정보와 사생활 지키기"),
    Article.THREAT: N_("위협과 폭력 금지"),
    Article.OBSCENITY: N_("음란물 금지"),
    Article.SPAM: N_("광고와 도배 금지"),
    Article.DECEIT: N_("속이지 않기"),
    Article.OFF_TOPIC: N_("주제 지키기"),
    Article.UNLAWFUL: N_("법 지키기"),
}
EXPLAINED = {
    Article.RESPECT: N_(
        "의견은 날카롭게 다투어도 사람은 공격하지 않습니다. 욕설, 모욕, 조롱, 따라다니며 괴롭히는 글을 쓰지 않습니다."
    ),
    Article.HATRED: N_(
        "성별, 나이, 장애, 출신 지역과 나라, 종교, 성적 지향, 사는 형편 같은 것을 이유로 사람을 깎아내리거나 내쫓자고 하지 않습니다."
    ),
    Article.PRIVACY: N_("다른 사람의 이름, 연락처, 주소, 직장, 사진처럼 누구인지 알 수 있는 정보를 허락 없이 쓰지 않습니다."),
    Article.THREAT: N_("누구를 해치겠다고 하거나 폭력, 자해를 부추기지 않습니다."),
    Article.OBSCENITY: N_("성적 수치심을 일으키는 글과 그런 곳으로 이끄는 주소를 올리지 않습니다."),
    Article.SPAM: N_("물건과 서비스를 광고하거나 같은 글을 되풀이해 올리지 않습니다."),
    Article.DECEIT: N_("거짓인 줄 알면서 사실처럼 쓰거나 다른 사람, 기관인 척하지 않습니다."),
    Article.OFF_TOPIC: N_("글이 달린 곳의 주제와 상관없는 이야기로 대화를 막지 않습니다."),
    Article.UNLAWFUL: N_("선거법, 저작권법처럼 온라인 글에도 적용되는 법을 지킵니다."),
}
CANNED = {
    Article.RESPECT: N_("사람을 모욕하거나 공격하는 표현이 있습니다."),
    Article.HATRED: N_("특정한 사람들을 차별하거나 혐오하는 표현이 있습니다."),
    Article.PRIVACY: N_("다른 사람이 누구인지 알 수 있는 정보가 있습니다."),
    Article.THREAT: N_("누군가를 해치겠다거나 폭력을 부추기는 표현이 있습니다."),
    Article.OBSCENITY: N_("음란한 내용이나 그런 곳으로 이끄는 주소가 있습니다."),
    Article.SPAM: N_("광고이거나 되풀이해 올린 글입니다."),
    Article.DECEIT: N_("사실이 아님이 분명한 내용이거나 다른 사람인 척한 글입니다."),
    Article.OFF_TOPIC: N_("이 대화의 주제와 상관없는 글입니다."),
    Article.UNLAWFUL: N_("온라인 글에 적용되는 법을 어긴 내용이 있습니다."),
}
STANDINGS = {
    Standing.SHOWN: N_("보임"),
    Standing.WAITING: N_("진행자 확인 중"),
    Standing.HELD: N_("보류"),
    Standing.HIDDEN: N_("가림"),
}
CAUSES = {
    Cause.REPORT: N_("신고"),
    Cause.WORD: N_("낱말 목록"),
    Cause.LINK: N_("새 계정의 링크"),
    Cause.AWAITS: N_("싣기 전 확인"),
    Cause.REWRITTEN: N_("고쳐 다시 올림"),
    Cause.TAKEN_UP: N_("진행자가 꺼냄"),
}
VERDICTS = {
    Verdict.KEEP: N_("그대로 두기"),
    Verdict.HIDE: N_("가리기"),
    Verdict.HOLD: N_("보류하기"),
    Verdict.WARN: N_("주의 주기"),
    Verdict.RESTORE: N_("다시 보이기"),
}
DONE = {
    Verdict.KEEP: N_("그대로 둠"),
    Verdict.HIDE: N_("가림"),
    Verdict.HOLD: N_("보류함"),
    Verdict.WARN: N_("주의를 줌"),
    Verdict.RESTORE: N_("다시 보임"),
}
VERDICTS_EXPLAINED = {
    Verdict.KEEP: N_("이용 규칙에 어긋나지 않습니다. 가려져 있던 글은 다시 보입니다."),
    Verdict.HIDE: N_("글을 가리고 그 자리에 규칙과 이유를 적습니다."),
    Verdict.HOLD: N_("글쓴이가 고칠 때까지 가려 둡니다. 고치면 다시 확인합니다."),
    Verdict.WARN: N_("글은 두고 글쓴이에게만 알립니다."),
}
WORD_KINDS = {WordKind.HOLD: N_("멈춰 세우는 낱말"), WordKind.ALLOW: N_("괜찮은 낱말")}
POINTS = {
    "severity": N_("규칙의 무게"),
    "reporters": N_("신고한 사람 수와 그동안의 정확도"),
    "trust": N_("글쓴이의 그동안 글"),
    "waiting": N_("가려진 채 기다리는 글"),
}
ORDERS = {"priority": N_("급한 순"), "oldest": N_("오래된 순"), "newest": N_("최근 순")}
_ALL: dict[type, dict[Any, str]] = {
    Article: ARTICLES, Standing: STANDINGS, Cause: CAUSES, Verdict: VERDICTS, WordKind: WORD_KINDS,
}  # fmt: skip
KINDS_OF_BADGE = {
    Standing.SHOWN: "success", Standing.WAITING: "info", Standing.HELD: "warning", Standing.HIDDEN: "danger",
    Verdict.KEEP: "success", Verdict.HIDE: "danger", Verdict.HOLD: "warning", Verdict.WARN: "warning", Verdict.RESTORE: "info",
}  # fmt: skip

SUBJECTS = {"moderation_case": N_("운영 사안"), "moderation_word": N_("낱말 목록")}
HISTORY = {
    "moderation.waits": N_("글이 진행자의 확인을 기다립니다. (%(cause)s)"),
    "moderation.taken_up": N_("진행자가 글을 살펴보기로 했습니다."),
    "moderation.kept": N_("글을 그대로 두기로 했습니다."),
    "moderation.hidden": N_("글을 가렸습니다. (이용 규칙 제%(article)s조)"),
    "moderation.held": N_("글을 보류했습니다. (이용 규칙 제%(article)s조)"),
    "moderation.warned": N_("글쓴이에게 주의를 주었습니다. (이용 규칙 제%(article)s조)"),
    "moderation.restored": N_("글을 다시 보이게 했습니다."),
    "moderation.undone": N_("진행자가 방금 한 결정을 되돌렸습니다."),
    "moderation.appealed": N_("글쓴이가 이의를 신청했습니다."),
    "moderation.granted": N_("다른 진행자가 이의를 받아들였습니다."),
    "moderation.refused": N_("다른 진행자가 이의를 받아들이지 않았습니다."),
    "word.hold_listed": N_("‘%(word)s’ 낱말을 목록에 넣었습니다."),
    "word.allow_listed": N_("‘%(word)s’ 낱말은 괜찮다고 적었습니다."),
    "word.unlisted": N_("‘%(word)s’ 낱말을 목록에서 뺐습니다."),
}
NOTICES = {
    "moderation.waits": N_("‘%(what)s’ 글을 진행자가 확인하고 있습니다. 그때까지 다른 사람에게 보이지 않습니다."),
    "moderation.released": N_("‘%(what)s’ 글의 확인이 끝나 모두에게 보입니다."),
    "moderation.hidden": N_(
        "‘%(what)s’ 글이 이용 규칙 제%(article)s조에 따라 가려졌습니다. 이유를 보고 이의를 신청할 수 있습니다."
    ),
    "moderation.held": N_("‘%(what)s’ 글이 이용 규칙 제%(article)s조에 따라 보류되었습니다. 고쳐서 다시 올릴 수 있습니다."),
    "moderation.warned": N_("‘%(what)s’ 글에 주의를 드립니다. (이용 규칙 제%(article)s조) 글은 그대로 있습니다."),
    "moderation.restored": N_("‘%(what)s’ 글이 다시 보입니다."),
    "moderation.undone": N_("‘%(what)s’ 글에 대한 방금 결정을 진행자가 되돌렸습니다."),
    "report.borne_out": N_("신고하신 글이 이용 규칙에 어긋난다고 보아 조치했습니다. 알려 주셔서 고맙습니다."),
    "report.not_borne_out": N_("신고하신 글을 살펴보았으나 이용 규칙에 어긋나지 않아 그대로 두었습니다."),
    "report.gone": N_("신고하신 글을 글쓴이가 지웠습니다."),
    "report.reopened": N_("신고하신 글에 대한 결정을 진행자가 되돌려 다시 살펴보고 있습니다."),
    "report.overturned": N_("신고하신 글에 대한 결정이 이의 신청으로 바뀌었습니다."),
    "appeal.made": N_("이의 신청이 들어왔습니다. 처음 결정하지 않은 진행자가 답해야 합니다."),
    "appeal.granted": N_("‘%(what)s’ 글에 대한 이의 신청을 받아들였습니다."),
    "appeal.refused": N_("‘%(what)s’ 글에 대한 이의 신청을 받아들이지 않았습니다. 이유를 확인해 주세요."),
}


@words("moderation")
def _worded(details: Mapping[str, Any]) -> Mapping[str, Any]:
    cause = details.get("cause")
    return {**details, "cause": gettext(CAUSES[Cause(cause)])} if cause in set(Cause) else details


def label(value: StrEnum) -> str:
    """What a value of this room is called, in the reader's language."""
    return gettext(_ALL[type(value)][value])


def done(verdict: Verdict) -> str:
    return gettext(DONE[verdict])


def article(value: Article | None) -> str:
    """제3조 개인정보와 사생활 지키기."""
    if value is None:
        return ""
    return gettext("제%(number)s조 %(title)s", number=value.value, title=gettext(ARTICLES[value]))


def badge_kind(value: StrEnum) -> str:
    return KINDS_OF_BADGE.get(value, "neutral")


def kind_label(name: str) -> str:
    """What contributions of this kind are called; the stored name where no room brings it any more."""
    kind = kinds.get(name)
    return gettext(kind.label) if kind else name


def canned(value: Article | None) -> str:
    """The usual reason for an article, for moderators who add nothing of their own. Korean: it is kept and published as it is."""
    return CANNED[value] if value else ""


def reason(text: str) -> str:
    """A reason as it was given; the usual ones of the articles in the reader's language."""
    return gettext(text) if text in CANNED.values() else text


def time_taken(minutes: int | None) -> str:
    """45분, 5시간 20분, or a dash where nothing was measured."""
    if minutes is None:
        return "–"
    if minutes < 60:
        return gettext("%(n)s분", n=minutes)
    return gettext("%(hours)s시간 %(n)s분", hours=f"{minutes // 60:,}", n=minutes % 60)
