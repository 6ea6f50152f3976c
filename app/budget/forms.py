"""The shape of what officials and proposers fill in. Refuses rules: limits are checked where the decision is made."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.budget import labels
from app.budget.outline import LINE_NAME_MAXIMUM_LENGTH
from app.budget.rules import (
    CYCLE_NAME_MAXIMUM_LENGTH,
    DEADLINE_HOUR,
    NOTE_MAXIMUM_LENGTH,
    REASON_MAXIMUM_LENGTH,
    REASON_MINIMUM_LENGTH,
    BudgetPolicy,
)
from app.budget.services.reviews import FindingDraft
from app.budget.states import Criterion, Decision, Stage, Verdict
from app.core import clock, sheets
from app.core.forms import Form, MoneyField, OnceForm, row_id
from app.proposals.rules import PLACE_MAXIMUM_LENGTH, SECTION_MAXIMUM_LENGTH, TITLE_MAXIMUM_LENGTH

NEEDED = _l("꼭 적어야 합니다.")
CHOOSE = _l("하나를 골라 주세요.")
WHY = _l("%(least)s자 이상 적어 주세요. 시민에게 공개됩니다.", least=REASON_MINIMUM_LENGTH)
DATED = [stage for stage in Stage if stage is not Stage.CLOSED]


def reason_field(label: Any, *, needed: bool = True) -> TextAreaField:
    must = [InputRequired(NEEDED)] if needed else [Optional()]
    return TextAreaField(label, [*must, Length(max=REASON_MAXIMUM_LENGTH)], description=WHY if needed else None)


def end_of(day: date) -> datetime:
    """The instant at which a deadline of that day ends."""
    return datetime.combine(day, time(DEADLINE_HOUR), clock.SEOUL)


class Dated:
    """Mixin: a day for each stage of the calendar, called due_<stage>."""

    def days(self) -> dict[Stage, date]:
        given = {stage: self[f"due_{stage.value}"].data for stage in DATED if f"due_{stage.value}" in self}  # type: ignore[index,operator]
        return {stage: day for stage, day in given.items() if day is not None}


def _add_days(form: type[Form], *, needed: bool) -> None:
    for stage in DATED:
        must = [InputRequired(NEEDED)] if needed else [Optional()]
        setattr(form, f"due_{stage.value}", DateField(_l(labels.STAGES[stage]), must))


def _choices(words: dict[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(value.value, _l(text)) for value, text in words.items()]


class CalendarForm(Form, Dated):
    """The deadlines of the stages still to come."""

    reason = reason_field(_l("바꾸는 이유"))

    def changes(self, before: dict[Stage, datetime]) -> dict[Stage, datetime]:
        """Deadlines whose day is another one than before."""
        return {
            stage: end_of(day)
            for stage, day in self.days().items()
            if stage not in before or clock.seoul(before[stage]).date() != day
        }


_add_days(CalendarForm, needed=False)


class AdvanceForm(Form):
    seen = HiddenField()
    reason = reason_field(_l("덧붙일 말"), needed=False)


class EnvelopeForm(Form):
    envelope_won = MoneyField(_l("새 총액"), [InputRequired(NEEDED)])
    reason = reason_field(_l("바꾸는 이유"))


class AssignForm(Form):
    """Candidates to one department."""

    department_id = SelectField(_l("담당 부서"), coerce=int)
    candidates = SelectMultipleField(_l("배정할 제안"), coerce=row_id)
    reason = reason_field(_l("이유"), needed=False)

    def offer(self, departments: Sequence[Any], candidates: Sequence[Any]) -> "AssignForm":
        self.department_id.choices = [SelectChoice(str(one.id), one.name) for one in departments]
        self.candidates.choices = [
            SelectChoice(
                str(one.id), f"{one.proposal.current.title} · {one.department.name if one.department else _l('배정 전')}"
            )
            for one in sorted(candidates, key=lambda one: (one.department_id is not None, one.id))
        ]
        return self


class ReviewForm(Form):
    """Verdict and reason for each criterion; what is left empty is left as it is. `asking` adds a cycle's own criteria."""

    own: tuple[str, ...] = ()
    cost_won = MoneyField(_l("사업비 추산"), [Optional()], description=_l("적격이면 꼭 있어야 합니다. 예: 1억 2,000만원"))
    cost_basis = TextAreaField(
        _l("산출 근거"), [Length(max=REASON_MAXIMUM_LENGTH)], description=_l("무엇을 몇 개, 얼마에 하는지 적어 주세요.")
    )
    is_event = BooleanField(_l("행사성 사업입니다"), description=_l("행사성 사업은 건당 한도가 따로 있을 수 있습니다."))
    finish = BooleanField(_l("검토를 마치고 결과를 공개합니다"))

    def findings(self) -> list[FindingDraft]:
        found = []
        for criterion in (*Criterion, *self.own):
            verdict, reason = self[f"{criterion}_verdict"].data, self[f"{criterion}_reason"].data
            if verdict:
                found.append(FindingDraft(criterion, Verdict(verdict), reason))
        return found


for _criterion in Criterion:
    _hint = _l(labels.CRITERIA_HINTS[_criterion])
    _verdict = RadioField(_l("판단"), [Optional()], choices=_choices(labels.VERDICTS), description=_hint)
    setattr(ReviewForm, f"{_criterion.value}_verdict", _verdict)
    setattr(
        ReviewForm, f"{_criterion.value}_reason", TextAreaField(_l("이유"), [Length(max=REASON_MAXIMUM_LENGTH)], description=WHY)
    )


