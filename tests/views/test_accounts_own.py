"""내 참여: what the platform knows about the person who looks, and how they change it."""

import json

import pytest

from app.accounts import queries
from app.accounts.models import ConsentKind
from app.core.slots import fills
from app.districts import services as districts
from app.districts.states import Role
from tests.make import people
from tests.statements import counted


@pytest.fixture
def resident(app):
    return people.resident(home=people.district(), password=people.PASSWORD)


@pytest.fixture
def browser(app, resident):
    return people.visitor(app, resident)


def test_my_page_shows_what_is_known_about_me(browser, resident):
    page = browser.page("/me")
    assert "내 참여" in page.text
    for known in (resident.display_name, resident.email, "마포구", "1990. 1. 1.(월)", "확인함"):
        assert known in page.text
    assert {"/me/profile", "/me/password", "/me/consents", "/me/data.json", "/me/close"} <= set(page.links())


def test_an_unconfirmed_address_is_the_first_thing_said(app):
    page = people.visitor(app, people.resident(verified=False)).page("/me")
    assert "이메일을 아직 확인하지 않았습니다" in page.text
    assert [link for link in page.links() if link.startswith("/verify")]


def test_my_roles_lead_to_the_desk_of_their_district(app):
    official = people.official(people.district(), Role.OFFICER)
    districts.appoint(people.district("guro"), official, Role.AUDITOR)
    page = people.visitor(app, official).page("/me")
    for words in ("마포구", "부서 담당자", "공원녹지과", "구로구", "감사 담당자"):
        assert words in page.text
    assert [link for link in page.links() if link.startswith("/mapo/desk")]
    assert [link for link in page.links() if link.startswith("/guro/desk")]


def test_a_role_in_a_closed_district_leads_nowhere_yet(app):
    official = people.official(people.district("guro"), Role.AUDITOR)
    districts.change_status(people.district("guro"), "close")
    page = people.visitor(app, official).page("/me")
    assert "아직 열지 않은 구" in page.text
    assert "구로구 업무 보기" not in page.text


def test_higher_rooms_have_a_place_on_my_page(app, browser, resident, monkeypatch):
    from app.core import slots

    monkeypatch.setattr(slots, "_slots", {})
    fills("me.activity")(lambda person: f"slot of {person.id}")
    assert f"slot of {resident.id}" in browser.page("/me").text


def test_my_page_costs_the_same_with_many_roles(app):
    official = people.official(people.district(), Role.OFFICER)
    for slug in ("guro", "jung", "nowon", "songpa"):
        for role in (Role.AUDITOR, Role.MODERATOR, Role.PANELIST):
            districts.appoint(people.district(slug), official, role)
    browser = people.visitor(app, official)
    with counted() as sent:
        browser.page("/me")
    assert len(sent) <= 12, sent


def test_my_name_birth_date_and_district_can_be_corrected(browser, resident):
    page = browser.page("/me/profile")
    assert page.all("input", name="birth_date")[0]["value"] == "19900101"
    assert [a["value"] for a in page.all("option") if "selected" in a] == ["mapo"]
    browser.send("/me/profile", display_name="한강", birth_date="1991-03-01", home="")
    people.again(resident)
    assert (resident.display_name, str(resident.birth_date), resident.home_district_id) == ("한강", "1991-03-01", None)
    page = browser.send("/me/profile", 422, display_name="운영자", birth_date="1991-03-01", home="mapo")
    assert page.all("input", name="display_name")[0]["aria-invalid"] == "true"
    assert page.all("input", name="display_name")[0]["value"] == "운영자"


def test_an_optional_consent_is_withdrawn_and_given_by_one_button(browser, resident):
    page = browser.page("/me/consents")
    actions = [a["action"] for a in page.all("form", method="post")]
    assert [a for a in actions if "/me/consents/opinion/withdraw" in a]
    assert [a for a in actions if "/me/consents/news/give" in a]
    assert not [a for a in actions if "terms" in a or "privacy" in a]
    browser.send("/me/consents/opinion/withdraw")
    browser.send("/me/consents/news/give")
    assert queries.consented(resident) == {ConsentKind.TERMS, ConsentKind.PRIVACY, ConsentKind.NEWS}
    answer = browser.post("/me/consents/opinion/give?next=/mapo/")
    assert answer.location == "/mapo/"


def test_needed_consents_are_not_withdrawn_behind_the_accounts_back(browser, resident):
    page = browser.send("/me/consents/privacy/withdraw", 409)
    assert "CONSENT_IS_NEEDED" in page.text
    assert ConsentKind.PRIVACY in queries.consented(resident)
    browser.send("/me/consents/everything/give", 404)


def test_my_data_comes_as_a_file_with_my_address_and_without_my_password(browser, resident):
    answer = browser.get("/me/data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    document = json.loads(answer.data)
    assert document["sections"]["profile"]["email"] == resident.email
    assert resident.password_hash not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/me", "/me/profile", "/me/password", "/me/prove", "/me/consents", "/me/close"])
def test_my_pages_stand_in_english_too(browser, path):
    assert browser.page(f"/en{path}").all("html")[0]["lang"] == "en"


def test_closing_says_what_goes_and_what_stays(browser):
    text = browser.page("/me/close").text
    assert "바로 지우는 것" in text
    assert "남는 것" in text
    assert "탈퇴한 주민" in text
