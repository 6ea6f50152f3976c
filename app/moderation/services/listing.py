"""The word list of a district: words come and go, with who and why on record."""

from sqlalchemy import func, select

from app.accounts.models import Resident
from app.core import clock
from app.core.history import record
from app.core.text import stored
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.moderation import rules, words
from app.moderation.models import ListedWord
from app.moderation.states import WordKind


@transaction(conflict=rules.ListedAlready)
def list_word(district: District, word: str, *, kind: WordKind, by: Resident, role: str, note: str = "") -> ListedWord:
    """Put a word on the list. Posts already published are not searched: the list is asked when something is written."""
    word, note = " ".join(stored(word).split()), stored(note)[: rules.REASON_MAXIMUM_LENGTH]
    if words.letters(word) < rules.LISTED_WORD_MINIMUM_LETTERS or len(word) > rules.LISTED_WORD_MAXIMUM_LENGTH:
        raise rules.ListedWordTooShort(least=rules.LISTED_WORD_MINIMUM_LETTERS, most=rules.LISTED_WORD_MAXIMUM_LENGTH)
    there = select(func.count(ListedWord.id)).where(ListedWord.district_id == district.id, ListedWord.removed_at.is_(None))
    if (db.session.scalar(there) or 0) >= rules.LISTED_WORDS_MAXIMUM:
        raise rules.ListIsFull(most=f"{rules.LISTED_WORDS_MAXIMUM:,}")
    listed = ListedWord(district_id=district.id, kind=kind, word=word, key=words.key(word), note=note, added_at=clock.now())
    db.session.add(listed)
    record(listed, f"word.{kind.value}_listed", by=by, role=role, reason=note, word=word)
    return listed


@transaction
def unlist_word(listed: ListedWord, *, by: Resident, role: str) -> None:
    """Take a word off the list; a second time changes nothing."""
    db.session.refresh(listed, with_for_update=True)
    if listed.removed_at is None:
        listed.removed_at = clock.now()
        record(listed, "word.unlisted", by=by, role=role, word=listed.word)
