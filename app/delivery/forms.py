"""The shape of what an executing department writes. Refuses rules: limits are checked where the decision is made."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.budget.rules import REASON_MAXIMUM_LENGTH, REASON_MINIMUM_LENGTH
from app.core import clock
from app.core.forms import Form, MoneyField, OnceForm
from app.core.language import day
from app.delivery import labels
from app.delivery.models import Milestone
from app.delivery.rules import (
    MILESTONE_TITLE_MAXIMUM_LENGTH,
    MILESTONES_MAXIMUM,
    NOTE_MAXIMUM_LENGTH,
    PURPOSE_MAXIMUM_LENGTH,
    REPORT_MAXIMUM_LENGTH,
    REPORT_MINIMUM_LENGTH,
    MilestoneDraft,
)

NEEDED = _l("꼭 적어야 합니다.")
WHY = _l("%(least)s자 이상 적어 주세요. 시민에게 공개됩니다.", least=REASON_MINIMUM_LENGTH)
LONG = _l("%(least)s자 이상 적어 주세요. 시민에게 공개됩니다.", least=REPORT_MINIMUM_LENGTH)
NUMBERS = range(1, MILESTONES_MAXIMUM + 1)


class PlanForm(Form):
    """Department, period, and the steps; rows left empty are left out."""

    department_id = SelectField(_l("집행 부서"), coerce=int)
    starts_on = DateField(_l("시작하는 날"), [InputRequired(NEEDED)])
    ends_on = DateField(_l("끝나는 날"), [InputRequired(NEEDED)])

    def offer(self, departments: Iterable[Any]) -> "PlanForm":
        self.department_id.choices = [SelectChoice(str(one.id), one.name) for one in departments]
        return self

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"milestone_{n}_title"], self[f"milestone_{n}_due"]) for n in NUMBERS]

    def milestones(self) -> list[MilestoneDraft]:
        """Rows with a name and a day; a half-filled row has been refused by `validate`."""
        return [MilestoneDraft(title.data, due.data) for title, due in self.rows() if title.data and due.data]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        for title, due in self.rows():
            missing = due if title.data and not due.data else title if due.data and not title.data else None
            if missing is not None and not missing.errors:
                missing.errors = [*missing.errors, _l("추진 단계마다 이름과 날짜를 함께 적어 주세요.")]
                fine = False
        return fine


for _n in NUMBERS:
    _title = StringField(_l("%(n)s단계 이름", n=_n), [Optional(), Length(max=MILESTONE_TITLE_MAXIMUM_LENGTH)])
    setattr(PlanForm, f"milestone_{_n}_title", _title)
    setattr(PlanForm, f"milestone_{_n}_due", DateField(_l("%(n)s단계 기한", n=_n), [Optional()]))


class _OfMilestone(Form):
    milestone = SelectField(_l("추진 단계"), coerce=int)

    def offer(self, milestones: Iterable[Milestone]) -> Any:
        waiting = [one for one in milestones if one.done_on is None]
        self.milestone.choices = [SelectChoice(str(one.id), f"{one.title} · {day(one.due_on)}") for one in waiting]
        return self


class MarkForm(_OfMilestone):
    """A step is done."""

    on = DateField(_l("마친 날"), [InputRequired(NEEDED)], default=clock.today)
    note = StringField(_l("덧붙일 말"), [Optional(), Length(max=NOTE_MAXIMUM_LENGTH)])


class DelayForm(_OfMilestone):
    """A step takes longer."""

    due_on = DateField(_l("새 기한"), [InputRequired(NEEDED)])
    reason = TextAreaField(_l("늦어지는 이유"), [InputRequired(NEEDED), Length(max=REASON_MAXIMUM_LENGTH)], description=WHY)


class SpendForm(OnceForm):
    """Money out, or back."""

    amount_won = MoneyField(_l("금액"), [InputRequired(NEEDED)], description=_l("예: 1억 2,000만원"))
    on = DateField(_l("집행한 날"), [InputRequired(NEEDED)], default=clock.today)
    purpose = StringField(_l("어디에 썼나요?"), [InputRequired(NEEDED), Length(max=PURPOSE_MAXIMUM_LENGTH)])
    is_refund = BooleanField(_l("돌려받은 금액입니다(환수·정정)"))


class CloseForm(Form):
    """The closing report."""

    outcome = RadioField(
        _l("목표를 이루었나요?"),
        [InputRequired(_l("하나를 골라 주세요."))],
        choices=[SelectChoice(value.value, _l(words)) for value, words in labels.OUTCOMES.items()],
    )
    summary = TextAreaField(
        _l("무엇을 했고 무엇이 달라졌나요?"), [InputRequired(NEEDED), Length(max=REPORT_MAXIMUM_LENGTH)], description=LONG
    )
    lessons = TextAreaField(_l("다음에 이어 갈 점"), [Optional(), Length(max=REPORT_MAXIMUM_LENGTH)])


class StopForm(Form):
    summary = TextAreaField(_l("중단하는 이유"), [InputRequired(NEEDED), Length(max=REPORT_MAXIMUM_LENGTH)], description=LONG)
    lessons = TextAreaField(_l("다음에 이어 갈 점"), [Optional(), Length(max=REPORT_MAXIMUM_LENGTH)])


class LinkForm(Form):
    number = StringField(
        _l("이어지는 제안의 번호"), [InputRequired(NEEDED), Length(max=40)], description=_l("예: MAPO-2027-0012")
    )
    note = StringField(_l("어떻게 이어지나요?"), [Optional(), Length(max=NOTE_MAXIMUM_LENGTH)])
