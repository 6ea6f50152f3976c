"""The shape of what the city and its districts fill in about money, regions and figures. Refuses rules."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.budget import plan_labels
from app.budget.forms import CHOOSE, NEEDED, reason_field
from app.budget.funding import Cap, DistrictFundingType, FundingComponent, Scheme
from app.core.forms import Form, MoneyField


class ChooseForm(Form):
    """A district's choice for a year."""

    kind = RadioField(
        _l("유형"), [InputRequired(CHOOSE)],
        choices=lambda: [(one.value, gettext(plan_labels.FUNDING_WORDS[one.value])) for one in DistrictFundingType],
    )  # fmt: skip
    dong_count = IntegerField(
        _l("동마을계획을 하는 동의 수"), [InputRequired(NEEDED)], description=_l("하지 않으면 0을 적습니다.")
    )
    reason = reason_field(_l("고른 이유"))


class CapsForm(Form):
    """The city's amounts of a year: empty means that a type does not have this component."""

    year = IntegerField(_l("연도"), [InputRequired(NEEDED)])
    reason = reason_field(_l("정한 이유"))

    @classmethod
    def of(cls, scheme: Scheme, year: int) -> "CapsForm":
        given: dict[str, Any] = {"year": year}
        for (kind, component), cap in scheme.items():
            given[f"cap_{kind.value}_{component.value}"] = cap.won
            given[f"per_dong_{kind.value}"] = given.get(f"per_dong_{kind.value}") or cap.is_per_dong
        return cls(data=given)

    def caps(self) -> dict[tuple[DistrictFundingType, FundingComponent], Cap]:
        found = {}
        for kind in DistrictFundingType:
            for component in FundingComponent:
                won = self[f"cap_{kind.value}_{component.value}"].data
                if won is not None:
                    is_per_dong = component is FundingComponent.DONG_PLAN and self[f"per_dong_{kind.value}"].data
                    found[kind, component] = Cap(won, is_per_dong)
        return found


for _kind in DistrictFundingType:
    for _component in FundingComponent:
        _label = _l(plan_labels.FUNDING_WORDS[_component.value])
        setattr(CapsForm, f"cap_{_kind.value}_{_component.value}", MoneyField(_label, [Optional()]))
    setattr(CapsForm, f"per_dong_{_kind.value}", BooleanField(_l("동마을계획형은 동마다 줍니다")))


class RegionForm(Form):
    name_ko = StringField(_l("새 권역의 이름"), [InputRequired(NEEDED), Length(max=40)])
    name_en = StringField(_l("영어 이름"), [Optional(), Length(max=40)])


class PlaceForm(Form):
    member_id = SelectField(_l("구"), coerce=int)
    region_id = SelectField(_l("권역"), coerce=int)
    reason = reason_field(_l("이유"))

    def offer(self, places: Sequence[Any], regions: Sequence[Any]) -> "PlaceForm":
        self.member_id.choices = [(one.id, one.name) for one in places]
        self.region_id.choices = [(0, gettext("권역 없음")), *((one.id, one.name) for one in regions)]
        return self
