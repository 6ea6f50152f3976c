"""When a reply is owed and by when: thresholds and periods as policy, dates as calendar days in Seoul. Pure; refuses clocks and floats.

A policy is a value. A district adopts one of the presets, perhaps with other numbers; whatever is running keeps the policy it began with.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from app.core.errors import N_, InvalidInput, RuleBroken
from app.replies.states import VERDICTS, ClockStart, Level, Measure, Verdict

THRESHOLD_MINIMUM = 2
THRESHOLD_MAXIMUM = 1_000_000
PERIOD_MAXIMUM_DAYS = 365
REPLY_MAXIMUM_MONTHS = 6
EXTENSIONS_MAXIMUM = 3
EXTENSION_MAXIMUM_DAYS = 60
REASON_MINIMUM_LENGTH = 20
REASON_MAXIMUM_LENGTH = 500
BODY_MINIMUM_LENGTH = 50
BODY_MAXIMUM_LENGTH = 10_000
INTERIM_MINIMUM_LENGTH = 20
NEXT_STEP_MAXIMUM_LENGTH = 500
POSITION_MAXIMUM_LENGTH = 40
LINKS_MAXIMUM = 5
LINK_MAXIMUM_LENGTH = 500
DUE_SOON_DAYS = 7
OVERDUE_REMINDER_EVERY_DAYS = 7
CASES_PER_PAGE = 30


class PolicyOutOfRange(InvalidInput):
    code = "REPLY_POLICY_OUT_OF_RANGE"
    sentence = N_("%(least)s부터 %(most)s까지 적을 수 있습니다.")

    def __init__(self, field: str, least: int, most: int) -> None:
        super().__init__(least=f"{least:,}", most=f"{most:,}")
        self.field = field


class ThresholdsOutOfOrder(InvalidInput):
    code = "THRESHOLDS_OUT_OF_ORDER"
    field = "debate_at"
    sentence = N_("기준은 부서 답변, 공론장, 시장·구청장 답변 순서로 커져야 합니다.")


class MayorWithoutDebate(InvalidInput):
    code = "MAYOR_WITHOUT_DEBATE"
    field = "mayor_at"
    sentence = N_("시장·구청장 답변 기준은 공론장 기준과 함께 정합니다.")


class NoTimeToReply(InvalidInput):
    code = "NO_TIME_TO_REPLY"
    field = "reply_days"
    sentence = N_("답변 기한은 하루보다 길어야 합니다. 달이나 날 가운데 하나를 적어 주세요.")


class NothingRolling(InvalidInput):
    code = "NOTHING_ROLLING"
    field = "rolling_tracks"
    sentence = N_("수시로 받을 유형과 분야를 하나 이상 골라 주세요.")


class SamePolicy(RuleBroken):
    code = "SAME_REPLY_POLICY"
    status = 422
    sentence = N_("지금 기준과 같습니다. 바꿀 것을 적어 주세요.")


class NoPolicy(RuleBroken):
    code = "NO_REPLY_POLICY"
    sentence = N_("이곳은 아직 답변 기준을 정하지 않았습니다.")


class ReplyReasonTooShort(InvalidInput):
    code = "REPLY_REASON_TOO_SHORT"
    field = "reason"
    sentence = N_("이유를 %(least)s자 이상 적어 주세요. 시민에게 공개됩니다.")


class ReplyTooShort(InvalidInput):
    code = "REPLY_TOO_SHORT"
    field = "body"
    sentence = N_("답변을 %(least)s자 이상 적어 주세요. 시민이 읽고 알 수 있어야 합니다.")


class ReplyTextTooLong(InvalidInput):
    code = "REPLY_TEXT_TOO_LONG"
    sentence = N_("%(most)s자까지 쓸 수 있습니다.")

    def __init__(self, field: str, most: int) -> None:
        super().__init__(most=f"{most:,}")
        self.field = field


class PositionMissing(InvalidInput):
    code = "POSITION_MISSING"
    field = "position"
    sentence = N_("답변을 책임지는 직위를 적어 주세요. 예: 보행정책과장")


class NextStepMissing(InvalidInput):
    """An answer that says yes has to say what happens next."""

    code = "NEXT_STEP_MISSING"
    field = "next_step"
    sentence = N_("받아들이거나 추진 중이라면 다음에 무엇을 언제 하는지 적어 주세요.")


class WrongVerdict(InvalidInput):
    code = "WRONG_VERDICT"
    field = "verdict"
    sentence = N_("이 단계에서 고를 수 없는 답입니다.")


class BadLink(InvalidInput):
    code = "BAD_LINK"
    field = "links"
    sentence = N_("링크는 http:// 또는 https:// 로 시작해야 하고 %(most)s개까지 적을 수 있습니다.")


class NoExtensionLeft(RuleBroken):
    code = "NO_EXTENSION_LEFT"
    sentence = N_("이 제안의 답변 기한은 이미 %(most)s번 늘렸습니다. 더 늘릴 수 없습니다.")


class ExtensionTooLate(RuleBroken):
    """A due date that has passed stays passed."""

    code = "EXTENSION_TOO_LATE"
    sentence = N_("기한이 지난 뒤에는 늘릴 수 없습니다. 중간답변으로 사정을 알려 주세요.")


class ExtensionOutOfRange(InvalidInput):
    code = "EXTENSION_OUT_OF_RANGE"
    field = "due_on"
    sentence = N_("새 기한은 지금 기한보다 뒤, %(latest)s까지 정할 수 있습니다.")


class NothingChanged(RuleBroken):
    code = "REPLY_UNCHANGED"
    status = 422
    sentence = N_("바뀐 내용이 없습니다.")


class LeadTwice(InvalidInput):
    code = "LEAD_TWICE"
    field = "others"
    sentence = N_("한 부서에는 총괄, 추진, 협조 가운데 하나만 맡길 수 있습니다.")


class ReplyIsOwed(RuleBroken):
    """Merging must not make a clock disappear: what is owed an answer can take others in, but not go into another."""

    code = "REPLY_IS_OWED"
    sentence = N_(
        "%(number)s 제안은 공식 답변을 기다리고 있어 다른 제안에 합칠 수 없습니다. 이 제안으로 합치거나 답변을 받은 뒤에 합쳐 주세요."
    )


class ProposalIsClosed(RuleBroken):
    code = "PROPOSAL_IS_CLOSED"
    sentence = N_("철회되었거나 합쳐진 제안입니다. 답변 절차를 더 진행할 수 없습니다.")


@dataclass(frozen=True)
class ReplyPolicy:
    """Everything that decides when a reply is owed. Empty thresholds: that level does not exist here.

    Endorsements count for `collect_days` days; a reply is owed `reply_months` months and `reply_days` days after the clock starts.
    `rolling_tracks` and `rolling_fields` are taken all year (수시); proposals of other tracks and fields wait for the yearly cycle (연1회).
    """

    reply_at: int
    debate_at: int | None
    mayor_at: int | None
    mayor_measure: Measure
    collect_days: int | None
    clock_starts: ClockStart
    reply_months: int
    reply_days: int
    assign_days: int
    extensions: int
    extension_days: int
    rolling_tracks: tuple[str, ...]
    rolling_fields: tuple[str, ...]
    preset: str = ""

    def threshold(self, level: Level) -> int | None:
        return {Level.DEPARTMENT: self.reply_at, Level.DEBATE: self.debate_at, Level.MAYOR: self.mayor_at}[level]

    def measure(self, level: Level) -> Measure:
        return self.mayor_measure if level is Level.MAYOR else Measure.ENDORSEMENTS

    def is_rolling(self, track: str, field: str) -> bool:
        """Whether such a proposal is taken all year."""
        return track in self.rolling_tracks and field in self.rolling_fields

    def to_json(self) -> dict[str, Any]:
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value.value if isinstance(value, StrEnum) else value


def policy_from_json(kept: Mapping[str, Any]) -> ReplyPolicy:
    """The policy a row has frozen."""
    kinds: dict[str, Any] = {
        "mayor_measure": Measure, "clock_starts": ClockStart, "rolling_tracks": tuple, "rolling_fields": tuple,
    }  # fmt: skip
    return ReplyPolicy(**{name: kinds[name](value) if name in kinds else value for name, value in kept.items()})


TRACKS = ("collaborative", "general")
FIELDS = ("transport", "safety", "environment", "welfare", "culture", "education", "economy", "housing", "other")

# 민주주의 서울 2017: 공감 50 부서 답변, 500 공론장, 공론장 참여 5,000 시장 답변, 20일. Its source code starts the wait for a reply when a
# department is named. How long a department has, who names it and how often it may ask for more time stands nowhere: 30, 7, 1 x 30 are ours.
DEMOCRACY_SEOUL_2017 = ReplyPolicy(
    preset="democracy_seoul_2017", reply_at=50, debate_at=500, mayor_at=5_000, mayor_measure=Measure.PARTICIPANTS,
    collect_days=20, clock_starts=ClockStart.ASSIGNED, reply_months=0, reply_days=30, assign_days=7, extensions=1,
    extension_days=30, rolling_tracks=TRACKS, rolling_fields=FIELDS,
)  # fmt: skip

# 상상대로 서울 2023 (시민참여 기본 조례 시행규칙 제9조): 30일 안에 공감 50, 접수일부터 1개월 안에 처리결과 통지. A proposal that gathered 50 is what
# is received, so the month runs from that day and naming a department takes its time from the same month.
IDEA_SEOUL_2023 = ReplyPolicy(
    preset="idea_seoul_2023", reply_at=50, debate_at=None, mayor_at=None, mayor_measure=Measure.ENDORSEMENTS,
    collect_days=30, clock_starts=ClockStart.REACHED, reply_months=1, reply_days=0, assign_days=5, extensions=1,
    extension_days=30, rolling_tracks=TRACKS, rolling_fields=FIELDS,
)  # fmt: skip

# A pilot of a few hundred people: numbers of our own.
SMALL_PILOT = ReplyPolicy(
    preset="small_pilot", reply_at=10, debate_at=30, mayor_at=60, mayor_measure=Measure.ENDORSEMENTS,
    collect_days=30, clock_starts=ClockStart.REACHED, reply_months=0, reply_days=21, assign_days=5, extensions=1,
    extension_days=14, rolling_tracks=TRACKS, rolling_fields=FIELDS,
)  # fmt: skip

PRESETS = {policy.preset: policy for policy in (DEMOCRACY_SEOUL_2017, IDEA_SEOUL_2023, SMALL_PILOT)}


def check_policy(policy: ReplyPolicy) -> None:
    """Whether these numbers can run at all."""
    _check_range("reply_at", policy.reply_at, THRESHOLD_MINIMUM, THRESHOLD_MAXIMUM)
    for name in ("debate_at", "mayor_at"):
        if getattr(policy, name) is not None:
            _check_range(name, getattr(policy, name), THRESHOLD_MINIMUM, THRESHOLD_MAXIMUM)
    if policy.mayor_at is not None and policy.debate_at is None:
        raise MayorWithoutDebate
    steps = [one for one in (policy.reply_at, policy.debate_at, _mayor_step(policy)) if one is not None]
    if any(after <= before for before, after in pairwise(steps)):
        raise ThresholdsOutOfOrder
    if policy.collect_days is not None:
        _check_range("collect_days", policy.collect_days, 1, PERIOD_MAXIMUM_DAYS)
    _check_range("reply_months", policy.reply_months, 0, REPLY_MAXIMUM_MONTHS)
    _check_range("reply_days", policy.reply_days, 0, PERIOD_MAXIMUM_DAYS)
    _check_range("assign_days", policy.assign_days, 1, PERIOD_MAXIMUM_DAYS)
    _check_range("extensions", policy.extensions, 0, EXTENSIONS_MAXIMUM)
    _check_range("extension_days", policy.extension_days, 1, EXTENSION_MAXIMUM_DAYS)
    if policy.reply_months + policy.reply_days < 1:
        raise NoTimeToReply
    if not set(policy.rolling_tracks) & set(TRACKS) or not set(policy.rolling_fields) & set(FIELDS):
        raise NothingRolling


def _mayor_step(policy: ReplyPolicy) -> int | None:
    """Comparable with the others only where it counts the same thing."""
    return policy.mayor_at if policy.mayor_measure is Measure.ENDORSEMENTS else None


def _check_range(field: str, value: int | None, least: int, most: int) -> None:
    if value is None or not least <= value <= most:
        raise PolicyOutOfRange(field, least, most)


# -- dates: calendar days in Seoul ---------------------------------------------------------------------------------------------------


def months_later(start: date, months: int) -> date:
    """The day of the same number so many months on; where that month is too short, its last day (민법 제160조)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def due_on(start: date, policy: ReplyPolicy) -> date:
    """The last day for a reply, whole until midnight; the day the clock starts is not counted (민법 제157조, 제159조).

    Weekends and holidays do not move it (제161조 would): a citizen can count to it without a calendar of holidays.
    """
    return months_later(start, policy.reply_months) + timedelta(days=policy.reply_days)


