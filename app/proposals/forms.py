"""Writing a proposal question by question, revising it, withdrawing it, and looking for one."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.core import sheets
from app.core.forms import Form, MoneyField, OnceForm, within
from app.districts.models import District
from app.proposals import rules
from app.proposals.labels import CHANNELS, FIELDS, SORTS, STATES, TRACKS
from app.proposals.models import ProposalVersion
from app.proposals.search import CLOSING, RELEVANCE, Sought, closings, standings
from app.proposals.states import BudgetTrack, Channel, Field, ProposalState

Kind = TypeVar("Kind", bound=StrEnum)
ENDED = (ProposalState.WITHDRAWN, ProposalState.MERGED, ProposalState.ARCHIVED)
TEXTS = ("title", "problem", "idea", "place")
TOO_LONG = _("%(max)d자까지 쓸 수 있습니다.")
TOO_SHORT = _("%(min)d자 이상 적어 주세요.")


def _written(label: Any, missing: Any, least: int, most: int, kind: type = TextAreaField) -> Any:
    return kind(
        label, validators=[DataRequired(missing), Length(min=least, message=TOO_SHORT), Length(max=most, message=TOO_LONG)]
    )


def _choices(labels: dict[Any, str]) -> Any:
    """Asked when the form is made, so that the labels are in the reader's language."""
    return lambda: [(value.value if isinstance(value, StrEnum) else value, gettext(text)) for value, text in labels.items()]


class ProblemForm(Form):
    """The first question."""

    title = _written(_("제목"), _("제목을 적어 주세요."), rules.TITLE_MINIMUM_LENGTH, rules.TITLE_MAXIMUM_LENGTH, StringField)
    problem = _written(
        _("무엇이 문제인가요?"),
        _("어떤 불편이나 문제가 있는지 적어 주세요."),
        rules.SECTION_MINIMUM_LENGTH,
        rules.SECTION_MAXIMUM_LENGTH,
    )


class IdeaForm(Form):
    """The second question."""

    idea = _written(
        _("어떻게 바꿀까요?"), _("어떻게 바꾸고 싶은지 적어 주세요."), rules.SECTION_MINIMUM_LENGTH, rules.SECTION_MAXIMUM_LENGTH
    )


class PlaceForm(Form):
    """Where, and for how much."""

    place = StringField(_("어디에서 하나요?"), validators=[Length(max=rules.PLACE_MAXIMUM_LENGTH, message=TOO_LONG)])
    cost_won = MoneyField(
        _("비용은 얼마나 들까요?"), validators=[Optional(), within(rules.COST_MINIMUM_WON, rules.COST_MAXIMUM_WON)]
    )
    cost_unknown = BooleanField(_("잘 모르겠어요"))

    def validate_cost_unknown(self, field: BooleanField) -> None:
        if self.cost_won.process_errors:
            return
        if field.data and self.cost_won.data is not None:
            raise ValidationError(gettext("금액을 지우거나 ‘잘 모르겠어요’를 풀어 주세요."))
        if not field.data and self.cost_won.data is None:
            raise ValidationError(gettext("금액을 적거나 ‘잘 모르겠어요’를 골라 주세요."))


class WhereForm(PlaceForm):
    """The third question: where and how much, which way, and in which field."""

    track = RadioField(
        _("어떤 방식으로 할까요?"),
        coerce=BudgetTrack, choices=_choices(TRACKS), validate_choice=False, validators=[InputRequired(_("방식을 골라 주세요."))],
    )  # fmt: skip
    field = SelectField(
        _("어느 분야인가요?"), coerce=Field, choices=_choices(FIELDS), default=Field.OTHER, validate_choice=False,
        validators=[InputRequired(_("분야를 골라 주세요."))],
    )  # fmt: skip


class MergerForm(ProblemForm, IdeaForm):
    """Which proposals become one, and which one. The words are asked for only when it is a new one."""

    others = StringField(_("합칠 제안의 접수번호"), validators=[DataRequired(_("합칠 제안의 접수번호를 적어 주세요."))])
    into = RadioField(
        _("어디로 합칠까요?"),
        choices=lambda: [("this", gettext("이 제안으로")), ("other", gettext("적은 제안으로")), ("new", gettext("새 제안으로"))],
        default="this",
    )
    reason = _written(
        _("왜 합치나요?"), _("합치는 이유를 적어 주세요."), rules.CHANGE_REASON_MINIMUM_LENGTH, rules.CHANGE_REASON_MAXIMUM_LENGTH
    )

    def validate(self, extra_validators: Any = None) -> bool:
        if self.into.data != "new":
            for name in ("title", "problem", "idea"):
                self[name].validators = ()
        return super().validate(extra_validators)

    def numbers(self) -> list[str]:
        return [one for one in dict.fromkeys(re.split(r"[\s,·]+", (self.others.data or "").upper())) if one]

    def document(self, proposal: Any) -> dict[str, Any]:
        """What a new proposal would say; where and how much are those of the one it is asked from."""
        words = {name: self[name].data or "" for name in ("title", "problem", "idea")}
        return words | {"place": proposal.current.place, "cost_won": proposal.current.cost_won}


