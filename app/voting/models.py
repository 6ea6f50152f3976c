"""Papers, the roll and the box. Refuses any path from a ballot to a person, and anything that tells when or in which order one was cast."""

import json
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import DDL, JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.language import localized
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.extensions import db
from app.voting import rules
from app.voting.ballot import BallotFormat, Choice, choice_from_json, format_from_json
from app.voting.rules import Origin
from app.voting.states import PAPER_STATES, Level, PaperState, Window
from app.voting.tally import Rule, rule_from_json


class Paper(Tenant, db.Model):
    """A frozen question: nothing but its state changes after opening, and at the close the fingerprint of all ballots.

    Who opened it stands in history, not here. `lot_secret` is shown to nobody before the count (app/voting/rules.py: lot_seed).
    """

    __tablename__ = "paper"
    title: Mapped[str]
    introduction: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[PaperState] = mapped_column(enum_of(PaperState), default=PaperState.DRAFT, index=True)
    format: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    budget: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="KRW")
    language: Mapped[str] = mapped_column(String(8), default="ko", server_default="ko")
    digest: Mapped[str] = mapped_column(String(64))
    lot_secret: Mapped[str | None] = mapped_column(String(64))
    ballots_sha256: Mapped[str | None] = mapped_column(String(64))
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant, index=True)
    min_age: Mapped[int] = mapped_column(default=rules.MINIMUM_VOTING_AGE_YEARS)
    imported: Mapped[bool] = mapped_column(default=False)
    level: Mapped[Level] = mapped_column(enum_of(Level), default=Level.PLAIN, server_default=Level.PLAIN.value)
    origin: Mapped[Origin] = mapped_column(enum_of(Origin), default=Origin.OFFICIAL, server_default=Origin.OFFICIAL.value)
    is_listed: Mapped[bool] = mapped_column(default=True, server_default="1")
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    lock_version: Mapped[int] = mapped_column()
    options: Mapped[list["PaperOption"]] = relationship(order_by="PaperOption.position", back_populates="paper")
    electorates: Mapped[list["Electorate"]] = relationship(order_by="Electorate.rank", back_populates="paper")

    __table_args__ = (UniqueConstraint("id", "district_id"),)
    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012

    @property
    def ballot_format(self) -> BallotFormat:
        return format_from_json(self.format)

    @property
    def counting_rule(self) -> Rule:
        return rule_from_json(self.rule)

    @property
    def window(self) -> Window:
        """What is open at this moment, by state and clock together."""
        return rules.window(self.state, self.opens_at, self.closes_at, clock.now())

    @property
    def is_counted(self) -> bool:
        return self.state is PaperState.COUNTED

    @property
    def is_sealed(self) -> bool:
        """Closed, and its ballots not opened yet."""
        return self.level is Level.SEALED and self.state is PaperState.CLOSED and self.ballots_sha256 is None

    @property
    def lot_commitment(self) -> str:
        """What everybody knows of the lot's secret from the opening on; empty on papers of before."""
        return rules.lot_commitment(self.lot_secret) if self.lot_secret else ""

    @property
    def seed(self) -> str:
        """What the lot is drawn from; empty until the close."""
        if not self.lot_secret or not self.ballots_sha256:
            return ""
        return rules.lot_seed(self.lot_secret, self.digest, self.ballots_sha256)

    @property
    def has_styles(self) -> bool:
        """Whether not every voter sees the same ballot."""
        return any(body.areas is not None for body in self.electorates)

    @property
    def shares_styles(self) -> bool:
        """Whether districts of few people share a ballot."""
        return any(len(body.areas or ()) > 1 for body in self.electorates)

    @property
    def smallest_style(self) -> int:
        """How many people there must be for a ballot of their own."""
        return rules.SMALLEST_STYLE

    @property
    def takes_codes(self) -> bool:
        """Whether its voters come with a code rather than an account."""
        return any(body.eligible_role in (rules.BY_CODE, rules.ON_SITE) for body in self.electorates)

    def may(self, action: str) -> bool:
        return action in PAPER_STATES[self.state]


class PaperOption(Tenant, db.Model):
    """One line of a paper. `code` is its name in ballots and results, `ref` whatever the room that opened the paper calls it.

    A withdrawn option of an imported election stays on the paper and cannot be selected.
    """

    __tablename__ = "paper_option"
    paper_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[int] = mapped_column(BigInteger, default=0)
    category: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="", server_default="")
    ref: Mapped[str | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    paper: Mapped[Paper] = relationship(back_populates="options")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("paper_id", "code"),
        UniqueConstraint("paper_id", "position"),
        within_district("paper", "paper_id"),
    )


class Electorate(Tenant, db.Model):
    """A body of voters and its share of the decision; the lowest rank is the most specific. No role means every resident.

    With `areas` its ballot offers the options of these areas and those of none: a style of its own. Without, the whole paper.
    """

    __tablename__ = "electorate"
    paper_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name_ko: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    weight_numerator: Mapped[int] = mapped_column(BigInteger)
    weight_denominator: Mapped[int] = mapped_column(BigInteger)
    eligible_role: Mapped[str | None] = mapped_column(String(40))
    rank: Mapped[int]
    areas: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    paper: Mapped[Paper] = relationship(back_populates="electorates")

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("paper_id", "code"),
        UniqueConstraint("paper_id", "rank"),
        within_district("paper", "paper_id"),
    )

    @property
    def name(self) -> str:
        return localized(self.name_ko, self.name_en)

    @property
    def weight(self) -> Fraction:
        return Fraction(self.weight_numerator, self.weight_denominator)

    @property
    def offered(self) -> list[PaperOption]:
        """What stands on its ballot."""
        return rules.offered(self.paper.options, self.areas)


