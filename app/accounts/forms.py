"""The shape and wording of what the accounts room asks. Refuses rules: those speak from the services, at the same fields."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, PasswordField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import TextInput

from app.accounts.models import ConsentKind
from app.core.forms import Form, OnceForm
from app.core.text import stored
from app.districts.labels import ROLES
from app.districts.models import Department, District
from app.districts.rules import DEPARTMENT_NAME_MAXIMUM_LENGTH, REASON_MAXIMUM_LENGTH
from app.districts.states import Role

BIRTH_DATE_SHAPES = ["%Y%m%d", "%Y-%m-%d", "%Y.%m.%d", "%Y. %m. %d", "%Y. %m. %d.", "%Y.%m.%d.", "%Y/%m/%d", "%Y년 %m월 %d일"]

NOT_OFFERED = _l("목록에서 골라 주세요.")


class BirthDateField(DateField):
    """A date typed as eight digits: a calendar that opens on today is a torment to people born in 1950."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, **given: Any) -> None:
        super().__init__(label, validators, format=BIRTH_DATE_SHAPES, **given)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = stored(valuelist[0]) if valuelist else ""
        self.data = None
        try:
            if typed.isdecimal() and len(typed) != 8:  # strptime would read 199012 as 2 January 1990
                raise ValueError
            super().process_formdata([typed])
        except ValueError:
            raise ValueError(gettext("생년월일을 여덟 자리 숫자로 적어 주세요. 예: 19900214")) from None

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{self.data:%Y%m%d}" if isinstance(self.data, date) else ""


class NewPasswordField(PasswordField):
    """A password to be chosen; what is too short or too easy is said by the rules."""


class HomeField(SelectField):
    """One of the city's 25 districts, or none of them."""

    def offer(self, everywhere: Iterable[District]) -> None:
        nowhere = SelectChoice("", gettext("서울 밖이거나 고르지 않음"))
        self.choices = [nowhere, *(SelectChoice(place.slug, place.name) for place in everywhere if not place.is_city)]


class EmailForm(Form):
    """One address: where to send a one-time code."""

    email = StringField(_l("이메일"), [InputRequired(_l("이메일 주소를 적어 주세요.")), Length(max=254)])


class SignInForm(EmailForm):
    password = PasswordField(_l("비밀번호"), [InputRequired(_l("비밀번호를 적어 주세요."))])


class CodeForm(Form):
    code = StringField(
        _l("확인번호 6자리"), [InputRequired(_l("메일로 받은 확인번호를 적어 주세요.")), Length(max=40)],
        description=_l("메일에서 복사해 붙여 넣어도 됩니다."),
    )  # fmt: skip


class ProfileForm(Form):
    """What residents say about themselves."""

    display_name = StringField(
        _l("보이는 이름"),
        [InputRequired(_l("다른 사람에게 보일 이름을 적어 주세요."))],
        description=_l("제안과 의견에 이 이름이 공개됩니다. 실명 대신 별명(가명)을 권합니다."),
    )
    birth_date = BirthDateField(
        _l("생년월일"),
        [InputRequired(_l("생년월일을 적어 주세요."))],
        description=_l("만 14세부터 참여할 수 있습니다. 여덟 자리 숫자로 적어 주세요. 예: 19900214"),
    )
    home = HomeField(
        _l("사는 구"),
        description=_l("우리 구의 투표와 소식을 보여 드립니다. 나중에 고칠 수 있습니다."),
        invalid_choice_message=NOT_OFFERED,
    )


class SignUpForm(ProfileForm, OnceForm):
    """An account and its consents, each asked on its own."""

    email = StringField(
        _l("이메일"),
        [InputRequired(_l("이메일 주소를 적어 주세요.")), Length(max=254)],
        description=_l("확인번호를 보내 드립니다. 다른 사람에게 보이지 않습니다."),
    )
    password = NewPasswordField(
        _l("비밀번호 (선택)"),
        description=_l("비워 두면 로그인할 때마다 이메일로 확인번호를 받습니다. 정한다면 10자 이상으로 적어 주세요."),
    )
    terms = BooleanField(_l("이용약관에 동의합니다"), [InputRequired(_l("가입하려면 이용약관에 동의해 주세요."))])
    privacy = BooleanField(
        _l("개인정보 수집·이용에 동의합니다"), [InputRequired(_l("가입하려면 개인정보 수집·이용에 동의해 주세요."))]
    )
    opinion = BooleanField(_l("공개 의견에 담기는 민감정보 처리에 동의합니다"))
    news = BooleanField(_l("참여 소식을 이메일로 받겠습니다"))

    @property
    def consents(self) -> set[ConsentKind]:
        return {kind for kind in ConsentKind if self._fields[kind.value].data}


class PasswordForm(Form):
    current = PasswordField(_l("지금 비밀번호"))
    password = NewPasswordField(
        _l("새 비밀번호"), [InputRequired(_l("새 비밀번호를 적어 주세요."))], description=_l("10자 이상, 이메일과 다르게")
    )


class AddressForm(EmailForm):
    current = PasswordField(_l("지금 비밀번호"))


class ClosingForm(Form):
    sure = BooleanField(
        _l("계정을 닫으면 되돌릴 수 없음을 알고 있습니다"), [InputRequired(_l("닫으려면 이 칸에 표시해 주세요."))]
    )


class AppointForm(Form):
    """Give a hat to somebody who has an account."""

    email = StringField(_l("이메일"), [InputRequired(_l("역할을 받을 사람의 이메일 주소를 적어 주세요.")), Length(max=254)])
    role = SelectField(
        _l("역할"),
        choices=[SelectChoice(role.value, _l(label)) for role, label in ROLES.items()],
        coerce=Role,
        invalid_value_message=NOT_OFFERED,
        invalid_choice_message=NOT_OFFERED,
    )
    department_id = SelectField(
        _l("소속 부서"), description=_l("부서 담당자만 고릅니다."), default="", invalid_choice_message=NOT_OFFERED
    )

    def offer(self, departments: Iterable[Department]) -> None:
        none = SelectChoice("", gettext("고르지 않음"))
        self.department_id.choices = [none, *(SelectChoice(str(unit.id), unit.name) for unit in departments)]


class DepartmentForm(Form):
    name_ko = StringField(
        _l("부서 이름"), [InputRequired(_l("부서 이름을 적어 주세요.")), Length(max=DEPARTMENT_NAME_MAXIMUM_LENGTH)]
    )
    name_en = StringField(_l("영어 이름 (선택)"), [Length(max=80)])


class DismissForm(Form):
    reason = TextAreaField(
        _l("이유"),
        [InputRequired(_l("역할을 거두는 이유를 적어 주세요.")), Length(max=REASON_MAXIMUM_LENGTH)],
        description=_l("감사 담당자와 운영 담당자가 기록에서 읽습니다."),
    )

    def validate_reason(self, field: TextAreaField) -> None:
        if not field.data:
            raise ValidationError(gettext("역할을 거두는 이유를 적어 주세요."))
