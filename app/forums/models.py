"""Forums, what is said in them, and the numbered log of all of it. A secret poll keeps who has voted and what was chosen apart."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Resident
from app.comments.models import Thread
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.models import District
from app.extensions import db
from app.forums.states import (
    OPEN,
    PUBLIC_QUESTIONS,
    Channel,
    Chat,
    ForumRole,
    ForumState,
    ItemState,
    Phase,
    Place,
    PollState,
    Questions,
    QuestionState,
    Queue,
    Reaction,
    Series,
    Side,
    SpeechClass,
    TurnState,
)
from app.voting.models import Paper


def _of_forum(target: str, column: str) -> ForeignKeyConstraint:
    """A foreign key to a row of the same forum, which the database refuses when forum or district differ."""
    names = ("id", "forum_id", "district_id")
    return ForeignKeyConstraint([column, *names[1:]], [f"{target}.{name}" for name in names])


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _keys() -> tuple[Any, ...]:
    """What a row of a forum is pointed at by, and the forum it belongs to."""
    return (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("id", "forum_id", "district_id"),
        within_district("forum", "forum_id"),
    )


class Forum(Tenant, db.Model):
    """One live session. `scene` is on the big screen, `preview` what the moderator is about to show; a frozen screen keeps its scene."""

    __tablename__ = "forum"
    title: Mapped[str]
    series: Mapped[Series] = mapped_column(enum_of(Series), default=Series.OTHER)
    ordinal: Mapped[int | None]
    phase: Mapped[Phase | None] = mapped_column(enum_of(Phase))
    topic: Mapped[str] = mapped_column(Text, default="")
    co_hosts: Mapped[str] = mapped_column(default="")
    briefing: Mapped[str] = mapped_column(Text, default="")
    briefing_html: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    join_code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[ForumState] = mapped_column(enum_of(ForumState), default=ForumState.SCHEDULED)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    chat: Mapped[Chat] = mapped_column(enum_of(Chat), default=Chat.ON)
    questions: Mapped[Questions] = mapped_column(enum_of(Questions), default=Questions.PREMOD)
    queue: Mapped[Queue] = mapped_column(enum_of(Queue), default=Queue.OPEN)
    is_anonymous_allowed: Mapped[bool] = mapped_column(default=True)
    is_fair: Mapped[bool] = mapped_column(default=True)
    is_balanced: Mapped[bool] = mapped_column(default=False)
    turn_seconds: Mapped[int]
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    scene: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    preview: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_frozen: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(Text, default="")
    thread_id: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    once: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Instant)

    district: Mapped[District] = relationship(viewonly=True)
    thread: Mapped[Thread | None] = relationship(
        viewonly=True, foreign_keys="[Forum.thread_id]", primaryjoin="Forum.thread_id == Thread.id"
    )

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("author_id", "once"),
        within_district("thread", "thread_id"),
        Index("ix_forum_list", "district_id", "state", "starts_at"),
        Index("ix_forum_thread", "thread_id"),
    )

    def is_open_for(self, act: str) -> bool:
        """Whether its state takes this act now."""
        return act in OPEN[self.state]


class Link(db.Model):
    """What a forum is about: a proposal, or a candidate of a budget cycle. `kind` names the room's own word, so no key leads there."""

    __tablename__ = "forum_link"
    forum_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (within_district("forum", "forum_id"), Index("ix_forum_link_target", "kind", "target_id"))


class Member(Tenant, db.Model):
    """Somebody's part in one forum: role, seat, whether they came, the side they take, whether they may write."""

    __tablename__ = "forum_member"
    forum_id: Mapped[int]
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    role: Mapped[ForumRole] = mapped_column(enum_of(ForumRole), default=ForumRole.PARTICIPANT)
    place: Mapped[Place] = mapped_column(enum_of(Place), default=Place.NONE)
    registered_at: Mapped[datetime | None] = mapped_column(Instant)
    came_at: Mapped[datetime | None] = mapped_column(Instant)
    muted_until: Mapped[datetime | None] = mapped_column(Instant)
    mute_reason: Mapped[str] = mapped_column(default="")

    resident: Mapped[Resident] = relationship(viewonly=True)

    __table_args__ = (
        *_keys(),
        UniqueConstraint("forum_id", "resident_id"),
        Index("ix_forum_member_place", "forum_id", "place", "registered_at"),
        Index("ix_forum_member_resident", "resident_id"),
    )


class Item(Tenant, db.Model):
    """One item of the agenda, with the minutes planned and the seconds spent; a running one counts on from `started_at`."""

    __tablename__ = "forum_item"
    forum_id: Mapped[int]
    position: Mapped[int]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")
    planned_minutes: Mapped[int]
    state: Mapped[ItemState] = mapped_column(enum_of(ItemState), default=ItemState.PLANNED)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    spent_seconds: Mapped[int] = mapped_column(default=0)
    decision: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (*_keys(), Index("ix_forum_item_order", "forum_id", "position", "id"))


