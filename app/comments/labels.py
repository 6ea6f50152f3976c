"""How this room's history, notices, stances and orders are told."""

from flask_babel import gettext

from app.comments.orders import Order
from app.comments.states import Interest, Stance
from app.core.errors import N_

SUBJECTS = {"comment": N_("의견")}
HISTORY = {
    "comment.removed": N_("의견을 삭제했습니다."),
    "comment.hidden": N_("이용 규칙에 따라 의견을 가렸습니다."),
    "comment.restored": N_("삭제한 의견을 되살렸습니다."),
}
NOTICES = {
    "comment.answered": N_("‘%(title)s’에 쓴 내 의견에 답글이 달렸습니다."),
    "comment.followed": N_("소식을 받는 ‘%(title)s’에 새 의견이 올라왔습니다."),
}
HATS = {"author": N_("글쓴이"), "moderator": N_("진행자")}
STANCES = {Stance.PRO: N_("찬성"), Stance.CON: N_("반대"), Stance.QUESTION: N_("질문"), Stance.OPINION: N_("그냥 의견")}
ORDERS = {
    Order.BRIDGING: (
        N_("두루 도움순"),
        N_("찬성하는 사람도 반대하는 사람도 도움된다고 한 의견부터. 첫 쪽에는 찬성과 반대를 네 개씩 꼭 담습니다."),
    ),
    Order.SUPPORTED: (N_("도움순"), N_("도움된다고 한 비율이 확실히 높은 의견부터. 표가 적으면 그만큼 낮추어 봅니다.")),
    Order.DISCUSSED: (N_("답글순"), N_("답글이 많이 달린 의견부터.")),
    Order.NEWEST: (N_("최신순"), N_("방금 올라온 의견부터.")),
    Order.OLDEST: (N_("처음부터"), N_("먼저 올라온 의견부터.")),
}
INTERESTS = {
    Interest.ORDINARY: N_("내 의견에 답글이 달릴 때만 알립니다."),
    Interest.FOLLOWING: N_("새 의견이 올라올 때마다 알립니다."),
    Interest.MUTED: N_("이 대화의 알림은 모두 껐습니다."),
}


def removal(role: str, reason: str) -> str:
    """Why and by which hat a comment was taken out of sight."""
    hat = gettext(HATS[role]) if role in HATS else role
    return f"{reason} ({hat})" if reason else gettext("%(hat)s가 지움", hat=hat)


def orders() -> list[tuple[Order, str, str]]:
    """Every order with its name and the sentence that explains it."""
    return [(order, gettext(name), gettext(sentence)) for order, (name, sentence) in ORDERS.items()]


def interest(chosen: Interest) -> str:
    """What a resident hears of a conversation now."""
    return gettext(INTERESTS[chosen])
