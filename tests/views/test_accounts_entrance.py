"""Signing up, in and out as a browser does it, with every refusal at its field."""

import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from app.accounts import queries
from app.accounts.models import ConsentKind, Resident
from app.core import clock
from app.extensions import db
from tests.make import people

FIELDS = {
    "email": "newcomer@example.test", "display_name": "나루", "birth_date": "19900214", "home": "mapo",
    "password": "correct horse battery", "terms": "y", "privacy": "y", "once": "",
}  # fmt: skip


@pytest.fixture
def visitor(app):
    return people.visitor(app)


def signed_in_name(browser):
    with browser.session_transaction() as session:
        number = session.get("_user_id", "").partition(".")[0]
    return db.session.get(Resident, int(number)).display_name if number else None


def test_a_newcomer_signs_up_confirms_and_goes_on_to_where_they_wanted(app, visitor):
    people.district()
    page = visitor.page("/sign-up?next=/mapo/")
    assert page.all("input", name="email", autocomplete="email")
    page = visitor.send("/sign-up?next=/mapo/", **FIELDS)
    assert page.path == "/verify"
    assert signed_in_name(visitor) == "나루"
    assert page.all("input", name="code", autocomplete="one-time-code", inputmode="numeric")
    code = people.mailed_code(app, FIELDS["email"])
    assert code not in page.html
    page = visitor.send("/verify?next=/mapo/", code=code)
    assert page.path == "/mapo/"
    resident = queries.by_email(FIELDS["email"])
    assert resident.assurance == 1
    assert queries.consented(resident) == {ConsentKind.TERMS, ConsentKind.PRIVACY}
    assert resident.password_hash.startswith("$argon2id$")


