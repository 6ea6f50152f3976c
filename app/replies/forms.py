"""The shape of what coordinators and officers fill in. Refuses rules: limits are checked where the decision is made."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext
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

from app.core.forms import Form
from app.proposals.labels import FIELDS, TRACKS
from app.replies import labels, rules
from app.replies.models import OfficialReply
from app.replies.rules import ReplyPolicy
from app.replies.states import VERDICTS, ClockStart, Level, Measure, Verdict

NEEDED = _l("꼭 적어야 합니다.")
CHOOSE = _l("하나를 골라 주세요.")
WHY = _l("%(least)s자 이상 적어 주세요. 시민에게 공개됩니다.", least=rules.REASON_MINIMUM_LENGTH)
TOO_LONG = _l("%(max)d자까지 쓸 수 있습니다.")


def _choices(words: dict[Any, str]) -> Any:
    """Asked when the form is made, so that the labels are in the reader's language."""
    return lambda: [SelectChoice(value.value, gettext(text)) for value, text in words.items()]


def reason_field(label: Any, *, needed: bool = True) -> TextAreaField:
    must = [InputRequired(NEEDED)] if needed else [Optional()]
    return TextAreaField(label, [*must, Length(max=rules.REASON_MAXIMUM_LENGTH, message=TOO_LONG)], description=WHY)


def _number(label: Any, *, needed: bool = True, description: Any = "") -> IntegerField:
    return IntegerField(label, [InputRequired(NEEDED) if needed else Optional()], description=description)


NUMBERS = (
    "reply_at",
    "debate_at",
    "mayor_at",
    "collect_days",
    "assign_days",
    "reply_months",
    "reply_days",
    "extensions",
    "extension_days",
)


class PolicyForm(Form):
    """The numbers of a district, filled from a preset or from those in force."""

    reply_at = _number(_l("부서 답변에 필요한 공감(명)"))
    debate_at = _number(_l("공론장에 필요한 공감(명)"), needed=False, description=_l("비워 두면 공론장 단계가 없습니다."))
    mayor_at = _number(_l("시장·구청장 답변에 필요한 사람(명)"), needed=False, description=_l("비워 두면 이 단계가 없습니다."))
    mayor_measure = RadioField(_l("시장·구청장 답변은 무엇을 셀까요?"), choices=_choices(labels.MEASURES))
    collect_days = _number(_l("공감을 모으는 기간(일)"), needed=False, description=_l("비워 두면 기간을 두지 않습니다."))
    assign_days = _number(_l("담당 부서를 정하는 기한(일)"))
    clock_starts = RadioField(_l("답변 기한은 언제부터 셀까요?"), choices=_choices(labels.STARTS))
    reply_months = _number(_l("답변 기한(개월)"))
    reply_days = _number(
        _l("답변 기한에 더할 날(일)"), description=_l("‘1개월’이면 0, ‘21일’이면 개월에 0을 적고 여기에 21을 적습니다.")
    )
    extensions = _number(_l("기한을 늘릴 수 있는 횟수"))
    extension_days = _number(_l("한 번에 늘릴 수 있는 날(일)"))
    rolling_tracks = SelectMultipleField(
        _l("수시로 받는 유형"), choices=_choices(TRACKS), description=_l("고르지 않은 유형은 연 1회 예산 주기에서만 심사합니다.")
    )
    rolling_fields = SelectMultipleField(_l("수시로 받는 분야"), choices=_choices(FIELDS))
    reason = reason_field(_l("정하거나 바꾸는 이유"))

    @classmethod
    def of(cls, policy: ReplyPolicy) -> "PolicyForm":
        given = {name: getattr(policy, name) for name in NUMBERS}
        kinds = {"mayor_measure": policy.mayor_measure.value, "clock_starts": policy.clock_starts.value}
        return cls(**given, **kinds, rolling_tracks=list(policy.rolling_tracks), rolling_fields=list(policy.rolling_fields))

    def policy(self, preset: str) -> ReplyPolicy:
        """As filled in; it keeps the preset's name only while its numbers are the preset's."""
        given = {name: self[name].data for name in NUMBERS}
        made = ReplyPolicy(
            mayor_measure=Measure(self.mayor_measure.data or Measure.ENDORSEMENTS),
            clock_starts=ClockStart(self.clock_starts.data or ClockStart.REACHED), preset=preset,
            rolling_tracks=tuple(one for one in rules.TRACKS if one in (self.rolling_tracks.data or ())),
            rolling_fields=tuple(one for one in rules.FIELDS if one in (self.rolling_fields.data or ())), **given,
        )  # fmt: skip
        return made if made == rules.PRESETS.get(preset) else replace(made, preset="")


