"""The panel (민관예산협의회) of a cycle: seats with their terms, the marks on a score sheet, meetings and who was there."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.accounts.models import Resident
from app.budget.states import Post, ScreeningKind
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.extensions import db


class Seat(Tenant):
    """Who sits on a panel, as what, and from which day to which: the same whether the cycle runs or is still being planned."""

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    post: Mapped[Post] = mapped_column(enum_of(Post), default=Post.MEMBER)
    since_on: Mapped[date]
    until_on: Mapped[date]

    @declared_attr
    def resident(cls) -> Mapped[Resident]:
        return relationship(viewonly=True)


class PanelSeat(Seat, db.Model):
    """One member of a cycle's panel, from the first to the last day of the term. A cycle without seats is scored by every panelist."""

    __tablename__ = "panel_seat"
    cycle_id: Mapped[int]

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("cycle_id", "resident_id"),
        within_district("cycle", "cycle_id"),
        CheckConstraint("until_on >= since_on", name="term"),
    )

    def is_filled(self, day: date) -> bool:
        return self.since_on <= day <= self.until_on


class SheetMark(Tenant, db.Model):
    """The points a sheet gives under one criterion; the sheet's own points are their sum."""

    __tablename__ = "sheet_mark"
    sheet_id: Mapped[int]
    code: Mapped[str]
    points: Mapped[int]

    __table_args__ = (
        UniqueConstraint("sheet_id", "code"),
        within_district("score_sheet", "sheet_id"),
        CheckConstraint("points >= 0", name="mark_not_negative"),
    )


class PanelMeeting(Tenant, db.Model):
    """One sitting of the panel with its minutes; `seats` is how many there were to fill that day."""

    __tablename__ = "panel_meeting"
    cycle_id: Mapped[int]
    kind: Mapped[ScreeningKind] = mapped_column(enum_of(ScreeningKind))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(Text, default="")
    seats: Mapped[int]
    present: Mapped[int]
    is_quorate: Mapped[bool]
    minutes: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Instant)
    once: Mapped[str | None]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("written_by_id", "once"),
        within_district("cycle", "cycle_id"),
        CheckConstraint("present BETWEEN 0 AND seats", name="present_have_seats"),
        Index("ix_panel_meeting_cycle", "cycle_id", "held_on"),
    )


class PanelAttendance(db.Model):
    """Who was at a meeting."""

    __tablename__ = "panel_attendance"
    meeting_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))

    __table_args__ = (within_district("panel_meeting", "meeting_id"), within_district("panel_seat", "seat_id"))


_SAME = "{other}.round_id = NEW.round_id AND {other}.candidate_id = NEW.candidate_id AND {other}.panelist_id = NEW.panelist_id"
_SHEET_STANDS = f"SELECT 1 FROM score_sheet WHERE {_SAME.format(other='score_sheet')} AND score_sheet.voided_at IS NULL"  # noqa: S608 - names of ours alone
_STAYS_AWAY = f"SELECT 1 FROM recusal WHERE {_SAME.format(other='recusal')}"  # noqa: S608 - names of ours alone
_REFUSE = "the recused do not score"


def refusing(name: str, table: str, other: str) -> dict[str, list[str]]:
    """By dialect, what makes the database refuse a row of `table` while `other` finds one."""
    return {
        "sqlite": [
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS ({other}) BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
        ],
        "postgresql": [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS ({other}) THEN "
            f"RAISE EXCEPTION '{_REFUSE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
    }


NO_SHEET_OF_THE_RECUSED = refusing("score_sheet_not_recused", "score_sheet", _STAYS_AWAY)
NO_RECUSAL_BESIDE_A_SHEET = refusing("recusal_not_scored", "recusal", _SHEET_STANDS)
