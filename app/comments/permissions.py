"""Who may write into a conversation, and who may take words out of it."""

from typing import Any

from app.core.permits import Table, Who, anyone, signed_in
from app.districts.permissions import moderator


def thread_is_open(who: Who, subject: Any) -> bool:
    return bool(subject.is_open)


def comment_author(who: Who, subject: Any) -> bool:
    return who.resident_id is not None and who.resident_id == subject.author_id


def still_there(who: Who, subject: Any) -> bool:
    return subject.removed_at is None


TABLE: Table = {
    "comment.read": ((anyone,),),
    "comment.post": ((signed_in, thread_is_open),),
    "comment.remove": ((comment_author, still_there), (moderator, still_there)),
}


def hat(who: Who, comment: Any) -> str:
    """The hat a removal is made in: an author who moderates takes back their own words as author."""
    return "author" if comment_author(who, comment) else "moderator"
