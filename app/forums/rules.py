"""Limits of a forum, the fair order of the floor, and what is still missing before it may start. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.core.errors import N_, Blocker, InvalidInput, RuleBroken
from app.core.personal import phone_numbers, registration_numbers
from app.forums.states import Side, SpeechClass

TITLE_MINIMUM_LENGTH = 5
TITLE_MAXIMUM_LENGTH = 80
TOPIC_MAXIMUM_LENGTH = 500
BRIEFING_MAXIMUM_LENGTH = 10_000
PLACE_MAXIMUM_LENGTH = 100
CO_HOSTS_MAXIMUM_LENGTH = 200
LINK_MAXIMUM_LENGTH = 300
CAPACITY_MAXIMUM = 10_000
FORUM_HOURS_MAXIMUM = 12
FORGOTTEN_HOURS = 6
FORGOTTEN_QUIET_HOURS = 2
MISSED_HOURS = 24
MISSED_LISTED_DAYS = 30
ITEM_TITLE_MAXIMUM_LENGTH = 80
ITEM_NOTE_MAXIMUM_LENGTH = 500
ITEMS_MAXIMUM = 40
ITEM_MINUTES_MAXIMUM = 240
QUESTION_MINIMUM_LENGTH = 5
QUESTION_MAXIMUM_LENGTH = 300
QUESTIONS_OPEN_PER_PERSON = 5
ANSWER_MAXIMUM_LENGTH = 2_000
MESSAGE_MAXIMUM_LENGTH = 300
CHAT_SECONDS = 2
CHAT_SLOW_SECONDS = 20
TURN_SECONDS = 180
TURN_SECONDS_MINIMUM = 30
TURN_SECONDS_MAXIMUM = 3_600
TURN_FIRST_WARNING_SECONDS = 60
TURN_WARNING_SECONDS = 30
TURN_LAST_WARNING_SECONDS = 10
TURN_EXTENSION_SECONDS = 30
NOTE_MAXIMUM_LENGTH = 100
REASON_MINIMUM_LENGTH = 2
REASON_MAXIMUM_LENGTH = 200
MUTE_MINUTES_MAXIMUM = 600
POLL_QUESTION_MAXIMUM_LENGTH = 120
POLL_OPTIONS_MINIMUM = 2
POLL_OPTIONS_MAXIMUM = 8
POLL_OPTION_MAXIMUM_LENGTH = 60
POLLS_MAXIMUM = 40
BINDING_HOURS_MAXIMUM = 720
CAPTION_MAXIMUM_LENGTH = 500
SCREEN_MESSAGE_MAXIMUM_LENGTH = 120
SCREEN_ITEMS = 5
SECTION_MAXIMUM_LENGTH = 5_000
OUTCOME_MINIMUM_LENGTH = 20
OUTCOME_MAXIMUM_LENGTH = 2_000
JOIN_CODE_DIGITS = 6
COMMAND_ID_MAXIMUM_LENGTH = 64
EVENTS_AT_ONCE = 500
REPLAY_MAXIMUM = 2_000
MESSAGES_IN_SNAPSHOT = 50
FORUMS_PER_PAGE = 20
SMALL_GROUP = 5


class ForumNotOpen(RuleBroken):
    code = "FORUM_NOT_OPEN"
    sentence = N_("토론회의 지금 단계에서는 할 수 없는 일입니다.")


class TitleLength(InvalidInput):
    code = "TITLE_LENGTH"
    field = "title"
    sentence = N_("제목은 %(least)s자부터 %(most)s자까지 적어 주세요.")


class TextTooLong(InvalidInput):
    code = "TOO_LONG"
    field = "text"
    sentence = N_("%(most)s자까지 쓸 수 있습니다. 지금은 %(length)s자입니다.")


class TextTooShort(InvalidInput):
    code = "TOO_SHORT"
    field = "text"
    sentence = N_("%(least)s자 이상 적어 주세요.")


class NamesPerson(InvalidInput):
    """개인정보 보호법 제24조의2: what everybody in the room reads holds no registration or telephone number."""

    code = "NAMES_PERSON"
    field = "text"
    sentence = N_("주민등록번호나 전화번호로 보이는 숫자가 있습니다. 지운 뒤 다시 보내 주세요.")


class TimesOutOfOrder(InvalidInput):
    code = "TIMES_OUT_OF_ORDER"
    field = "ends_at"
    sentence = N_("끝나는 때는 시작하는 때보다 늦고, %(most)s시간을 넘지 않아야 합니다.")


class StartsInPast(InvalidInput):
    code = "STARTS_IN_PAST"
    field = "starts_at"
    sentence = N_("이미 지난 때에는 시작할 수 없습니다.")


class NumberOutOfRange(InvalidInput):
    code = "OUT_OF_RANGE"
    sentence = N_("%(least)s부터 %(most)s까지 적어 주세요.")

    def __init__(self, field: str, **params: object) -> None:
        super().__init__(**params)
        self.field = field


class ReasonMissing(InvalidInput):
    code = "REASON_MISSING"
    field = "reason"
    sentence = N_("이유를 %(least)s자 이상 적어 주세요.")


class TooFast(RuleBroken):
    code = "TOO_FAST"
    status = 429
    sentence = N_("조금 천천히 보내 주세요. %(seconds)s초 뒤에 다시 할 수 있습니다.")

    @property
    def retry_seconds(self) -> int:
        return int(str(self.params["seconds"]))


class ChatClosed(RuleBroken):
    code = "CHAT_CLOSED"
    sentence = N_("지금은 대화를 받지 않습니다.")


class QuestionsClosed(RuleBroken):
    code = "QUESTIONS_CLOSED"
    sentence = N_("지금은 질문을 받지 않습니다.")


class QueueClosed(RuleBroken):
    code = "QUEUE_CLOSED"
    sentence = N_("발언 신청을 마감했습니다. 의사진행 발언만 신청할 수 있습니다.")


class AnonymityNotAllowed(RuleBroken):
    code = "ANONYMITY_NOT_ALLOWED"
    field = "anonymous"
    sentence = N_("이 토론회에서는 이름을 숨기고 질문할 수 없습니다.")


class AlreadyWaiting(RuleBroken):
    code = "ALREADY_WAITING"
    sentence = N_("이미 발언을 신청했습니다. 차례를 기다려 주세요.")


class Muted(RuleBroken):
    code = "MUTED"
    status = 403
    sentence = N_("진행자가 글쓰기와 발언을 멈추어 두었습니다. 이유: %(reason)s")


class TooManyQuestions(RuleBroken):
    code = "TOO_MANY_QUESTIONS"
    sentence = N_("아직 답하지 않은 질문이 %(most)s개 있습니다. 답을 들은 뒤 다시 질문해 주세요.")


class NotInForum(RuleBroken):
    """The row named in a command is not of this forum, or no longer where the command found it."""

    code = "STALE"
    sentence = N_("그 사이 바뀌었거나 이 토론회의 것이 아닙니다. 새로 고친 뒤 다시 해 주세요.")


class NobodyWaits(RuleBroken):
    code = "NOBODY_WAITS"
    sentence = N_("기다리는 사람이 없습니다.")


class NobodySpeaks(RuleBroken):
    code = "NOBODY_SPEAKS"
    sentence = N_("지금 발언하는 사람이 없습니다.")


class MergedIntoItself(RuleBroken):
    code = "MERGED_INTO_ITSELF"
    sentence = N_("합쳐진 질문이나 자기 자신에는 합칠 수 없습니다.")


class VotedAlready(RuleBroken):
    code = "VOTED_ALREADY"
    sentence = N_("이미 이 물음에 답했습니다. 비밀 설문은 바꿀 수 없습니다.")


class WrongChoice(InvalidInput):
    code = "WRONG_CHOICE"
    field = "options"
    sentence = N_("1개부터 %(most)s개까지 골라 주세요.")


class OptionsWrong(InvalidInput):
    code = "OPTIONS_WRONG"
    field = "options"
    sentence = N_("서로 다른 보기를 %(least)s개부터 %(most)s개까지, 한 줄에 하나씩 %(length)s자 안에서 적어 주세요.")


class TooMany(RuleBroken):
    code = "TOO_MANY"
    sentence = N_("%(most)s개까지 둘 수 있습니다.")


class IsBinding(RuleBroken):
    """A vote that binds is held by the voting room, with its roll, box and count."""

    code = "IS_BINDING"
    sentence = N_("구속력 있는 투표는 전자투표에서 하고 거기서 마감합니다.")


class RehearsalBindsNobody(RuleBroken):
    """A paper would be open to every resident of the district."""

    code = "REHEARSAL_BINDS_NOBODY"
    sentence = N_("연습에서는 전자투표를 열 수 없습니다. 실제 토론회에서 열어 주세요.")


class NothingToShow(RuleBroken):
    code = "NOTHING_TO_SHOW"
    sentence = N_("화면에 띄울 것이 없습니다. 먼저 미리보기에서 골라 주세요.")


class ScreenFrozen(RuleBroken):
    code = "SCREEN_FROZEN"
    sentence = N_("화면을 멈추어 두었습니다. 먼저 멈춤을 푸세요.")


class LastModerator(RuleBroken):
    code = "LAST_MODERATOR"
    field = "role"
    sentence = N_("진행자가 한 사람은 있어야 합니다. 먼저 다른 진행자를 정해 주세요.")


class LinkNotWeb(InvalidInput):
    code = "LINK_NOT_WEB"
    field = "link"
    sentence = N_("https:// 로 시작하는 주소를 적어 주세요.")


class OutcomeTooShort(InvalidInput):
    code = "OUTCOME_TOO_SHORT"
    field = "outcome"
    sentence = N_("토론회의 결과를 %(least)s자 이상 적어 주세요.")


class NotSigned(RuleBroken):
    code = "NOT_SIGNED"
    sentence = N_("진행자가 서명한 뒤에 회의록을 공개할 수 있습니다.")


def check_length(text: str, most: int, least: int = 1) -> None:
    if len(text) < least:
        raise TextTooShort(least=least)
    if len(text) > most:
        raise TextTooLong(most=most, length=len(text))


def check_words(text: str, most: int, least: int = 1) -> None:
    """Words that everybody in the room will read."""
    check_length(text, most, least)
    if registration_numbers(text) or phone_numbers(text):
        raise NamesPerson


def check_title(title: str) -> None:
    if not TITLE_MINIMUM_LENGTH <= len(title) <= TITLE_MAXIMUM_LENGTH:
        raise TitleLength(least=TITLE_MINIMUM_LENGTH, most=TITLE_MAXIMUM_LENGTH)


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    if not timedelta() < ends_at - starts_at <= timedelta(hours=FORUM_HOURS_MAXIMUM):
        raise TimesOutOfOrder(most=FORUM_HOURS_MAXIMUM)


def check_number(field: str, number: int | None, least: int, most: int) -> None:
    if number is not None and not least <= number <= most:
        raise NumberOutOfRange(field, least=f"{least:,}", most=f"{most:,}")


def check_outcome(text: str) -> None:
    """A sentence that the timelines of proposals can tell."""
    if len(text) < OUTCOME_MINIMUM_LENGTH:
        raise OutcomeTooShort(least=OUTCOME_MINIMUM_LENGTH)
    check_words(text, OUTCOME_MAXIMUM_LENGTH)


def check_link(link: str) -> None:
    """Where a broadcast is seen: an address of the web or nothing."""
    if link and (not link.startswith("https://") or len(link) > LINK_MAXIMUM_LENGTH or any(mark.isspace() for mark in link)):
        raise LinkNotWeb


def origin_to_embed(link: str, listed: Collection[str]) -> str | None:
    """The origin of a video that may be shown within a page: one that the operator has listed; None where a link has to do."""
    parts = urlsplit(link)
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if origin in listed else None


def is_forgotten(ends_at: datetime, last_at: datetime, now: datetime) -> bool:
    """Whether nobody will end this forum any more: long past its end, and nothing has happened in it for a while."""
    return now - ends_at >= timedelta(hours=FORGOTTEN_HOURS) and now - last_at >= timedelta(hours=FORGOTTEN_QUIET_HOURS)


def is_missed(ends_at: datetime, now: datetime) -> bool:
    """Whether a forum whose doors nobody opened has not taken place."""
    return now - ends_at >= timedelta(hours=MISSED_HOURS)


def check_reason(reason: str) -> None:
    if len(reason) < REASON_MINIMUM_LENGTH:
        raise ReasonMissing(least=REASON_MINIMUM_LENGTH)


def check_gap(last_at: datetime | None, now: datetime, seconds: int) -> None:
    """So many seconds between two of the same kind by one person."""
    if last_at is not None and (gone := (now - last_at).total_seconds()) < seconds:
        raise TooFast(seconds=max(1, round(seconds - gone)))


def check_options(options: Sequence[str]) -> None:
    is_long = any(not 1 <= len(option) <= POLL_OPTION_MAXIMUM_LENGTH for option in options)
    if is_long or len(set(options)) != len(options) or not POLL_OPTIONS_MINIMUM <= len(options) <= POLL_OPTIONS_MAXIMUM:
        raise OptionsWrong(least=POLL_OPTIONS_MINIMUM, most=POLL_OPTIONS_MAXIMUM, length=POLL_OPTION_MAXIMUM_LENGTH)


def check_choice(chosen: Collection[int], offered: Collection[int], most: int) -> None:
    if not set(chosen) <= set(offered) or len(set(chosen)) != len(chosen) or not 1 <= len(chosen) <= most:
        raise WrongChoice(most=most)


# The floor

FLOOR_RULES = (
    N_("의사진행 발언을 먼저, 그다음 답변, 그다음 일반 발언을 듣습니다."),
    N_("같은 종류 안에서는 아직 발언하지 않은 사람이 먼저이고, 그다음은 발언 횟수가 적은 사람입니다."),
    N_("횟수가 같으면 지금까지 말한 시간이 짧은 사람이 먼저입니다."),
    N_("그래도 같으면 먼저 신청한 사람이 먼저입니다."),
)
FIFO_RULE = N_("같은 종류 안에서는 신청한 순서대로 듣습니다.")
BALANCE_RULE = N_("같은 종류 안에서는 지금까지 적게 말한 쪽(찬성·반대·중립)이 먼저입니다.")
RAISED_RULE = N_("진행자가 이유를 밝히고 앞으로 올린 사람은 맨 먼저입니다.")

_CLASSES = {one: rank for rank, one in enumerate(SpeechClass)}


@dataclass(frozen=True)
class Waiting:
    """Somebody in the list of speakers. `person` is whatever tells one from another."""

    entry: int
    person: object
    asked_at: datetime
    speech_class: SpeechClass = SpeechClass.ORDINARY
    side: Side = Side.NEUTRAL
    raised_at: datetime | None = None


@dataclass(frozen=True)
class Spoken:
    """What has been said so far: turns and seconds of each person, turns of each side."""

    turns: Mapping[object, int] = field(default_factory=dict)
    seconds: Mapping[object, int] = field(default_factory=dict)
    sides: Mapping[Side, int] = field(default_factory=dict)


def floor_order(waiting: Iterable[Waiting], spoken: Spoken, *, fair: bool = True, balance: bool = False) -> list[Waiting]:
    """Who speaks when: FLOOR_RULES if fair, else FIFO_RULE; BALANCE_RULE on top where it is chosen."""
    left, ordered, sides = list(waiting), [], dict(spoken.sides)

    def key(one: Waiting) -> tuple[object, ...]:
        raised = (0, one.raised_at.timestamp()) if one.raised_at else (1, 0.0)
        side = sides.get(one.side, 0) if balance else 0
        merit = (spoken.turns.get(one.person, 0), spoken.seconds.get(one.person, 0)) if fair else ()
        return (*raised, _CLASSES[one.speech_class], side, *merit, one.asked_at, one.entry)

    if not balance:
        return sorted(left, key=key)
    while left:
        first = min(left, key=key)
        left.remove(first)
        ordered.append(first)
        sides[first.side] = sides.get(first.side, 0) + 1
    return ordered


def floor_rules(*, fair: bool, balance: bool) -> tuple[str, ...]:
    """The rules in force, one sentence each, in the order in which they are applied."""
    order = FLOOR_RULES[1:] if fair else (FIFO_RULE,)
    return (RAISED_RULE, FLOOR_RULES[0], *((BALANCE_RULE,) if balance else ()), *order)


def spent_seconds(started_at: datetime | None, paused_seconds: int, paused_at: datetime | None, now: datetime) -> int:
    """How long somebody has spoken, pauses left out."""
    if started_at is None:
        return 0
    return max(0, int(((paused_at or now) - started_at).total_seconds()) - paused_seconds)


@dataclass(frozen=True)
class Said:
    """What a group has said: turns, seconds, by how many people. `ko` and `en` name it, both empty for those who belong to none."""

    ko: str
    en: str
    turns: int
    seconds: int
    people: int


def told_apart(groups: Iterable[Said]) -> list[Said]:
    """Groups of at least SMALL_GROUP people, the longest first; all others together, last, without a name."""
    every = list(groups)
    large = [one for one in every if one.ko and one.people >= SMALL_GROUP]
    small = [one for one in every if one not in large]
    rest = [Said("", "", *(sum(getattr(one, name) for one in small) for name in ("turns", "seconds", "people")))] if small else []
    return sorted(large, key=lambda one: -one.seconds) + rest


MARKS = (TURN_FIRST_WARNING_SECONDS, TURN_WARNING_SECONDS, TURN_LAST_WARNING_SECONDS, 0)
"""What is said of a speech while it runs out: at each of these seconds left, once, in words and not by colour alone."""


def mark(seconds: float) -> int | None:
    """The last of MARKS that a speech with so many seconds left has passed; None while there is time."""
    return min((one for one in MARKS if seconds <= one), default=None)


# Before it starts


def blockers(n_items: int, n_moderators: int) -> Sequence[Blocker]:
    """What is still missing before a forum may start."""
    missing = []
    if n_items == 0:
        missing.append(Blocker("NO_AGENDA", N_("의제가 하나 이상 있어야 시작할 수 있습니다.")))
    if n_moderators == 0:
        missing.append(Blocker("NO_MODERATOR", N_("진행자를 정해야 시작할 수 있습니다.")))
    return missing
