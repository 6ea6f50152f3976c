"""The words for how notices come."""

from app.core.errors import N_
from app.notices.models import MailRhythm

RHYTHMS = {
    MailRhythm.DAILY: N_("하루에 한 번, 읽지 않은 알림이 있을 때"),
    MailRhythm.OFF: N_("아니요, 이 화면에서만 볼게요"),
}
