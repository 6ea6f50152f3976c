"""Plans of votes and their rosters. Refuses codes: the voting room keeps their hashes, nobody keeps them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Instant, Tenant, enum_of, within_district
from app.extensions import db
from app.polls.rules import Question, question_from
from app.polls.states import PLAN_STATES, Audience, Contact, PlanState
from app.voting.rules import OptionDraft, Origin


class Plan(Tenant, db.Model):
    """A vote while it is being prepared, and afterwards who prepared it. Nothing of it changes once it has been submitted."""

    __tablename__ = "poll_plan"
    state: Mapped[PlanState] = mapped_column(enum_of(PlanState), default=PlanState.DRAFT, index=True)
    origin: Mapped[Origin] = mapped_column(enum_of(Origin), default=Origin.OFFICIAL)
    author_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    submitter_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    title: Mapped[str] = mapped_column(default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    audience: Mapped[Audience] = mapped_column(enum_of(Audience), default=Audience.RESIDENTS)
    is_sealed: Mapped[bool] = mapped_column(default=True)
    min_age: Mapped[int] = mapped_column(default=14)
    opens_at: Mapped[datetime | None] = mapped_column(Instant)
    closes_at: Mapped[datetime | None] = mapped_column(Instant)
    is_tried: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    paper_id: Mapped[int | None] = mapped_column(unique=True)
    lock_version: Mapped[int] = mapped_column()
    roster: Mapped[list["RosterEntry"]] = relationship(
        order_by="RosterEntry.id", back_populates="plan", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("id", "district_id"), within_district("paper", "paper_id"))
    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012

    @property
    def asked(self) -> Question:
        return question_from(self.question)

    @property
    def drafts(self) -> Sequence[OptionDraft]:
        return [OptionDraft(**option) for option in self.options]

    @property
    def is_editable(self) -> bool:
        return self.state is PlanState.DRAFT

    def may(self, action: str) -> bool:
        return action in PLAN_STATES[self.state]


class RosterEntry(Tenant, db.Model):
    """One voter of a roster. The address is kept until the close, so that a code can be handed out again, and then forgotten."""

    __tablename__ = "roster_entry"
    plan_id: Mapped[int]
    kind: Mapped[Contact] = mapped_column(enum_of(Contact))
    contact: Mapped[str | None] = mapped_column(String(254))
    contact_hash: Mapped[str] = mapped_column(String(64))
    pass_id: Mapped[int | None]
    handed_at: Mapped[datetime | None] = mapped_column(Instant)
    plan: Mapped[Plan] = relationship(back_populates="roster")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("plan_id", "contact_hash"),
        within_district("poll_plan", "plan_id"),
        within_district("voting_pass", "pass_id"),
    )

    @property
    def hint(self) -> str:
        """Enough to hand a slip to the right person, and no more."""
        if not self.contact:
            return ""
        name, at, host = self.contact.partition("@")
        return f"{name[:2]}***@{host}" if at else f"{self.contact[:3]}-****-{self.contact[-4:]}"