class ReasonForm(Form):
    reason = _written(_("이유"), _("이유를 적어 주세요."), rules.CHANGE_REASON_MINIMUM_LENGTH, rules.CHANGE_REASON_MAXIMUM_LENGTH)


class InvitationForm(Form):
    email = StringField(_("초대할 사람의 이메일 주소"), validators=[DataRequired(_("이메일 주소를 적어 주세요."))])


class FileForm(Form):
    """One file at a time: what telephones can do, and what a slow line can carry."""

    file = FileField(_("사진이나 문서"))
    alt = StringField(_("사진에 무엇이 보이나요?"), validators=[Length(max=rules.ALT_MAXIMUM_LENGTH, message=TOO_LONG)])


class AltForm(Form):
    alt = StringField(_("사진에 무엇이 보이나요?"), validators=[Length(max=rules.ALT_MAXIMUM_LENGTH, message=TOO_LONG)])


class FileRemovalForm(Form):
    reason = StringField(_("왜 떼어 내나요?"))


QUESTIONS: dict[str, type[Form]] = {"problem": ProblemForm, "idea": IdeaForm, "where": WhereForm}
"""The question pages in their order; the fourth page, the check, asks nothing."""


class DocumentForm(ProblemForm, IdeaForm, PlaceForm):
    """What a proposal says, on one page: for whoever mends it."""

    def words(self) -> dict[str, Any]:
        """The document as services take it."""
        return {name: self[name].data or "" for name in TEXTS} | {"cost_won": self.cost_won.data}


class ProposalForm(DocumentForm, WhereForm):
    """All answers of a draft together, as they are checked before publishing."""

    def words(self) -> dict[str, Any]:
        return super().words() | {"track": self.track.data, "field": self.field.data}


def answers_of(form: Form) -> dict[str, str]:
    """What was typed on a question page, as it came: every field, also those left empty."""
    return {field.name: str(field.raw_data[0]) if field.raw_data else "" for field in form}


class RevisionForm(DocumentForm):
    reason = _written(
        _("무엇을 왜 고쳤나요?"),
        _("고친 이유를 적어 주세요."),
        rules.CHANGE_REASON_MINIMUM_LENGTH,
        rules.CHANGE_REASON_MAXIMUM_LENGTH,
    )
    based_on = IntegerField(widget=HiddenInput())

    @classmethod
    def of(cls, version: ProposalVersion) -> "RevisionForm":
        """Filled with the wording in force, or with what was sent."""
        words = {name: getattr(version, name) for name in (*TEXTS, "cost_won")}
        return cls(**words, cost_unknown=version.cost_won is None, based_on=version.ordinal)


class WithdrawalForm(Form):
    reason = _written(
        _("왜 철회하나요?"),
        _("철회하는 이유를 적어 주세요."),
        rules.CHANGE_REASON_MINIMUM_LENGTH,
        rules.CHANGE_REASON_MAXIMUM_LENGTH,
    )


class SearchForm(Form):
    """The filters of the list, from its address. What is not among the choices counts as not chosen."""

    q = StringField(_("찾는 말"))
    place = SelectField(_("지역"), choices=[SelectChoice("", "")])
    track = SelectField(_("방식"), choices=lambda: [("", gettext("모든 방식")), *_choices(TRACKS)()])
    field = SelectField(_("분야"), choices=lambda: [("", gettext("모든 분야")), *_choices(FIELDS)()])
    state = SelectField(
        _("상태"),
        choices=lambda: [
            ("", gettext("진행 중")),
            *((name, gettext(text)) for name, (text, _rows) in standings.items()),
            *((state.value, gettext(STATES[state])) for state in ENDED),
            ("all", gettext("모두")),
        ],
    )
    sort = SelectField(_("순서"))
    exact = HiddenField()

    def __init__(self, *args: Any, places: Sequence[District] = (), **given: Any) -> None:
        """`places`: the districts a reader may choose among; with fewer than two there is nothing to choose."""
        super().__init__(*args, **given)
        self.places = list(places)
        if len(self.places) > 1:
            named = [("", self.places[0].name), *((one.slug, one.name) for one in self.places[1:]), ("all", gettext("모든 지역"))]
            self.place.choices = [SelectChoice(value, name) for value, name in named]
        left_out = {*(() if closings else (CLOSING,)), *(() if self.q.data else (RELEVANCE,))}
        orders = {name: gettext(text) for name, text in SORTS.items() if name not in left_out}
        self.sort.choices = [SelectChoice(name, text) for name, text in orders.items()]
        if not _is_offered(self.sort):
            self.sort.data = RELEVANCE if self.q.data else "newest"

    @property
    def searched(self) -> list[District]:
        """Where to look."""
        chosen = [one for one in self.places if self.place.data in ("all", one.slug)]
        return chosen or self.places[:1]

    def wanted(self) -> Sought:
        """The words, the filters and the order, as the query takes them."""
        state = self.state.data if self.state.data in (*ENDED, "all") else ProposalState.PUBLISHED
        return Sought(
            text=self.q.data or "",
            track=_one_of(BudgetTrack, self.track.data),
            field=_one_of(Field, self.field.data),
            state=None if state == "all" else ProposalState(state),
            standing=self.state.data if self.state.data in standings else "",
            sort=self.sort.data,
            exact=self.exact.data == "1",
        )

    def address(self) -> dict[str, str]:
        """What every link to this very list keeps."""
        usual = RELEVANCE if self.q.data else "newest"
        given = {field.name: field.data for field in self if field.data and _is_offered(field)}
        return {
            name: value for name, value in given.items() if (name, value) != ("sort", usual) and (name != "exact" or value == "1")
        }

    @property
    def filters(self) -> dict[str, str]:
        """What was chosen beside the words and the order: the name of each filter and the choice as readers see it."""
        return {
            field.name: next(str(label) for value, label, chosen, _attributes in field.iter_choices() if chosen)
            for field in (self.place, self.track, self.field, self.state)
            if field.data and _is_offered(field)
        }

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q.data or self.filters)


