"""Log heads as C2SP signed notes: checkpoints signed by the log, cosigned by witnesses. Refuses a head without its log's signature.

Formats: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature (Ed25519).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.voting.protocol.log import HASH_BYTES

LOG_KEY, WITNESS_KEY = 1, 4
_DASH = "\u2014 "


class NoteRefused(ValueError):
    """A note, key or signature that is not what it says."""


@dataclass(frozen=True)
class NoteKey:
    """A public key under a name. `kind` is 1 for notes and 4 for timestamped cosignatures."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """The key as text (vkey): name, key id and key, joined by plus signs."""
        return f"{self.name}+{self.id.hex()}+{_std(bytes([self.kind]) + self.public)}"

    def verify(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def read_key(text: str) -> NoteKey:
    """Read a vkey; its id must fit its name and key."""
    try:
        name, identity, packed = text.split("+", 2)
        raw = _unstd(packed)
    except ValueError as fault:
        raise NoteRefused("not a key") from fault
    key = NoteKey(name, raw[0] if raw else 0, raw[1:])
    if not is_name(name) or len(raw) != 33 or key.id.hex() != identity or str(key) != text:
        raise NoteRefused("not a key")
    return key


def is_name(name: str) -> bool:
    return bool(name) and not any(sign.isspace() or sign == "+" for sign in name)


@dataclass(frozen=True)
class NoteSigner:
    """A private key under a name; `kind` as in NoteKey."""

    name: str
    private: Ed25519PrivateKey
    kind: int = LOG_KEY

    @property
    def key(self) -> NoteKey:
        return NoteKey(self.name, self.kind, self.private.public_key().public_bytes_raw())


@dataclass(frozen=True)
class Checkpoint:
    """A head of a log: whose, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The signed text, with the line break at its end."""
        return f"{self.origin}\n{self.size}\n{_std(self.root)}\n"


@dataclass(frozen=True)
class Note:
    """A read note: its text and the signatures under it, (name, key id, signature) each."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @property
    def checkpoint(self) -> Checkpoint:
        """The head this note states; lines after the third are refused here."""
        lines = self.text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise NoteRefused("not a checkpoint")
        origin, size, root = lines[:3]
        if not size.isascii() or not size.isdecimal() or str(int(size)) != size or not origin:
            raise NoteRefused("not a checkpoint")
        hashed = _unstd(root)
        if len(hashed) != HASH_BYTES:
            raise NoteRefused("not a checkpoint")
        return Checkpoint(origin, int(size), hashed)

    def is_signed_by(self, key: NoteKey) -> bool:
        """Whether a signature under this note is by the log key `key`; several lines of one key must all hold."""
        mine = [signature for name, identity, signature in self.signatures if (name, identity) == (key.name, key.id)]
        return bool(mine) and all(len(one) == 64 and key.verify(one, self.text.encode()) for one in mine)

    def cosigned_at(self, key: NoteKey) -> int | None:
        """When this witness says it saw this head (POSIX seconds), None where it did not."""
        for name, identity, signature in self.signatures:
            if (name, identity) == (key.name, key.id) and len(signature) == 72:
                seconds = int.from_bytes(signature[:8], "big")
                if key.verify(signature[8:], _cosigned(self.text, seconds)):
                    return seconds
        return None


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def sign(text: str, signer: NoteSigner) -> str:
    """A note of this text with the log's signature under it."""
    return f"{text}\n{line(signer.key, signer.private.sign(text.encode()))}"


def cosigned(note: str, signer: NoteSigner, seconds: int) -> str:
    """The note with a witness's timestamped signature added."""
    text = read_note(note).text
    signature = seconds.to_bytes(8, "big") + signer.private.sign(_cosigned(text, seconds))
    return note + line(signer.key, signature)


def line(key: NoteKey, signature: bytes) -> str:
    """One signature under a note."""
    return f"{_DASH}{key.name} {_std(key.id + signature)}\n"


def read_note(note: str) -> Note:
    """Take a note apart; refuses control characters, a missing blank line, and lines that are no signatures."""
    if any(sign < " " and sign != "\n" for sign in note):
        raise NoteRefused("control characters")
    text, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise NoteRefused("no signatures")
    return Note(text + "\n", tuple(_signature(line) for line in tail[:-1].split("\n")))


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, packed = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not is_name(name):
        raise NoteRefused("not a signature line")
    raw = _unstd(packed)
    if len(raw) < 5:
        raise NoteRefused("not a signature line")
    return name, raw[:4], raw[4:]


def read_notes(text: str) -> list[str]:
    """The notes of a file in which one blank line separates them."""
    notes: list[str] = []
    lines: list[str] = []
    is_signed = False
    for line in text.split("\n"):
        if is_signed and not line:
            notes.append("\n".join(lines) + "\n")
            lines, is_signed = [], False
            continue
        is_signed = is_signed or line.startswith(_DASH)
        lines.append(line)
    if any(lines):
        raise NoteRefused("a note has no end")
    return notes


def written_notes(notes: Sequence[str]) -> str:
    return "\n".join(notes) + "\n" if notes else ""


def _std(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unstd(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error) as fault:
        raise NoteRefused("not base64") from fault
    if _std(data) != text:
        raise NoteRefused("not base64")
    return data
