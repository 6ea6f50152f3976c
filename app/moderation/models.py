"""One case for each contribution that ever came before a moderator; its reports, decisions, appeals; the listed words of a district."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.models import District
from app.extensions import db
from app.moderation.rules import APPEAL_ANSWER_DAYS, APPEAL_DAYS
from app.moderation.states import AGAINST, OUT_OF_SIGHT, Article, Cause, Standing, Verdict, WordKind


class Case(Tenant, db.Model):
    """A contribution (`kind`, `subject_id`: a row of a higher room) as moderation knows it. In the queue while `queued_at` is set.

    `article`, `reason` and `last_decision_id` are those of the decision it stands under; `points` say why `priority` is what it is.
    """

    __tablename__ = "moderation_case"
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    standing: Mapped[Standing] = mapped_column(enum_of(Standing), default=Standing.SHOWN)
    cause: Mapped[Cause | None] = mapped_column(enum_of(Cause))
    matched: Mapped[str] = mapped_column(Text, default="")
    queued_at: Mapped[datetime | None] = mapped_column(Instant)
    priority: Mapped[int] = mapped_column(default=0)
    points: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    claimed_until: Mapped[datetime | None] = mapped_column(Instant)
    n_decisions: Mapped[int] = mapped_column(default=0)
    article: Mapped[Article | None] = mapped_column(enum_of(Article))
    reason: Mapped[str] = mapped_column(Text, default="")
    lock_version: Mapped[int] = mapped_column()

    district: Mapped[District] = relationship(viewonly=True)

    owner_ids: ClassVar[frozenset[int]] = frozenset()  # whose words they are: set by the queries that load a case for a page

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("kind", "subject_id"),
        Index("ix_moderation_case_author", "author_id"),
        Index(
            "ix_moderation_case_queue", "district_id", "priority", "queued_at",
            sqlite_where=text("queued_at IS NOT NULL"), postgresql_where=text("queued_at IS NOT NULL"),
        ),
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.queued_at is not None

    @property
    def is_out_of_sight(self) -> bool:
        return self.standing in OUT_OF_SIGHT

    @property
    def is_told(self) -> bool:
        """Whether there is something the public may know: a decision, or a place left empty."""
        return self.n_decisions > 0 or self.is_out_of_sight

    def claimed_by(self, now: datetime) -> int | None:
        """Who is looking at it just now."""
        return self.claimed_by_id if self.claimed_until is not None and self.claimed_until > now else None


class Decision(Tenant, db.Model):
    """What one moderator decided about a case, and under which article. Never changed; one that was undone at once says so."""

    __tablename__ = "moderation_decision"
    case_id: Mapped[int]
    ordinal: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(enum_of(Verdict))
    article: Mapped[Article | None] = mapped_column(enum_of(Article))
    reason: Mapped[str] = mapped_column(Text, default="")
    cause: Mapped[Cause | None] = mapped_column(enum_of(Cause))
    moderator_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    standing_before: Mapped[Standing] = mapped_column(enum_of(Standing))
    standing_after: Mapped[Standing] = mapped_column(enum_of(Standing))
    queued_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    follows_appeal: Mapped[bool] = mapped_column(default=False)

    case: Mapped[Case] = relationship(viewonly=True)
    appeal: Mapped["Appeal | None"] = relationship(viewonly=True, uselist=False, back_populates="decision")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("id", "moderator_id", "district_id"),
        UniqueConstraint("case_id", "ordinal"),
        within_district("moderation_case", "case_id"),
        CheckConstraint("author_id IS NULL OR author_id <> moderator_id", name="not_in_own_matter"),
        Index("ix_moderation_decision_log", "district_id", "decided_at"),
        Index("ix_moderation_decision_author", "author_id", "id"),
    )

    @property
    def owner_ids(self) -> frozenset[int]:
        return self.case.owner_ids

    @property
    def is_against(self) -> bool:
        return self.verdict in AGAINST

    @property
    def stands(self) -> bool:
        return self.undone_at is None

    @property
    def appeal_until(self) -> datetime:
        return self.decided_at + timedelta(days=APPEAL_DAYS)


class Report(Tenant, db.Model):
    """신고: one person's word about one contribution, once. Visitors have no `reporter_id`. `borne_out` is empty until decided."""

    __tablename__ = "moderation_report"
    case_id: Mapped[int]
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    article: Mapped[Article] = mapped_column(enum_of(Article))
    words: Mapped[str] = mapped_column(Text, default="")
    once: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    decision_id: Mapped[int | None]
    borne_out: Mapped[bool | None]

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("case_id", "reporter_id"),
        UniqueConstraint("once"),
        within_district("moderation_case", "case_id"),
        within_district("moderation_decision", "decision_id"),
        Index("ix_moderation_report_reporter", "reporter_id", "created_at"),
    )


class Appeal(Tenant, db.Model):
    """이의 신청: once for each decision, by the author. The database itself refuses an answer by the one who decided."""

    __tablename__ = "moderation_appeal"
    decision_id: Mapped[int]
    first_moderator_id: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    is_granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")

    decision: Mapped[Decision] = relationship(viewonly=True, back_populates="appeal")
    district: Mapped[District] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("decision_id"),
        ForeignKeyConstraint(
            ["decision_id", "first_moderator_id", "district_id"],
            ["moderation_decision.id", "moderation_decision.moderator_id", "moderation_decision.district_id"],
            name="fk_moderation_appeal_decision",
        ),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> first_moderator_id", name="by_another"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
    )

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose words it is about; one of them appealed."""
        return self.decision.owner_ids

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def due_at(self) -> datetime:
        return self.made_at + timedelta(days=APPEAL_ANSWER_DAYS)


class ListedWord(Tenant, db.Model):
    """A word that lets a post wait for a person, or one that spares it. Taken off the list, the row stays for the record."""

    __tablename__ = "moderation_word"
    kind: Mapped[WordKind] = mapped_column(enum_of(WordKind))
    word: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        Index(
            "uq_moderation_word_listed", "district_id", "kind", "key",
            unique=True, sqlite_where=text("removed_at IS NULL"), postgresql_where=text("removed_at IS NULL"),
        ),
    )  # fmt: skip
