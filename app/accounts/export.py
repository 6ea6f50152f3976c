"""Everything known about one person, as one JSON document (개인정보 보호법 제35조). Higher rooms add what they keep."""

from collections.abc import Callable
from typing import Any

from app.accounts import queries
from app.accounts.models import Resident
from app.core import clock

Section = Callable[[Resident], Any]
_sections: dict[str, Section] = {}


def section(name: str) -> Callable[[Section], Section]:
    """Register what a room knows about a resident: plain values only, and never what a secret ballot holds."""

    def register(tell: Section) -> Section:
        _sections[name] = tell
        return tell

    return register


def of(resident: Resident) -> dict[str, Any]:
    """The document itself; instants in ISO 8601, UTC."""
    return {"made_at": clock.now().isoformat(), "sections": {name: tell(resident) for name, tell in _sections.items()}}


@section("profile")
def _profile(resident: Resident) -> dict[str, Any]:
    return {
        "email": resident.email,
        "email_verified_at": _iso(resident.email_verified_at),
        "display_name": resident.display_name,
        "birth_date": resident.birth_date.isoformat(),
        "home_district_id": resident.home_district_id,
        "has_password": resident.has_password,
        "created_at": _iso(resident.created_at),
    }


@section("consents")
def _consents(resident: Resident) -> list[dict[str, Any]]:
    return [
        {
            "kind": consent.kind.value,
            "version": consent.version,
            "given_at": _iso(consent.given_at),
            "withdrawn_at": _iso(consent.withdrawn_at),
        }
        for consent in queries.consents(resident)
    ]


@section("roles")
def _roles(resident: Resident) -> list[dict[str, Any]]:
    return [
        {
            "district": district.slug,
            "role": grant.role.value,
            "department": grant.department.name_ko if grant.department else None,
            "granted_at": _iso(grant.granted_at),
        }
        for grant, district in queries.hats(resident)
    ]


@section("history")
def _deeds(resident: Resident) -> list[dict[str, Any]]:
    return [
        {
            "at": _iso(entry.at),
            "action": entry.action,
            "on": f"{entry.subject_kind}:{entry.subject_id}",
            "as": entry.actor_role,
            "reason": entry.reason,
        }
        for entry in queries.deeds(resident)
    ]


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant else None
