"""The governance school (협치학교): courses with a capacity, and who is enrolled in them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Resident
from app.budget.states import CourseKind, EnrolmentState
from app.core.tables import Instant, Tenant, enum_of, within_district
from app.extensions import db


class Course(Tenant, db.Model):
    """One course. With a cycle it is a step of that cycle's deliberation, for proposers and officers; without one it is for everybody."""

    __tablename__ = "course"
    cycle_id: Mapped[int | None]
    kind: Mapped[CourseKind] = mapped_column(enum_of(CourseKind))
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    capacity: Mapped[int]
    outcome_note: Mapped[str] = mapped_column(Text, default="")
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    once: Mapped[str | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("opened_by_id", "once"),
        within_district("cycle", "cycle_id"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        Index("ix_course_district", "district_id", "starts_on"),
    )

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    def takes(self, day: date) -> bool:
        """Whether one can enrol, or wait for a place, on that day: the last one included."""
        return not self.is_finished and day <= self.ends_on


class Enrolment(Tenant, db.Model):
    """One person in one course: enrolled, waiting for a place, gone, or done with it."""

    __tablename__ = "enrolment"
    course_id: Mapped[int]
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    state: Mapped[EnrolmentState] = mapped_column(enum_of(EnrolmentState))
    at: Mapped[datetime] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    course: Mapped[Course] = relationship(viewonly=True)
    resident: Mapped[Resident] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("id", "district_id"),
        UniqueConstraint("course_id", "resident_id"),
        within_district("course", "course_id"),
        Index("ix_enrolment_resident", "resident_id", "state"),
    )