def test_a_password_is_optional_and_then_codes_open_the_door(app, visitor):
    visitor.send("/sign-up", **FIELDS | {"password": "", "home": "", "opinion": "y", "news": "y"})
    resident = queries.by_email(FIELDS["email"])
    assert (resident.password_hash, resident.home_district_id) == (None, None)
    assert queries.consented(resident) == set(ConsentKind)
    visitor.send("/sign-out")
    page = visitor.send("/sign-in/code", email="  NEWCOMER@example.test ")
    assert page.path == "/sign-in/code/enter"
    visitor.send("/sign-in/code/enter", code=people.mailed_code(app, FIELDS["email"]))
    assert signed_in_name(visitor) == "나루"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "이메일 주소를 적어 주세요."),
        ("email", "no address", "이메일 주소를 다시 확인해 주세요."),
        ("display_name", "", "다른 사람에게 보일 이름을 적어 주세요."),
        ("display_name", "가", "2자부터 20자까지"),
        ("display_name", "마포구청", "기관이나 운영자로 보이는 이름"),
        ("birth_date", "", "생년월일을 적어 주세요."),
        ("birth_date", "   ", "여덟 자리 숫자로"),
        ("birth_date", "199002", "여덟 자리 숫자로"),
        ("birth_date", "19900230", "여덟 자리 숫자로"),
        ("birth_date", "18000101", "생년월일을 다시 확인해 주세요."),
        ("birth_date", f"{clock.today().year - 13}0101", "만 14세 이상만"),
        ("home", "atlantis", ""),
        ("password", "short", "10자 이상이어야"),
        ("password", "1234567890", "짐작하기 쉬운"),
        ("password", "newcomer@example.test", "짐작하기 쉬운"),
        ("terms", "", "가입하려면 이용약관에 동의해 주세요."),
        ("privacy", "", "가입하려면 개인정보 수집·이용에 동의해 주세요."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_comes_back_filled(app, visitor, field, value, sentence):
    fields = {name: given for name, given in (FIELDS | {field: value}).items() if given or name not in ("terms", "privacy")}
    page = visitor.send("/sign-up", 422, **fields)
    (box,) = [a for tag, a in page.elements if a.get("name") == field]
    assert box.get("aria-invalid") == "true"
    assert sentence in page.text
    assert f"#{field}" in page.links()
    assert page.html.count("오류: ") >= 1
    for name in {"email", "display_name", "birth_date"} - {field}:
        assert page.all("input", name=name)[0]["value"] == FIELDS[name]
    for name in {"terms", "privacy"} - {field}:
        assert "checked" in page.all("input", name=name)[0]
    assert not page.all("input", name="password")[0].get("value")
    assert db.session.scalars(select(Resident)).all() == []


@pytest.mark.parametrize("typed", ["1990-02-14", "1990.2.14", "1990. 2. 14.", "1990/02/14", "1990년 2월 14일", " 19900214 "])
def test_a_birth_date_may_be_written_as_people_write_it(app, visitor, typed):
    visitor.send("/sign-up", **FIELDS | {"birth_date": typed})
    assert str(queries.by_email(FIELDS["email"]).birth_date) == "1990-02-14"


def test_a_taken_address_is_refused_at_its_field_and_its_owner_is_told(app, visitor):
    owner = people.resident(email=FIELDS["email"])
    page = visitor.send("/sign-up", 422, **FIELDS)
    assert "이 주소로는 새로 가입할 수 없습니다." in page.text
    assert owner.display_name not in page.text
    letters = people.letters(app, FIELDS["email"])
    assert "이미" in letters[-1]["Subject"]
    assert "http" not in letters[-1].get_content()
    visitor.send("/sign-up", 422, **FIELDS | {"email": FIELDS["email"].upper()})
    assert len(people.letters(app, FIELDS["email"])) == len(letters), "nobody's mailbox is filled by somebody else's tries"


def test_every_consent_says_why_what_how_long_and_what_a_refusal_means(app, visitor):
    page = visitor.page("/sign-up")
    terms = [word for word in page.words if word in ("목적", "항목", "보관 기간", "거부하면")]
    assert terms == ["목적", "항목", "보관 기간", "거부하면"] * 4
    assert [("checked" in a) for a in page.all("input", type="checkbox")] == [False] * 4


def test_the_five_and_twenty_districts_are_offered_but_not_the_city(app, visitor):
    page = visitor.page("/sign-up")
    values = [a["value"] for a in page.all("option")]
    assert len(values) == 26
    assert values[0] == ""
    assert "seoul" not in values


def test_the_page_of_a_demo_says_where_the_mail_is_and_no_page_ever_shows_a_code(app, visitor, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", None)
    monkeypatch.setitem(app.config, "DEMO", True)
    page = visitor.send("/sign-up", **FIELDS)
    assert "instance/outbox" in page.text
    monkeypatch.setitem(app.config, "DEMO", False)
    assert "instance/outbox" not in visitor.page("/verify").text
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://localhost")
    monkeypatch.setitem(app.config, "DEMO", True)
    assert "instance/outbox" not in visitor.page("/verify").text


def test_a_password_opens_the_door_and_a_wrong_one_says_nothing_about_the_account(app, visitor):
    resident = people.resident(password=people.PASSWORD)
    wrong = visitor.send("/sign-in", 422, email=resident.email, password="no such password")
    nobody = visitor.send("/sign-in", 422, email="nobody@example.test", password="no such password")
    assert wrong.text.replace(resident.email, "") == nobody.text.replace("nobody@example.test", "")
    assert wrong.all("input", name="email")[0]["value"] == resident.email
    visitor.send("/sign-in", email=resident.email.upper(), password=people.PASSWORD)
    assert signed_in_name(visitor) == resident.display_name


def test_asking_for_a_code_looks_the_same_with_and_without_an_account(app, visitor):
    resident = people.resident()
    there = visitor.send("/sign-in/code", email=resident.email)
    nowhere = visitor.send("/sign-in/code", email="nobody@example.test")
    assert there.text.replace(resident.email, "") == nowhere.text.replace("nobody@example.test", "")
    assert people.letters(app, "nobody@example.test") == []


def test_the_code_page_without_an_address_asks_for_one(app, visitor):
    assert visitor.page("/sign-in/code/enter").path == "/sign-in/code"


def test_a_wrong_code_comes_back_with_a_sentence(app, visitor):
    resident = people.resident()
    visitor.send("/sign-in/code", email=resident.email)
    code = people.mailed_code(app, resident.email)
    page = visitor.send("/sign-in/code/enter", 422, code="000000" if code != "000000" else "111111")
    assert "확인번호가 맞지 않거나" in page.text
    assert signed_in_name(visitor) is None


@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/sign-in/code", "/sign-in/code/enter"])
def test_whoever_is_in_already_is_sent_on(app, path):
    browser = people.visitor(app, people.resident())
    assert browser.page(path).path == "/"
    assert browser.page(f"{path}?next=/privacy").path == "/privacy"


@pytest.mark.parametrize(
    "path", ["/verify", "/me", "/me/profile", "/me/password", "/me/prove", "/me/consents", "/me/close", "/me/data.json"]
)
def test_whoever_is_out_is_asked_to_sign_in_and_comes_back(app, visitor, path):
    resident = people.resident(verified=False, password=people.PASSWORD)
    page = visitor.page(path)
    assert page.path == "/sign-in"
    (form,) = [a for a in page.all("form", method="post") if "/sign-in" in a["action"]]
    answer = visitor.post(form["action"], data={"email": resident.email, "password": people.PASSWORD})
    assert answer.location == path


def test_a_confirmed_address_is_not_confirmed_again(app):
    browser = people.visitor(app, people.resident())
    assert browser.page("/verify?next=/privacy").path == "/privacy"


def test_a_fresh_code_can_be_asked_for_and_the_old_one_is_dead(app, visitor):
    visitor.send("/sign-up", **FIELDS)
    first = people.mailed_code(app, FIELDS["email"])
    visitor.send("/verify/resend")
    second = people.mailed_code(app, FIELDS["email"])
    if first != second:
        visitor.send("/verify", 422, code=first)
    visitor.send("/verify", code=second)
    assert queries.by_email(FIELDS["email"]).assurance == 1


EVIL = ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "http:evil.example", "evil",
        "/ok\r\nLocation: https://evil.example", "", " //evil.example", "https:/evil.example", "///evil.example", "/\t/evil.example"]  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_next_never_leads_to_another_site(app, visitor, target):
    resident = people.resident(password=people.PASSWORD)
    answer = visitor.post("/sign-in", query_string={"next": target}, data={"email": resident.email, "password": people.PASSWORD})
    assert answer.status_code == 302
    assert answer.location == "/"


@pytest.mark.parametrize("target", EVIL[:6])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/sign-in/code"])
def test_no_link_or_form_of_the_entrance_carries_a_foreign_target(app, visitor, path, target):
    page = visitor.page(f"{path}?{urlencode({'next': target})}")
    for address in [*page.links(), *(form["action"] for form in page.all("form"))]:
        assert re.match(r"#|/(?![/\\\\])", address), address
        is_language_switch = address.startswith("/en/")  # the same page again, which checks its parameter again
        assert is_language_switch or "evil" not in address, address


def test_english_pages_keep_their_language_through_the_door(app, visitor):
    resident = people.resident(password=people.PASSWORD)
    page = visitor.page("/en/me")
    assert page.path == "/en/sign-in"
    assert page.all("html")[0]["lang"] == "en"
    answer = visitor.post("/en/sign-in?next=/en/me", data={"email": resident.email, "password": people.PASSWORD})
    assert answer.location == "/en/me"
