"""Numbers of moderation: how the queue is ordered, how fast one may write, until when a decision can be undone or appealed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.personal import phone_numbers, registration_numbers
from app.moderation.states import AGAINST, Article, Cause, Verdict

WORDS_MAXIMUM_LENGTH = 500
REASON_MINIMUM_LENGTH = 10
REASON_MAXIMUM_LENGTH = 500
APPEAL_MINIMUM_LENGTH = 10
APPEAL_MAXIMUM_LENGTH = 1_000
APPEAL_DAYS = 14
APPEAL_ANSWER_DAYS = 7
CLAIM_MINUTES = 10
UNDO_SECONDS = 120
CASES_PER_PAGE = 20
LOG_PER_PAGE = 30
STATISTICS_DAYS = 30

SEVERITY_POINTS = 10
REPORTER_POINTS = 10
REPORTERS_MAXIMUM_POINTS = 50
TRUST_POINTS = 20
WAITING_POINTS = 10
ACCURACY_WINDOW = 100
ACCURACY_MINIMUM_REPORTS = 5
UNKNOWN_ACCURACY_PERCENT = 50
VISITOR_ACCURACY_PERCENT = 25
UNKNOWN_TRUST_PERCENT = 50

NEW_ACCOUNT_HOURS = 24
COMMENTS_PER_HOUR = 60
NEW_COMMENTS_PER_HOUR = 10
PROPOSALS_PER_DAY = 5
NEW_PROPOSALS_PER_DAY = 2
STATEMENTS_PER_DAY = 20
NEW_STATEMENTS_PER_DAY = 5
ENDORSEMENTS_PER_HOUR = 120
NEW_ENDORSEMENTS_PER_HOUR = 60
REPORTS_PER_HOUR = 20
NEW_REPORTS_PER_HOUR = 5
POSTS_PER_ADDRESS = "120 per 10 minutes"
REPORTS_PER_ADDRESS = "20 per 10 minutes"

LISTED_WORD_MINIMUM_LETTERS = 2
LISTED_WORD_MAXIMUM_LENGTH = 40
LISTED_WORDS_MAXIMUM = 1_000

_SEOUL = ZoneInfo("Asia/Seoul")
SEVERITY = {
    Article.RESPECT: 2,
    Article.HATRED: 3,
    Article.PRIVACY: 3,
    Article.THREAT: 4,
    Article.OBSCENITY: 3,
    Article.SPAM: 1,
    Article.DECEIT: 2,
    Article.OFF_TOPIC: 1,
    Article.UNLAWFUL: 3,
}
"""How much harm each further hour can do, one to four; published with the house rules."""

OUT_OF_SIGHT_CAUSES = frozenset({Cause.WORD, Cause.LINK, Cause.AWAITS, Cause.REWRITTEN})


@dataclass(frozen=True)
class Pace:
    """So many in a span of time, fewer in the first day of an account."""

    minutes: int
    most: int
    most_when_new: int


PACES: Mapping[str, Pace] = {
    "comment": Pace(60, COMMENTS_PER_HOUR, NEW_COMMENTS_PER_HOUR),
    "proposal": Pace(24 * 60, PROPOSALS_PER_DAY, NEW_PROPOSALS_PER_DAY),
    "statement": Pace(24 * 60, STATEMENTS_PER_DAY, NEW_STATEMENTS_PER_DAY),
    "endorsement": Pace(60, ENDORSEMENTS_PER_HOUR, NEW_ENDORSEMENTS_PER_HOUR),
    "report": Pace(60, REPORTS_PER_HOUR, NEW_REPORTS_PER_HOUR),
}


class TooFast(RuleBroken):
    code = "TOO_FAST"
    status = 429
    sentence = N_("짧은 시간에 너무 많이 올렸습니다. %(most)s건을 넘었으니 %(at)s부터 다시 할 수 있습니다.")


class TooFastWhenNew(RuleBroken):
    code = "TOO_FAST_WHEN_NEW"
    status = 429
    sentence = N_("가입한 첫날에는 %(most)s건까지 올릴 수 있습니다. %(at)s부터 다시 할 수 있습니다.")


class ReportedAlready(RuleBroken):
    code = "REPORTED_ALREADY"
    sentence = N_("이미 신고한 글입니다. 결과가 나오면 알려 드립니다.")


class OwnPost(RuleBroken):
    code = "OWN_POST"
    sentence = N_("자기 글은 신고할 수 없습니다.")


class OutOfSightAlready(RuleBroken):
    code = "OUT_OF_SIGHT_ALREADY"
    sentence = N_("이미 가려져 있는 글입니다.")


class NothingToDecide(RuleBroken):
    code = "NOTHING_TO_DECIDE"
    sentence = N_("그 사이 이 글에 대한 일이 끝났습니다. 새로 고쳐 확인해 주세요.")


class TextIsGone(RuleBroken):
    code = "TEXT_IS_GONE"
    sentence = N_("글쓴이가 그 사이 글을 지웠습니다.")


class DecidedMeanwhile(RuleBroken):
    """What the moderator looked at is not what stands now."""

    code = "DECIDED_MEANWHILE"
    sentence = N_("그 사이 다른 진행자가 결정했습니다. 새로 고쳐 확인해 주세요.")


class ClaimedByAnother(RuleBroken):
    code = "CLAIMED_BY_ANOTHER"
    sentence = N_("다른 진행자가 보고 있습니다. %(at)s까지 기다리거나 다음 일을 맡아 주세요.")


class OwnCase(RuleBroken):
    """Nobody judges in a matter of their own."""

    code = "OWN_CASE"
    status = 403
    sentence = N_("자기가 쓰거나 신고한 글은 다른 진행자가 결정해야 합니다.")


class ArticleMissing(InvalidInput):
    code = "ARTICLE_MISSING"
    field = "article"
    sentence = N_("어긴 이용 규칙을 골라 주세요.")


class ReasonMissing(InvalidInput):
    code = "MODERATION_REASON_MISSING"
    field = "reason"
    sentence = N_("이유를 %(least)s자부터 %(most)s자까지 적어 주세요. 글쓴이에게 전하고 공개합니다.")


class ReasonNamesSomebody(InvalidInput):
    """The log is public and holds no personal data."""

    code = "REASON_NAMES_SOMEBODY"
    field = "reason"
    sentence = N_("공개되는 이유에 전화번호나 주민등록번호로 보이는 숫자가 있습니다. 지우고 다시 보내 주세요.")


class WordsTooLong(InvalidInput):
    code = "REPORT_WORDS_TOO_LONG"
    field = "words"
    sentence = N_("설명은 %(most)s자까지 쓸 수 있습니다.")


class TooLateToUndo(RuleBroken):
    code = "TOO_LATE_TO_UNDO"
    sentence = N_(
        "결정한 지 %(seconds)s초가 지났거나 그 뒤에 다른 일이 있어 바로 되돌릴 수 없습니다. 이유를 적어 다시 보이게 할 수 있습니다."
    )


class NotYourDecision(RuleBroken):
    code = "NOT_YOUR_DECISION"
    status = 403
    sentence = N_("방금 한 결정은 결정한 진행자만 되돌릴 수 있습니다.")


class NotAppealable(RuleBroken):
    code = "NOT_APPEALABLE"
    sentence = N_("이 결정에는 이의를 신청할 수 없습니다.")


class AppealedAlready(RuleBroken):
    code = "APPEALED_ALREADY"
    sentence = N_("이 결정에는 이미 이의를 신청했습니다. 결정마다 한 번 할 수 있습니다.")


class TooLateToAppeal(RuleBroken):
    code = "TOO_LATE_TO_APPEAL"
    sentence = N_("이의 신청 기한(%(days)s일)이 지났습니다.")


class AppealTooShort(InvalidInput):
    code = "APPEAL_TOO_SHORT"
    field = "words"
    sentence = N_("왜 다시 봐야 하는지 %(least)s자부터 %(most)s자까지 적어 주세요.")


class SameModerator(RuleBroken):
    """An appeal to the one who decided is none."""

    code = "SAME_MODERATOR"
    status = 403
    sentence = N_("이의 신청은 처음 결정한 사람이 아닌 다른 진행자가 답해야 합니다.")


class AnsweredAlready(RuleBroken):
    code = "APPEAL_ANSWERED_ALREADY"
    sentence = N_("이미 답한 이의 신청입니다.")


class ListedWordTooShort(InvalidInput):
    code = "LISTED_WORD_TOO_SHORT"
    field = "word"
    sentence = N_("글자가 %(least)s자 이상, 모두 %(most)s자 이하인 낱말을 적어 주세요.")


class ListedAlready(RuleBroken):
    code = "LISTED_ALREADY"
    field = "word"
    sentence = N_("이미 목록에 있는 낱말입니다.")


class ListIsFull(RuleBroken):
    code = "LIST_IS_FULL"
    sentence = N_("낱말은 %(most)s개까지 둘 수 있습니다. 쓰지 않는 낱말을 먼저 빼 주세요.")


@dataclass(frozen=True)
class Priority:
    """Why a case stands where it stands: points of each part, and their sum."""

    severity: int
    reporters: int
    trust: int
    waiting: int

    @property
    def total(self) -> int:
        return self.severity + self.reporters + self.trust + self.waiting


def accuracy_percent(borne_out: int, decided: int) -> int:
    """How many of somebody's last reports a moderator bore out; a middle value while there are too few to say."""
    return 100 * borne_out // decided if decided >= ACCURACY_MINIMUM_REPORTS else UNKNOWN_ACCURACY_PERCENT


