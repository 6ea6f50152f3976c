"""What a session is worth: before the door, behind it, and after a password was changed."""

import re

import pytest

from app.accounts import identity, queries, services
from app.accounts.models import CodePurpose
from tests.make import people

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
NEW = "a quite different one"


@pytest.fixture
def guarded(app):
    """A browser of which CSRF tokens are asked, as in real life."""
    browser = people.visitor(app)
    app.config["WTF_CSRF_ENABLED"] = True
    yield browser
    app.config["WTF_CSRF_ENABLED"] = False


def token(browser, path):
    return TOKEN.search(browser.get(path).get_data(as_text=True))[1]


def is_in(browser):
    return browser.get("/me").status_code == 200


def with_cookie(app, cookie):
    browser = people.Visitor(app, app.response_class, use_cookies=True)
    browser.set_cookie("decide_session", cookie)
    return browser


@pytest.mark.parametrize(
    "path",
    ["/sign-up", "/sign-in", "/sign-in/code", "/sign-in/code/enter", "/sign-out", "/verify", "/verify/resend", "/me/profile", "/me/password",
     "/me/prove", "/me/prove/send", "/me/consents/news/give", "/me/consents/news/withdraw", "/me/sessions/end", "/me/close"],
)  # fmt: skip
def test_no_post_is_heard_without_its_token(guarded, path):
    answer = guarded.post(path, data={"email": "a@example.test"})
    assert answer.status_code == 400
    assert "CSRF" in answer.get_data(as_text=True)


def test_a_token_of_another_session_is_not_heard(app, guarded):
    foreign = token(guarded, "/sign-in")
    other = people.Visitor(app, app.response_class, use_cookies=True)
    token(other, "/sign-in")
    assert other.post("/sign-in", data={"csrf_token": foreign, "email": "a@example.test", "password": "x"}).status_code == 400


def test_signing_in_leaves_nothing_of_the_session_before_it(app, guarded):
    resident = people.resident(password=people.PASSWORD)
    before_token = token(guarded, "/sign-in")
    before_cookie = guarded.cookie()
    fields = {"csrf_token": before_token, "email": resident.email, "password": people.PASSWORD}
    assert guarded.post("/sign-in", data=fields).status_code == 302
    assert is_in(guarded)
    assert guarded.cookie() != before_cookie
    assert not is_in(with_cookie(app, before_cookie)), "a planted cookie must be worth nothing"
    assert guarded.post("/sign-out", data={"csrf_token": before_token}).status_code == 400, "the old token must be worth nothing"
    assert guarded.post("/sign-out", data={"csrf_token": token(guarded, "/me")}).status_code == 302
    assert not is_in(guarded)


def test_values_planted_in_a_session_do_not_survive_the_door(app):
    resident = people.resident(password=people.PASSWORD)
    browser = people.visitor(app)
    with browser.session_transaction() as session:
        session["proved_at"], session["planted"] = 2_000_000_000, "x"
    browser.send("/sign-in", email=resident.email, password=people.PASSWORD)
    with browser.session_transaction() as session:
        assert "planted" not in session
        assert "proved_at" not in session


def test_changing_the_password_ends_every_other_session_but_not_this_one(app):
    resident = people.resident(password=people.PASSWORD)
    here, there = people.visitor(app, resident), people.visitor(app, resident)
    assert is_in(here) and is_in(there)
    page = here.send("/me/password", current=people.PASSWORD, password=NEW)
    assert page.path == "/me"
    assert is_in(here)
    assert not is_in(there)
    assert services.by_password(people.again(resident).email, NEW)


def test_a_wrong_present_password_is_refused_at_its_field(app):
    browser = people.visitor(app, people.resident(password=people.PASSWORD))
    page = browser.send("/me/password", 422, current="guess", password=NEW)
    assert "지금 비밀번호가 맞지 않습니다." in page.text
    assert page.all("input", name="current")[0]["aria-invalid"] == "true"
    page = browser.send("/me/password", 422, current=people.PASSWORD, password="short")
    assert "10자 이상이어야" in page.text


def test_a_forgotten_password_is_replaced_after_a_code(app):
    resident = people.resident(password=people.PASSWORD)
    browser = people.visitor(app)
    browser.send("/sign-in/code", email=resident.email)
    browser.send("/sign-in/code/enter", code=people.mailed_code(app, resident.email))
    page = browser.page("/me/password")
    assert not page.all("input", name="current")
    browser.send("/me/password", password=NEW)
    assert services.by_password(resident.email, NEW)


