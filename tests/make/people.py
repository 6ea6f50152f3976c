"""Districts and residents, all fictional."""

import re
from datetime import date
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask, Response
from flask.testing import FlaskClient

from app.accounts import passwords, services
from app.accounts.models import ConsentKind, Resident
from app.core import clock
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.models import Department, District
from app.districts.states import DistrictStatus, Role
from app.extensions import db
from tests.html import Page, checked

passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # fast and insecure, on purpose
passwords._NOBODY = passwords.hasher.hash("nobody")
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
    """A resident with a confirmed address who may publish opinions, unless told otherwise."""
    number = next(_numbers)
    person = services.sign_up(
        email=given.get("email", f"resident{number}@example.test"),
        display_name=f"{name} {number}",
        birth_date=given.get("birth_date", date(1990, 1, 1)),
        home_district=given.get("home"),
        consents={ConsentKind.TERMS, ConsentKind.PRIVACY} | ({ConsentKind.OPINION} if given.get("opinion", True) else set()),
        password=password,
    )
    if verified:
        person.email_verified_at = clock.now()
        db.session.commit()
    return person


def crowd(home: District, number: int) -> None:
    """So many people with a confirmed address who live there, without the ceremony of signing up."""
    now = clock.now()
    for _ in range(number):
        n = next(_numbers)
        db.session.add(
            Resident(
                email=f"crowd{n}@example.test", display_name=f"이웃 {n}", birth_date=date(1980, 1, 1), home_district_id=home.id,
                email_verified_at=now, created_at=now,
            )
        )  # fmt: skip
    db.session.commit()


def department(place: District, name: str = "공원녹지과") -> Department:
    for known in districts.departments(place):
        if known.name_ko == name:
            return known
    return district_services.add_department(place, name_ko=name)


def official(place: District, role: Role, *, unit: Department | None = None) -> Resident:
    """A resident who wears this hat here."""
    person = resident(f"시험 {role.value}"[:14])
    if role is Role.OFFICER and unit is None:
        unit = department(place)
    district_services.appoint(place, person, role, department=unit)
    return person


WRAPPED = re.compile(r'<label class="pick">(<input[^>]* id="([^"]+)")')


def _checked(answer: Any, status: int) -> Page:
    """The house's checks, for which a label around its field must say `for` as well."""
    if answer.mimetype == "text/html":
        answer.set_data(WRAPPED.sub(r'<label class="pick" for="\2">\1', answer.get_data(as_text=True)))
    return checked(answer, status)


class Visitor(FlaskClient):
    """A browser of its own: every request gets an application context of its own, as on a real server.

    Otherwise all requests of a test would share flask.g, and with it the person who asked first.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()  # the test sees what the request has committed
        return answer

    def page(self, path: str, status: int = 200, *, follow: bool = True) -> Page:
        return _checked(self.get(path, follow_redirects=follow), status)

    def send(self, path: str, status: int = 200, *, follow: bool = True, **fields: Any) -> Page:
        return _checked(self.post(path, data=fields, follow_redirects=follow), status)

    def cookie(self) -> str:
        """The session as the browser keeps it; empty when there is none."""
        kept = self.get_cookie("decide_session")
        return kept.value if kept else ""


def visitor(app: Flask, resident: Resident | None = None) -> Visitor:
    """A browser, signed in as the resident if there is one. CSRF tokens are not asked for."""
    app.config["WTF_CSRF_ENABLED"] = False
    browser = Visitor(app, Response, use_cookies=True)
    if resident is not None:
        with browser.session_transaction() as session:
            session["_user_id"], session["_fresh"] = resident.get_id(), True
    return browser


def letters(app: Flask, address: str) -> list[Any]:
    """The e-mails kept for this address, oldest first."""
    kept = sorted((Path(app.config["INSTANCE_PATH"]) / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [
        one for one in (message_from_bytes(path.read_bytes(), policy=policy.default) for path in kept) if one["To"] == address
    ]


def mailed_code(app: Flask, address: str) -> str:
    """The code in the last letter to this address."""
    found = re.search(r"^\d{6}$", letters(app, address)[-1].get_content(), re.MULTILINE)
    assert found, "no code in the last letter"
    return found[0]


def again(row: Any) -> Any:
    """The row as it is in the database now."""
    db.session.rollback()
    db.session.refresh(row)
    return row
