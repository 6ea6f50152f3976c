"""What is written and pressed in this room. Refuses rules; the services have them."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.core import clock
from app.core.forms import Form, OnceForm
from app.opinions import rules
from app.opinions.labels import MODERATIONS
from app.opinions.states import Choice, Moderation

NEEDED = _("빠뜨리지 말고 적어 주세요.")
TOO_LONG = _("%(max)d자까지 쓸 수 있습니다.")
CHOICES = {"agree": Choice.AGREE, "disagree": Choice.DISAGREE, "pass": Choice.PASS}


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.SEOUL)


class TopicForm(OnceForm):
    question = StringField(
        _("질문"),
        [InputRequired(NEEDED), Length(max=rules.QUESTION_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_("여럿이 다르게 생각하는 것을 한 문장으로 물어 주세요. 예: 한강공원의 밤은 어떤 모습이면 좋을까요?"),
    )
    background = TextAreaField(
        _("배경 설명"),
        [Length(max=rules.BACKGROUND_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_("왜 묻는지, 결과를 어디에 쓰는지, 알아 둘 사실을 치우침 없이 적어 주세요."),
    )
    answers_from = DateField(_("응답 시작일"), [InputRequired(NEEDED)], description=_("그날 오전 9시부터 답할 수 있습니다."))
    closes_at = DateField(_("마감일"), [InputRequired(NEEDED)], description=_("그날 오후 6시에 마감합니다."))
    moderation = RadioField(
        _("새 문장"),
        choices=lambda: [SelectChoice(one.value, gettext(text)) for one, text in MODERATIONS.items()],
        default="before",
    )

    def words(self) -> dict[str, Any]:
        """What services take."""
        return {
            "question": self.question.data,
            "background": self.background.data or "",
            "answers_from": _at(self.answers_from.data, rules.START_HOUR),
            "closes_at": _at(self.closes_at.data, rules.DEADLINE_HOUR),
            "moderation": Moderation(self.moderation.data),
        }


class NewTopicForm(TopicForm):
    seeds = TextAreaField(
        _("처음 문장"),
        description=_("한 줄에 한 문장. 서로 다른 생각이 고루 보이게, 응답을 시작할 때까지 3개 이상 있어야 합니다."),
    )
    about_kind = HiddenField()
    about_id = IntegerField(validators=[Optional()], widget=HiddenInput())

    def sentences(self) -> list[str]:
        return [line.strip() for line in (self.seeds.data or "").splitlines() if line.strip()]


class ChangeForm(TopicForm):
    reason = StringField(
        _("고치는 이유"), [Length(max=rules.REASON_MAXIMUM_LENGTH, message=TOO_LONG)], description=_("주제의 기록에 공개됩니다.")
    )


class ActForm(Form):
    reason = StringField(
        _("이유"), [Length(max=rules.REASON_MAXIMUM_LENGTH, message=TOO_LONG)], description=_("주제의 기록에 공개됩니다.")
    )
    closes_at = DateField(_("새 마감일"), [Optional()], description=_("그날 오후 6시에 마감합니다."))

    def until(self) -> datetime:
        """The new deadline; today's when none is given, which the service refuses once it has passed."""
        return _at(self.closes_at.data or clock.today(), rules.DEADLINE_HOUR)


class StatementForm(OnceForm):
    text = StringField(
        _("내 생각 한 문장"),
        [InputRequired(NEEDED), Length(max=rules.STATEMENT_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_("한 문장에 한 가지 생각만, 남이 동의하거나 반대할 수 있게 적어 주세요."),
    )
    anyway = BooleanField(_("비슷한 문장이 있지만 다른 생각이라 올립니다"))


class AnswerForm(Form):
    """One press: which statement, which answer."""

    statement_id = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    value = HiddenField(validators=[AnyOf(CHOICES)])

    @property
    def choice(self) -> Choice:
        return CHOICES[self.value.data]
