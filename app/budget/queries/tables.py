"""Reads of budget tables."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.budget.models import BudgetTable
from app.districts.models import District
from app.extensions import db


def table(district: District, table_id: int) -> BudgetTable | None:
    wanted = select(BudgetTable).where(BudgetTable.district_id == district.id, BudgetTable.id == table_id)
    return db.session.scalar(wanted.options(selectinload(BudgetTable.lines)))


def tables(district: District) -> Sequence[BudgetTable]:
    """Those that stand, the latest year first."""
    standing = select(BudgetTable).where(BudgetTable.district_id == district.id, BudgetTable.withdrawn_at.is_(None))
    return db.session.scalars(standing.order_by(BudgetTable.year.desc(), BudgetTable.id.desc())).all()


def by_once(author_id: int, once: str | None) -> BudgetTable | None:
    """What this person has already sent with this key."""
    if once is None:
        return None
    return db.session.scalar(select(BudgetTable).where(BudgetTable.published_by_id == author_id, BudgetTable.once == once))
