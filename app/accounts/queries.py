"""Reads of residents, their consents and the hats they wear. People belong to no district; their hats do."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Consent, ConsentKind, Resident
from app.core.history import HistoryEntry
from app.districts.models import District, RoleGrant
from app.extensions import db

LOG_PAGE = 50


def by_id(resident_id: int) -> Resident | None:
    return db.session.get(Resident, resident_id)


def standing(ids: Iterable[int]) -> dict[int, int]:
    """Of these residents those whose account may be entered, with the epoch of their sessions."""
    wanted = select(Resident.id, Resident.session_epoch).where(Resident.id.in_(set(ids)), Resident.closed_at.is_(None))
    return {row.id: row.session_epoch for row in db.session.execute(wanted)}


def by_email(email: str) -> Resident | None:
    """The account of an address, compared without regard to case."""
    return db.session.scalar(select(Resident).where(Resident.email == email.strip().casefold()))


def consents(resident: Resident) -> list[Consent]:
    """Every consent ever given, oldest first."""
    return list(db.session.scalars(select(Consent).where(Consent.resident_id == resident.id).order_by(Consent.id)))


def consented(resident: Resident) -> set[ConsentKind]:
    """The consents that stand today."""
    standing = (Consent.resident_id == resident.id) & Consent.withdrawn_at.is_(None)
    return set(db.session.scalars(select(Consent.kind).where(standing)))


def hats(resident: Resident) -> list[tuple[RoleGrant, District]]:
    """Every hat of this person, whatever the district."""
    statement = (
        select(RoleGrant, District)
        .join(District, District.id == RoleGrant.district_id)
        .options(joinedload(RoleGrant.department))
        .where(RoleGrant.resident_id == resident.id)
        .order_by(District.kind, District.name_ko, RoleGrant.role)
    )
    return [(grant, district) for grant, district in db.session.execute(statement)]


def hat(district: District, grant_id: int) -> tuple[RoleGrant, Resident] | None:
    """One hat of this district and who wears it."""
    found = db.session.execute(_worn(district).where(RoleGrant.id == grant_id)).one_or_none()
    return (found[0], found[1]) if found else None


def people(district: District) -> list[tuple[RoleGrant, Resident]]:
    """Who wears which hat here, by name."""
    return [
        (grant, resident) for grant, resident in db.session.execute(_worn(district).order_by(Resident.display_name, RoleGrant.id))
    ]


def _worn(district: District) -> Any:
    return (
        select(RoleGrant, Resident)
        .join(Resident, Resident.id == RoleGrant.resident_id)
        .options(joinedload(RoleGrant.department))
        .where(RoleGrant.district_id == district.id)
    )


def names(resident_ids: Iterable[int]) -> dict[int, str]:
    """The names others see, in one statement."""
    wanted = set(resident_ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Resident.id, Resident.display_name).where(Resident.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def log(district: District, page: int, room: str = "") -> tuple[list[HistoryEntry], int]:
    """One page of a district's history, newest first, and how many pages there are."""
    condition = [HistoryEntry.district_id == district.id]
    if room:
        condition.append(HistoryEntry.action.startswith(f"{room}.", autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(HistoryEntry).where(*condition)) or 0
    rows = select(HistoryEntry).where(*condition).order_by(HistoryEntry.id.desc()).limit(LOG_PAGE).offset((page - 1) * LOG_PAGE)
    return list(db.session.scalars(rows)), max(1, -(-total // LOG_PAGE))


def rooms_in_log(district: District) -> list[str]:
    """The first words of what has been done here (`role` of `role.granted`), for the filter."""
    actions = db.session.scalars(select(HistoryEntry.action).where(HistoryEntry.district_id == district.id).distinct())
    return sorted({action.partition(".")[0] for action in actions})


def deeds(resident: Resident) -> list[HistoryEntry]:
    """What this person did that is on record, in every district."""
    return list(db.session.scalars(select(HistoryEntry).where(HistoryEntry.actor_id == resident.id).order_by(HistoryEntry.id)))