def test_a_first_password_asks_for_a_code_from_within_the_account(app):
    resident = people.resident()
    browser = people.visitor(app, resident)
    assert browser.page("/me/password").path == "/me/prove"
    browser.send("/me/prove/send")
    browser.send("/me/prove", 422, code="")
    page = browser.send("/me/prove", code=people.mailed_code(app, resident.email))
    assert page.path == "/me/password"
    browser.send("/me/password", password=NEW)
    assert services.by_password(resident.email, NEW)


def test_posting_a_password_without_proof_or_present_password_changes_nothing(app):
    resident = people.resident()
    browser = people.visitor(app, resident)
    browser.send("/me/password", password=NEW)
    assert not people.again(resident).has_password


def test_signing_out_everywhere_ends_stolen_cookies(app):
    resident = people.resident()
    browser = people.visitor(app, resident)
    stolen = browser.cookie()
    browser.send("/me/sessions/end")
    assert is_in(browser)
    assert not is_in(with_cookie(app, stolen))


def test_a_code_from_outside_ends_the_session_of_a_squatter(app):
    resident = people.resident(verified=False, password=people.PASSWORD)
    squatter = people.visitor(app, resident)
    assert is_in(squatter)
    services.redeem_code(resident.email, CodePurpose.SIGN_IN, services.issue_code(resident.email, CodePurpose.SIGN_IN))
    assert not is_in(squatter)


@pytest.mark.parametrize("session_id", ["1", "1.", "1.99", "x.0", "-1.0", "99999999999999999999.0", "1.0.0"])
def test_a_number_made_up_is_nobody(app, session_id):
    people.resident()
    browser = people.visitor(app)
    with browser.session_transaction() as session:
        session["_user_id"] = session_id
    assert not is_in(browser)


def test_leaving_clears_what_the_browser_kept_and_pages_are_not_kept_either(app):
    browser = people.visitor(app, people.resident())
    assert browser.get("/me").headers["Cache-Control"] == "no-store"
    answer = browser.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert not is_in(browser)
    assert browser.post("/sign-out").status_code == 302, "signing out twice is no error"


def test_ten_wrong_passwords_for_one_address_are_enough_and_the_page_says_when_to_come_back(app):
    resident, other = people.resident(password=people.PASSWORD), people.resident(password=people.PASSWORD)
    browser = people.visitor(app)
    for _ in range(10):
        browser.send("/sign-in", 422, email=resident.email, password="wrong password")
    page = browser.send("/sign-in", 429, email=resident.email.upper(), password=people.PASSWORD)
    assert "분 뒤에 다시 할 수 있습니다." in page.text
    assert 0 < int(page.answer.headers["Retry-After"]) <= 901
    assert browser.page("/sign-in").status == 200
    browser.send("/sign-in", email=other.email, password=people.PASSWORD)


def test_signing_in_rightly_is_not_counted(app):
    resident = people.resident(password=people.PASSWORD)
    for _ in range(12):
        people.visitor(app).send("/sign-in", email=resident.email, password=people.PASSWORD)


def test_five_codes_for_one_address_are_enough(app):
    resident, browser = people.resident(), people.visitor(app)
    for _ in range(5):
        browser.send("/sign-in/code", email=resident.email)
    browser.send("/sign-in/code", 429, email=resident.email)
    assert len(people.letters(app, resident.email)) == 5
    browser.send("/sign-in/code", email="other@example.test")


def test_codes_from_within_an_account_are_counted_too(app):
    resident = people.resident(verified=False)
    browser = people.visitor(app, resident)
    for _ in range(5):
        browser.send("/verify/resend")
    browser.send("/verify/resend", 429)


def test_guessing_codes_is_stopped_even_with_fresh_ones(app):
    resident, browser = people.resident(), people.visitor(app)
    browser.send("/sign-in/code", email=resident.email)
    for _ in range(15):
        browser.send("/sign-in/code/enter", 422, code="not it")
    browser.send("/sign-in/code/enter", 429, code=people.mailed_code(app, resident.email))


