"""Witnesses: people outside who sign the heads of the log they have seen. Refuses a signature that is not one, or of a head nobody knows."""

from app.core import clock
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.verifiable import queries, rules, vault
from app.verifiable.models import LogHead, SealedPaper, Witness
from app.verifiable.services.store import side_of
from app.voting.models import Paper
from app.voting.protocol import notes


@transaction
def enrol(district: District, *, key: str) -> Witness:
    """Name a witness: every vote opened from now on asks for its signatures."""
    try:
        known = notes.read_key(key.strip())
    except notes.NoteRefused as fault:
        raise rules.NotAKey from fault
    if known.kind != notes.WITNESS_KEY or any(one.key == str(known) for one in queries.witnesses(district)):
        raise rules.NotAKey
    witness = Witness(district_id=district.id, key=str(known))
    db.session.add(witness)
    return witness


@transaction
def dismiss(witness: Witness) -> None:
    """Votes opened from now on do without; open ones keep whom their manifest names."""
    db.session.get_one(Witness, witness.id).ended_at = clock.now()


@transaction
def add(paper: Paper, cosigned: str) -> int:
    """Take signatures of witnesses under a head of this vote; how many were new.

    A head that our own key has signed and that this log does not hold means that the log was put back or forked: the note is kept
    beside the database, and the log stands still.
    """
    side = side_of(paper)
    try:
        note = notes.read_note(cosigned.replace("\r\n", "\n"))
        head = note.checkpoint
    except notes.NoteRefused as fault:
        raise rules.NotACosignature from fault
    mine = [key for key in side.frozen.witnesses if note.cosigned_at(key) is not None]
    if not mine or not note.is_signed_by(side.frozen.log):
        raise rules.NotACosignature
    row = db.session.get(LogHead, (paper.id, head.size), with_for_update=True)
    if row is None or notes.read_note(row.note).text != note.text:
        vault.note_head(side.vault, note.text)
        raise rules.LogWentBack
    return _added(row, note, mine)


def _added(row: LogHead, note: notes.Note, keys: list[notes.NoteKey]) -> int:
    known = notes.read_note(row.note)
    fresh = [key for key in keys if known.cosigned_at(key) is None]
    for key in fresh:
        signature = next(one for name, identity, one in note.signatures if (name, identity) == (key.name, key.id))
        row.note += notes.line(key, signature)
    return len(fresh)


def covered(side: SealedPaper) -> int:
    """Up to which leaf enough witnesses have signed."""
    least, keys = side.frozen.raw["witnesses"]["least"], side.frozen.witnesses
    heads = [notes.read_note(note) for note in queries.heads(side.paper_id)]
    seen = [head.checkpoint.size for head in heads if sum(head.cosigned_at(key) is not None for key in keys) >= least]
    return max(seen, default=0) if keys else 0
