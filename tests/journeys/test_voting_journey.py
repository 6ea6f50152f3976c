"""A voter with a phone and a voter at a desk, in a real browser, with and without scripts."""

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.voting import queries, services
from app.voting.models import Paper
from app.voting.tally import EqualSharesRule
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


def keeps(page, number):
    """Wait until the browser keeps so many things of this site."""
    look = "const look = () => (localStorage.length === number ? done() : setTimeout(look, 50)); look();"
    page.evaluate(f"number => new Promise((done) => {{ {look} }})", number)


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
    if js:
        keeps(page, 1)
        page.goto(page.url)
        expect(page.get_by_text("고르다 만 투표지를 불러왔습니다")).to_be_visible()
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
    if js:
        keeps(page, 0)
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


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESKTOP, True)], ids=["phone without scripts", "desktop"])
def test_a_reader_sees_the_analysis_come_and_follows_a_result_to_its_roots(app, visit, monkeypatch, size, js):
    monkeypatch.setattr(services, "on_kept", [])
    ballots = [["p1", "p2"]] * 20 + [["p5"]] * 12 + [["p3"]] * 9
    paper_id = voting.imported(ballots=ballots, rule=EqualSharesRule()).id
    services.close(db.session.get_one(Paper, paper_id), by=None, role="")
    db.session.remove()
    page = visit(f"/mapo/results/{paper_id}", size=size, js=js)
    expect(page.get_by_text("분석을 기다리는 중")).to_be_visible()
    looked_at(page, "result-waiting", js)
    services.analyse(paper_id)
    db.session.remove()
    if not js:
        page.get_by_role("link", name="새로 고침").click()
    expect(page.get_by_text("분석을 기다리는 중")).to_have_count(0, timeout=15_000)
    page.get_by_text("무엇이 달랐다면 뽑혔을까요?").first.click()
    expect(page.get_by_text("더 골랐다면 선정되었습니다.").first).to_be_visible()
    for name, words in (
        ("센 과정", "지지자들이 몫을 모아 선정"),
        ("누가 얻었나", "분야마다 표와 돈"),
        ("다른 규칙", "득표순이라면 무엇이 뽑혔을까?"),
    ):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_text(words).first).to_be_visible()
        looked_at(page, f"result-{name}", js)
    page.get_by_role("link", name="프라그멘 (Phragmén)").click()
    expect(page.get_by_role("heading", name="프라그멘이라면 무엇이 뽑혔을까?")).to_be_visible()
