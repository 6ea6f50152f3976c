"""The one letter this room sends: an invitation to propose together, in the inviter's language."""

from flask_babel import gettext

from app.proposals.rules import INVITATION_DAYS


def invitation(inviter: str, title: str, link: str) -> tuple[str, str]:
    """Subject and body. The same for somebody with an account and somebody without."""
    body = (
        gettext("%(name)s님이 ‘%(title)s’ 제안을 함께하자고 초대했습니다.", name=inviter, title=title),
        gettext("아래 주소에서 제안을 읽고 받아들이거나 사양할 수 있습니다. 이 주소로 가입한 계정으로 로그인해 주세요."),
        link,
        gettext(
            "받아들이면 같은 권리를 가진 공동 제안자로 이름이 공개됩니다. 초대는 %(days)s일 뒤에 끝납니다.", days=INVITATION_DAYS
        ),
        gettext("모르는 일이라면 아무 일도 하지 않으셔도 됩니다. 이 주소는 저장하지 않습니다."),
    )
    return gettext("[Decide Seoul] 공동 제안 초대"), "\n\n".join(body) + "\n"
