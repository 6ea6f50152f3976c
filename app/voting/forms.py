"""What a voter hands in: ticked options, and a receipt to look up. Refuses rules; the ballot check has them."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form
from app.voting import booth


class BallotForm(Form):
    """The ticked options; `receipt` makes a second click on the cast button find the ballot of the first."""

    choice = SelectMultipleField(lazy_gettext("선택"), choices=[], validate_choice=False)
    receipt = HiddenField()

    @property
    def raw(self) -> Any:
        return booth.raw_choice(self.choice.data or [])


class ReceiptForm(Form):
    receipt = StringField(
        lazy_gettext("확인번호"),
        description=lazy_gettext("투표를 마친 화면에 나온 글자와 숫자 28자입니다. 띄어쓰기와 대소문자는 상관없습니다."),
        validators=[
            InputRequired(lazy_gettext("확인번호를 적어 주세요.")),
            Length(max=80, message=lazy_gettext("확인번호가 너무 깁니다.")),
        ],
    )
