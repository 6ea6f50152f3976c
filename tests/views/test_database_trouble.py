"""When the database has no turn for somebody, or is gone, a page says so and nothing is half done."""

from threading import Barrier

import pytest
from sqlalchemy import create_engine, text

from app import create_app
from app.accounts import services as accounts
from app.accounts.models import Consent, ConsentKind, Resident
from app.core import database as rules
from app.core.errors import Busy, ChangedMeanwhile
from app.core.transaction import transaction
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.models import Department
from app.districts.rules import DepartmentExists
from app.extensions import db as database
from tests.html import checked
from tests.make import people
from tests.parallel import at_once


@pytest.fixture
def impatient(app, tmp_path, monkeypatch):
    """The application on a SQLite file it waits for only for a moment."""
    monkeypatch.setattr(rules, "BUSY_MILLISECONDS", 30)
    usual, database.engines[None] = database.engines[None], create_engine(f"sqlite:///{tmp_path / 'impatient.sqlite3'}")
    rules.prepare(database.engines[None])
    database.session.remove()
    database.create_all()
    district_services.lay_out()
    yield app
    database.session.remove()
    database.engines[None].dispose()
    database.engines[None] = usual


def test_a_locked_database_is_a_refusal_and_changes_nothing(impatient):
    resident = people.resident()
    writer = create_engine(database.engine.url)
    with writer.connect() as other:
        other.execute(text("UPDATE resident SET created_at = created_at"))
        with pytest.raises(Busy):
            accounts.give_consent(resident, ConsentKind.NEWS)
        other.rollback()
    writer.dispose()
    accounts.give_consent(resident, ConsentKind.NEWS)
    assert database.session.query(Consent).filter_by(kind=ConsentKind.NEWS).count() == 1


def test_of_two_who_wait_for_each_other_one_is_refused_and_the_other_goes_on(app):
    """On SQLite there is one writer at a time, so that nobody waits for another in a circle."""
    has_circles = database.engine.dialect.name == "postgresql"
    ids, gate = [people.resident().id, people.resident().id], Barrier(2)

    @transaction
    def rename(first: int, second: int) -> None:
        database.session.get(Resident, first, with_for_update=True)
        if has_circles:
            gate.wait(10)
        database.session.get(Resident, second, with_for_update=True)

    answers = at_once(app, [lambda: rename(*ids), lambda: rename(*ids[::-1])])
    assert sorted(type(one).__name__ for one in answers) == ["Busy" if has_circles else "NoneType", "NoneType"]


def test_a_row_that_is_gone_has_changed_meanwhile(app):
    unit = district_services.add_department(districts.by_slug("mapo"), name_ko="문화과")
    with database.engine.connect() as other:
        other.execute(text("DELETE FROM department"))
        other.commit()

    @transaction
    def rename() -> None:
        unit.name_ko = f"새 {unit.name_ko}"

    with pytest.raises(ChangedMeanwhile):
        rename()


def test_a_refusal_keeps_its_name_when_one_service_calls_another(app):
    place = districts.by_slug("mapo")
    district_services.add_department(place, name_ko="문화과")

    @transaction
    def both() -> None:
        database.session.add(Department(district_id=place.id, name_ko="체육과"))
        district_services.add_department(place, name_ko="문화과")

    with pytest.raises(DepartmentExists):
        both()
    assert [unit.name_ko for unit in districts.departments(place)] == ["문화과"]


def test_without_a_database_the_page_still_stands(tmp_path):
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'nowhere' / 'gone.sqlite3'}"})
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "1.0"
    for path in ("/", "/seoul/proposals", "/en/me"):
        page = checked(client.get(path), 503)
        assert page.answer.headers["Retry-After"] == "30"
