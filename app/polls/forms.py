"""What the wizard's pages take. Refuses rules; services and rules have them."""

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
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core import clock
from app.core.forms import Form, MoneyField, OnceForm
from app.polls import labels, reading, rules
from app.polls.rules import Question
from app.polls.states import Audience, Kind

NEEDED = _l("빠뜨리지 말고 적어 주세요.")
TOO_LONG = _l("%(max)d자까지 쓸 수 있습니다.")
OUT_OF_RANGE = _l("%(min)d부터 %(max)d까지 적을 수 있습니다.")
TITLE_MAXIMUM, INTRODUCTION_MAXIMUM = 120, 4_000


def _kinds(kinds: Any) -> Any:
    return lambda: [SelectChoice(kind.value, gettext(labels.KINDS[kind][0])) for kind in kinds]


class BeginForm(Form):
    title = StringField(_l("투표 이름"), [InputRequired(NEEDED), Length(max=TITLE_MAXIMUM, message=TOO_LONG)])
    kind = RadioField(_l("투표 방식"), [InputRequired(_l("하나를 골라 주세요."))], choices=_kinds(Kind))


class QuestionForm(Form):
    title = StringField(_l("투표 이름"), [InputRequired(NEEDED), Length(max=TITLE_MAXIMUM, message=TOO_LONG)])
    introduction = TextAreaField(
        _l("안내"),
        [Length(max=INTRODUCTION_MAXIMUM, message=TOO_LONG)],
        description=_l("무엇을 왜 정하는지, 결과를 어디에 쓰는지 치우침 없이 적어 주세요. 투표지 맨 위에 나옵니다."),
    )
    kind = SelectField(_l("투표 방식"), choices=_kinds(Kind))
    method = SelectField(
        _l("셈법"), choices=lambda: [SelectChoice(name, gettext(words)) for name, words in labels.METHODS.items()]
    )
    most = IntegerField(
        _l("고르는 수"),
        [Optional(), NumberRange(1, 500, OUT_OF_RANGE)],
        description=_l("한 사람이 고를 수 있는 최대 개수나 매길 수 있는 순위의 수입니다. 비우면 제한이 없습니다."),
    )
    seats = IntegerField(
        _l("정하는 수"),
        [Optional(), NumberRange(1, 100, OUT_OF_RANGE)],
        description=_l("몇 개를 뽑는 투표인지 적어 주세요. 예산을 나누는 투표에서는 쓰지 않습니다."),
    )
    budget = MoneyField(_l("예산"), [Optional()], description=_l("예산을 나누는 투표에서만 적습니다. 예: 10억원"))
    quotas = TextAreaField(
        _l("분야별 개수"),
        [Optional(), Length(max=2000)],
        description=_l("분야별로 고르는 투표에서만, 한 줄에 하나씩 적습니다. 예: 광역 = 7"),
    )

    def question(self) -> Question:
        kind = Kind(self.kind.data)
        quotas = rules.read_quotas(self.quotas.data or "") if kind is Kind.QUOTAS else ()
        return Question(kind, self.method.data, self.seats.data or 1, self.most.data, self.budget.data or 0, quotas)


class OptionsForm(Form):
    lines = TextAreaField(
        _l("선택지"),
        [Length(max=300_000)],
        description=_l("한 줄에 하나씩, '이름 | 비용 | 분야 | 설명' 순서로 적습니다. 이름만 적어도 됩니다."),
    )


class FileForm(Form):
    file = FileField(_l("파일"), description=_l("CSV(UTF-8이나 CP949) 또는 XLSX"))

    def content(self) -> bytes:
        return self.file.data.read() if self.file.data else b""


