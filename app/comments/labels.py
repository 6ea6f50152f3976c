"""How this room's history and its removals are told."""

from flask_babel import gettext

from app.core.errors import N_

SUBJECTS = {"comment": N_("의견")}
HISTORY = {"comment.removed": N_("의견을 삭제했습니다.")}
HATS = {"author": N_("글쓴이"), "moderator": N_("진행자")}


def removal(role: str, reason: str) -> str:
    """Why and by which hat a comment was taken out of sight."""
    hat = gettext(HATS[role]) if role in HATS else role
    return f"{reason} ({hat})" if reason else gettext("%(hat)s가 지움", hat=hat)