def trust_percent(stood: int, decided: int, is_new: bool) -> int:
    """How many of an author's last decided posts stood. A new account is not yet known; an old one with nothing decided is trusted."""
    if decided == 0:
        return UNKNOWN_TRUST_PERCENT if is_new else 100
    return 100 * stood // decided


def priority(
    articles: Sequence[Article], accuracies: Sequence[int], *, trust: int, is_out_of_sight: bool, by_visitors: bool = False
) -> Priority:
    """The gravest article named + every distinct reporter by their accuracy + what is known of the author + a post that is kept waiting.

    Percentages in whole numbers. Visitors without an account count together as one reporter of low accuracy.
    """
    gravest = max((SEVERITY[article] for article in articles), default=0)
    heard = [*accuracies, *([VISITOR_ACCURACY_PERCENT] if by_visitors else [])]
    return Priority(
        severity=SEVERITY_POINTS * gravest,
        reporters=min(REPORTERS_MAXIMUM_POINTS, sum(REPORTER_POINTS * percent for percent in heard) // 100),
        trust=TRUST_POINTS * (100 - trust) // 100,
        waiting=WAITING_POINTS if is_out_of_sight else 0,
    )


def is_new(joined_at: datetime, now: datetime) -> bool:
    return now - joined_at < timedelta(hours=NEW_ACCOUNT_HOURS)


def check_pace(kind: str, written: Sequence[datetime], now: datetime, newcomer: bool) -> None:
    """`written`: when this person last did the same, oldest first, no further back than the pace looks."""
    pace = PACES[kind]
    most = pace.most_when_new if newcomer else pace.most
    if len(written) >= most:
        again_at = written[-most] + timedelta(minutes=pace.minutes)
        raise (TooFastWhenNew if newcomer else TooFast)(most=most, at=_clock_of(again_at))


def _clock_of(instant: datetime) -> str:
    """Day and minute in Seoul, rounded up: 11.23. 14:05."""
    local = (instant + timedelta(seconds=59)).astimezone(_SEOUL)
    return f"{local:%m.%d. %H:%M}"


def check_reason(verdict: Verdict, article: Article | None, reason: str) -> None:
    """Whoever decides against somebody says which rule and why, in public; keeping something needs neither."""
    if verdict in AGAINST and article is None:
        raise ArticleMissing
    needs_reason = verdict in AGAINST or verdict is Verdict.RESTORE
    if len(reason) > REASON_MAXIMUM_LENGTH or (needs_reason and len(reason) < REASON_MINIMUM_LENGTH):
        raise ReasonMissing(least=REASON_MINIMUM_LENGTH, most=REASON_MAXIMUM_LENGTH)
    if registration_numbers(reason) or phone_numbers(reason):
        raise ReasonNamesSomebody


def check_report_words(words: str) -> None:
    if len(words) > WORDS_MAXIMUM_LENGTH:
        raise WordsTooLong(most=WORDS_MAXIMUM_LENGTH)


def check_appeal(words: str, decided_at: datetime, now: datetime) -> None:
    if now > decided_at + timedelta(days=APPEAL_DAYS):
        raise TooLateToAppeal(days=APPEAL_DAYS)
    if not APPEAL_MINIMUM_LENGTH <= len(words) <= APPEAL_MAXIMUM_LENGTH:
        raise AppealTooShort(least=APPEAL_MINIMUM_LENGTH, most=f"{APPEAL_MAXIMUM_LENGTH:,}")


def can_undo(decided_at: datetime, now: datetime) -> bool:
    return now <= decided_at + timedelta(seconds=UNDO_SECONDS)
