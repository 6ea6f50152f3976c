"""The operator's commands: districts, hats and the permission table."""

import pytest
from sqlalchemy import select

from app.core.history import HistoryEntry
from app.districts import queries as districts
from app.districts.states import DistrictStatus, Role
from app.extensions import db
from tests.make import people


@pytest.fixture
def run(app):
    def command(*words, code=0):
        result = app.test_cli_runner().invoke(args=words)
        db.session.rollback()
        assert result.exit_code == code, result.output
        return result.output

    return command


def test_districts_are_listed_in_columns(run):
    lines = run("district", "list").splitlines()
    assert len(lines) == 27
    assert lines[0].split() == ["SLUG", "NAME", "ENGLISH", "STATE"]
    assert next(line for line in lines if line.startswith("mapo")).split() == ["mapo", "마포구", "Mapo-gu", "닫힘"]


def test_a_district_is_opened_as_a_pilot_then_fully_then_closed(run):
    run("district", "open", "mapo", "--pilot", "--reason", "시범 운영 협약")
    assert districts.by_slug("mapo").status is DistrictStatus.PILOT
    run("district", "open", "mapo")
    assert districts.by_slug("mapo").status is DistrictStatus.OPEN
    run("district", "close", "mapo", "--reason", "정비")
    assert districts.by_slug("mapo").status is DistrictStatus.CLOSED
    entries = db.session.execute(
        select(HistoryEntry.action, HistoryEntry.reason, HistoryEntry.actor_id, HistoryEntry.actor_role).order_by(HistoryEntry.id)
    ).all()
    assert [tuple(entry) for entry in entries] == [
        ("district.start_pilot", "시범 운영 협약", None, "operator"),
        ("district.open", "", None, "operator"),
        ("district.close", "정비", None, "operator"),
    ]


def test_opening_lays_the_districts_out_where_they_are_missing(app, run):
    for place in districts.everywhere():
        db.session.delete(place)
    db.session.commit()
    run("district", "open", "mapo")
    assert len(districts.everywhere()) == 26


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("district", "open", "atlantis"), "There is no district 'atlantis'. Known: seoul"),
        (("district", "close", "mapo", "--reason", "정비"), "ILLEGAL_TRANSITION"),
        (("district", "close", "mapo"), "--reason"),
        (("role", "grant", "nobody@example.test", "--district", "mapo", "--role", "auditor"), "NO_SUCH_ACCOUNT"),
        (("role", "grant", "no address", "--district", "mapo", "--role", "auditor"), "BAD_EMAIL"),
        (("role", "grant", "a@example.test", "--district", "mapo", "--role", "emperor"), "emperor"),
        (
            ("role", "grant", "a@example.test", "--district", "mapo", "--role", "officer", "--department", "x"),
            "no department 'x'",
        ),
        (("role", "revoke", "nobody@example.test", "--district", "mapo", "--role", "auditor"), "does not hold"),
        (("who", "--permission", "no.such"), "There is no permission 'no.such'."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_with_exit_code_two(run, words, said):
    output = run(*words, code=2)
    assert said in output
    assert "Traceback" not in output


def test_a_database_that_is_not_prepared_is_said_in_a_sentence(tmp_path):
    from app import create_app

    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.sqlite3'}"})
    result = app.test_cli_runner().invoke(args=("district", "list"))
    assert result.exit_code == 2
    assert "flask setup" in result.output
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_hats_are_given_and_taken_even_the_last_coordinators(run):
    person = people.resident()
    run("district", "open", "mapo")
    run("district", "add-department", "mapo", "교통과", "--english", "Transport")
    run("role", "grant", person.email, "--district", "mapo", "--role", "officer", code=2)
    run("role", "grant", person.email, "--district", "mapo", "--role", "officer", "--department", "교통과")
    run("role", "grant", person.email, "--district", "mapo", "--role", "coordinator")
    place = districts.by_slug("mapo")
    assert {grant.role for grant in districts.grants_of(place, person.id)} == {Role.OFFICER, Role.COORDINATOR}
    run("role", "revoke", person.email, "--district", "mapo", "--role", "coordinator", "--reason", "교체")
    assert {grant.role for grant in districts.grants_of(place, person.id)} == {Role.OFFICER}


def test_the_permission_table_is_read_aloud(app, run):
    lines = run("who").splitlines()
    assert lines[0].split() == ["PERMISSION", "WHO"]
    assert len(lines) == 1 + len(app.extensions["decide.permissions"])
    assert "role.list" in run("who", "--permission", "role.list")
    assert "coordinator or auditor" in run("who", "--permission", "role.list")
