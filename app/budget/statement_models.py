"""The residents' opinion statement as it was attached to the budget bill. Never changed: a corrected one is another edition."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.budget.models import Cycle
from app.core.tables import Instant, Tenant, within_district
from app.extensions import db


class ResidentOpinion(Tenant, db.Model):
    """주민의견서 (지방재정법 제39조③). `content` is frozen at issue, `digest` is its SHA-256, `pdf` the very file that is attached."""

    __tablename__ = "resident_opinion"
    cycle_id: Mapped[int]
    edition: Mapped[int]
    opinion: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str]
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    cycle: Mapped[Cycle] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("cycle_id", "edition"),
        within_district("cycle", "cycle_id"),
    )
