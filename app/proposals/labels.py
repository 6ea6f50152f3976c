"""What the values of this room are called, and how its history is told."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from app.core import grams, telling
from app.core.errors import N_
from app.core.filters import passage
from app.proposals.states import BudgetTrack, Channel, Field, ProposalState, VersionKind

TRACKS = {BudgetTrack.COLLABORATIVE: N_("협치형"), BudgetTrack.GENERAL: N_("일반형"), BudgetTrack.DISTRICT: N_("지역참여형")}
TRACKS_EXPLAINED = {
    BudgetTrack.COLLABORATIVE: N_(
        "선정된 뒤에도 제안자가 부서와 함께 기획하고 실행하고 평가합니다. 협치학교와 워크숍에 참여해야 합니다."
    ),
    BudgetTrack.GENERAL: N_("시민이 제안하면 담당 부서가 검토하고 실행합니다. 제안자는 진행 상황을 확인할 수 있습니다."),
    BudgetTrack.DISTRICT: N_("한 자치구 안에서 하는 작은 사업입니다. 시가 구에 나누어 준 재원으로 구가 심사하고 실행합니다."),
}
FIELDS = {
    Field.TRANSPORT: N_("교통"),
    Field.SAFETY: N_("안전"),
    Field.ENVIRONMENT: N_("환경"),
    Field.WELFARE: N_("복지"),
    Field.CULTURE: N_("문화"),
    Field.EDUCATION: N_("교육"),
    Field.ECONOMY: N_("경제"),
    Field.HOUSING: N_("주거"),
    Field.OTHER: N_("기타"),
}
STATES = {
    ProposalState.PUBLISHED: N_("접수"),
    ProposalState.WITHDRAWN: N_("철회"),
    ProposalState.MERGED: N_("융합"),
    ProposalState.ARCHIVED: N_("보관"),
    ProposalState.HELD: N_("잠시 가려 둠"),
    ProposalState.HIDDEN: N_("가림"),
}
CHANNELS = {Channel.WEB: N_("누리집"), Channel.POST: N_("우편"), Channel.VISIT: N_("방문"), Channel.IMPORT: N_("자료 옮김")}
KINDS = {VersionKind.INITIAL: N_("처음 제안"), VersionKind.REVISED: N_("고친 글"), VersionKind.FINAL: N_("최종 제안서")}
SORTS = {
    "relevance": N_("관련 있는 순"),
    "newest": N_("최신순"),
    "endorsed": N_("공감 많은 순"),
    "discussed": N_("의견 많은 순"),
    "closing": N_("마감 임박한 순"),
}
SUBJECTS = {"synonym_set": N_("같은 말"), "proposal": N_("제안")}
HISTORY = {
    "proposal.published": N_("제안이 접수되어 공개되었습니다."),
    "proposal.received": N_("담당자가 제안을 접수했습니다."),
    "proposal.claimed": N_("종이로 낸 제안자가 접수증의 번호로 이 제안을 찾아갔습니다."),
    "proposal.claim_reissued": N_("접수증의 확인번호를 새로 만들었습니다."),
    "proposal.revised": N_("제안 내용을 고쳤습니다. (%(ordinal)s번째 글)"),
    "proposal.withdrawn": N_("제안을 철회했습니다."),
    "proposal.proposer_joined": N_("공동 제안자가 함께하게 되었습니다. (모두 %(proposers)s명)"),
    "proposal.proposer_left": N_("제안자 한 사람이 제안에서 빠졌습니다. (남은 제안자 %(proposers)s명)"),
    "synonyms.added": N_("같은 말을 넣었습니다: %(words)s"),
    "synonyms.removed": N_("같은 말을 뺐습니다: %(words)s"),
    "proposal.merged_away": N_("제안 %(target)s(‘%(title)s’)에 합쳐졌습니다."),
    "proposal.merged_in": N_("다른 제안을 합쳤습니다: %(numbers)s. 서로 다른 사람의 공감은 모두 %(endorsements)s개입니다."),
    "proposal.unmerged": N_("제안 %(target)s과(와) 합친 것을 되돌렸습니다."),
    "proposal.merger_undone": N_("합쳤던 제안을 되돌려 보냈습니다: %(numbers)s"),
    "proposal.archived": N_("오래 움직임이 없어 제안을 보관했습니다."),
    "proposal.unarchived": N_("보관했던 제안을 다시 열었습니다."),
    "proposal.file_added": N_("파일을 붙였습니다: %(name)s"),
    "proposal.file_removed": N_("파일을 떼었습니다: %(name)s"),
    "proposal.waits": N_("진행자가 확인할 때까지 제안을 가려 두었습니다."),
    "proposal.held": N_("글쓴이가 고칠 때까지 제안을 가려 두었습니다."),
    "proposal.hidden": N_("이용 규칙에 따라 제안을 가렸습니다."),
    "proposal.shown_again": N_("제안이 다시 보입니다."),
}
ROLES = {"proposer": N_("제안자"), "clerk": N_("접수 담당"), "moderator": N_("진행자")}
NOTICES = {
    "proposal.invited": N_("%(name)s님이 ‘%(title)s’ 제안을 함께하자고 초대했습니다."),
    "proposal.joined": N_("%(name)s님이 ‘%(title)s’ 제안에 공동 제안자로 함께합니다."),
    "proposal.declined": N_("‘%(title)s’ 제안에 보낸 초대 하나를 상대가 사양했습니다."),
    "proposal.merger_asked": N_("‘%(title)s’ 제안을 비롯한 %(number)s건을 하나로 합치자는 요청이 왔습니다."),
    "proposal.merger_declined": N_("‘%(title)s’ 제안의 융합 요청을 상대가 받아들이지 않았습니다."),
    "proposal.merger_cancelled": N_("‘%(title)s’ 제안의 융합 요청을 요청한 사람이 거두었습니다."),
    "proposal.merged": N_("함께하는 제안이 ‘%(title)s’ 제안으로 합쳐졌습니다."),
    "proposal.merger_undone": N_("‘%(title)s’ 제안으로 합친 것을 되돌렸습니다."),
    "proposal.archived": N_("‘%(title)s’ 제안을 오래 움직임이 없어 보관했습니다. 다시 열어 달라고 할 수 있습니다."),
    "proposal.unarchived": N_("보관했던 ‘%(title)s’ 제안을 다시 열었습니다."),
    "proposal.old": N_("오래 움직임이 없는 제안이 %(number)s건 있습니다. 살펴보고 보관할지 정해 주세요."),
    "proposal.left": N_("%(name)s님이 ‘%(title)s’ 제안에서 빠졌습니다."),
}
PASSAGE_LENGTH = 110
_ALL: dict[type, dict[Any, str]] = {
    BudgetTrack: TRACKS,
    Field: FIELDS,
    ProposalState: STATES,
    Channel: CHANNELS,
    VersionKind: KINDS,
}
PARTS = {
    "title": N_("제목"),
    "problem": N_("무엇이 문제인가요?"),
    "idea": N_("어떻게 바꿀까요?"),
    "place": N_("어디에서 하나요?"),
}

QUESTIONS = {
    "problem": N_("무엇이 문제인가요?"),
    "idea": N_("어떻게 바꿀까요?"),
    "where": N_("어디서, 얼마나?"),
    "check": N_("확인"),
}
ANSWERS = PARTS | {
    "cost_won": N_("비용은 얼마나 들까요?"),
    "cost_unknown": N_("잘 모르겠어요"),
    "track": N_("어떤 방식으로 할까요?"),
    "field": N_("어느 분야인가요?"),
}


def answer_names() -> dict[str, str]:
    """What each answer of a draft is called."""
    return {name: gettext(words) for name, words in ANSWERS.items()}


def label(value: StrEnum) -> str:
    """What a value of this room is called, in the reader's language."""
    return gettext(_ALL[type(value)][value])


def found_passage(version: Any, groups: Any) -> Markup:
    """Where in a proposal the words that were looked for stand: in the first of its texts that holds one."""
    texts = [text for text in (version.idea, version.problem, version.place) if text] or [""]
    words = [one for group in groups for one in group]
    return passage(next((text for text in texts if grams.spans(text, words)), texts[0]), groups, PASSAGE_LENGTH)


def track_explained(track: BudgetTrack) -> str:
    return gettext(TRACKS_EXPLAINED[track])


def told(entries: Iterable[Any]) -> list[dict[str, Any]]:
    """This room's part of a proposal's history as the timeline shows it."""
    return [
        {
            "at": entry.at,
            "what": telling.sentence(entry),
            "who": gettext(ROLES[entry.actor_role]) if entry.actor_role in ROLES else "",
            "reason": entry.reason,
        }
        for entry in entries
        if entry.action in HISTORY
    ]
