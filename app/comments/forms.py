"""Writing a comment, and taking one out of sight."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.comments import rules
from app.core.forms import Form, OnceForm


class CommentForm(OnceForm):
    body = TextAreaField(
        _("의견"),
        validators=[
            DataRequired(_("의견을 적어 주세요.")),
            Length(max=rules.COMMENT_MAXIMUM_LENGTH, message=_("의견은 %(max)d자까지 쓸 수 있습니다.")),
        ],
    )
    parent_id = IntegerField(validators=[Optional()], widget=HiddenInput())
    next = HiddenField()


class RemovalForm(Form):
    reason = TextAreaField(
        _("삭제하는 이유"),
        validators=[Length(max=rules.REMOVAL_REASON_MAXIMUM_LENGTH, message=_("이유는 %(max)d자까지 쓸 수 있습니다."))],
    )
