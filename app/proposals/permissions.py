"""Who may propose, change, take back and endorse."""

from typing import Any

from app.core.permits import Table, Who, anyone, signed_in, verified


def author(who: Who, subject: Any) -> bool:
    return who.resident_id is not None and who.resident_id == subject.author_id


def not_author(who: Who, subject: Any) -> bool:
    return not author(who, subject)


def is_published(who: Who, subject: Any) -> bool:
    return bool(subject.is_published)


TABLE: Table = {
    "proposal.read": ((anyone,),),
    "proposal.create": ((signed_in,),),
    "proposal.receipt": ((author,),),
    "proposal.revise": ((author, is_published),),
    "proposal.withdraw": ((author, is_published),),
    "proposal.endorse": ((verified, not_author, is_published),),
    "proposal.unendorse": ((signed_in,),),
}