def assign_by(reached: date, policy: ReplyPolicy) -> date:
    """The last day for naming a department."""
    return reached + timedelta(days=policy.assign_days)


def collects_until(start: date, policy: ReplyPolicy) -> date | None:
    """The last day on which endorsements count; None: for ever."""
    return None if policy.collect_days is None else start + timedelta(days=policy.collect_days)


def is_over(ends_on: date | None, today: date) -> bool:
    return ends_on is not None and today > ends_on


def latest_extension(due: date, policy: ReplyPolicy) -> date:
    return due + timedelta(days=policy.extension_days)


def check_extension(policy: ReplyPolicy, *, used: int, due: date, new_due: date, today: date) -> None:
    if used >= policy.extensions:
        raise NoExtensionLeft(most=policy.extensions)
    if today > due:
        raise ExtensionTooLate
    if not due < new_due <= latest_extension(due, policy):
        raise ExtensionOutOfRange(latest=latest_extension(due, policy).isoformat())


def is_reminder_day(left: int) -> bool:
    """Whether officers are reminded when so many days are left: a week before, the day before, the day itself, then every week."""
    return left in (DUE_SOON_DAYS, 1, 0) or (left < 0 and -left % OVERDUE_REMINDER_EVERY_DAYS == 1)


# -- what a reply has to hold --------------------------------------------------------------------------------------------------------