def test_a_house_that_tries_many_addresses_is_stopped(app, monkeypatch):
    browser = people.visitor(app)
    for number in range(60):
        browser.post("/sign-in", data={"email": f"a{number}@example.test", "password": "wrong password"})
    browser.send("/sign-in", 429, email="b@example.test", password="wrong password")


def test_a_closed_account_has_no_session_and_no_way_back(app):
    resident = people.resident(password=people.PASSWORD)
    email, here, there = resident.email, people.visitor(app, resident), people.visitor(app, resident)
    here.send("/me/close", 422)
    assert is_in(here)
    here.send("/me/close", sure="y")
    assert not is_in(here) and not is_in(there)
    here.send("/sign-in", 422, email=email, password=people.PASSWORD)
    assert queries.by_email(email) is None


def test_no_number_at_all_opens_a_closed_account(app):
    resident = people.resident()
    services.close(resident)
    assert identity.load(resident.get_id()) is None


MOVED = "moved-here@example.test"


def test_an_account_moves_to_another_address_once_that_one_is_proved(app):
    resident = people.resident(password=people.PASSWORD)
    former, here, there = resident.email, people.visitor(app, resident), people.visitor(app, resident)
    assert here.send("/me/email", email=MOVED, current=people.PASSWORD).path == "/me/email/confirm"
    assert people.again(resident).email == former
    here.send("/me/email/confirm", 422, code="000000")
    page = here.send("/me/email/confirm", code=people.mailed_code(app, MOVED))
    assert page.path == "/me" and MOVED in page.text
    assert is_in(here) and not is_in(there)
    assert services.by_password(MOVED, people.PASSWORD).id == resident.id
    assert "다른 주소로 바뀌었습니다" in people.letters(app, former)[-1].get_content()


def test_an_open_screen_is_not_enough_to_move_an_account(app):
    resident = people.resident(password=people.PASSWORD)
    browser = people.visitor(app, resident)
    page = browser.send("/me/email", 422, email="never-moved@example.test", current="guess")
    assert "지금 비밀번호가 맞지 않습니다." in page.text and people.letters(app, "never-moved@example.test") == []
    without = people.visitor(app, people.resident())
    assert without.page("/me/email").path == "/me/prove"
    assert (
        without.send("/me/email", email="never-moved@example.test").path == "/me/prove"
        and people.letters(app, "never-moved@example.test") == []
    )


def test_without_a_password_the_present_address_is_proved_first_and_the_way_leads_on(app):
    resident = people.resident()
    browser = people.visitor(app, resident)
    browser.send("/me/prove/send?next=/me/email")
    assert browser.send("/me/prove?next=/me/email", code=people.mailed_code(app, resident.email)).path == "/me/email"
    assert not browser.page("/me/email").all("input", name="current")
    assert browser.send("/me/email", email=MOVED).path == "/me/email/confirm"


def test_a_taken_address_is_told_by_letter_and_nobody_else_learns_of_it(app):
    owner, resident = people.resident(), people.resident(password=people.PASSWORD)
    browser = people.visitor(app, resident)
    assert browser.send("/me/email", email=owner.email, current=people.PASSWORD).path == "/me/email/confirm"
    assert "이미 계정이 있어" in people.letters(app, owner.email)[-1].get_content()
    browser.send("/me/email/confirm", 422, code="123456")
    assert people.again(owner).email == owner.email != people.again(resident).email


def test_an_address_taken_meanwhile_is_refused(app):
    resident = people.resident(password=people.PASSWORD)
    browser = people.visitor(app, resident)
    browser.send("/me/email", email=MOVED, current=people.PASSWORD)
    code = people.mailed_code(app, MOVED)
    people.resident(email=MOVED)
    assert "이 주소로는 새로 가입할 수 없습니다" in browser.send("/me/email/confirm", 422, code=code).text
    assert people.again(resident).email != MOVED


def test_the_present_address_and_what_is_none_are_refused_at_the_field(app):
    resident = people.resident(password=people.PASSWORD)
    browser = people.visitor(app, resident)
    assert "지금 쓰는 주소와 같습니다." in browser.send("/me/email", 422, email=resident.email, current=people.PASSWORD).text
    browser.send("/me/email", 422, email="nowhere", current=people.PASSWORD)
    assert browser.page("/me/email/confirm").path == "/me/email"
