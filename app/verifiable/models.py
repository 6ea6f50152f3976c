"""What registrar and box keep of a vote at level L2. Refuses any column by which a token and a ballot could be brought together."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Instant, Tenant, enum_of, within_district
from app.extensions import db
from app.verifiable.states import Channel
from app.voting.ballot import choice_from_json, choice_to_json
from app.voting.protocol.canonical import canonical, read, unb64
from app.voting.protocol.manifest import Manifest, read_manifest


class SealedPaper(db.Model):
    """A paper at level L2 and its frozen manifest. `vault` names the folder of its keys, which the database never holds."""

    __tablename__ = "sealed_paper"
    paper_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    manifest: Mapped[str] = mapped_column(Text)
    election: Mapped[str] = mapped_column(String(64), unique=True)
    vault: Mapped[str] = mapped_column(String(32))
    is_one_batch: Mapped[bool]
    last_epoch_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (within_district("paper", "paper_id"),)

    @property
    def frozen(self) -> Manifest:
        return _frozen(self.manifest)


@lru_cache(maxsize=64)
def _frozen(text: str) -> Manifest:
    """Read and checked once in a process: every token and every ballot asks for it."""
    return read_manifest(text.encode())


class IssuedToken(db.Model):
    """The registrar's book: who (as a nym) was given a token or a paper, and the answer given. Holds nothing of a ballot key.

    One row a person, whichever way they vote: what comes first locks the other. `station` is where a paper was handed out.
    """

    __tablename__ = "issued_token"
    paper_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nym: Mapped[str] = mapped_column(String(64), primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    style: Mapped[str] = mapped_column(String(40))
    blinded_sha256: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text)
    channel: Mapped[Channel] = mapped_column(enum_of(Channel), default=Channel.ONLINE, server_default=Channel.ONLINE.value)
    station: Mapped[str] = mapped_column(String(40), default="", server_default="")

    __table_args__ = (within_district("paper", "paper_id"), {"sqlite_with_rowid": False})


class Envelope(db.Model):
    """The box: sealed ballots under the hash of their leaf. No time, no order, no number; rewritten in hash order each epoch."""

    __tablename__ = "envelope"
    paper_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    leaf_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    style: Mapped[str] = mapped_column(String(40))
    public: Mapped[str] = mapped_column(String(43))
    counter: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    is_logged: Mapped[bool]

    __table_args__ = (
        within_district("paper", "paper_id"),
        UniqueConstraint("paper_id", "public", "counter"),
        Index("ix_envelope_waiting", "paper_id", "is_logged"),
        {"sqlite_with_rowid": False},
    )


class LogLeaf(db.Model):
    """The public log, leaf by leaf."""

    __tablename__ = "log_leaf"
    paper_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    content: Mapped[str] = mapped_column(Text)

    __table_args__ = (within_district("paper", "paper_id"), {"sqlite_with_rowid": False})


class LogHead(db.Model):
    """The signed heads of the log."""

    __tablename__ = "log_head"
    paper_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    note: Mapped[str] = mapped_column(Text)

    __table_args__ = (within_district("paper", "paper_id"), {"sqlite_with_rowid": False})


class OpeningKey(Tenant, db.Model):
    """The public half of an opening key that trustees, or one person with a passphrase, hold elsewhere. Seals one vote."""

    __tablename__ = "opening_key"
    public: Mapped[str] = mapped_column(String(43), unique=True)
    threshold: Mapped[int]
    number: Mapped[int]
    paper_id: Mapped[int | None] = mapped_column(unique=True)

    __table_args__ = (UniqueConstraint("id", "district_id"), within_district("paper", "paper_id"))

    @property
    def raw(self) -> bytes:
        return unb64(self.public, 32)


class Witness(Tenant, db.Model):
    """Somebody outside who signs heads of this district's logs, by key (vkey)."""

    __tablename__ = "vote_witness"
    key: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("id", "district_id"),)


class OfficerKey(Tenant, db.Model):
    """The key with which an officer signs paper ballots, locked with a passphrase of the officer's own."""

    __tablename__ = "officer_key"
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    name: Mapped[str] = mapped_column(String(40))
    public: Mapped[str] = mapped_column(String(43))
    locked: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("id", "district_id"), UniqueConstraint("district_id", "resident_id"))


class PaperBatch(Tenant, db.Model):
    """The ballots on paper of one station and electorate, as two officers counted and signed them."""

    __tablename__ = "paper_batch"
    paper_id: Mapped[int]
    station: Mapped[str] = mapped_column(String(40))
    style: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(Text)
    first_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    first_name: Mapped[str] = mapped_column(String(40))
    first_signature: Mapped[str] = mapped_column(String(86))
    second_name: Mapped[str | None] = mapped_column(String(40))
    second_signature: Mapped[str | None] = mapped_column(String(86))

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("paper_id", "station", "style"),
        within_district("paper", "paper_id"),
    )

    @property
    def name(self) -> str:
        return f"{self.station}-{self.style}"

    @property
    def is_signed(self) -> bool:
        return self.second_signature is not None

    @property
    def raw(self) -> dict[str, Any]:
        counted: dict[str, Any] = read(self.content.encode(), len(self.content.encode()))
        return counted

    @property
    def published(self) -> bytes:
        return canonical(
            {**self.raw, "signatures": {self.first_name: self.first_signature, self.second_name: self.second_signature}}
        )

    @property
    def ballots(self) -> Iterator[dict[str, str]]:
        """Each ballot for the box, under a key of its own that is pure chance."""
        for row in self.raw["ballots"]:
            choice = canonical(choice_to_json(choice_from_json(row["a"]))).decode()
            yield from ({"key": secrets.token_hex(32), "choice": choice} for _ in range(row["n"]))
