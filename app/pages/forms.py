"""How a reader wants pages to look, and the form that the style guide draws."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.filters import Display
from app.core.forms import Form, MoneyField


class DisplayForm(Form):
    contrast = RadioField(_l("대비"), choices=[SelectChoice(c, c) for c in Display.CONTRASTS], default="normal")
    text_size = RadioField(_l("글자 크기"), choices=[SelectChoice(s, s) for s in Display.TEXT_SIZES], default="normal")


class SampleForm(Form):
    """One field of each kind, for the style guide."""

    title = StringField(
        _l("제목"), [InputRequired(_l("제목을 적어 주세요.")), Length(max=60)], description=_l("무엇을 바꾸고 싶은지 한 줄로")
    )
    idea = TextAreaField(_l("제안 내용"), [Length(max=2000)])
    cost = MoneyField(_l("예상 비용"), description=_l("예: 1억 2,000만원"))
    held_on = DateField(_l("날짜"))
    field_kind = SelectField(_l("분야"), choices=[SelectChoice("traffic", _l("교통")), SelectChoice("safety", _l("안전"))])
    track = RadioField(_l("유형"), choices=[SelectChoice("collaborative", _l("협치형")), SelectChoice("general", _l("일반형"))])
    topics = SelectMultipleField(
        _l("관심 분야"),
        choices=[SelectChoice("a", _l("환경")), SelectChoice("b", _l("복지"))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    agree = BooleanField(_l("안내를 읽었습니다"))

    def validate_title(self, field: StringField) -> None:
        raise ValidationError(_l("제목을 적어 주세요."))