YES = {Verdict.ACCEPTED, Verdict.PARTLY, Verdict.UNDERWAY, Verdict.DEBATE_HELD}


def check_reason(reason: str) -> None:
    if len(reason) < REASON_MINIMUM_LENGTH:
        raise ReplyReasonTooShort(least=REASON_MINIMUM_LENGTH)
    _check_length("reason", reason, REASON_MAXIMUM_LENGTH)


def check_reply(level: Level, verdict: Verdict, *, body: str, next_step: str, position: str, links: Sequence[str]) -> None:
    """A final reply: a verdict of this level, a text one can read, who answers for it, and the next step if it says yes."""
    if verdict not in VERDICTS[level]:
        raise WrongVerdict
    if len(body) < BODY_MINIMUM_LENGTH:
        raise ReplyTooShort(least=BODY_MINIMUM_LENGTH)
    _check_length("body", body, BODY_MAXIMUM_LENGTH)
    if verdict in YES and not next_step:
        raise NextStepMissing
    _check_length("next_step", next_step, NEXT_STEP_MAXIMUM_LENGTH)
    check_position(position)
    check_links(links)


def check_interim(body: str, position: str) -> None:
    if len(body) < INTERIM_MINIMUM_LENGTH:
        raise ReplyTooShort(least=INTERIM_MINIMUM_LENGTH)
    _check_length("body", body, BODY_MAXIMUM_LENGTH)
    check_position(position)


