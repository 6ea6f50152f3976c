"""The keys of the console: one for every command that is pressed there. Refuses two meanings of one key in one place.

A key means what it says of the row that holds the focus, or else of the whole page. Names are those of the keyboard's places
(KeyboardEvent.code), so that they hold whichever language is being typed.
"""

from app.core.errors import N_

AREAS = {
    "screen": N_("큰 화면"), "questions": N_("질문"), "floor": N_("발언권"), "agenda": N_("의제"), "polls": N_("설문"),
    "settings": N_("여닫기"), "captions": N_("자막"), "chat": N_("대화"),
}  # fmt: skip
"""Reached by 1, 2, 3 … in this order."""

TABS = {
    "questions": "columns-title", "floor": "floor-title", "agenda": "agenda-title", "polls": "polls-title", "chat": "chat-title",
    "screen": "screen-title", "settings": "settings-title",
}  # fmt: skip
"""Area -> the heading a phone goes to; captions stand among the settings."""

PAGE = {
    "session.open_doors": "O", "session.start": "O", "session.resume": "O", "session.pause": "Shift+P", "session.close": "Shift+C",
    "session.reopen": "Shift+O", "session.settings": "Shift+S",
    "screen.show": "G", "screen.freeze": "F", "screen.clear": "B",
    "screen.preview:join": "Z", "screen.preview:agenda": "X", "screen.preview:speaker": "C", "screen.preview:questions": "V",
    "screen.preview:message": "M",
    "speech.start": "N", "speech.pause": "T", "speech.resume": "T", "speech.extend": "E", "speech.end": "D",
    "queue.enter": "W", "queue.restore": "U", "agenda.add": "Shift+A", "poll.create": "Shift+V", "caption.send": "Shift+T",
    "mod.unmute": "Shift+U",
}  # fmt: skip
ROWS = {
    "question": {
        "question.approve": "A", "question.show": "S", "screen.preview": "P", "question.hold": "H", "question.answer": "R",
        "question.merge": "Y", "question.part": "L",
    },
    "turn": {"speech.start": "S", "queue.pass": "Q", "queue.raise": "I", "queue.remove": "Delete"},
    "item": {
        "agenda.start": "S", "agenda.finish": "S", "agenda.move": "I", "agenda.decide": "R", "agenda.change": "Y", "agenda.remove": "Delete",
    },
    "poll": {
        "poll.open": "S", "poll.close": "S", "poll.publish": "A", "poll.reopen": "L", "screen.preview": "P", "poll.bind": "Y",
        "poll.drop": "Delete",
    },
    "message": {"chat.remove": "Delete", "chat.restore": "L", "mod.mute": "H"},
}  # fmt: skip

MOVES = (
    ("J · K", N_("아래 · 위 항목으로")), ("1 – 8", N_("큰 화면, 질문, 발언권, 의제, 설문, 여닫기, 자막, 대화로 가기")),
    ("Esc", N_("글상자에서 나와 항목으로")), ("Shift+?", N_("이 목록 펴고 접기")),
)  # fmt: skip
WORDS = (
    (
        N_("토론회와 큰 화면"),
        (
            ("O", N_("입장 시작 · 시작 · 이어 가기")), ("Shift+P", N_("잠시 쉬기")), ("Shift+C", N_("토론회 마치기")), ("Shift+O", N_("다시 열기")),
            ("G", N_("화면에 띄우기")), ("F", N_("화면 멈추기 · 풀기")), ("B", N_("바로 비우기")),
            ("Z · X · C · V", N_("미리보기: 참여 방법 · 의제 · 발언자 · 질문 목록")), ("M", N_("알림 글 쓰기")), ("Shift+S", N_("여닫기 바꾸기")),
            ("Shift+T", N_("자막 적기")), ("Shift+U", N_("글쓰기 멈춤 풀기")),
        ),
    ),
    (
        N_("발언권"),
        (
            ("N", N_("다음 사람")), ("T", N_("시계 멈춤 · 다시")), ("E", N_("30초 더")), ("D", N_("발언 끝")), ("W", N_("현장 참가자 넣기")),
            ("U", N_("되돌려 넣기")), ("S", N_("이 사람에게 발언 주기")), ("Q", N_("뒤로")), ("I", N_("맨 앞으로")), ("Delete", N_("목록에서 빼기")),
        ),
    ),
    (
        N_("질문"),
        (
            ("A", N_("공개")), ("S", N_("지금 이 질문")), ("P", N_("미리보기")), ("H", N_("보류")), ("R", N_("답변 적기")),
            ("Y", N_("비슷한 질문에 합치기")), ("L", N_("합침 풀기")),
        ),
    ),
    (
        N_("의제"),
        (
            ("Shift+A", N_("의제 더하기")), ("S", N_("시작 · 마치기")), ("I", N_("위로")), ("R", N_("결정 적기")), ("Y", N_("고치기")),
            ("Delete", N_("빼기")),
        ),
    ),
    (
        N_("설문"),
        (
            ("Shift+V", N_("설문 만들기")), ("S", N_("시작 · 마감")), ("A", N_("결과 공개")), ("L", N_("다시 받기")), ("P", N_("미리보기")),
            ("Y", N_("구속력 있는 투표로")), ("Delete", N_("지우기")),
        ),
    ),
    (N_("대화"), (("Delete", N_("글 가리기")), ("L", N_("되돌리기")), ("H", N_("글쓰기 멈추기")))),
)  # fmt: skip
"""What the list of keys beside the console says."""
