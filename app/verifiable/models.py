"""What registrar and box keep of a vote at level L2. Refuses any column by which a token and a ballot could be brought together."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Instant, within_district
from app.extensions import db
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
        return read_manifest(self.manifest.encode())


class IssuedToken(db.Model):
    """The registrar's book: who (as a nym) was given a token, and the answer given. Holds nothing of a ballot key."""

    __tablename__ = "issued_token"
    paper_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nym: Mapped[str] = mapped_column(String(64), primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    style: Mapped[str] = mapped_column(String(40))
    blinded_sha256: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text)

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
