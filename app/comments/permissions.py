"""Who may write into a conversation, weigh what was said, and take words out of it."""

from typing import Any

from app.comments.rules import HELD, WAITING
from app.core.permits import Table, Who, anyone, signed_in, verified


def thread_is_open(who: Who, subject: Any) -> bool:
    return bool(subject.is_open)


def talk_goes_on(who: Who, subject: Any) -> bool:
    """The conversation this comment belongs to is open."""
    return bool(subject.thread_is_open)


def comment_author(who: Who, subject: Any) -> bool:
    return who.resident_id is not None and who.resident_id == subject.author_id


def somebody_else(who: Who, subject: Any) -> bool:
    return not comment_author(who, subject)


def still_there(who: Who, subject: Any) -> bool:
    return subject.removed_at is None


def can_be_mended(who: Who, subject: Any) -> bool:
    """There to be read, or waiting for its author to change it."""
    return still_there(who, subject) or subject.removed_by_role in (HELD, WAITING)


TABLE: Table = {
    "comment.read": ((anyone,),),
    "comment.post": ((signed_in, thread_is_open),),
    "comment.vote": ((verified, somebody_else, still_there, talk_goes_on),),
    "comment.edit": ((comment_author, can_be_mended, talk_goes_on),),
    "comment.wordings": ((still_there,),),
    "comment.remove": ((comment_author, still_there),),
    "thread.listen": ((signed_in,),),
}
