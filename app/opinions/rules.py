"""Limits of topics, statements and answers, and what is too few to be shown. Pure."""

from collections.abc import Sequence
from datetime import datetime

from app.core.errors import N_, Blocker, InvalidInput, RuleBroken
from app.core.personal import phone_numbers, registration_numbers

QUESTION_MINIMUM_LENGTH = 5
QUESTION_MAXIMUM_LENGTH = 100
BACKGROUND_MAXIMUM_LENGTH = 3_000
STATEMENT_MINIMUM_LENGTH = 5
STATEMENT_MAXIMUM_LENGTH = 140
STATEMENTS_PER_PERSON = 10
STATEMENTS_MAXIMUM = 500
SEEDS_MINIMUM = 3
REASON_MINIMUM_LENGTH = 5
REASON_MAXIMUM_LENGTH = 300
SIMILAR_PERCENT = 60
SIMILAR_SHOWN = 3
TOPICS_PER_PAGE = 20
STATEMENTS_PER_PAGE = 50
ANSWERS_PER_PAGE = 30
START_HOUR = 9
DEADLINE_HOUR = 18

# The map: who is on it, when it is drawn, what is too few to be shown.
ANSWERS_TO_BE_ON_MAP = 7
PEOPLE_FOR_A_MAP = 20
CHANGES_FOR_NEXT_MAP = 5
GROUP_MINIMUM = 5
GROUPS_MAXIMUM = 5
PEOPLE_PER_GROUP = 12
BASE_CLUSTERS = 100
WINS_FOR_OTHER_NUMBER = 4
SILHOUETTE_PERCENT = 25
STABILITY_PERCENT = 60
DRAWS_FOR_STABILITY = 8
PEOPLE_REDRAWN = 600
SEEN_MINIMUM = 5
SHOWN_OF_EACH = 5
DOT_MINIMUM = 5
DOTS_MAXIMUM = 60
STRAIGHT_ANSWERS = 15
STRAIGHT_PERCENT = 95
PEOPLE_FOR_DOWNLOAD = 30


class TopicNotOpen(RuleBroken):
    """The phase of the topic does not take this now."""

    code = "TOPIC_NOT_OPEN"
    sentence = N_("이 주제는 지금 그 단계가 아닙니다.")


class QuestionTooShort(InvalidInput):
    code = "QUESTION_TOO_SHORT"
    field = "question"
    sentence = N_("질문은 %(least)s자부터 %(most)s자까지 적어 주세요.")


class BackgroundTooLong(InvalidInput):
    code = "BACKGROUND_TOO_LONG"
    field = "background"
    sentence = N_("배경 설명은 %(most)s자까지 쓸 수 있습니다.")


class DatesOutOfOrder(InvalidInput):
    code = "DATES_OUT_OF_ORDER"
    field = "closes_at"
    sentence = N_("마감은 응답을 시작하는 때보다, 그리고 지금보다 늦어야 합니다.")


class StatementLength(InvalidInput):
    code = "STATEMENT_LENGTH"
    field = "text"
    sentence = N_("한 문장은 %(least)s자부터 %(most)s자까지 쓸 수 있습니다. 지금은 %(length)s자입니다.")


class StatementIsQuestion(InvalidInput):
    """Nobody can agree with a question."""

    code = "STATEMENT_IS_QUESTION"
    field = "text"
    sentence = N_("묻는 문장에는 동의하거나 반대할 수 없습니다. ‘~해야 한다’, ‘~이 좋다’처럼 적어 주세요.")


class StatementNamesPerson(InvalidInput):
    """개인정보 보호법 제24조의2 for registration numbers; a telephone number has no place in an opinion either."""

    code = "STATEMENT_NAMES_PERSON"
    field = "text"
    sentence = N_("주민등록번호나 전화번호로 보이는 숫자가 있습니다. 지운 뒤 다시 올려 주세요.")


class StatementThere(RuleBroken):
    code = "STATEMENT_THERE"
    field = "text"
    sentence = N_("똑같은 문장이 이미 올라와 있습니다. 그 문장에 답해 주세요.")


class TooManyStatements(RuleBroken):
    code = "TOO_MANY_STATEMENTS"
    field = "text"
    sentence = N_("한 주제에 한 사람이 %(most)s개까지 쓸 수 있습니다.")


class TopicFull(RuleBroken):
    code = "TOPIC_FULL"
    field = "text"
    sentence = N_("이 주제에는 이미 문장이 %(most)s개 있어 더 받지 않습니다. 올라온 문장에 답해 주세요.")


class ReasonMissing(InvalidInput):
    code = "REASON_MISSING"
    field = "reason"
    sentence = N_("이유를 %(least)s자 이상 적어야 합니다.")


class UnknownStatement(RuleBroken):
    code = "UNKNOWN_STATEMENT"
    sentence = N_("지금은 답할 수 없는 문장입니다. 다음 문장으로 넘어가 주세요.")


def check_topic(question: str, background: str) -> None:
    if not QUESTION_MINIMUM_LENGTH <= len(question) <= QUESTION_MAXIMUM_LENGTH:
        raise QuestionTooShort(least=QUESTION_MINIMUM_LENGTH, most=QUESTION_MAXIMUM_LENGTH)
    if len(background) > BACKGROUND_MAXIMUM_LENGTH:
        raise BackgroundTooLong(most=f"{BACKGROUND_MAXIMUM_LENGTH:,}")


def check_dates(answers_from: datetime, closes_at: datetime, now: datetime) -> None:
    if closes_at <= answers_from or closes_at <= now:
        raise DatesOutOfOrder


def check_statement(text: str) -> None:
    if not STATEMENT_MINIMUM_LENGTH <= len(text) <= STATEMENT_MAXIMUM_LENGTH:
        raise StatementLength(least=STATEMENT_MINIMUM_LENGTH, most=STATEMENT_MAXIMUM_LENGTH, length=len(text))
    if text.rstrip(" .!").endswith(("?", "？")):
        raise StatementIsQuestion
    if registration_numbers(text) or phone_numbers(text):
        raise StatementNamesPerson


def check_room(written_by_person: int, in_topic: int) -> None:
    if written_by_person >= STATEMENTS_PER_PERSON:
        raise TooManyStatements(most=STATEMENTS_PER_PERSON)
    if in_topic >= STATEMENTS_MAXIMUM:
        raise TopicFull(most=STATEMENTS_MAXIMUM)


def check_reason(reason: str) -> None:
    if len(reason) < REASON_MINIMUM_LENGTH:
        raise ReasonMissing(least=REASON_MINIMUM_LENGTH)


def blockers(n_approved: int) -> Sequence[Blocker]:
    """What is still missing before answering can begin."""
    if n_approved >= SEEDS_MINIMUM:
        return ()
    sentence = N_("응답을 시작하려면 공개된 문장이 %(least)s개 이상 있어야 합니다. 지금은 %(count)s개입니다.")
    return (Blocker("TOO_FEW_STATEMENTS", sentence, {"least": SEEDS_MINIMUM, "count": n_approved}),)
