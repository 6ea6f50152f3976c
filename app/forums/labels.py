"""The words of this room: states, parts, history, notices."""

from app.core.errors import N_
from app.forums.states import ForumState

FORUM_STATES = {
    ForumState.SCHEDULED: (N_("예정"), "info", "calendar"),
    ForumState.LOBBY: (N_("곧 시작"), "strong", "clock"),
    ForumState.LIVE: (N_("지금 진행 중"), "success", "comment"),
    ForumState.PAUSED: (N_("잠시 쉼"), "warning", "clock"),
    ForumState.CLOSED: (N_("끝남 · 회의록 작성 중"), "neutral", "edit"),
    ForumState.PUBLISHED: (N_("끝남 · 회의록 공개"), "neutral", "check"),
    ForumState.CANCELLED: (N_("취소됨"), "danger", "minus"),
}
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
}
NOTICES = {"forum.seat": N_("토론회 ‘%(title)s’에 자리가 나서 참가가 확정되었습니다.")}