class AssignmentForm(Form):
    """One lead, and any others."""

    lead = SelectField(_l("총괄 부서"), [InputRequired(CHOOSE)], coerce=int, description=_l("답변을 쓰고 기한을 책임집니다."))
    executing = SelectMultipleField(_l("추진 부서"), coerce=int, description=_l("실제로 일을 하는 부서입니다."))
    cooperating = SelectMultipleField(_l("협조 부서"), coerce=int, description=_l("의견을 내고 돕는 부서입니다."))
    reason = reason_field(_l("바꾸는 이유"))

    def offer(self, departments: Sequence[Any], *, is_first: bool) -> "AssignmentForm":
        choices = [SelectChoice(str(one.id), one.name) for one in departments]
        self.lead.choices = self.executing.choices = self.cooperating.choices = choices
        if is_first:
            del self.reason
        return self


class ReplyForm(Form):
    """An official reply; a correction adds a reason."""

    verdict = RadioField(_l("판단"), [InputRequired(CHOOSE)])
    body = TextAreaField(
        _l("답변"), [InputRequired(NEEDED), Length(max=rules.BODY_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_l("이유와 근거를 시민이 알아듣는 말로 적어 주세요. 제목(#), 목록(-), 링크를 쓸 수 있습니다."),
    )  # fmt: skip
    next_step = TextAreaField(
        _l("다음에 할 일과 때"), [Length(max=rules.NEXT_STEP_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_l("받아들이거나 추진 중이면 꼭 적어 주세요. 예: 내년 3월까지 현장 조사를 마치고 결과를 알립니다."),
    )  # fmt: skip
    links = TextAreaField(_l("참고 링크"), description=_l("한 줄에 하나씩 적어 주세요."))
    position = StringField(
        _l("책임 직위"), [InputRequired(NEEDED), Length(max=rules.POSITION_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_l("사람 이름이 아니라 직위를 적습니다. 예: 보행정책과장"),
    )  # fmt: skip

    @classmethod
    def at(cls, level: Level, reply: OfficialReply | None = None) -> "ReplyForm":
        """For this level; filled with the reply in force, if there is one to be corrected."""
        given: dict[str, Any] = {}
        if reply is not None and reply.verdict is not None:
            given = {name: getattr(reply, name) for name in ("body", "next_step", "position")}
            given |= {"verdict": reply.verdict.value, "links": "\n".join(reply.links)}
        form = cls(**given)
        form.verdict.choices = [SelectChoice(one.value, labels.word(one)) for one in VERDICTS[level]]
        return form

    def said(self) -> dict[str, Any]:
        """The reply as services take it."""
        texts = {name: self[name].data or "" for name in ("body", "next_step", "position")}
        return texts | {"verdict": Verdict(self.verdict.data), "links": (self.links.data or "").split()}


class CorrectionForm(ReplyForm):
    reason = reason_field(_l("무엇을 왜 고치나요?"))


class InterimForm(Form):
    body = TextAreaField(
        _l("중간답변"), [InputRequired(NEEDED), Length(max=rules.BODY_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_l("어디까지 살펴보았고 무엇이 남았는지 적어 주세요. 기한은 그대로입니다."),
    )  # fmt: skip
    position = StringField(_l("책임 직위"), [InputRequired(NEEDED), Length(max=rules.POSITION_MAXIMUM_LENGTH, message=TOO_LONG)])


class ExtensionForm(Form):
    due_on = DateField(_l("새 기한"), [InputRequired(NEEDED)])
    reason = reason_field(_l("늘리는 이유"))


class ReasonForm(Form):
    """Nothing but a public reason."""

    reason = reason_field(_l("이유"))


class DeskForm(Form):
    """The filters of the list of cases, from its address. What is not among the choices counts as not chosen."""

    shown = SelectField(
        _l("보기"), choices=lambda: [(name, gettext(text)) for name, text in labels.SHOWN.items()], default="open"
    )
    level = SelectField(_l("단계"), choices=lambda: [("", gettext("모든 단계")), *_choices(labels.LEVELS)()])
    department = SelectField(_l("총괄 부서"))

    def offer(self, departments: Sequence[Any]) -> "DeskForm":
        self.department.choices = [("", gettext("모든 부서")), *((str(one.id), one.name) for one in departments)]
        return self

    def wanted(self) -> dict[str, Any]:
        """The filters as the query takes them."""
        known = {value for value, _label in self.department.choices or []}
        chosen = self.department.data if self.department.data in known else ""
        return {
            "shown": self.shown.data if self.shown.data in labels.SHOWN else "open",
            "level": Level(self.level.data) if self.level.data in set(Level) else None,
            "department_ids": [int(chosen)] if chosen else None,
        }

    def address(self) -> dict[str, str]:
        return {field.name: field.data for field in self if field.data}
