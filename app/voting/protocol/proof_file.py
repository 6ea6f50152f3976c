"""Receipts as files (c2sp.org/tlog-proof@v1): a leaf, its inclusion proof and a signed head. Refuses anything the log could take back."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from app.voting.protocol import notes
from app.voting.protocol.log import HASH_BYTES, ProofRefused, check_inclusion, leaf_hash

HEAD = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class ProofFile:
    """`leaf` is the logged data itself, carried in the `extra` line; `checkpoint` is a signed note."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        lines = [HEAD, f"extra {_std(self.leaf)}", f"index {self.index}", *map(_std, self.path)]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    def check(self, key: notes.NoteKey) -> notes.Checkpoint:
        """The head under which the leaf lies, after checking path and signature."""
        note = notes.read_note(self.checkpoint)
        head = note.checkpoint
        if head.origin != key.name or not note.is_signed_by(key):
            raise ProofRefused("not signed by this log")
        check_inclusion(leaf_hash(self.leaf), self.index, head.size, self.path, head.root)
        return head


def read_proof(text: str) -> ProofFile:
    """Read a receipt file; refuses unknown lines."""
    head, gap, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    try:
        if not gap or lines[0] != HEAD or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
            raise ProofRefused("not a proof file")
        number = lines[2].removeprefix("index ")
        if str(int(number)) != number or int(number) < 0:
            raise ProofRefused("not a proof file")
        path = tuple(base64.b64decode(line, validate=True) for line in lines[3:])
        leaf = base64.b64decode(lines[1].removeprefix("extra "), validate=True)
    except (IndexError, ValueError) as fault:
        raise ProofRefused("not a proof file") from fault
    if any(len(step) != HASH_BYTES for step in path):
        raise ProofRefused("not a proof file")
    return ProofFile(leaf, int(number), path, checkpoint)


def _std(data: bytes) -> str:
    return base64.b64encode(data).decode()