class AudienceForm(Form):
    audience = RadioField(
        _l("투표하는 사람"),
        choices=lambda: [SelectChoice(one.value, gettext(words[0])) for one, words in labels.AUDIENCES.items()],
    )
    slips = IntegerField(
        _l("쪽지 수"),
        [Optional(), NumberRange(1, rules.SLIPS_MAXIMUM, OUT_OF_RANGE)],
        description=_l("현장 투표에서만, 미리 인쇄해 둘 쪽지의 수를 적습니다."),
    )

    def leave_out(self, audience: Audience) -> None:
        """What this place cannot ask."""
        self.audience.choices = [choice for choice in self.audience.choices if choice.value != audience.value]


class RosterForm(Form):
    contacts = TextAreaField(validators=[Length(max=400_000)])


class TermsForm(Form):
    level = RadioField(
        _l("보증 수준"),
        choices=[SelectChoice("sealed", _l("검증형 비밀투표 (L2)")), SelectChoice("plain", _l("공개 의견 조사 (L0)"))],
    )
    opens_on = DateField(_l("시작하는 날"), [InputRequired(NEEDED)])
    opens_time = TimeField(_l("시작하는 때"), [InputRequired(NEEDED)], default=time(9))
    closes_on = DateField(_l("마감하는 날"), [InputRequired(NEEDED)])
    closes_time = TimeField(
        _l("마감하는 때"),
        [InputRequired(NEEDED)],
        default=time(18),
        description=_l("서울 시각으로, 그 초가 되는 순간부터는 한 표도 받지 않습니다."),
    )
    min_age = IntegerField(
        _l("나이"), [InputRequired(NEEDED), NumberRange(0, 120, OUT_OF_RANGE)], default=14, description=_l("투표하는 날 만 나이")
    )

    def window(self) -> tuple[datetime, datetime]:
        return _at(self.opens_on.data, self.opens_time.data), _at(self.closes_on.data, self.closes_time.data)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.SEOUL)


class ConfirmForm(Form):
    seen = HiddenField(validators=[InputRequired()])


class ReturnForm(Form):
    reason = StringField(_l("돌려보내는 까닭"), [InputRequired(NEEDED), Length(max=500, message=TOO_LONG)])


class SlipsForm(Form):
    again = BooleanField(_l("이미 나누어 준 사람 것도 새로 만들기 (앞선 번호는 쓸 수 없게 됩니다)"))


class AskForm(OnceForm):
    title = StringField(_l("무엇을 물을까요?"), [InputRequired(NEEDED), Length(max=TITLE_MAXIMUM, message=TOO_LONG)])
    introduction = TextAreaField(_l("설명"), [Length(max=1000, message=TOO_LONG)])
    kind = RadioField(_l("투표 방식"), choices=_kinds(rules.CITIZEN_KINDS), default=Kind.SINGLE.value)
    lines = TextAreaField(
        _l("선택지"), [Length(max=5000)], description=_l("한 줄에 하나씩 적습니다. 찬반 투표에서는 비워 둡니다.")
    )
    audience = RadioField(
        _l("누가 참여하나요?"),
        choices=[
            SelectChoice(Audience.RESIDENTS.value, _l("로그인한 주민 누구나 (목록에 나옵니다)")),
            SelectChoice(Audience.LINK.value, _l("링크를 받은 사람만 (목록에 나오지 않습니다)")),
        ],
        default=Audience.RESIDENTS.value,
    )
    closes_on = DateField(_l("마감하는 날"), [InputRequired(NEEDED)], description=_l("그날 밤 9시에 마감합니다."))

    def asked(self) -> dict[str, Any]:
        kind = Kind(self.kind.data)
        drafts, _faults = reading.options([[line] for line in (self.lines.data or "").splitlines()])
        return {
            "title": self.title.data, "introduction": self.introduction.data or "", "audience": Audience(self.audience.data),
            "options": rules.YES_NO if kind is Kind.YES_NO else drafts, "closes_at": _at(self.closes_on.data, time(21)),
            "question": Question(kind, rules.METHODS[kind][0], most={Kind.APPROVAL: len(drafts) or 1, Kind.RANKING: 5}.get(kind)),
        }  # fmt: skip
