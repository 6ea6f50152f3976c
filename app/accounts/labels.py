"""What each consent says before it is asked (개인정보 보호법 제15조 제2항: purpose, items, retention, what a refusal means)."""

from dataclasses import dataclass

from app.accounts.models import ConsentKind
from app.core.errors import N_


@dataclass(frozen=True)
class ConsentText:
    """One consent, as read before it is given; sentences are Korean source text."""

    kind: ConsentKind
    title: str
    is_needed: bool
    purpose: str
    items: str
    retention: str
    refusal: str


CONSENTS = {
    text.kind: text
    for text in (
        ConsentText(
            ConsentKind.TERMS,
            N_("이용약관에 동의합니다"),
            True,
            N_(
                "제안·의견·공감·투표를 함께 하는 규칙을 약속합니다. 한 사람이 한 계정을 쓰고, "
                "다른 사람을 괴롭히거나 속이지 않습니다. 결정에는 이유가 공개 기록으로 남습니다."
            ),
            N_("약속이며, 따로 받는 정보는 없습니다."),
            N_("탈퇴할 때까지"),
            N_("동의하지 않으면 가입할 수 없습니다. 가입하지 않아도 모든 공개 자료를 읽을 수 있습니다."),
        ),
        ConsentText(
            ConsentKind.PRIVACY,
            N_("개인정보 수집·이용에 동의합니다"),
            True,
            N_("본인 계정 확인과 확인번호 발송, 작성자 표시, 나이와 사는 구에 따른 참여 자격 확인"),
            N_("이메일, 보이는 이름, 생년월일, 사는 구(선택), 비밀번호(선택, 되돌릴 수 없게 바꾸어 보관)"),
            N_("탈퇴할 때까지. 탈퇴하면 바로 지웁니다. 확인번호는 10분 뒤 못 쓰게 되고 하루 안에 지웁니다."),
            N_("거부할 수 있지만, 계정을 만들 수 없어 가입이 되지 않습니다. 가입하지 않아도 모든 공개 자료를 읽을 수 있습니다."),
        ),
        ConsentText(
            ConsentKind.OPINION,
            N_("공개 의견에 담기는 민감정보 처리에 동의합니다"),
            False,
            N_(
                "제안·의견·공감을 보이는 이름과 함께 공개하고, 공론 문장에 대한 응답은 이름 없이 모아 생각의 지도로 공개합니다. "
                "이 글과 응답에서 사상이나 정치적 견해가 드러날 수 있습니다."
            ),
            N_("내가 스스로 공개하는 제안, 의견, 공감과 공론 문장, 공론 문장에 대한 응답"),
            N_(
                "글은 공개 기록으로 계속 남고, 탈퇴하면 이름은 ‘탈퇴한 주민’으로 바뀝니다. 공론 응답은 이 동의를 거두거나 탈퇴하면 바로 "
                "지웁니다. 이미 이름 없이 공개된 지도와 자료에서는 뺄 수 없습니다."
            ),
            N_(
                "동의하지 않아도 가입하고 투표할 수 있습니다. 제안·의견·공감을 공개하는 일만 할 수 없으며, "
                "나중에 내 참여에서 동의할 수 있습니다. 투표 내용은 공개되지 않으므로 이 동의와 관계없습니다."
            ),
        ),
        ConsentText(
            ConsentKind.NEWS,
            N_("참여 소식을 이메일로 받겠습니다"),
            False,
            N_("새 투표와 토론, 사는 구의 참여예산 소식 안내"),
            N_("이메일, 사는 구"),
            N_("동의를 거두거나 탈퇴할 때까지"),
            N_("동의하지 않아도 다른 기능은 똑같이 쓸 수 있습니다."),
        ),
    )
}

HISTORY = {
    "role.granted": N_("%(person)s님에게 %(hat)s 역할을 주었습니다."),
    "role.revoked": N_("%(person)s님의 %(hat)s 역할을 거두었습니다."),
}

ACTORS = {
    "system": N_("시스템"),
    "operator": N_("운영자(명령줄)"),
    "citizen": N_("주민"),
    "proposer": N_("제안자"),
    "author": N_("작성자"),
    "clerk": N_("접수 담당"),
}
SUBJECTS = {"role": N_("역할"), "role_grant": N_("역할")}