class SynonymForm(Form):
    words = StringField(_("같은 뜻의 낱말들"), validators=[DataRequired(_("낱말을 적어 주세요."))])


class SynonymTableForm(Form):
    """Many sets at once, one in each row."""

    rows = TextAreaField(_("표 붙여 넣기"))
    file = FileField(_("또는 파일 올리기"))

    def cells(self) -> list[list[str]]:
        """The rows as text. A file is put into the box as well, so that it can be mended there without choosing it again."""
        content = self.file.data.read() if self.file.data else b""
        if content:
            rows = sheets.read(content)
            self.rows.data = "\n".join("\t".join(row) for row in rows)
            return rows
        return [line.split("\t") for line in (self.rows.data or "").splitlines()]


def _one_of(kind: type[Kind], value: str | None) -> Kind | None:
    return kind(value) if value in set(kind) else None


def _is_offered(field: Any) -> bool:
    return not isinstance(field, SelectField) or any(chosen for _value, _label, chosen, _attributes in field.iter_choices())


class IntakeForm(OnceForm):
    """A proposal as it came on paper, typed by a clerk: short where the paper is."""

    channel = RadioField(
        _("어떻게 받았나요?"), choices=_choices({Channel.VISIT: CHANNELS[Channel.VISIT], Channel.POST: CHANNELS[Channel.POST]}),
        default=Channel.VISIT.value,
    )  # fmt: skip
    received_on = DateField(_("받은 날"), validators=[InputRequired(_("받은 날을 적어 주세요."))])
    paper_number = StringField(
        _("종이의 번호"), validators=[Length(max=rules.PAPER_NUMBER_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_("문서 번호나 봉투 번호가 있으면 적어 주세요. 보낸 사람의 이름과 연락처는 적지 않습니다."),
    )  # fmt: skip
    title = _written(_("제목"), _("제목을 적어 주세요."), 1, rules.TITLE_MAXIMUM_LENGTH, StringField)
    problem = TextAreaField(_("무엇이 문제인가요?"), validators=[Length(max=rules.SECTION_MAXIMUM_LENGTH, message=TOO_LONG)])
    idea = TextAreaField(_("어떻게 바꿀까요?"), validators=[Length(max=rules.SECTION_MAXIMUM_LENGTH, message=TOO_LONG)])
    place = StringField(_("어디에서 하나요?"), validators=[Length(max=rules.PLACE_MAXIMUM_LENGTH, message=TOO_LONG)])
    cost_won = MoneyField(
        _("비용은 얼마나 들까요?"), validators=[Optional()], description=_("종이에 적혀 있지 않으면 비워 둡니다.")
    )
    track = RadioField(_("어떤 방식으로 할까요?"), choices=_choices(TRACKS), default=BudgetTrack.GENERAL.value)
    field = SelectField(_("어느 분야인가요?"), choices=_choices(FIELDS), default=Field.OTHER.value)

    def taken_in(self) -> dict[str, Any]:
        """The paper as the service takes it."""
        words = {name: self[name].data or "" for name in (*TEXTS, "paper_number")}
        return words | {
            "channel": Channel(self.channel.data), "received_on": self.received_on.data, "cost_won": self.cost_won.data,
            "track": BudgetTrack(self.track.data), "field": Field(self.field.data), "once": self.once.data,
        }  # fmt: skip


class SlipSearchForm(Form):
    q = StringField(_("찾는 말"), description=_("접수번호, 종이의 번호, 제목"))


class ClaimForm(Form):
    number = StringField(
        _("접수번호"), validators=[DataRequired(_("접수증의 접수번호를 적어 주세요."))], description=_("예: MAPO-2026-0001"),
    )  # fmt: skip
    code = StringField(
        _("확인번호"), validators=[DataRequired(_("접수증의 확인번호를 적어 주세요."))],
        description=_("접수증에 적힌 열 자리 글자입니다. 띄어쓰기와 대소문자는 상관없습니다."),
    )  # fmt: skip
