"""Districts and residents, all fictional."""

from datetime import date
from itertools import count
from typing import Any

from argon2 import PasswordHasher

from app.accounts import passwords, services
from app.accounts.models import ConsentKind, Resident
from app.core import clock
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.models import Department, District
from app.districts.states import DistrictStatus, Role
from app.extensions import db

passwords.hasher = services.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # fast and insecure, on purpose
PASSWORD = "correct horse battery"
_numbers = count(1)


def district(slug: str = "mapo") -> District:
    """An open pilot district."""
    found = districts.by_slug(slug)
    assert found is not None
    if found.status is DistrictStatus.CLOSED:
        district_services.change_status(found, "start_pilot")
    return found


def resident(name: str = "시험 주민", *, verified: bool = True, password: str | None = None, **given: Any) -> Resident:
    """A resident with a confirmed address unless told otherwise."""
    number = next(_numbers)
    person = services.sign_up(
        email=given.get("email", f"resident{number}@example.test"),
        display_name=f"{name} {number}",
        birth_date=given.get("birth_date", date(1990, 1, 1)),
        home_district=given.get("home"),
        consents={ConsentKind.TERMS, ConsentKind.PRIVACY},
        password=password,
    )
    if verified:
        person.email_verified_at = clock.now()
        db.session.commit()
    return person


def department(place: District, name: str = "공원녹지과") -> Department:
    for known in districts.departments(place):
        if known.name_ko == name:
            return known
    return district_services.add_department(place, name_ko=name)


def official(place: District, role: Role, *, unit: Department | None = None) -> Resident:
    """A resident who wears this hat here."""
    person = resident(f"시험 {role.value}")
    if role is Role.OFFICER and unit is None:
        unit = department(place)
    district_services.appoint(place, person, role, department=unit)
    return person
