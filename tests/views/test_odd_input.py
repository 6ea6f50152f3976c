"""Input no browser of a kind person sends: it gets a page that says no, never an error of ours."""

import pytest

from app.budget.policy.presets import SMALL_PILOT
from app.budget.services import drafts
from app.core.text import stored
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.states import Role
from tests.conftest import sign_in
from tests.make import people


@pytest.fixture
def place(app):
    return district_services.change_status(districts.by_slug("mapo"), "start_pilot")


@pytest.mark.parametrize("target", ["http://[", "//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example"])
def test_only_a_path_of_ours_is_come_back_to(client, place, target):
    answer = client.post("/display", data={"contrast": "high"}, query_string={"next": target})
    assert (answer.status_code, answer.location) == (302, "/")


def test_an_unreadable_referrer_is_none(client, place):
    answer = client.post("/me/sessions/end", headers={"Referer": "http://["})
    assert answer.status_code == 302


@pytest.mark.parametrize("path", ["/mapo/proposals/%00", "/ma%00po/proposals", "/mapo/proposals/MAPO%1b"])
def test_control_characters_are_no_address(client, place, path):
    assert client.get(path).status_code == 404


def test_a_log_is_not_asked_about_what_no_database_can_hold(client, place):
    sign_in(client, people.official(place, Role.AUDITOR))
    assert client.get("/mapo/log?about=%00").status_code == 200


def test_a_search_for_a_thousand_words_is_answered(client, place):
    assert client.get("/mapo/proposals?q=" + "+".join(f"w{n}" for n in range(700))).status_code == 200
    assert client.get("/mapo/proposals?q=" + "+".join(["ㄱ"] * 1_300)).status_code == 200


def test_only_a_key_of_ours_begins_a_draft(client, place):
    sign_in(client, people.resident())
    for key in ("x" * 5_000, "a b", "%00", "A" * 32, "0" * 31):
        assert client.post(f"/mapo/propose/{key}/problem", data={"title": "밤길 가로등"}).status_code == 404, key
        assert client.post(f"/mapo/propose/{key}/check").status_code == 404


@pytest.mark.parametrize("turn", ["", "x", "9" * 30, "-1"])
def test_a_draft_is_kept_whatever_a_page_says_of_itself(client, place, turn):
    sign_in(client, people.resident())
    sent = {"title": "밤길 가로등", "turn": turn, "editor": "\0" * 9, "seen": "가" * 999}
    assert client.post(f"/mapo/propose/{'a' * 32}/problem/keep", data=sent).status_code == 200


@pytest.mark.parametrize("name", ["\u3164\u3164\u3164", "\u2800" * 5, "\u200d" * 6, "\u2060\u00ad\ufeff" * 3, "\u0301" * 5])
def test_what_cannot_be_seen_is_nothing(client, place, name):
    assert stored(name) == ""
    sign_in(client, people.resident())
    written = {"title": name, "problem": "골목이 어두워 다니기 무섭습니다"}
    assert client.post(f"/mapo/propose/{'b' * 32}/problem", data=written).status_code == 422
    assert client.post("/me/profile", data={"display_name": name, "birth_date": "19900101", "home": ""}).status_code == 422


@pytest.mark.parametrize("written", ["가족 👨‍👩‍👧 모임", "각각", "1", "？", "क्षत्रिय"])
def test_what_can_be_seen_stays_as_it_was_written(written):
    assert stored(written) == written


@pytest.mark.parametrize("year", ["99999999999999999999", "3000000000", "-1", "0"])
def test_a_cycle_is_of_a_year_that_a_budget_can_have(client, place, year):
    coordinator = people.official(place, Role.COORDINATOR)
    sign_in(client, coordinator)
    draft = drafts.begin(place, preset=SMALL_PILOT, by=coordinator)
    sent = {"name": "시험 주기", "year": year, "tracks": ["general"]}
    answer = client.post(f"/mapo/budget/plans/{draft.id}/basics", data=sent)
    assert answer.status_code == 422
    assert "1989" in answer.get_data(as_text=True)
