"""A ranking by keyboard alone, sealed on the device; half of it outlives a closed tab. And a phone with grades."""

import re

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.verifiable import services as sealing
from app.voting.ballot import GradesFormat, RankingFormat
from app.voting.tally import PollMethod, PollRule
from tests.browser import DESKTOP
from tests.journeys.test_sealed_vote import counted, looked_at, real_life  # noqa: F401 - a fixture
from tests.journeys.test_voting_journey import sign_in
from tests.make import people, sealed, voting

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def opened(visit, paper_id, **given):
    email = people.resident(password=people.PASSWORD).email
    db.session.remove()
    page = visit(f"/mapo/votes/{paper_id}", **given)
    page.get_by_role("link", name="로그인하고 투표하기").click()
    sign_in(page, email)
    expect(page.get_by_text("1/3단계")).to_be_visible()
    return page


def press(page, words, name):
    page.get_by_role("button", name=re.compile(f"{words}.*{name}")).focus()
    page.keyboard.press("Enter")


def test_a_ranking_is_made_by_keyboard_kept_and_counted(app, visit):
    format = RankingFormat(scores=(3, 2, 1))
    paper_id = sealed.paper(format=format, rule=PollRule(PollMethod.BORDA), budget=0).id
    page = opened(visit, paper_id, size=DESKTOP)
    told = page.locator("[data-rank-told]")
    for number in (1, 2, 3):
        press(page, "순위에 넣기", f"시험 사업 {number}")
        expect(told).to_have_text(f"시험 사업 {number}: {number}위")
    expect(page.locator(".place").nth(0)).to_have_text("1위")
    up = page.get_by_role("button", name=re.compile("위로.*시험 사업 3"))
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect(told).to_have_text("시험 사업 3: 1위")
    expect(up).to_have_attribute("aria-disabled", "true")
    press(page, "순위에서 빼기", "시험 사업 1")
    expect(page.locator("[data-rank]").first).to_contain_text("시험 사업 3")
    looked_at(page, "marks-ranking")
    page.wait_for_function(
        "Object.keys(localStorage).some((key) => key.endsWith(':draft') && localStorage[key].includes('\"2\"'))"
    )
    page.goto("about:blank")
    page.goto(f"/mapo/votes/{paper_id}")
    expect(page.get_by_text("고르다 만 투표지를 불러왔습니다")).to_be_visible()
    expect(page.locator("[data-rank].is-ranked")).to_have_count(2)
    page.get_by_role("button", name="선택 확인").click()
    expect(page.get_by_role("heading", name="이대로 투표할까요?")).to_be_focused()
    expect(page.locator("[data-list] li")).to_have_text(["1. 시험 사업 3", "2. 시험 사업 2"])
    expect(page.get_by_text("아직 1개 더 고를 수 있어요")).to_be_visible()
    looked_at(page, "marks-ranking-review")
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_focused()
    assert not page.evaluate("Object.keys(localStorage).some((key) => key.endsWith(':draft'))")
    result = counted(paper_id)
    assert result.selected == ("p3",)


def test_a_phone_grades_each_option(app, visit):
    paper = voting.paper(format=GradesFormat(), rule=PollRule(PollMethod.SCORE), budget=0)
    sealing.freeze(paper, bits=sealed.SMALL_KEYS)
    paper_id = paper.id
    page = opened(visit, paper_id)
    page.get_by_role("button", name="선택 확인").click()
    expect(page.get_by_text("투표지의 규칙에 맞지 않습니다")).to_be_visible()
    page.get_by_role("group", name="시험 사업 2").get_by_label("매우 찬성").check()
    page.get_by_role("group", name="시험 사업 4").get_by_label("반대").check()
    expect(page.locator("output")).to_have_text("2/5개 평가")
    looked_at(page, "marks-grades")
    page.get_by_role("button", name="선택 확인").click()
    expect(page.locator("[data-list]")).to_contain_text("시험 사업 2 · 매우 찬성")
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_visible()
    assert counted(paper_id).outcomes["p2"].score == 3