class RollEntry(db.Model):
    """Who has voted, and nothing else: no time, no number of its own, no trace of a ballot."""

    __tablename__ = "roll_entry"
    paper_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False, index=True)
    electorate_id: Mapped[int]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (
        within_district("paper", "paper_id"),
        within_district("electorate", "electorate_id"),
        {"sqlite_with_rowid": False},
    )


class VotingPass(Tenant, db.Model):
    """A code that stands for one voter: only its keyed hash is kept. `number` is what its slip says, from 1."""

    __tablename__ = "voting_pass"
    paper_id: Mapped[int]
    electorate_id: Mapped[int]
    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("paper_id", "number"),
        UniqueConstraint("paper_id", "code_hash"),
        within_district("paper", "paper_id"),
        within_district("electorate", "electorate_id"),
    )


class BearerEntry(db.Model):
    """The roll of those who vote by a code or a link: which of them have voted, as `RollEntry` for residents."""

    __tablename__ = "bearer_entry"
    paper_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bearer: Mapped[str] = mapped_column(String(64), primary_key=True)
    electorate_id: Mapped[int]
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (
        within_district("paper", "paper_id"),
        within_district("electorate", "electorate_id"),
        {"sqlite_with_rowid": False},
    )


class Ballot(db.Model):
    """The box. `key` is the SHA-256 of a secret only the voter holds; `choice` is canonical JSON (app/voting/ballot.py)."""

    __tablename__ = "ballot"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    paper_id: Mapped[int] = mapped_column(index=True)
    electorate_id: Mapped[int]
    choice: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        within_district("paper", "paper_id"),
        within_district("electorate", "electorate_id"),
        {"sqlite_with_rowid": False},
    )


_FROZEN = ("title", "introduction", "format", "rule", "budget", "currency", "language", "digest", "lot_secret", "opens_at", "closes_at",
           "min_age", "imported", "origin", "is_listed")  # fmt: skip
_CHANGED = {
    "sqlite": " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _FROZEN) + " OR (OLD.level = 'L2' AND NEW.level <> 'L2')",
    "postgresql": " OR ".join(f"OLD.{name}::text IS DISTINCT FROM NEW.{name}::text" for name in _FROZEN)
    + " OR (OLD.level = 'L2' AND NEW.level <> 'L2')",
}
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'a paper is frozen'); END"
FROZEN: dict[str, dict[str, list[str]]] = {
    "sqlite": {
        "paper": [
            f"CREATE TRIGGER paper_frozen BEFORE UPDATE ON paper WHEN OLD.state <> 'draft' AND ({_CHANGED['sqlite']}) {_REFUSE}",
            f"CREATE TRIGGER paper_stays BEFORE DELETE ON paper {_REFUSE}",
        ],
    }
    | {
        part: [f"CREATE TRIGGER {part}_no_{verb.lower()} BEFORE {verb} ON {part} {_REFUSE}" for verb in ("UPDATE", "DELETE")]
        for part in ("paper_option", "electorate")
    },
    "postgresql": {
        "paper": [
            "CREATE FUNCTION paper_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a paper is frozen'; END $$",
            f"CREATE TRIGGER paper_frozen BEFORE UPDATE ON paper FOR EACH ROW WHEN (OLD.state <> 'draft' AND ({_CHANGED['postgresql']})) "
            "EXECUTE FUNCTION paper_refuse()",
            "CREATE TRIGGER paper_stays BEFORE DELETE ON paper FOR EACH ROW EXECUTE FUNCTION paper_refuse()",
        ],
    }
    | {
        part: [f"CREATE TRIGGER {part}_frozen BEFORE UPDATE OR DELETE ON {part} FOR EACH ROW EXECUTE FUNCTION paper_refuse()"]
        for part in ("paper_option", "electorate")
    },
}
"""Nobody edits what is being voted on: not a service, not a slip at the database's own prompt."""
for _dialect, _tables in FROZEN.items():
    for _table, _statements in _tables.items():
        for _statement in _statements:
            event.listen(
                db.metadata.tables[_table], "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)
            )


class TallyResult(Tenant, db.Model):
    """The count of a paper, once; `official` is what the organiser of an imported election announced."""

    __tablename__ = "tally_result"
    paper_id: Mapped[int] = mapped_column(unique=True)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    counted_at: Mapped[datetime] = mapped_column(Instant)
    official: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (UniqueConstraint("id", "district_id"), within_district("paper", "paper_id"))


class TallyAnalysis(Tenant, db.Model):
    """What a count means, worked out after it in parts; `plan` names all parts, `version` says what worked them out."""

    __tablename__ = "tally_analysis"
    paper_id: Mapped[int] = mapped_column(unique=True)
    version: Mapped[str] = mapped_column(String(40))
    plan: Mapped[list[str]] = mapped_column(JSON)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    parts: Mapped[list["TallyAnalysisPart"]] = relationship(back_populates="analysis", cascade="all, delete-orphan")

    __table_args__ = (UniqueConstraint("id", "district_id"), within_district("paper", "paper_id"))

    @property
    def found(self) -> dict[str, dict[str, Any]]:
        """The parts there are by now, by name."""
        return {part.name: part.content for part in self.parts}


class TallyAnalysisPart(Tenant, db.Model):
    """One part: plain JSON as app/voting/tally/analysis.py makes it."""

    __tablename__ = "tally_analysis_part"
    analysis_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    analysis: Mapped[TallyAnalysis] = relationship(back_populates="parts")

    __table_args__ = (UniqueConstraint("analysis_id", "name"), within_district("tally_analysis", "analysis_id"))


def choice_of(text: str) -> Choice:
    """The choice in the box; text that is no JSON is a spoiled ballot, never an error."""
    try:
        return choice_from_json(json.loads(text))
    except ValueError:
        return choice_from_json(None)
