"""Writing a comment, rewording it, taking one out of sight, rating it."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.comments import rules
from app.comments.labels import STANCES
from app.comments.states import Interest, Stance
from app.core.forms import Form, OnceForm

BODY = (
    DataRequired(_("의견을 적어 주세요.")),
    Length(max=rules.COMMENT_MAXIMUM_LENGTH, message=_("의견은 %(max)d자까지 쓸 수 있습니다.")),
)


class CommentForm(OnceForm):
    stance = RadioField(
        _("어떤 의견인가요?"),
        choices=[SelectChoice(one.value, _(name)) for one, name in STANCES.items()],
        default=Stance.OPINION.value,
    )
    body = TextAreaField(_("의견"), validators=BODY)
    parent_id = IntegerField(validators=[Optional()], widget=HiddenInput())
    next = HiddenField()


class EditForm(Form):
    body = TextAreaField(_("의견"), validators=BODY)
    based_on = IntegerField(validators=[Optional()], widget=HiddenInput())


class RemovalForm(Form):
    reason = TextAreaField(
        _("삭제하는 이유"),
        validators=[Length(max=rules.REMOVAL_REASON_MAXIMUM_LENGTH, message=_("이유는 %(max)d자까지 쓸 수 있습니다."))],
    )


class VoteForm(Form):
    value = RadioField(choices=[SelectChoice(value, "") for value in ("1", "-1", "0")])


class InterestForm(Form):
    interest = RadioField(choices=[SelectChoice(one.value, "") for one in Interest])
