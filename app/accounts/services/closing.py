"""Leaving: the person is forgotten, what was published stays under a common name. Refuses to delete rows history points to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select, update

from app.accounts import forgetting, queries, rules
from app.accounts.models import Consent, ConsentKind, EmailCode, Resident
from app.core import clock
from app.core.transaction import transaction
from app.districts import services as districts
from app.extensions import db

_farewells: list[Callable[[Resident], Any]] = []


def at_closing(forget: Callable[[Resident], Any]) -> Callable[[Resident], Any]:
    """Register what a higher room forgets of a person who leaves: a service that runs within the closing."""
    if forget not in _farewells:
        _farewells.append(forget)
    return forget


@transaction
def close(resident: Resident) -> None:
    """Close the account: no name, address, birth date, password or hat is left, and every session ends."""
    for forget in _farewells:
        forget(resident)
    for grant, _ in queries.hats(resident):
        districts.dismiss(grant, by=resident, reason=rules.CLOSED_NAME, is_leaving=True)
    standing = (Consent.resident_id == resident.id) & Consent.withdrawn_at.is_(None)
    db.session.execute(update(Consent).where(standing).values(withdrawn_at=clock.now()))
    forgetting.ended(resident, *ConsentKind)
    db.session.execute(delete(EmailCode).where(EmailCode.email == resident.email))
    resident.email = f"closed-{uuid4().hex}@invalid"
    resident.email_verified_at = resident.password_hash = resident.once = None
    resident.display_name = rules.CLOSED_NAME
    resident.birth_date = rules.FORGOTTEN_BIRTH_DATE
    resident.home_district_id = None
    resident.session_epoch += 1
    resident.closed_at = clock.now()


def close_unconfirmed() -> int:
    """Free addresses that nobody has confirmed for two weeks, so that squatting on somebody's address ends; how many."""
    since = clock.now() - timedelta(days=rules.UNCONFIRMED_DAYS)
    stale = Resident.email_verified_at.is_(None) & Resident.closed_at.is_(None) & (Resident.created_at < since)
    closed = 0
    for resident_id in db.session.scalars(select(Resident.id).where(stale).order_by(Resident.id).limit(500)).all():
        closed += _close_if_unconfirmed(resident_id)
    return closed


@transaction
def _close_if_unconfirmed(resident_id: int) -> bool:
    resident = db.session.get(Resident, resident_id, with_for_update=True)
    if resident is None or resident.email_verified_at is not None or not resident.is_active:
        return False
    close(resident)
    return True
