"""Who may report, decide, undo, appeal and answer; nobody in a matter of their own."""

from typing import Any

from app.core.permits import Table, Who, anyone
from app.districts.permissions import auditor, coordinator, moderator


def own_words(who: Who, subject: Any) -> bool:
    """The contribution, case, decision or target at hand is by the person asking, alone or with others."""
    return who.resident_id is not None and who.resident_id in subject.owner_ids


def not_own_words(who: Who, subject: Any) -> bool:
    return not own_words(who, subject)


def told_in_public(who: Who, subject: Any) -> bool:
    return bool(subject.is_told)


def not_the_first(who: Who, subject: Any) -> bool:
    """An appeal is answered by somebody else than the one who decided."""
    return who.resident_id != subject.first_moderator_id


def decided_it(who: Who, subject: Any) -> bool:
    return who.resident_id is not None and who.resident_id == subject.moderator_id


def against_somebody(who: Who, subject: Any) -> bool:
    return bool(subject.is_against and subject.stands)


TABLE: Table = {
    "report.make": ((not_own_words,),),
    "case.list": ((moderator,),),
    "case.see": ((moderator, not_own_words),),
    "case.decide": ((moderator, not_own_words),),
    "case.read": ((told_in_public,), (own_words,), (moderator,)),
    "decision.undo": ((moderator, decided_it),),
    "appeal.make": ((own_words, against_somebody),),
    "appeal.list": ((moderator,), (coordinator,)),
    "appeal.answer": ((moderator, not_own_words, not_the_first),),
    "moderation.log": ((anyone,),),
    "word.list": ((moderator,), (coordinator,), (auditor,)),
    "word.edit": ((moderator,), (coordinator,)),
}
