"""Reads of one resident's notices. They stand above districts: a person reads all of theirs on one page."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Resident
from app.extensions import db
from app.notices.models import MailRhythm, Notice, NoticeSetting
from app.notices.rules import NOTICES_PER_PAGE


def unread(resident_id: int) -> int:
    mine = select(func.count(Notice.id)).where(Notice.resident_id == resident_id, Notice.read_at.is_(None))
    return db.session.scalar(mine) or 0


def page(resident_id: int, *, page: int = 1) -> tuple[list[Notice], int, int]:
    """The notices of one page, newest first; the page shown and how many there are."""
    mine = Notice.resident_id == resident_id
    total = db.session.scalar(select(func.count(Notice.id)).where(mine)) or 0
    pages = max(1, -(-total // NOTICES_PER_PAGE))
    page = min(max(1, page), pages)
    wanted = select(Notice).where(mine).options(joinedload(Notice.district)).order_by(Notice.created_at.desc(), Notice.id.desc())
    return list(db.session.scalars(wanted.limit(NOTICES_PER_PAGE).offset((page - 1) * NOTICES_PER_PAGE))), page, pages


def mine(resident_id: int, notice_id: int) -> Notice | None:
    wanted = select(Notice).where(Notice.id == notice_id, Notice.resident_id == resident_id)
    return db.session.scalar(wanted.options(joinedload(Notice.district)))


def setting(resident_id: int) -> NoticeSetting:
    """How this resident hears of notices; the default where nothing was chosen, not stored."""
    found = db.session.get(NoticeSetting, resident_id)
    return found or NoticeSetting(resident_id=resident_id, mail=MailRhythm.DAILY, language="ko")


def due_for_mail(after: int = 0, limit: int = 200) -> list[int]:
    """Ids of residents, in order, with something unread that no mail has told them yet, and who want mail."""
    waiting = Notice.read_at.is_(None) & Notice.mailed_at.is_(None)
    wants = func.coalesce(NoticeSetting.mail, MailRhythm.DAILY) == MailRhythm.DAILY
    wanted = (
        select(Resident.id)
        .join(Notice, Notice.resident_id == Resident.id)
        .outerjoin(NoticeSetting, NoticeSetting.resident_id == Resident.id)
        .where(waiting, wants, Resident.email_verified_at.is_not(None), Resident.closed_at.is_(None), Resident.id > after)
    )
    return list(db.session.scalars(wanted.distinct().order_by(Resident.id).limit(limit)))


def by_ids(notice_ids: Collection[int]) -> list[Notice]:
    """These notices, newest first."""
    wanted = select(Notice).where(Notice.id.in_(notice_ids)).options(joinedload(Notice.district))
    return list(db.session.scalars(wanted.order_by(Notice.created_at.desc(), Notice.id.desc())))


def everything(resident_id: int) -> list[Notice]:
    """All of a resident's notices, oldest first: for their own export."""
    wanted = select(Notice).where(Notice.resident_id == resident_id).options(joinedload(Notice.district))
    return list(db.session.scalars(wanted.order_by(Notice.id)))
