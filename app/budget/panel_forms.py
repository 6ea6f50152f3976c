"""The shape of what panels fill in. Refuses rules."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.budget import labels
from app.budget.forms import NEEDED, WHY, ScoreForm, reason_field
from app.budget.policy import BudgetPolicy
from app.budget.rules import NOTE_MAXIMUM_LENGTH
from app.budget.states import Post
from app.core.forms import Form, OnceForm
from app.core.language import localized


def sheet_of(policy: BudgetPolicy) -> type[ScoreForm]:
    """The score sheet of this policy: one number, or a mark for each criterion with its full points beside it."""
    if not policy.sheet_criteria:
        return ScoreForm
    fields: dict[str, Any] = {"points": None, "codes": tuple(one.code for one in policy.sheet_criteria)}
    for one in policy.sheet_criteria:
        label = f"{localized(one.name_ko, one.name_en)} (0~{one.full_points})"
        fields[f"mark_{one.code}"] = IntegerField(label, [InputRequired(NEEDED)])
    return type("SheetForm", (ScoreForm,), fields)


def given(form: ScoreForm) -> dict[str, Any]:
    """What the sheet says: points, or marks by criterion."""
    codes = getattr(form, "codes", ())
    marks = {code: form[f"mark_{code}"].data for code in codes}
    return {"marks": marks} if codes else {"points": form.points.data}


class SeatForm(Form):
    resident_id = SelectField(_l("위원"), coerce=int)
    post = SelectField(
        _l("직책"), choices=[SelectChoice(post.value, _l(words)) for post, words in labels.POSTS.items()], default="member"
    )
    since_on = DateField(_l("임기 시작"), [InputRequired(NEEDED)])
    until_on = DateField(_l("임기 끝"), [InputRequired(NEEDED)])

    def offer(self, people: Any) -> "SeatForm":
        self.resident_id.choices = [SelectChoice(str(one.id), one.display_name) for one in people]
        return self


class DraftPanelForm(Form):
    """The panel of a plan: its members, one of them perhaps in the chair, and one term for all."""

    members = SelectMultipleField(_l("위원"), coerce=int)
    chair = SelectField(_l("위원장"), coerce=int)
    since_on = DateField(_l("임기 시작"), [Optional()])
    until_on = DateField(_l("임기 끝"), [Optional()])

    def offer(self, people: Any) -> "DraftPanelForm":
        choices = [SelectChoice(str(one.id), one.display_name) for one in people]
        self.members.choices = choices
        self.chair.choices = [SelectChoice("0", _l("정하지 않음")), *choices]
        return self

    def seats(self) -> dict[int, Post]:
        """Resident id -> post; who takes the chair is a member, ticked or not."""
        seats = dict.fromkeys(self.members.data or [], Post.MEMBER)
        return seats | ({self.chair.data: Post.CHAIR} if self.chair.data else {})


class RecusalForm(Form):
    panelist_id = SelectField(_l("위원"), coerce=int)
    reason = reason_field(_l("회피 이유"))

    def offer(self, people: Any) -> "RecusalForm":
        self.panelist_id.choices = [SelectChoice(str(one.id), one.display_name) for one in people]
        return self


class MeetingForm(OnceForm):
    held_on = DateField(_l("연 날짜"), [InputRequired(NEEDED)])
    place = StringField(_l("장소"), [Length(max=200)])
    attended = SelectMultipleField(_l("참석한 위원"), coerce=int)
    minutes = TextAreaField(
        _l("회의록"),
        [InputRequired(NEEDED), Length(max=NOTE_MAXIMUM_LENGTH)],
        description=WHY,
    )

    def offer(self, seats: Any, day: date) -> "MeetingForm":
        self.attended.choices = [
            SelectChoice(str(one.id), one.resident.display_name) for one in seats if one.until_on >= day or one.since_on <= day
        ]
        return self
