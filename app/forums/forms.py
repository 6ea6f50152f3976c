"""What is written and pressed in this room outside the running forum. Refuses rules; the services have them."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from app.core import clock
from app.core.forms import Form, OnceForm
from app.forums import rules
from app.forums.labels import WORDS
from app.forums.services import Draft
from app.forums.states import ForumRole, Phase, Series

NEEDED = _("빠뜨리지 말고 적어 주세요.")
TOO_LONG = _("%(max)d자까지 쓸 수 있습니다.")


def _words(kind: Any) -> list[SelectChoice]:
    return [SelectChoice(one.value, gettext(text)) for one, text in WORDS[kind].items()]


class CodeForm(Form):
    code = StringField(_("참여 번호"), [InputRequired(NEEDED)], description=_("화면에 보이는 여섯 자리 숫자입니다."))

    def digits(self) -> str:
        """The digits alone, however they were typed: 123 456, 123-456."""
        return "".join(mark for mark in self.code.data or "" if mark.isdecimal() and mark.isascii())


class ForumForm(OnceForm):
    title = StringField(_("제목"), [InputRequired(NEEDED), Length(max=rules.TITLE_MAXIMUM_LENGTH, message=TOO_LONG)])
    series = SelectField(_("종류"), choices=lambda: _words(Series), default="town_hall")
    ordinal = IntegerField(_("몇 번째"), [Optional()], description=_("이어지는 토론회라면 차수를 적습니다. 예: 6"))
    phase = SelectField(
        _("정책의 어느 때"), choices=lambda: [SelectChoice("", gettext("정하지 않음")), *_words(Phase)], default=""
    )
    topic = TextAreaField(
        _("무엇을 이야기하나요?"),
        [Length(max=rules.TOPIC_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_("목록과 첫 화면에 보입니다."),
    )
    day = DateField(_("날짜"), [InputRequired(NEEDED)])
    begins = TimeField(_("시작"), [InputRequired(NEEDED)])
    ends = TimeField(_("끝"), [InputRequired(NEEDED)])
    place = StringField(_("장소"), [Length(max=rules.PLACE_MAXIMUM_LENGTH, message=TOO_LONG)])
    link = StringField(
        _("중계 주소"),
        [Length(max=rules.LINK_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_("https:// 로 시작하는 주소. 운영자가 정한 곳의 퍼가기 주소이면 토론장 안에서, 아니면 그곳에 가서 봅니다."),
    )
    capacity = IntegerField(
        _("정원"), [Optional()], description=_("비워 두면 신청 없이 누구나 옵니다. 정원이 차면 대기로 받습니다.")
    )
    co_hosts = StringField(_("공동 주최"), [Length(max=rules.CO_HOSTS_MAXIMUM_LENGTH, message=TOO_LONG)])
    briefing = TextAreaField(
        _("먼저 읽을 자료"),
        [Length(max=rules.BRIEFING_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_("치우침 없이, 짧게. 제목·목록·링크를 쓸 수 있습니다."),
    )
    turn_seconds = IntegerField(_("한 사람 발언 시간"), [InputRequired(NEEDED)], default=rules.TURN_SECONDS)
    proposals = StringField(_("연결할 제안"), description=_("제안 번호를 쉼표로 나누어 적습니다. 예: MAPO-2026-0001"))
    starts_at = HiddenField()  # where the service's refusals about times go
    ends_at = HiddenField()

    def draft(self) -> Draft:
        """What services take."""
        return Draft(
            title=self.title.data, starts_at=self._at(self.begins.data), ends_at=self._at(self.ends.data),
            series=Series(self.series.data), ordinal=self.ordinal.data, phase=Phase(self.phase.data) if self.phase.data else None,
            topic=self.topic.data or "", co_hosts=self.co_hosts.data or "", briefing=self.briefing.data or "",
            place=self.place.data or "", link=self.link.data or "", capacity=self.capacity.data, turn_seconds=self.turn_seconds.data,
        )  # fmt: skip

    def _at(self, time: Any) -> datetime:
        return datetime.combine(self.day.data, time, clock.SEOUL)

    def numbers(self) -> list[str]:
        """Numbers of proposals, as typed."""
        return [one.strip().upper() for one in (self.proposals.data or "").replace("\n", ",").split(",") if one.strip()]


class NewForumForm(ForumForm):
    items = TextAreaField(_("의제"), description=_("한 줄에 하나, 끝에 분을 적습니다. 예: 여는 말 10"), default="")

    def agenda(self) -> list[tuple[str, int]]:
        """(title, minutes) of each line; ten minutes where none are written."""
        found = []
        for line in filter(None, (one.strip() for one in (self.items.data or "").splitlines())):
            title, _blank, last = line.rpartition(" ")
            number = last.rstrip("분")
            is_number = bool(title) and number.isdecimal() and len(number) < 5
            found.append((title.strip(), int(number)) if is_number else (line, 10))
        return found


class CrewForm(Form):
    email = StringField(_("이메일"), [InputRequired(NEEDED), Length(max=254)])
    role = SelectField(_("역할"), choices=lambda: _words(ForumRole))


class SectionsForm(Form):
    """The note-taker's text, one box per section; the boxes themselves are drawn from the minutes."""

    note = StringField(_("무엇을 고쳤나요?"), [Length(max=rules.REASON_MAXIMUM_LENGTH, message=TOO_LONG)])


class PublishForm(Form):
    outcome = TextAreaField(
        _("토론회의 결과"),
        [InputRequired(NEEDED), Length(max=rules.OUTCOME_MAXIMUM_LENGTH, message=TOO_LONG)],
        description=_("무엇에 뜻을 모았고 무엇이 남았는지 적습니다. 연결한 제안의 처리 현황에도 실립니다."),
    )
