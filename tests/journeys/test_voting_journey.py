"""A voter with a phone and a voter at a desk, in a real browser, with and without scripts."""

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.voting import queries, services
from app.voting.models import Paper
from tests.browser import DESKTOP, PHONE, accessible, reflows, shot
from tests.make import people, voting

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def real_life(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def looked_at(page, name, js):
    shot(page, name)
    if not js:
        return
    accessible(page)
    size = page.viewport_size
    reflows(page)
    page.set_viewport_size(size)


def sign_in(page, email):
    page.get_by_label("이메일", exact=False).first.fill(email)
    page.get_by_label("비밀번호", exact=False).first.fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="로그인").first.click()


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESKTOP, True)], ids=["phone without scripts", "desktop"])
def test_a_voter_fills_a_budget_corrects_it_and_keeps_a_receipt(app, visit, size, js):
    paper_id = voting.knapsack().id
    email = people.resident(password=people.PASSWORD).email
    db.session.remove()
    page = visit(f"/mapo/votes/{paper_id}", size=size, js=js)
    looked_at(page, "vote-signed-out", js)
    page.get_by_role("link", name="로그인하고 투표하기").click()
    sign_in(page, email)
    expect(page.get_by_text("1/3단계")).to_be_visible()
    looked_at(page, "vote-choose", js)
    for number in (3, 4):
        page.get_by_label(f"시험 사업 {number}", exact=False).check()
    page.get_by_role("button", name="선택 확인").click()
    expect(page.get_by_text("예산 6,000만원을 1,000만원 넘었습니다")).to_be_visible()
    looked_at(page, "vote-refused", js)
    page.get_by_label("시험 사업 4", exact=False).uncheck()
    page.get_by_role("button", name="선택 확인").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("이대로 투표할까요?")
    looked_at(page, "vote-review", js)
    page.get_by_role("button", name="고치기").click()
    expect(page.get_by_label("시험 사업 3", exact=False)).to_be_checked()
    page.get_by_role("button", name="선택 확인").click()
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_text("투표가 접수되었습니다")).to_be_visible()
    assert "시험 사업" not in page.locator("main").inner_text()
    looked_at(page, "vote-receipt", js)
    code = page.locator("#receipt-code").inner_text()
    page.get_by_role("button", name="다 적었습니다").click()
    looked_at(page, "vote-list", js)
    page.goto(f"/mapo/votes/{paper_id}/check")
    page.get_by_label("확인번호", exact=False).fill(code)
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_text("이 확인번호의 표가 투표함에 들어 있습니다")).to_be_visible()
    looked_at(page, "vote-check", js)
    page.goto(f"/mapo/results/{paper_id}")
    looked_at(page, "vote-hidden", js)
    services.close(db.session.get_one(Paper, paper_id), by=None, role="")
    assert queries.result(db.session.get_one(Paper, paper_id)).outcomes["p3"].votes == 1
    page.goto(f"/mapo/results/{paper_id}")
    expect(page.get_by_text("1명이 참여해")).to_be_visible()
    looked_at(page, "vote-results", js)
