"""Attaching files to a draft or a proposal, and taking them off. Files are written before and deleted after the transaction, never in it."""

from collections.abc import Iterable
from io import SEEK_END
from typing import Any, BinaryIO

from sqlalchemy import delete, select, update

from app.core import clock, files
from app.core.history import record
from app.core.states import advance
from app.core.text import stored
from app.core.transaction import after_commit, transaction
from app.districts.models import District
from app.extensions import db
from app.proposals import queries, rules
from app.proposals.models import Attachment, Proposal, ProposalDraft
from app.proposals.states import STATES

FOLDER = "attachments"
Owner = Proposal | ProposalDraft


def folder(district: District) -> str:
    return f"{FOLDER}/{district.slug}"


def attach(owner: Owner, stream: BinaryIO, *, by: Any, name: str, alt: str = "") -> Attachment:
    """Check what it is, keep it, and put it on record. A refusal leaves nothing behind."""
    rules.check_file_size(stream.seek(0, SEEK_END))
    stream.seek(0)
    place = folder(owner.district)
    prepared = files.prepare(stream.read())
    kept, small = files.store(place, prepared.content), files.store(place, prepared.thumbnail) if prepared.thumbnail else None
    try:
        return _attach(owner, prepared, by=by, name=name, alt=alt, kept=kept, small=small)
    except BaseException:
        for one in (kept, small):
            files.forget(place, one)
        raise


@transaction
def _attach(owner: Owner, prepared: files.Prepared, *, by: Any, name: str, alt: str, kept: str, small: str | None) -> Attachment:
    _hold(owner)
    rules.check_file_count(len(queries.files(owner)))
    row = Attachment(
        district_id=owner.district_id, kind=prepared.kind, media_type=prepared.media_type, name=tidy(name, prepared), alt=stored(alt),
        digest=prepared.digest, stored=kept, thumbnail=small, size=len(prepared.content), width=prepared.width, height=prepared.height,
        added_by_id=by.id, added_at=clock.now(), proposal_id=owner.id if isinstance(owner, Proposal) else None,
        draft_id=owner.id if isinstance(owner, ProposalDraft) else None,
    )  # fmt: skip
    rules.check_alt(row.alt)
    db.session.add(row)
    db.session.flush()
    _tell(owner, "proposal.file_added", row, by=by)
    return row


def tidy(name: str, prepared: files.Prepared) -> str:
    """What the sender called it, without folders, with the ending of what it is."""
    base = stored(name).replace("\\", "/").rpartition("/")[2].replace("\n", " ")
    stem = (base.rpartition(".")[0] or base or prepared.kind.value)[: rules.FILE_NAME_MAXIMUM_LENGTH]
    ending = prepared.media_type.rpartition("/")[2] if prepared.kind is files.FileKind.IMAGE else prepared.kind.value
    return f"{stem}.{ending.replace('jpeg', 'jpg')}"


@transaction
def detach(file: Attachment, *, by: Any, reason: str = "") -> Attachment:
    """Take a file off. From a proposal: with a public reason, and the record stays. Its content is deleted."""
    owner = file.proposal or file.draft
    assert owner is not None
    _hold(owner)
    db.session.refresh(file, with_for_update={"of": Attachment})
    if file.removed_at is not None:
        return file
    reason = stored(reason)
    if isinstance(owner, Proposal):
        rules.check_reason(reason)
    file.removed_at = clock.now()
    _tell(owner, "proposal.file_removed", file, by=by, reason=reason)
    _forget_later(owner.district, [file])
    return file


@transaction
def describe(file: Attachment, *, by: Any, alt: str) -> Attachment:
    """What a picture shows, for those who do not see it."""
    alt = stored(alt)
    rules.check_alt(alt)
    file.alt = alt
    return file


def _hold(owner: Owner) -> None:
    """One change of an owner's files at a time; a proposal that is being judged keeps the files it has."""
    db.session.refresh(owner, with_for_update={"of": type(owner)})
    if isinstance(owner, Proposal):
        advance(STATES, owner.state, "revise")
        rules.check_unlocked(owner)


def _tell(owner: Owner, action: str, file: Attachment, *, by: Any, reason: str = "") -> None:
    if isinstance(owner, Proposal):
        owner.changed_at = clock.now()
        record(owner, action, by=by, role="proposer", reason=reason, name=file.name, file_id=file.id)


def _forget_later(district: District, gone: Iterable[Attachment]) -> None:
    place, names = folder(district), [name for file in gone for name in (file.stored, file.thumbnail)]

    def forget() -> None:
        for name in names:
            files.forget(place, name)

    after_commit(forget)


def move_to(proposal: Proposal, draft: ProposalDraft) -> None:
    """With the draft they belonged to, files become the proposal's."""
    mine = update(Attachment).where(Attachment.draft_id == draft.id)
    db.session.execute(mine.values(draft_id=None, proposal_id=proposal.id))


def drop_with(drafts: Iterable[ProposalDraft]) -> None:
    """Drafts that go take their files along."""
    for draft in drafts:
        _forget_later(draft.district, db.session.scalars(select(Attachment).where(Attachment.draft_id == draft.id)))
        db.session.execute(delete(Attachment).where(Attachment.draft_id == draft.id))
