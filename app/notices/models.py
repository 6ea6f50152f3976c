"""Notices of residents and how they want to hear of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Instant, Tenant, enum_of
from app.districts.models import District
from app.extensions import db


class MailRhythm(StrEnum):
    """OFF: only on the page. DAILY: one e-mail in the morning, when there is something unread."""

    OFF = "off"
    DAILY = "daily"


class Notice(Tenant, db.Model):
    """One line for one resident. While it is unread, the same `key` adds to `times` instead of making another line."""

    __tablename__ = "notice"
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    code: Mapped[str]
    key: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    endpoint: Mapped[str]
    link_values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    times: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    mailed_at: Mapped[datetime | None] = mapped_column(Instant)

    district: Mapped[District] = relationship(viewonly=True)

    __table_args__ = (
        Index("ix_notice_newest", "resident_id", "created_at"),
        Index("ix_notice_unread", "resident_id", sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL")),
        Index(
            "uq_notice_key", "resident_id", "district_id", "code", "key",
            unique=True,
            sqlite_where=text("read_at IS NULL AND key IS NOT NULL"),
            postgresql_where=text("read_at IS NULL AND key IS NOT NULL"),
        ),
    )  # fmt: skip

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class NoticeSetting(db.Model):
    """How a resident hears of notices; without a row: DAILY, in Korean."""

    __tablename__ = "notice_setting"
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    mail: Mapped[MailRhythm] = mapped_column(enum_of(MailRhythm), default=MailRhythm.DAILY)
    language: Mapped[str] = mapped_column(default="ko")
