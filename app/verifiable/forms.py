"""What a voter hands in at level L2: a blinded question, an assisted ballot, a tracker. Refuses rules."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
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


class SigningKeyForm(Form):
    """An officer's own passphrase for signing paper ballots."""

    passphrase = PasswordField(
        lazy_gettext("서명 암호"),
        description=lazy_gettext(
            "12자 이상. 로그인 비밀번호와 다르게 정하고 아무에게도 알리지 마세요. 잊으면 되살릴 수 없습니다."
        ),
        validators=[InputRequired(lazy_gettext("서명 암호를 적어 주세요.")), Length(max=200)],
    )


class HandOutForm(Form):
    station = StringField(
        lazy_gettext("투표소"), description=lazy_gettext("보기: hapjeong-1"), validators=[InputRequired(), Length(max=40)]
    )
    email = StringField(lazy_gettext("주민의 이메일"), validators=[InputRequired(), Length(max=254)])


class BoothListForm(Form):
    """Who voted at a booth without a line to the server."""

    station = StringField(lazy_gettext("투표소"), id="booth-station", validators=[InputRequired(), Length(max=40)])
    emails = TextAreaField(lazy_gettext("투표한 사람들의 이메일, 한 줄에 하나"), validators=[InputRequired(), Length(max=60_000)])


class BatchForm(Form):
    """The first officer's count. `place` is station and electorate, joined by a blank."""

    place = SelectField(lazy_gettext("투표소"), choices=[])
    rows = TextAreaField(
        lazy_gettext("표"),
        description=lazy_gettext(
            "같은 표끼리 한 줄에: 고른 번호들 * 장수. 보기: 1 3 5 * 12. 읽을 수 없는 표는 무효 * 2, 기권은 기권 * 1."
        ),
        validators=[InputRequired(), Length(max=200_000)],
    )
    passphrase = PasswordField(lazy_gettext("서명 암호"), id="batch-passphrase", validators=[InputRequired(), Length(max=200)])


class ConfirmForm(Form):
    passphrase = PasswordField(lazy_gettext("서명 암호"), validators=[InputRequired(), Length(max=200)])