def asking(policy: BudgetPolicy) -> type[ReviewForm]:
    """The review's form with the criteria this cycle brought along."""
    fields: dict[str, Any] = {"own": tuple(one.code for one in policy.own_criteria)}
    for one in policy.own_criteria:
        fields[f"{one.code}_verdict"] = RadioField(_l("판단"), [Optional()], choices=_choices(labels.VERDICTS))
        fields[f"{one.code}_reason"] = TextAreaField(_l("이유"), [Length(max=REASON_MAXIMUM_LENGTH)], description=WHY)
    return type("OwnReviewForm", (ReviewForm,), fields)


class ScoreForm(Form):
    points = IntegerField(_l("점수(0~100)"), [InputRequired(NEEDED)])
    note = TextAreaField(_l("심사 의견"), [Length(max=NOTE_MAXIMUM_LENGTH)])


class ReasonForm(Form):
    """Nothing but a public reason."""

    reason = reason_field(_l("이유"))


class DeliberationForm(Form):
    step = RadioField(_l("숙의 단계"), [InputRequired(CHOOSE)], choices=_choices(labels.DELIBERATIONS))
    held_on = DateField(_l("연 날짜"), [InputRequired(NEEDED)])
    attendance = IntegerField(_l("참석 인원(명)"), [InputRequired(NEEDED)])
    outcome_note = TextAreaField(
        _l("나온 이야기와 결과"), [InputRequired(NEEDED), Length(max=REASON_MAXIMUM_LENGTH)], description=WHY
    )
    link = StringField(
        _l("기록이 있는 주소"),
        [Optional(), Length(max=500)],
        description=_l("영상이나 회의록의 주소입니다."),
    )


class FinalForm(Form):
    """The final proposal, filled with the version that stands."""

    title = StringField(_l("제목"), [InputRequired(NEEDED), Length(max=TITLE_MAXIMUM_LENGTH)])
    problem = TextAreaField(_l("무엇이 문제인가요?"), [InputRequired(NEEDED), Length(max=SECTION_MAXIMUM_LENGTH)])
    idea = TextAreaField(_l("어떻게 바꿀까요?"), [InputRequired(NEEDED), Length(max=SECTION_MAXIMUM_LENGTH)])
    place = StringField(_l("어디에서 하나요?"), [Length(max=PLACE_MAXIMUM_LENGTH)])
    cost_won = MoneyField(_l("사업비"), [InputRequired(NEEDED)], description=_l("예: 1억 2,000만원"))
    reason = TextAreaField(_l("무엇을 왜 고쳤나요?"), [InputRequired(NEEDED), Length(max=500)])
    based_on = IntegerField(validators=[Optional()], widget=HiddenInput())

    def document(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("title", "problem", "idea", "place", "cost_won", "reason")}


class VoteForm(Form):
    closes_on = DateField(_l("투표 마감일"), [InputRequired(NEEDED)], description=_l("그날 오후 6시에 마감합니다."))
    introduction = TextAreaField(_l("투표 안내"), [Length(max=NOTE_MAXIMUM_LENGTH)])


class ItemForm(Form):
    decision = RadioField(
        _l("의회 의결"), [InputRequired(CHOOSE)],
        choices=[choice for choice in _choices(labels.DECISIONS) if choice.value != Decision.PENDING],
    )  # fmt: skip
    amount_won = MoneyField(_l("의결 금액"), [Optional()], description=_l("조정 의결일 때만 적습니다."))
    decided_on = DateField(_l("의결한 날"), [InputRequired(NEEDED)])
    reason = reason_field(_l("이유"), needed=False)


class BudgetTableForm(OnceForm):
    """A budget table, pasted from a spreadsheet or as its file."""

    name = StringField(_l("표의 이름"), [InputRequired(NEEDED), Length(max=CYCLE_NAME_MAXIMUM_LENGTH)])
    year = IntegerField(_l("회계연도"), [InputRequired(NEEDED)])
    unit = SelectField(
        _l("금액의 단위"),
        choices=lambda: [SelectChoice(name, gettext(words)) for name, words in labels.UNITS.items()],
        default="thousand",
    )
    source = StringField(
        _l("출처"), [Optional(), Length(max=LINE_NAME_MAXIMUM_LENGTH)], description=_l("어느 문서의 표인지 적어 주세요.")
    )
    rows = TextAreaField(
        _l("표 붙여 넣기"),
        [Optional()],
        description=_l(
            "엑셀에서 열 이름까지 골라 복사해 붙여 넣어 주세요. 첫 줄은 ‘구분, 금액’입니다. "
            "아래 단계의 항목은 앞에 ‘-’를 붙이거나 열을 나누어 적습니다."
        ),
    )
    file = FileField(_l("또는 파일 올리기"), description=_l("CSV나 XLSX 파일. 파일을 고르면 붙여 넣은 표 대신 파일을 읽습니다."))

    def cells(self) -> list[list[str]]:
        """The rows as text. A file is put into the box as well, so that it can be mended there without choosing it again."""
        content = self.file.data.read() if self.file.data else b""
        if not content:
            return sheets.read((self.rows.data or "").encode())
        rows = sheets.read(content)
        self.rows.data = "\n".join("\t".join(row) for row in rows)
        return rows
