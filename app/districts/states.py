"""What a district is and how far its pilot has come."""

from enum import StrEnum


class DistrictKind(StrEnum):
    CITY = "city"
    DISTRICT = "district"


class DistrictStatus(StrEnum):
    CLOSED = "closed"
    PILOT = "pilot"
    OPEN = "open"


class Role(StrEnum):
    """Hats worn in one district. Every signed-in resident is a citizen without any row saying so."""

    OFFICER = "officer"
    PANELIST = "panelist"
    COMMITTEE = "committee"
    BUDGET_SCHOOL = "budget_school"
    MODERATOR = "moderator"
    CLERK = "clerk"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"


STATUSES = {
    DistrictStatus.CLOSED: {"start_pilot": DistrictStatus.PILOT, "open": DistrictStatus.OPEN},
    DistrictStatus.PILOT: {"open": DistrictStatus.OPEN, "close": DistrictStatus.CLOSED},
    DistrictStatus.OPEN: {"close": DistrictStatus.CLOSED},
}
