"""What reporters, moderators and authors fill in."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.core.forms import Form, OnceForm
from app.moderation import labels, rules
from app.moderation.states import Article, Verdict, WordKind

TOO_LONG = _("%(max)d자까지 쓸 수 있습니다.")
ON_THE_CASE = (Verdict.KEEP, Verdict.HIDE, Verdict.HOLD, Verdict.WARN)


def _choices(words: dict[Any, str]) -> Any:
    return lambda: [(value.value if isinstance(value, StrEnum) else value, gettext(text)) for value, text in words.items()]


def _articles() -> list[tuple[str, str]]:
    return [(one.value, labels.article(one)) for one in Article]


class ReportForm(OnceForm):
    article = RadioField(
        _("어떤 규칙에 어긋나나요?"), coerce=Article, choices=_articles, validate_choice=False,
        validators=[InputRequired(_("어긋나는 규칙을 골라 주세요."))],
    )  # fmt: skip
    words = TextAreaField(_("덧붙일 말"), validators=[Length(max=rules.WORDS_MAXIMUM_LENGTH, message=TOO_LONG)])


class DecisionForm(Form):
    verdict = RadioField(
        _("결정"), coerce=Verdict, choices=_choices({one: labels.VERDICTS[one] for one in ON_THE_CASE}), validate_choice=False,
        validators=[InputRequired(_("결정을 골라 주세요."))],
    )  # fmt: skip
    article = SelectField(
        _("어긴 이용 규칙"),
        choices=lambda: [("", gettext("고르지 않음")), *_articles()],
        validators=[Optional()],
        validate_choice=False,
    )
    reason = TextAreaField(_("이유"), validators=[Length(max=rules.REASON_MAXIMUM_LENGTH, message=TOO_LONG)])
    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])
    onward = HiddenField(default="y")

    def decided(self) -> dict[str, Any]:
        """What the service takes; an empty reason is the usual one of the article."""
        named = Article(self.article.data) if self.article.data in set(Article) else None
        against = self.verdict.data is not Verdict.KEEP
        reason = self.reason.data or (labels.canned(named) if against else "")
        return {"verdict": self.verdict.data, "article": named, "reason": reason, "seen": self.seen.data}


class RestoreForm(Form):
    reason = TextAreaField(
        _("다시 보이게 하는 이유"),
        validators=[DataRequired(_("이유를 적어 주세요.")), Length(max=rules.REASON_MAXIMUM_LENGTH, message=TOO_LONG)],
    )


class AppealForm(Form):
    words = TextAreaField(
        _("왜 다시 봐야 하나요?"),
        validators=[DataRequired(_("이유를 적어 주세요.")), Length(max=rules.APPEAL_MAXIMUM_LENGTH, message=TOO_LONG)],
    )


class AnswerForm(Form):
    outcome = RadioField(
        _("답"),
        choices=lambda: [
            ("granted", gettext("받아들입니다. 처음 결정을 거두고 글을 다시 보이게 합니다.")),
            ("refused", gettext("받아들이지 않습니다. 처음 결정이 그대로 있습니다.")),
        ],
        validators=[InputRequired(_("답을 골라 주세요."))],
    )
    reason = TextAreaField(
        _("이유"),
        validators=[DataRequired(_("이유를 적어 주세요.")), Length(max=rules.REASON_MAXIMUM_LENGTH, message=TOO_LONG)],
    )


class WordForm(Form):
    word = StringField(
        _("낱말"),
        validators=[DataRequired(_("낱말을 적어 주세요.")), Length(max=rules.LISTED_WORD_MAXIMUM_LENGTH, message=TOO_LONG)],
    )
    kind = RadioField(
        _("어떤 낱말인가요?"), coerce=WordKind, choices=_choices(labels.WORD_KINDS), default=WordKind.HOLD, validate_choice=False,
        validators=[InputRequired(_("하나를 골라 주세요."))],
    )  # fmt: skip
    note = StringField(_("넣는 까닭"), validators=[Length(max=200, message=TOO_LONG)])


class QueueForm(Form):
    """The filters of the queue, from its address. What is not among the choices counts as not chosen."""

    kind = SelectField(_("글의 종류"), validate_choice=False)
    cause = SelectField(
        _("들어온 까닭"), choices=lambda: [("", gettext("모두")), *_choices(labels.CAUSES)()], validate_choice=False
    )
    order = SelectField(_("순서"), choices=_choices(labels.ORDERS), default="priority", validate_choice=False)

    def address(self) -> dict[str, str]:
        given = {field.name: field.data for field in self if field.data}
        return {name: value for name, value in given.items() if (name, value) != ("order", "priority")}
