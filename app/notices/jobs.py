"""The morning mail, and what is forgotten overnight."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts import queries as residents
from app.core import mail
from app.core.jobs import crontab, every
from app.notices import queries, services, wording
from app.notices.rules import MAIL_HOUR_SEOUL


@every(crontab(minute="5", hour=str((MAIL_HOUR_SEOUL - 9) % 24)))  # the queue's clock is UTC
def mail_the_unread() -> None:
    """One e-mail each to everybody with something unread that no mail has told yet."""
    last = 0
    while found := queries.due_for_mail(after=last):
        for resident_id in found:
            mail_to(resident_id)
            last = resident_id


def mail_to(resident_id: int) -> bool:
    """The digest of one resident, in the language they chose; False when there is nothing left to tell."""
    claimed = services.claim_for_mail(resident_id)
    resident, told = residents.by_id(resident_id), queries.by_ids(claimed)
    if resident is None or not told:
        return False
    with force_locale(queries.setting(resident_id).language):
        lines = [f"· {notice.district.name}: {wording.sentence(notice)}" for notice in told]
        where = current_app.config["PUBLIC_URL"]
        lines += [
            "",
            _("자세히 보기: %(url)s", url=f"{where}/notices")
            if where
            else _("자세한 내용은 누리집의 ‘알림’에서 볼 수 있습니다."),
        ]
        lines.append(_("이 메일은 하루에 한 번, 읽지 않은 알림이 있을 때만 보냅니다. ‘알림’에서 끌 수 있습니다."))
        mail.send(resident.email, _("[Decide Seoul] 읽지 않은 알림 %(n)s개", n=len(told)), "\n".join(lines))
    return True


@every(crontab(minute="41", hour="19"))
def forget() -> None:
    """Nightly, 04:41 in Seoul."""
    services.forget_old()
