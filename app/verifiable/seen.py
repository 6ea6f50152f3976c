"""What a witness checks before signing: the export's log is signed, whole, and continues the head signed before. Pure; refuses the rest."""

import io
import zipfile

from app.voting.protocol import notes
from app.voting.protocol.log import Tree
from app.voting.protocol.manifest import read_manifest


class NotContinued(ValueError):
    """The log is not what it says, or not the one that was signed before."""


def continued(export: bytes, before: str | None) -> str:
    """The last head of the export, as a note. `before` is the text of the head this witness signed last."""
    try:
        with zipfile.ZipFile(io.BytesIO(export)) as archive:
            manifest, log, heads = (archive.read(name) for name in ("manifest.json", "log.jsonl", "checkpoints.txt"))
    except (zipfile.BadZipFile, KeyError) as fault:
        raise NotContinued("not an export") from fault
    key, leaves = read_manifest(manifest).log, log.split(b"\n")[:-1]
    last = notes.read_notes(heads.decode())[-1]
    note = notes.read_note(last)
    head = note.checkpoint
    if not note.is_signed_by(key) or head.origin != key.name or (head.size, head.root) != (len(leaves), Tree(leaves).root()):
        raise NotContinued("the log is not the one its head was signed for")
    if before is not None:
        old = notes.Note(before, ()).checkpoint
        if old.origin != head.origin or old.size > head.size or Tree(leaves[: old.size]).root() != old.root:
            raise NotContinued("this log does not continue the one signed before")
    return last
