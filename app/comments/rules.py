"""Limits of comments. Pure."""

from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.personal import registration_numbers

COMMENT_MAXIMUM_LENGTH = 2_000
COMMENTS_PER_MINUTE = 5
REMOVAL_REASON_MINIMUM_LENGTH = 5
REMOVAL_REASON_MAXIMUM_LENGTH = 300
ROOTS_PER_PAGE = 20
REPLIES_SHOWN_PER_ROOT = 5
LEVELS_SHOWN = 3
BRANCH_ROWS_SHOWN = 100


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
