"""Residents, what they consented to, and their one-time codes. One account serves every district."""

from datetime import date, datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Instant, enum_of
from app.extensions import db


class ConsentKind(StrEnum):
    """Asked one by one (개인정보 보호법 제22조); only TERMS and PRIVACY are needed for an account."""

    TERMS = "terms"
    PRIVACY = "privacy"
    OPINION = "opinion"
    NEWS = "news"


class CodePurpose(StrEnum):
    """SIGN_IN opens a session, VERIFY confirms the address of the one at hand, PROVE unlocks password and address for some minutes,
    MOVE proves the address an account moves to."""

    SIGN_IN = "sign_in"
    VERIFY = "verify"
    PROVE = "prove"
    MOVE = "move"


class Resident(UserMixin, db.Model):
    """A person. `display_name` is what others see; `email` never leaves the accounts room."""

    __tablename__ = "resident"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    email_verified_at: Mapped[datetime | None] = mapped_column(Instant)
    password_hash: Mapped[str | None]
    display_name: Mapped[str]
    birth_date: Mapped[date]
    home_district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    once: Mapped[str | None] = mapped_column(unique=True)

    @property
    def assurance(self) -> int:
        """0 nothing known, 1 the e-mail address is confirmed (levels: domain.md, decision 4)."""
        return 1 if self.email_verified_at else 0

    @property
    def is_active(self) -> bool:
        """Whether the account may be entered at all."""
        return self.closed_at is None

    @property
    def has_password(self) -> bool:
        return self.password_hash is not None

    def get_id(self) -> str:
        """What the session stores: raising the epoch ends every session of this person."""
        return f"{self.id}.{self.session_epoch}"


class Consent(db.Model):
    """One consent to one text, given and perhaps withdrawn."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(enum_of(ConsentKind))
    version: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class EmailCode(db.Model):
    """A one-time code sent by e-mail: only its keyed hash is kept, for minutes, for a few tries."""

    __tablename__ = "email_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    purpose: Mapped[CodePurpose] = mapped_column(enum_of(CodePurpose))
    code_hash: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("ix_email_code_email", "email", "purpose"),)
