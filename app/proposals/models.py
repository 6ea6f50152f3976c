"""Drafts, proposals, every version of their text, who endorses them, and the counter that numbers them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from app.accounts.models import Resident
from app.comments.models import Thread
from app.core import search
from app.core.files import FileKind
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.districts.models import District
from app.extensions import db
from app.proposals.rules import DEFAULT_CURRENCY
from app.proposals.states import (
    OUT_OF_SIGHT,
    BudgetTrack,
    Channel,
    Field,
    InvitationState,
    MergerState,
    ProposalState,
    Trace,
    VersionKind,
)


class ProposalCounter(db.Model):
    """The last number given out in a district and year."""

    __tablename__ = "proposal_counter"
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class Proposal(Tenant, db.Model):
    """A citizen's proposal (제안). Its words stand in its versions; `author_id` is empty for paper and imports."""

    __tablename__ = "proposal"
    number: Mapped[str]
    track: Mapped[BudgetTrack] = mapped_column(enum_of(BudgetTrack))
    field: Mapped[Field] = mapped_column(enum_of(Field))
    state: Mapped[ProposalState] = mapped_column(enum_of(ProposalState), default=ProposalState.PUBLISHED)
    channel: Mapped[Channel] = mapped_column(enum_of(Channel))
    currency: Mapped[str] = mapped_column(String(3), default=DEFAULT_CURRENCY)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    thread_id: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    endorsement_count: Mapped[int] = mapped_column(default=0)
    once: Mapped[str | None]
    lock_version: Mapped[int] = mapped_column()

    district: Mapped[District] = relationship(viewonly=True)
    author: Mapped[Resident | None] = relationship(viewonly=True)
    proposers: Mapped[list["ProposalProposer"]] = relationship(
        viewonly=True, order_by="ProposalProposer.since, ProposalProposer.resident_id"
    )
    files: Mapped[list["Attachment"]] = relationship(
        primaryjoin="and_(Proposal.id == Attachment.proposal_id, Attachment.removed_at.is_(None))",
        foreign_keys="Attachment.proposal_id",
        order_by="Attachment.id",
        viewonly=True,
    )
    thread: Mapped[Thread] = relationship(viewonly=True)
    merged_from: Mapped[str | None] = query_expression()
    current: Mapped["ProposalVersion"] = relationship(
        primaryjoin="and_(Proposal.id == ProposalVersion.proposal_id, ProposalVersion.is_current)",
        foreign_keys="ProposalVersion.proposal_id",
        uselist=False,
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("district_id", "number"),
        UniqueConstraint("author_id", "once"),
        within_district("thread", "thread_id"),
        CheckConstraint("endorsement_count >= 0", name="endorsements"),
        Index("ix_proposal_newest", "district_id", "state", "published_at", "id"),
        Index("ix_proposal_endorsed", "district_id", "state", "endorsement_count", "id"),
        Index("ix_proposal_sorted_out", "district_id", "state", "field", "track", "published_at", "id"),
        Index("ix_proposal_thread", "thread_id", unique=True),
    )

    @property
    def is_published(self) -> bool:
        return self.state is ProposalState.PUBLISHED

    @property
    def is_merged(self) -> bool:
        return self.state is ProposalState.MERGED

    @property
    def is_archived(self) -> bool:
        return self.state is ProposalState.ARCHIVED

    @property
    def is_held(self) -> bool:
        return self.state is ProposalState.HELD

    @property
    def is_in_sight(self) -> bool:
        return self.state not in OUT_OF_SIGHT

    @property
    def proposer_ids(self) -> set[int]:
        """Everybody who proposes it, all with the same rights; `author_id` only says who began."""
        return {one.resident_id for one in self.proposers}


