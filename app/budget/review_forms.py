"""The shape of what is filled in around the department's review. Refuses rules."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.budget import labels
from app.budget.forms import CHOOSE, NEEDED, WHY, end_of, reason_field
from app.budget.rules import REASON_MAXIMUM_LENGTH
from app.budget.states import PartKind
from app.core.forms import Form, MoneyField
from app.proposals.labels import TRACKS


class InterimForm(Form):
    text = TextAreaField(_l("왜 더 걸리나요?"), [InputRequired(NEEDED), Length(max=REASON_MAXIMUM_LENGTH)], description=WHY)
    due_on = DateField(_l("새 기한"), [InputRequired(NEEDED)])

    @property
    def due_at(self) -> datetime:
        return end_of(self.due_on.data)


class PartsForm(Form):
    """The departments besides the lead, and a deadline of this review's own."""

    executing = SelectMultipleField(_l("추진 부서"), coerce=int)
    cooperating = SelectMultipleField(_l("협조 부서"), coerce=int)
    due_on = DateField(_l("검토 기한"), [Optional()], description=_l("비우면 단계의 기한을 따릅니다."))

    def offer(self, departments: Any) -> "PartsForm":
        for field in (self.executing, self.cooperating):
            field.choices = [SelectChoice(str(one.id), one.name) for one in departments]
        return self

    def chosen(self, departments: Any) -> dict[PartKind, list[Any]]:
        by_id = {one.id: one for one in departments}
        kinds = {PartKind.EXECUTING: self.executing, PartKind.COOPERATING: self.cooperating}
        return {kind: [by_id[number] for number in field.data or []] for kind, field in kinds.items()}


class OpinionForm(Form):
    opinion = TextAreaField(_l("의견"), [InputRequired(NEEDED), Length(max=REASON_MAXIMUM_LENGTH)], description=WHY)


class AppealForm(Form):
    reason = reason_field(_l("어느 판단이 왜 잘못되었나요?"))


class AppealDecisionForm(Form):
    verdict = RadioField(
        _l("결정"), [InputRequired(CHOOSE)],
        choices=[SelectChoice("uphold", _l("받아들여 적격으로 바꿉니다")), SelectChoice("dismiss", _l("받아들이지 않습니다"))],
    )  # fmt: skip
    cost_won = MoneyField(_l("사업비 추산"), [Optional()], description=_l("받아들일 때, 부서가 추산하지 않았다면 적습니다."))
    reason = reason_field(_l("이유"))


class WorkForm(Form):
    """Filters of the work list, sent with GET."""

    q = StringField(_l("제목·접수번호"))
    department = SelectField(_l("부서"), validate_choice=False)
    state = SelectField(
        _l("상태"),
        choices=lambda: (
            [SelectChoice("", gettext("모두"))]
            + [SelectChoice(name, gettext(words)) for name, words in labels.WORK_STATES.items()]
        ),
        validate_choice=False,
    )
    track = SelectField(
        _l("유형"),
        choices=lambda: (
            [SelectChoice("", gettext("모두"))] + [SelectChoice(name.value, gettext(words)) for name, words in TRACKS.items()]
        ),
        validate_choice=False,
    )

    def offer(self, departments: Any) -> "WorkForm":
        self.department.choices = [SelectChoice("", gettext("모두"))] + [
            SelectChoice(str(one.id), one.name) for one in departments
        ]
        return self
