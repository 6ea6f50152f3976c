"""The shape of the residents' opinion statement's free part."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.budget.forms import NEEDED, reason_field
from app.budget.rules import STATEMENT_MAXIMUM_LENGTH
from app.core.forms import Form


class StatementForm(Form):
    opinion = TextAreaField(
        _l("종합 의견"), [InputRequired(NEEDED), Length(max=STATEMENT_MAXIMUM_LENGTH)],
        description=_l("시민참여예산위원회가 모은 의견을 적어 주세요. 줄을 바꾸면 문단이 됩니다."),
    )  # fmt: skip
    reason = reason_field(_l("고쳐 내는 이유"))
