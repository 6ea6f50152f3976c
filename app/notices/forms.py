"""How a resident wants to hear of notices."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.core.forms import Form
from app.notices.labels import RHYTHMS
from app.notices.models import MailRhythm


class SettingForm(Form):
    mail = RadioField(
        _("이메일로도 받을까요?"),
        coerce=MailRhythm,
        choices=lambda: [SelectChoice(rhythm.value, gettext(label)) for rhythm, label in RHYTHMS.items()],
        validators=[InputRequired(_("하나를 골라 주세요."))],
    )
    language = RadioField(
        _("메일의 언어"),
        choices=[SelectChoice("ko", "한국어"), SelectChoice("en", "English")],
        validators=[InputRequired(_("하나를 골라 주세요."))],
    )
