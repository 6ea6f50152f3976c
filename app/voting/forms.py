"""What a voter hands in beside the marks on the ballot: a receipt. Refuses rules; the ballot check has them."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form


class BallotForm(Form):
    """A ballot on its way (app/voting/booth.py reads its marks); `receipt` makes a second click find the ballot of the first."""

    receipt = HiddenField()


class ReceiptForm(Form):
    receipt = StringField(
        lazy_gettext("확인번호"),
        description=lazy_gettext("투표를 마친 화면에 나온 글자와 숫자 28자입니다. 띄어쓰기와 대소문자는 상관없습니다."),
        validators=[
            InputRequired(lazy_gettext("확인번호를 적어 주세요.")),
            Length(max=80, message=lazy_gettext("확인번호가 너무 깁니다.")),
        ],
    )


class PassForm(Form):
    code = StringField(
        lazy_gettext("투표 번호"),
        description=lazy_gettext("받은 쪽지나 이메일에 있는 글자와 숫자 12자입니다. 띄어쓰기와 대소문자는 상관없습니다."),
        validators=[InputRequired(lazy_gettext("투표 번호를 적어 주세요.")), Length(max=40)],
    )
    here = StringField(
        lazy_gettext("현장 번호"),
        description=lazy_gettext("현장 화면에 지금 보이는 숫자 6자리입니다. QR을 찍으면 저절로 들어갑니다."),
        validators=[Length(max=20)],
    )
