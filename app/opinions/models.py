"""Topics, statements, and answers that hang on a participant, not on a person: striking out that one row lets go of all of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.models import District
from app.extensions import db
from app.opinions.states import OPEN, Moderation, StatementState, TopicState


def _of_topic(target: str, column: str) -> ForeignKeyConstraint:
    """A foreign key to a row of the same topic, which the database refuses when topic or district differ."""
    names = ("id", "topic_id", "district_id")
    return ForeignKeyConstraint([column, *names[1:]], [f"{target}.{name}" for name in names])


class Topic(Tenant, db.Model):
    """A question put to everybody (공론 주제). `about_kind` and `about_id` name what it is about, e.g. a proposal, or nothing."""

    __tablename__ = "opinion_topic"
    question: Mapped[str]
    background: Mapped[str] = mapped_column(Text)
    state: Mapped[TopicState] = mapped_column(enum_of(TopicState), default=TopicState.GATHERING)
    moderation: Mapped[Moderation] = mapped_column(enum_of(Moderation), default=Moderation.BEFORE)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    answers_from: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    about_kind: Mapped[str] = mapped_column(default="")
    about_id: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    once: Mapped[str | None]
    n_statements: Mapped[int] = mapped_column(default=0)
    lock_version: Mapped[int] = mapped_column()

    district: Mapped[District] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("author_id", "once"),
        Index("ix_opinion_topic_list", "district_id", "state", "closes_at"),
        Index("ix_opinion_topic_about", "about_kind", "about_id"),
    )

    def is_open_for(self, act: str) -> bool:
        """Whether its phase takes this act now."""
        return act in OPEN[self.state]


class Statement(Tenant, db.Model):
    """One idea in one sentence. `number` counts within the topic and is what exports name; counters are of all answers given."""

    __tablename__ = "opinion_statement"
    topic_id: Mapped[int]
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    state: Mapped[StatementState] = mapped_column(enum_of(StatementState))
    is_seed: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    refusal: Mapped[str] = mapped_column(Text, default="")
    once: Mapped[str | None]
    n_agree: Mapped[int] = mapped_column(default=0)
    n_disagree: Mapped[int] = mapped_column(default=0)
    n_pass: Mapped[int] = mapped_column(default=0)
    extremity: Mapped[float] = mapped_column(default=0.0)

    topic: Mapped[Topic] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("id", "topic_id", "district_id"),
        UniqueConstraint("topic_id", "number"),
        UniqueConstraint("author_id", "once"),
        within_district("opinion_topic", "topic_id"),
        CheckConstraint("n_agree >= 0 AND n_disagree >= 0 AND n_pass >= 0", name="answers"),
        Index("ix_opinion_statement_state", "topic_id", "state", "number"),
    )

    @property
    def is_shown(self) -> bool:
        return self.state is StatementState.APPROVED


class Participant(Tenant, db.Model):
    """Somebody's part in one topic. `seed` draws what they are asked, `n_given` numbers their answers, so that no times are kept."""

    __tablename__ = "opinion_participant"
    topic_id: Mapped[int]
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    seed: Mapped[int]
    n_given: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("id", "topic_id", "district_id"),
        UniqueConstraint("topic_id", "resident_id"),
        within_district("opinion_topic", "topic_id"),
        Index("ix_opinion_participant_resident", "resident_id"),
        Index("ix_opinion_participant_changed", "topic_id", "changed_at"),
    )


class Answer(db.Model):
    """동의, 반대 or 넘기기 of one participant to one statement; `place` orders one person's answers."""

    __tablename__ = "opinion_answer"
    participant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    statement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic_id: Mapped[int]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    value: Mapped[int] = mapped_column(SmallInteger)
    place: Mapped[int]

    __table_args__ = (
        _of_topic("opinion_participant", "participant_id"),
        _of_topic("opinion_statement", "statement_id"),
        CheckConstraint("value IN (-1, 0, 1)", name="value"),
        Index("ix_opinion_answer_topic", "topic_id"),
        Index("ix_opinion_answer_statement", "statement_id"),
    )


class Snapshot(Tenant, db.Model):
    """One map as it was drawn: what is shown, what the next one and one's own place are reckoned from, and the matrix without names.

    The matrix is kept with the newest map only.
    """

    __tablename__ = "opinion_map"
    topic_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Instant)
    n_people: Mapped[int]
    n_groups: Mapped[int]
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    model: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    matrix: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        within_district("opinion_topic", "topic_id"),
        Index("ix_opinion_map_newest", "topic_id", "id"),
    )
