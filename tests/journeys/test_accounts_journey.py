"""A newcomer with a phone and a coordinator at a desk, in a real browser, with and without scripts."""

import pytest
from playwright.sync_api import expect

from app.districts import services as districts
from app.districts.states import Role
from tests.browser import DESKTOP, PHONE, accessible, mailed_code, reflows, shot
from tests.make import people

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def real_life(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def looked_at(page, name):
    accessible(page)
    shot(page, name)
    size = page.viewport_size
    reflows(page)
    page.set_viewport_size(size)


def fill_in(page, email):
    page.get_by_label("이메일", exact=False).first.fill(email)
    page.get_by_label("보이는 이름").fill("나루터")
    page.get_by_label("생년월일").fill("19900214")
    page.get_by_label("사는 구").select_option(label="마포구")
    page.get_by_role("checkbox", name="이용약관에 동의합니다").check()
    page.get_by_role("checkbox", name="개인정보 수집·이용에 동의합니다").check()


@pytest.mark.parametrize("js", [True, False])
def test_a_newcomer_signs_up_with_a_phone(app, visit, js):
    people.district()
    address = f"naru{js}@example.test".lower()
    page = visit("/sign-up?next=/me", js=js)
    if js:
        looked_at(page, "sign-up")
    page.get_by_role("button", name="가입하기").click()
    expect(page).to_have_title("오류: 가입하기 · Decide Seoul")
    if js:
        expect(page.get_by_role("alert")).to_be_focused()
        looked_at(page, "sign-up-refused")
    fill_in(page, address)
    page.get_by_role("button", name="가입하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("이메일 확인")
    if js:
        looked_at(page, "verify")
    page.get_by_label("확인번호 6자리").fill(mailed_code(app.config["INSTANCE_PATH"], address))
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("내 참여")
    if js:
        looked_at(page, "me")
        for path in ("profile", "password", "consents", "close"):
            page.goto(f"/me/{path}")
            looked_at(page, f"me-{path}")
    page.goto("/me")
    page.get_by_role("button", name="로그아웃", exact=True).click()
    page.goto("/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인")
    if js:
        looked_at(page, "sign-in")
    page.get_by_role("link", name="비밀번호 없이 이메일 확인번호로 로그인").click()
    page.get_by_label("이메일").fill(address)
    page.get_by_role("button", name="확인번호 받기").click()
    if js:
        looked_at(page, "enter-code")
    page.get_by_label("확인번호 6자리").fill(mailed_code(app.config["INSTANCE_PATH"], address))
    page.get_by_role("button", name="로그인").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("내 참여")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_coordinator_gives_and_takes_a_hat(app, visit, size):
    place = people.district()
    boss = people.resident(password=people.PASSWORD)
    districts.appoint(place, boss, Role.COORDINATOR)
    people.official(place, Role.OFFICER)
    chosen = people.resident(email=f"chosen{size['width']}@example.test")
    page = visit("/sign-in?next=/mapo/people", size)
    page.get_by_label("이메일").fill(boss.email)
    page.get_by_label("비밀번호").fill(people.PASSWORD)
    page.get_by_role("button", name="로그인").click()
    page.get_by_label("이메일").fill("nobody@example.test")
    page.get_by_role("button", name="역할 주기").click()
    expect(page.get_by_text("이 주소로 가입한 사람이 없습니다.").first).to_be_visible()
    looked_at(page, f"people-refused-{size['width']}")
    page.get_by_label("이메일").fill(chosen.email)
    page.get_by_label("역할", exact=False).last.select_option(label="진행자")
    page.get_by_role("button", name="역할 주기").click()
    expect(page.get_by_text("진행자 역할을 주었습니다.")).to_be_visible()
    looked_at(page, f"people-{size['width']}")
    page.get_by_role("link", name=f"{chosen.display_name} 역할 거두기").click()
    page.get_by_label("이유").fill("임기가 끝났습니다.")
    looked_at(page, f"dismiss-{size['width']}")
    page.get_by_role("button", name="역할 거두기").click()
    expect(page.get_by_text("역할을 거두었습니다.").first).to_be_visible()
    page.goto("/mapo/log")
    expect(page.get_by_text("이유: 임기가 끝났습니다.")).to_be_visible()
    looked_at(page, f"log-{size['width']}")
