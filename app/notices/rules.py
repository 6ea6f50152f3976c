"""How notices are bundled, shown, mailed and forgotten. Pure."""

NOTICES_PER_PAGE = 30
NOTICES_PER_MAIL = 20
READ_NOTICES_KEPT_DAYS = 180
MAIL_HOUR_SEOUL = 8
COUNT_SHOWN_MOST = 99


def shown_count(unread: int) -> str:
    """The number on the bell: empty for none, 99+ beyond what anybody reads."""
    if unread <= 0:
        return ""
    return str(unread) if unread <= COUNT_SHOWN_MOST else f"{COUNT_SHOWN_MOST}+"
