"""The e-mails of the accounts room. Refuses links: an address line could be forged, and nobody should learn to click on them."""

from flask_babel import gettext

from app.accounts import rules
from app.accounts.models import CodePurpose

Letter = tuple[str, str]


def one_time_code(code: str, purpose: CodePurpose) -> Letter:
    """Subject and body; the code stands in the body alone, because subjects show on locked screens."""
    reason = {
        CodePurpose.SIGN_IN: gettext("로그인 화면에 아래 확인번호를 입력해 주세요."),
        CodePurpose.VERIFY: gettext("이메일 확인 화면에 아래 확인번호를 입력해 주세요."),
        CodePurpose.PROVE: gettext("비밀번호나 이메일을 바꾸기 전에 아래 확인번호를 입력해 주세요."),
        CodePurpose.MOVE: gettext("이 주소로 계정을 옮기려면 아래 확인번호를 입력해 주세요."),
    }[purpose]
    body = (
        reason,
        code,
        gettext("%(minutes)s분 동안 한 번만 쓸 수 있습니다.", minutes=rules.CODE_LIFETIME_MINUTES),
        gettext("요청하신 적이 없다면 이 메일을 지워 주세요. 확인번호는 누구에게도 알려 주지 마세요."),
    )
    return gettext("[Decide Seoul] 확인번호를 보내 드립니다"), "\n\n".join(body) + "\n"


def already_here() -> Letter:
    body = (
        gettext("누군가 이 주소로 새로 가입하려고 했습니다. 이 주소에는 이미 계정이 있어 새로 만들지 않았습니다."),
        gettext("본인이라면 로그인해 주세요. 비밀번호를 잊었다면 로그인 화면에서 이메일 확인번호를 받을 수 있습니다."),
        gettext("본인이 아니라면 아무 일도 하지 않으셔도 됩니다. 계정은 그대로 안전합니다."),
    )
    return gettext("[Decide Seoul] 이미 가입되어 있습니다"), "\n\n".join(body) + "\n"


def moved_away() -> Letter:
    """To the old address, without naming the new one: whoever reads this mailbox may be somebody else by now."""
    body = (
        gettext("이 주소로 쓰시던 계정의 이메일이 다른 주소로 바뀌었습니다. 이제 이 주소로는 로그인할 수 없습니다."),
        gettext("본인이 바꾸지 않았다면 누리집의 도움말에 있는 연락처로 바로 알려 주세요."),
    )
    return gettext("[Decide Seoul] 이메일이 바뀌었습니다"), "\n\n".join(body) + "\n"
