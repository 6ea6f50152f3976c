"""Limits of comments, and numbers that give a person away, in comments and wherever else residents write. Pure."""

import re
import unicodedata

from app.core.errors import N_, InvalidInput, RuleBroken

COMMENT_MAXIMUM_LENGTH = 2_000
COMMENTS_PER_MINUTE = 5
REMOVAL_REASON_MINIMUM_LENGTH = 5
REMOVAL_REASON_MAXIMUM_LENGTH = 300
ROOTS_PER_PAGE = 20
REPLIES_SHOWN_PER_ROOT = 5
LEVELS_SHOWN = 3
BRANCH_ROWS_SHOWN = 100

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d\u30fc", "-"))
# Birth date and the digit of sex and century; the check digit says nothing since the random numbers of October 2020.
_REGISTRATION = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?-?\s?[1-8]\d{6}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?82[-.\s]?\(?0?\)?|0)1[016789][-.\s)]{0,2}\d{3,4}[-.\s]?\d{4}(?!\d)")
# Without separators a landline looks like any other figure, so it must have them.
_LANDLINE = re.compile(r"(?<!\d)\(?0(?:2|[3-6][1-5]|70|50\d)\)?[-.\s]\s?\d{3,4}[-.\s]\d{4}(?!\d)")


class ThreadClosed(RuleBroken):
    code = "THREAD_CLOSED"
    sentence = N_("이 대화는 닫혀 있어 의견을 더 쓸 수 없습니다.")


class ParentElsewhere(RuleBroken):
    code = "PARENT_ELSEWHERE"
    sentence = N_("답글을 달 의견을 이 대화에서 찾을 수 없습니다.")


class ParentRemoved(RuleBroken):
    code = "PARENT_REMOVED"
    sentence = N_("삭제된 의견에는 답글을 달 수 없습니다.")


class CommentEmpty(InvalidInput):
    code = "COMMENT_EMPTY"
    field = "body"
    sentence = N_("의견을 적어 주세요.")


class CommentTooLong(InvalidInput):
    code = "COMMENT_TOO_LONG"
    field = "body"
    sentence = N_("의견은 %(most)s자까지 쓸 수 있습니다. 지금은 %(length)s자입니다.")


class RegistrationNumberFound(InvalidInput):
    """개인정보 보호법 제24조의2: a resident registration number may not be processed without a law that asks for it."""

    code = "REGISTRATION_NUMBER_FOUND"
    field = "body"
    sentence = N_("주민등록번호로 보이는 숫자가 있습니다. 지운 뒤 다시 올려 주세요.")


class TooManyComments(RuleBroken):
    code = "TOO_MANY_COMMENTS"
    status = 429
    field = "body"
    sentence = N_("1분에 %(most)s개까지 쓸 수 있습니다. 잠시 뒤에 다시 올려 주세요.")


class AlreadyRemoved(RuleBroken):
    code = "COMMENT_ALREADY_REMOVED"
    sentence = N_("이미 삭제된 의견입니다.")


class RemovalReasonMissing(InvalidInput):
    code = "REMOVAL_REASON_MISSING"
    field = "reason"
    sentence = N_("다른 사람의 의견을 삭제할 때는 이유를 %(least)s자 이상 적어야 합니다.")


def check_body(body: str) -> None:
    if not body:
        raise CommentEmpty
    if len(body) > COMMENT_MAXIMUM_LENGTH:
        raise CommentTooLong(most=f"{COMMENT_MAXIMUM_LENGTH:,}", length=f"{len(body):,}")
    if registration_numbers(body):
        raise RegistrationNumberFound


def check_pace(written_last_minute: int) -> None:
    if written_last_minute >= COMMENTS_PER_MINUTE:
        raise TooManyComments(most=COMMENTS_PER_MINUTE)


def check_removal_reason(reason: str, is_author: bool) -> None:
    """A writer owes nobody a reason; whoever removes the words of others does, in public."""
    if not is_author and len(reason) < REMOVAL_REASON_MINIMUM_LENGTH:
        raise RemovalReasonMissing(least=REMOVAL_REASON_MINIMUM_LENGTH)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def registration_numbers(*texts: str) -> list[str]:
    """What looks like a resident registration number (주민등록번호), as written."""
    return [found.group() for text in texts for found in _REGISTRATION.finditer(_plain(text))]


def phone_numbers(*texts: str) -> list[str]:
    """What looks like a mobile or landline number, as written."""
    plain = [_REGISTRATION.sub(" ", _plain(text)) for text in texts]
    return [found.group().strip() for text in plain for pattern in (_MOBILE, _LANDLINE) for found in pattern.finditer(text)]
