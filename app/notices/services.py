"""Telling residents what happened, marking it read, forgetting it. Refuses to tell twice what is still unread."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Resident
from app.core import clock
from app.core.transaction import transaction
from app.districts.models import District
from app.extensions import db
from app.notices.models import MailRhythm, Notice, NoticeSetting
from app.notices.rules import NOTICES_PER_MAIL, READ_NOTICES_KEPT_DAYS

ROWS_PER_STATEMENT = 1_000
"""SQLite takes 32,766 values in a statement, and a row here has nine."""


@transaction
def tell(
    resident_ids: Iterable[int], code: str, *, district: District, link: tuple[str, Mapping[str, Any]], key: str | None = None,
    **details: Any,
) -> None:  # fmt: skip
    """One line for each of these residents, within the running service. Never name the one who acted among them.

    `link` is an endpoint and its values, the district left out. While a line with this `key` (a thread, a proposal) is unread, the same
    code only counts up and takes the newest words: a busy thread is one line, not a hundred. Details are plain values.
    """
    endpoint, values = link
    now = clock.now()
    rows = [
        {
            "resident_id": resident_id, "district_id": district.id, "code": code, "key": key, "details": details,
            "endpoint": endpoint, "link_values": dict(values), "created_at": now, "times": 1,
        }
        for resident_id in dict.fromkeys(resident_ids)
    ]  # fmt: skip
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        _insert(rows[start : start + ROWS_PER_STATEMENT])


def _insert(rows: list[dict[str, Any]]) -> None:
    insert = (postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite).insert(Notice).values(rows)
    newest = insert.excluded
    again = insert.on_conflict_do_update(
        index_elements=["resident_id", "district_id", "code", "key"],
        index_where=Notice.read_at.is_(None) & Notice.key.is_not(None),
        set_={
            "details": newest.details,
            "endpoint": newest.endpoint,
            "link_values": newest.link_values,
            "created_at": newest.created_at,
            "times": Notice.times + 1,
        },
    )
    db.session.execute(again)


@transaction
def read(notice: Notice) -> None:
    if notice.read_at is None:
        notice.read_at = clock.now()


@transaction
def read_all(resident: Resident) -> None:
    waiting = (Notice.resident_id == resident.id) & Notice.read_at.is_(None)
    db.session.execute(update(Notice).where(waiting).values(read_at=clock.now()))


@transaction
def choose(resident: Resident, *, mail: MailRhythm, language: str) -> None:
    """How this resident wants to hear of notices."""
    setting = db.session.get(NoticeSetting, resident.id) or NoticeSetting(resident_id=resident.id)
    setting.mail, setting.language = mail, language
    db.session.add(setting)


@transaction
def claim_for_mail(resident_id: int) -> list[int]:
    """The newest unread notices no mail has told yet, marked as told by the one being written: two workers never share one."""
    waiting = (Notice.resident_id == resident_id) & Notice.read_at.is_(None) & Notice.mailed_at.is_(None)
    newest = select(Notice.id).where(waiting).order_by(Notice.created_at.desc(), Notice.id.desc()).limit(NOTICES_PER_MAIL)
    claimed = update(Notice).where(Notice.id.in_(newest), Notice.mailed_at.is_(None)).values(mailed_at=clock.now())
    return list(db.session.scalars(claimed.returning(Notice.id).execution_options(synchronize_session=False)))


@transaction
def forget_old() -> None:
    """Read notices past their time, and whatever was told to accounts that have been closed since."""
    old = Notice.read_at < clock.now() - timedelta(days=READ_NOTICES_KEPT_DAYS)
    db.session.execute(delete(Notice).where(old))
    closed = select(Resident.id).where(Resident.closed_at.is_not(None))
    db.session.execute(delete(Notice).where(Notice.resident_id.in_(closed)).execution_options(synchronize_session=False))