class Turn(Tenant, db.Model):
    """One entry in the list of speakers, then the speech it became. Nothing ticks: what is left follows from these instants.

    Somebody in the hall without a phone has a name and no resident. `raised_at`: the moderator put them first, and said why.
    """

    __tablename__ = "forum_turn"
    forum_id: Mapped[int]
    item_id: Mapped[int | None]
    member_id: Mapped[int | None]
    name: Mapped[str]
    speech_class: Mapped[SpeechClass] = mapped_column(enum_of(SpeechClass), default=SpeechClass.ORDINARY)
    side: Mapped[Side] = mapped_column(enum_of(Side), default=Side.NEUTRAL)
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[TurnState] = mapped_column(enum_of(TurnState), default=TurnState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    raised_at: Mapped[datetime | None] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_seconds: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    spent_seconds: Mapped[int] = mapped_column(default=0)

    member: Mapped[Member | None] = relationship(
        viewonly=True, foreign_keys="[Turn.member_id]", primaryjoin="Turn.member_id == Member.id"
    )

    __table_args__ = (
        *_keys(),
        _of_forum("forum_item", "item_id"),
        _of_forum("forum_member", "member_id"),
        Index("ix_forum_turn_state", "forum_id", "state", "asked_at"),
        Index("ix_forum_turn_member", "member_id"),
        Index("ix_forum_turn_speaking", "forum_id", unique=True, **_where("state = 'speaking'")),
    )


class Question(Tenant, db.Model):
    """A question to the podium. The room never learns who asked an anonymous one; those who run the forum do."""

    __tablename__ = "forum_question"
    forum_id: Mapped[int]
    item_id: Mapped[int | None]
    member_id: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    state: Mapped[QuestionState] = mapped_column(enum_of(QuestionState))
    merged_into_id: Mapped[int | None]
    n_votes: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    is_hidden: Mapped[bool] = mapped_column(default=False)

    forum: Mapped[Forum] = relationship(viewonly=True)
    member: Mapped[Member] = relationship(
        viewonly=True, foreign_keys="[Question.member_id]", primaryjoin="Question.member_id == Member.id"
    )

    __table_args__ = (
        *_keys(),
        _of_forum("forum_item", "item_id"),
        _of_forum("forum_member", "member_id"),
        _of_forum("forum_question", "merged_into_id"),
        CheckConstraint("n_votes >= 0", name="votes"),
        Index("ix_forum_question_state", "forum_id", "state", "n_votes"),
        Index("ix_forum_question_member", "member_id"),
    )

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_QUESTIONS and not self.is_hidden


class Upvote(db.Model):
    """One person finds one question worth asking."""

    __tablename__ = "forum_upvote"
    question_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    forum_id: Mapped[int]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (_of_forum("forum_question", "question_id"), Index("ix_forum_upvote_resident", "resident_id"))


class Poll(Tenant, db.Model):
    """A poll of the room, never an election: a binding one only points to the paper that the voting room holds."""

    __tablename__ = "forum_poll"
    forum_id: Mapped[int]
    item_id: Mapped[int | None]
    question: Mapped[str]
    most: Mapped[int] = mapped_column(default=1)
    is_secret: Mapped[bool] = mapped_column(default=True)
    state: Mapped[PollState] = mapped_column(enum_of(PollState), default=PollState.PREPARED)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    n_cast: Mapped[int] = mapped_column(default=0)
    n_present: Mapped[int] = mapped_column(default=0)
    paper_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Instant)

    forum: Mapped[Forum] = relationship(viewonly=True)
    paper: Mapped[Paper | None] = relationship(
        viewonly=True, foreign_keys="[Poll.paper_id]", primaryjoin="Poll.paper_id == Paper.id"
    )
    options: Mapped[list["PollOption"]] = relationship(
        order_by="PollOption.position",
        foreign_keys="PollOption.poll_id",
        primaryjoin="Poll.id == PollOption.poll_id",
        viewonly=True,
    )

    __table_args__ = (
        *_keys(),
        _of_forum("forum_item", "item_id"),
        within_district("paper", "paper_id"),
        CheckConstraint("n_cast >= 0", name="cast"),
        Index("ix_forum_poll_state", "forum_id", "state"),
    )


class PollOption(Tenant, db.Model):
    __tablename__ = "forum_poll_option"
    poll_id: Mapped[int]
    forum_id: Mapped[int]
    position: Mapped[int]
    text: Mapped[str]
    n_votes: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        *_keys(),
        _of_forum("forum_poll", "poll_id"),
        UniqueConstraint("poll_id", "position"),
        CheckConstraint("n_votes >= 0", name="votes"),
    )