class ProposalProposer(db.Model):
    """One of those who propose it (제안자). Nobody becomes one without consent."""

    __tablename__ = "proposal_proposer"
    proposal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    since: Mapped[datetime] = mapped_column(Instant)
    consented_at: Mapped[datetime] = mapped_column(Instant)
    resident: Mapped[Resident] = relationship(viewonly=True)

    __table_args__ = (within_district("proposal", "proposal_id"), Index("ix_proposal_proposer_resident", "resident_id"))


class ProposalInvitation(Tenant, db.Model):
    """An invitation to propose together, to an e-mail address that is kept only as a keyed hash and, for the inviter, half hidden."""

    __tablename__ = "proposal_invitation"
    proposal_id: Mapped[int]
    address_hash: Mapped[str | None]
    hint: Mapped[str] = mapped_column(default="")
    state: Mapped[InvitationState] = mapped_column(enum_of(InvitationState), default=InvitationState.OPEN)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    invited_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    lock_version: Mapped[int] = mapped_column()

    proposal: Mapped[Proposal] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("proposal_id", "address_hash"),
        within_district("proposal", "proposal_id"),
        Index("ix_proposal_invitation_inviter", "invited_by_id", "invited_at"),
        Index("ix_proposal_invitation_address", "address_hash"),
    )


class ProposalVersion(Tenant, db.Model):
    """One wording of a proposal (사업제안서). One is current; none is ever changed. No `cost_won`: 잘 모르겠어요."""

    __tablename__ = "proposal_version"
    proposal_id: Mapped[int]
    ordinal: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(enum_of(VersionKind))
    title: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text, default="")
    idea: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(Text, default="")
    cost_won: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    is_current: Mapped[bool] = mapped_column(default=True)

    author: Mapped[Resident | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("proposal_id", "ordinal"),
        within_district("proposal", "proposal_id"),
        Index(
            "uq_proposal_version_current", "proposal_id",
            unique=True, sqlite_where=text("is_current"), postgresql_where=text("is_current"),
        ),
    )  # fmt: skip


class ProposalEntry(search.Entry, db.Model):
    """What can be found of a proposal: its current wording, as it is compared."""

    __tablename__ = "proposal_entry"
    proposal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (within_district("proposal", "proposal_id"),)


search.attach(ProposalEntry.__table__)


class SynonymSet(Tenant, db.Model):
    """Words that mean the same to whoever looks for one of them."""

    __tablename__ = "synonym_set"
    added_at: Mapped[datetime] = mapped_column(Instant)

    words: Mapped[list["Synonym"]] = relationship(order_by="Synonym.id", cascade="all, delete-orphan", lazy="selectin")

    __table_args__ = (UniqueConstraint("id", "district_id"),)

    def __str__(self) -> str:
        return " = ".join(one.word for one in self.words)


class Synonym(Tenant, db.Model):
    """One word of a set. In a district it stands in one set only."""

    __tablename__ = "synonym"
    set_id: Mapped[int]
    word: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("district_id", "key"),
        within_district("synonym_set", "set_id"),
        Index("ix_synonym_set", "set_id"),
    )


class Endorsement(db.Model):
    """One resident's 공감 for one proposal: the key itself refuses a second one."""

    __tablename__ = "endorsement"
    proposal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (within_district("proposal", "proposal_id"), Index("ix_endorsement_resident", "resident_id", "district_id"))


class ProposalDraft(Tenant, db.Model):
    """What somebody is writing: a resident, or a visitor whose browser holds the token that `visitor` is the hash of.

    `answers` are kept as typed. `hands` says for each question which page wrote last, and its how-manieth writing that was.
    `continues` is the key of the draft that was being written when the session ended.
    """

    __tablename__ = "proposal_draft"
    key: Mapped[str] = mapped_column(String(32), unique=True)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    visitor: Mapped[str | None]
    continues: Mapped[str | None]
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    hands: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)
    lock_version: Mapped[int] = mapped_column()

    district: Mapped[District] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        CheckConstraint("(resident_id IS NULL) <> (visitor IS NULL)", name="owner"),
        Index("ix_proposal_draft_resident", "resident_id", "district_id"),
        Index("ix_proposal_draft_visitor", "visitor"),
        Index("ix_proposal_draft_saved", "saved_at"),
    )

    is_held = False  # set for the request at hand: the browser asking shows the token of this visitor's draft

    @property
    def title(self) -> str:
        return self.answers.get("title", "")


