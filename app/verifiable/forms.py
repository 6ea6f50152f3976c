"""What a voter hands in at level L2: a blinded question, an assisted ballot, a tracker. Refuses rules."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form


class TokenForm(Form):
    blinded = HiddenField(validators=[InputRequired(), Length(max=1400)])


class AssistedForm(Form):
    """The ballot of a browser without scripts. `code` is the recovery code of somebody who votes again; `seed` is made for who has none."""

    code = StringField(
        lazy_gettext("복구번호"),
        description=lazy_gettext("처음 투표한 뒤 받은 28자입니다. 띄어쓰기와 대소문자는 상관없습니다."),
        validators=[Length(max=80)],
    )
    seed = HiddenField(validators=[Length(max=80)])
    is_change = BooleanField()


class TrackForm(Form):
    tracker = StringField(
        lazy_gettext("확인번호"),
        description=lazy_gettext("투표를 마친 화면에 나온 글자와 숫자 16자입니다."),
        validators=[InputRequired(lazy_gettext("확인번호를 적어 주세요.")), Length(max=60)],
    )
