"""The shape of what is filled in for courses, complaints, late proposals and decisions by name. Refuses rules."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from app.budget import labels
from app.budget.forms import CHOOSE, NEEDED, WHY, reason_field
from app.budget.rules import CYCLE_NAME_MAXIMUM_LENGTH, REASON_MAXIMUM_LENGTH
from app.core.forms import Form, MoneyField, OnceForm, row_id


class CourseForm(OnceForm):
    name = StringField(_l("과정 이름"), [InputRequired(NEEDED), Length(max=CYCLE_NAME_MAXIMUM_LENGTH)])
    kind = RadioField(
        _l("종류"), [InputRequired(CHOOSE)], default="governance_school",
        choices=[SelectChoice(kind.value, _l(words)) for kind, words in labels.COURSES.items()],
    )  # fmt: skip
    cycle_id = SelectField(
        _l("예산 주기"), coerce=int, description=_l("주기를 고르면 그 주기의 제안자와 공무원만 신청할 수 있습니다.")
    )
    place = StringField(_l("장소"), [Length(max=200)])
    starts_on = DateField(_l("시작하는 날"), [InputRequired(NEEDED)])
    ends_on = DateField(_l("끝나는 날"), [InputRequired(NEEDED)])
    capacity = IntegerField(_l("정원"), [InputRequired(NEEDED)])

    def offer(self, cycles: Sequence[Any]) -> "CourseForm":
        self.cycle_id.choices = [SelectChoice("0", _l("없음(누구나)"))] + [SelectChoice(str(one.id), one.name) for one in cycles]
        return self


class FinishCourseForm(Form):
    completed = SelectMultipleField(
        _l("수료한 사람"),
        coerce=int,
        description=_l("고르지 않은 사람은 수료하지 않은 것으로 남고, 마친 뒤에는 바꿀 수 없습니다."),
    )
    outcome_note = TextAreaField(
        _l("나온 이야기와 결과"), [InputRequired(NEEDED), Length(max=REASON_MAXIMUM_LENGTH)], description=WHY
    )

    def offer(self, enrolled: Sequence[Any]) -> "FinishCourseForm":
        self.completed.choices = [SelectChoice(str(one.id), one.resident.display_name) for one in enrolled]
        return self


class OverrideForm(Form):
    kind = RadioField(_l("결정"), [InputRequired(CHOOSE)])
    amount_won = MoneyField(_l("지원 금액"), [Optional()], description=_l("일부만 지원할 때 적습니다."))
    reason = reason_field(_l("이유"))

    def offer(self, kinds: Sequence[Any]) -> "OverrideForm":
        self.kind.choices = [SelectChoice(kind.value, _l(labels.OVERRIDES[kind])) for kind in kinds]
        return self


class ComplaintForm(Form):
    number = StringField(_l("접수번호"), [InputRequired(NEEDED), Length(max=40)])
    department_id = SelectField(_l("민원을 맡을 부서"), coerce=int)
    reason = reason_field(_l("민원으로 보는 이유"))

    def offer(self, departments: Sequence[Any]) -> "ComplaintForm":
        self.department_id.choices = [SelectChoice(str(one.id), one.name) for one in departments]
        return self


class LateSearchForm(Form):
    q = StringField(_l("찾는 말"), description=_l("접수번호, 제목"))


class LateForm(Form):
    proposals = SelectMultipleField(_l("받아들일 제안"), coerce=row_id)
    reason = reason_field(_l("뒤늦게 받아들이는 이유"))

    def offer(self, waiting: Iterable[Any]) -> "LateForm":
        self.proposals.choices = [SelectChoice(str(one.id), f"{one.number} {one.current.title}") for one in waiting]
        return self