class Attachment(Tenant, db.Model):
    """A picture or document of a draft or a proposal. Taken off, its row stays for the record and its content goes.

    `name` is what the sender called it; `stored` and `thumbnail` are names in the instance's folder (app/core/files.py).
    """

    __tablename__ = "attachment"
    draft_id: Mapped[int | None]
    proposal_id: Mapped[int | None]
    kind: Mapped[FileKind] = mapped_column(enum_of(FileKind))
    media_type: Mapped[str]
    name: Mapped[str]
    alt: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(String(64))
    stored: Mapped[str]
    thumbnail: Mapped[str | None]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    draft: Mapped[ProposalDraft | None] = relationship(viewonly=True)
    proposal: Mapped[Proposal | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        within_district("proposal_draft", "draft_id"),
        within_district("proposal", "proposal_id"),
        CheckConstraint("(draft_id IS NULL) <> (proposal_id IS NULL)", name="place"),
        Index("ix_attachment_draft", "draft_id"),
        Index("ix_attachment_proposal", "proposal_id"),
    )

    @property
    def is_image(self) -> bool:
        return self.kind is FileKind.IMAGE


class IntakeSlip(Tenant, db.Model):
    """How a proposal came in on paper. Nothing of who sent it is kept: only the hash of a code that the receipt bears.

    With the number and that code the citizen becomes its proposer, once; then the hash is gone.
    """

    __tablename__ = "intake_slip"
    proposal_id: Mapped[int]
    received_on: Mapped[date]
    paper_number: Mapped[str] = mapped_column(default="")
    claim_hash: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    once: Mapped[str | None]

    proposal: Mapped[Proposal] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("proposal_id"),
        UniqueConstraint("entered_by_id", "once"),
        within_district("proposal", "proposal_id"),
        Index("ix_intake_slip_newest", "district_id", "id"),
    )


class ProposalMerger(Tenant, db.Model):
    """융합: proposals that become one, a new one (`document`) or one of them (`target_id` from the beginning). `phase` is the stage it
    was carried out in: undone it can be only there."""

    __tablename__ = "proposal_merger"
    target_id: Mapped[int | None]
    is_new: Mapped[bool] = mapped_column(default=False)
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[MergerState] = mapped_column(enum_of(MergerState), default=MergerState.ASKED)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    role: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    phase: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    lock_version: Mapped[int] = mapped_column()

    target: Mapped[Proposal | None] = relationship(viewonly=True)
    parts: Mapped[list["ProposalMergerPart"]] = relationship(viewonly=True, order_by="ProposalMergerPart.proposal_id")

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        within_district("proposal", "target_id"),
        Index("ix_proposal_merger_target", "target_id"),
    )


class ProposalMergerPart(db.Model):
    """One of the proposals of a merger, and which of its proposers agreed when."""

    __tablename__ = "proposal_merger_part"
    merger_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    proposal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    consented_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    consented_at: Mapped[datetime | None] = mapped_column(Instant)

    proposal: Mapped[Proposal] = relationship(viewonly=True)

    __table_args__ = (
        within_district("proposal_merger", "merger_id"),
        within_district("proposal", "proposal_id"),
        Index("ix_proposal_merger_part_proposal", "proposal_id"),
    )


class ProposalMergerTrace(db.Model):
    """What a merger brought to its target or ended there, person by person, so that it can be taken back exactly."""

    __tablename__ = "proposal_merger_trace"
    merger_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Trace] = mapped_column(enum_of(Trace), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    since: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (within_district("proposal_merger", "merger_id"),)
