"""Limits of comments. Pure."""

from app.core.errors import N_, InvalidInput, RuleBroken
from app.core.personal import registration_numbers

COMMENT_MAXIMUM_LENGTH = 2_000
COMMENTS_PER_MINUTE = 5
REMOVAL_REASON_MINIMUM_LENGTH = 5
REMOVAL_REASON_MAXIMUM_LENGTH = 300
EDITS_MAXIMUM = 10
QUOTE_MAXIMUM_LENGTH = 300
HELD, WAITING = "held", "waiting"  # in place of a role: a moderator holds it, or nobody has decided yet
ROOTS_PER_PAGE = 20
SCORED_PAGES_MAXIMUM = 50
PLACES_PER_SIDE = 4
REPLIES_SHOWN_PER_ROOT = 5
LEVELS_SHOWN = 3
BRANCH_ROWS_SHOWN = 100
NEWS_MAXIMUM = 50
CONFIDENCE_Z = 1.2816  # one-sided 90 %, as Polis takes it


class ThreadClosed(RuleBroken):
    code = "THREAD_CLOSED"
    sentence = N_("이 대화는 닫혀 있어 의견을 더 쓸 수 없습니다.")


class ParentElsewhere(RuleBroken):
    code = "PARENT_ELSEWHERE"
    sentence = N_("답글을 달 의견을 이 대화에서 찾을 수 없습니다.")


class ParentRemoved(RuleBroken):
    code = "PARENT_REMOVED"
    sentence = N_("삭제된 의견에는 답글을 달 수 없습니다.")


class StanceOnReply(InvalidInput):
    """A stance is taken towards what is discussed; below another comment nobody could tell what it means."""

    code = "STANCE_ON_REPLY"
    field = "stance"
    sentence = N_("찬성·반대·질문은 답글이 아닌 의견에만 붙일 수 있습니다.")


class OwnComment(RuleBroken):
    code = "OWN_COMMENT"
    sentence = N_("내가 쓴 의견에는 표시할 수 없습니다.")


class CommentGone(RuleBroken):
    code = "COMMENT_GONE"
    sentence = N_("삭제된 의견입니다.")


class NothingEdited(InvalidInput):
    code = "NOTHING_EDITED"
    field = "body"
    sentence = N_("고친 곳이 없습니다.")


class EditedMeanwhile(RuleBroken):
    code = "COMMENT_EDITED_MEANWHILE"
    field = "body"
    sentence = N_("다른 창에서 이 의견을 먼저 고쳤습니다. 새로 고친 뒤 다시 해 주세요.")


class TooManyEdits(RuleBroken):
    code = "TOO_MANY_EDITS"
    field = "body"
    sentence = N_("의견 하나는 %(most)s번까지 고칠 수 있습니다. 더 할 말이 있으면 답글로 써 주세요.")


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


class NotRestorable(RuleBroken):
    code = "COMMENT_NOT_RESTORABLE"
    sentence = N_("되살릴 수 있는 의견이 아닙니다.")


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


def check_edit(body: str, former: str, edits: int) -> None:
    check_body(body)
    if body == former:
        raise NothingEdited
    if edits >= EDITS_MAXIMUM:
        raise TooManyEdits(most=EDITS_MAXIMUM)


def quotation(body: str) -> str:
    """The beginning of a comment as a Markdown quotation, without what it quotes itself; ready to be answered below."""
    lines = [line.strip() for line in body.splitlines() if line.strip() and not line.lstrip().startswith(">")]
    words = " ".join(lines)
    if len(words) > QUOTE_MAXIMUM_LENGTH:
        words = words[: QUOTE_MAXIMUM_LENGTH - 1].rstrip() + "…"
    return f"> {words}\n\n" if words else ""


def check_pace(written_last_minute: int) -> None:
    if written_last_minute >= COMMENTS_PER_MINUTE:
        raise TooManyComments(most=COMMENTS_PER_MINUTE)


def check_removal_reason(reason: str, is_author: bool) -> None:
    """A writer owes nobody a reason; whoever removes the words of others does, in public."""
    if not is_author and len(reason) < REMOVAL_REASON_MINIMUM_LENGTH:
        raise RemovalReasonMissing(least=REMOVAL_REASON_MINIMUM_LENGTH)