def check_position(position: str) -> None:
    if not position:
        raise PositionMissing
    _check_length("position", position, POSITION_MAXIMUM_LENGTH)


def check_links(links: Sequence[str]) -> None:
    if len(links) > LINKS_MAXIMUM or not all(_is_link(link) for link in links):
        raise BadLink(most=LINKS_MAXIMUM)


def _is_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    is_plain = len(link) <= LINK_MAXIMUM_LENGTH and not any(mark.isspace() for mark in link)
    return is_plain and parts.scheme in ("http", "https") and bool(parts.netloc)


def check_departments(lead: int, executing: Iterable[int], cooperating: Iterable[int]) -> None:
    every = [lead, *executing, *cooperating]
    if len(set(every)) != len(every):
        raise LeadTwice


def _check_length(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise ReplyTextTooLong(field, most)


# -- figures of accountability -------------------------------------------------------------------------------------------------------


def percent(part: int, whole: int) -> int | None:
    """Whole per cent, rounded down so that 100 means all; None of nothing."""
    return part * 100 // whole if whole else None


def median(days: Mapping[int, int]) -> int | None:
    """The median of day -> how many; of an even number the later of the two middle ones, so that it never flatters."""
    total, passed = sum(days.values()), 0
    for day in sorted(days):
        passed += days[day]
        if passed * 2 > total:
            return day
    return None