class PollRoll(db.Model):
    """Who has voted: one row per person, which is what makes it one vote per person. It does not say when, nor what."""

    __tablename__ = "forum_poll_roll"
    poll_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    forum_id: Mapped[int]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (
        _of_forum("forum_poll", "poll_id"),
        Index("ix_forum_poll_roll_resident", "resident_id"),
        {"sqlite_with_rowid": False},  # no hidden number that would tell the order of voting
    )


class PollChoice(db.Model):
    """What somebody chose in an open poll (거수), so that they can change it while it lasts. Secret polls have no such row."""

    __tablename__ = "forum_poll_choice"
    poll_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    option_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    forum_id: Mapped[int]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (
        _of_forum("forum_poll", "poll_id"),
        _of_forum("forum_poll_option", "option_id"),
        Index("ix_forum_poll_choice_resident", "resident_id"),
    )


class Message(Tenant, db.Model):
    """One line of the chat. Hidden ones keep their text for those who may bring them back; the log has let go of it."""

    __tablename__ = "forum_message"
    forum_id: Mapped[int]
    member_id: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    reply_to_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    hidden_reason: Mapped[str] = mapped_column(default="")

    forum: Mapped[Forum] = relationship(viewonly=True)
    member: Mapped[Member] = relationship(
        viewonly=True, foreign_keys="[Message.member_id]", primaryjoin="Message.member_id == Member.id"
    )

    __table_args__ = (
        *_keys(),
        _of_forum("forum_member", "member_id"),
        _of_forum("forum_message", "reply_to_id"),
        Index("ix_forum_message_latest", "forum_id", "id"),
        Index("ix_forum_message_member", "member_id", "created_at"),
    )


class ReactionCount(db.Model):
    """How often each reaction was pressed: a number, nobody's row."""

    __tablename__ = "forum_reaction"
    forum_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Reaction] = mapped_column(enum_of(Reaction), primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    n: Mapped[int] = mapped_column(default=0)

    __table_args__ = (within_district("forum", "forum_id"),)


class Minutes(Tenant, db.Model):
    """One version of the minutes: sections as a list. `head_hash` is the log's at that moment; the signed one is what is published."""

    __tablename__ = "forum_minutes"
    forum_id: Mapped[int]
    version: Mapped[int]
    sections: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    head_hash: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str] = mapped_column(default="")
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)

    author: Mapped[Resident | None] = relationship(viewonly=True, foreign_keys=[author_id])
    signed_by: Mapped[Resident | None] = relationship(viewonly=True, foreign_keys=[signed_by_id])

    __table_args__ = (*_keys(), UniqueConstraint("forum_id", "version"))

    def is_signed_before(self, instant: datetime | None) -> bool:
        """Whether what happened then, or has yet to happen, came too late for these words."""
        return self.signed_at is not None and (instant is None or self.signed_at < instant)


class Head(db.Model):
    """How far a channel of a forum's log has come. Its row is the lock of the forum: who writes holds it."""

    __tablename__ = "forum_head"
    forum_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channel: Mapped[Channel] = mapped_column(enum_of(Channel), primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(default="")

    __table_args__ = (within_district("forum", "forum_id"),)


class ForumEvent(db.Model):
    """One thing that happened, to the row `target_id`. `actor_id` is never sent; words, name and salt can be blanked, the hash stays."""

    __tablename__ = "forum_event"
    forum_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channel: Mapped[Channel] = mapped_column(enum_of(Channel), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    by: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    command_id: Mapped[str | None]
    target_id: Mapped[int | None]
    salt: Mapped[str] = mapped_column(default="")
    payload_hash: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (within_district("forum", "forum_id"), Index("ix_forum_event_kind", "forum_id", "kind", "target_id"))


class Command(db.Model):
    """What a command of one person has led to: sent again after a lost connection, it gets the same answer and does nothing."""

    __tablename__ = "forum_command"
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    command_id: Mapped[str] = mapped_column(primary_key=True)
    forum_id: Mapped[int]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    kind: Mapped[str]
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (within_district("forum", "forum_id"), Index("ix_forum_command_forum", "forum_id"))


_KEPT = "forum_id, channel, seq, at, kind, payload_hash, prev_hash, hash"
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER forum_event_no_update BEFORE UPDATE OF {_KEPT} ON forum_event "
        "BEGIN SELECT RAISE(ABORT, 'the log of a forum is append-only'); END",
        "CREATE TRIGGER forum_event_no_delete BEFORE DELETE ON forum_event "
        "BEGIN SELECT RAISE(ABORT, 'the log of a forum is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION forum_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log of a forum is append-only'; END $$",
        f"CREATE TRIGGER forum_event_append_only BEFORE DELETE OR UPDATE OF {_KEPT} ON forum_event "
        "FOR EACH ROW EXECUTE FUNCTION forum_event_refuse()",
    ],
}
for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(ForumEvent.__table__, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect))
