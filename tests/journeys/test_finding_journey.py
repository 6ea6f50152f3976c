"""Looking for a proposal with a phone, and being told of similar ones while writing, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, accessible, reflows, shot
from tests.make import people, proposals

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def looked_at(page, name):
    for width, size in (("phone", PHONE), ("desktop", DESKTOP)):
        page.set_viewport_size(size)
        accessible(page)
        shot(page, f"{name}-{width}")
    reflows(page)
    page.set_viewport_size(PHONE)


def test_similar_proposals_are_told_while_a_title_is_typed_and_nothing_moves(app, visit):
    near = proposals.proposal(title="학교 앞 횡단보도에 신호등 달기")
    page = visit("/mapo/propose")
    title, told = page.get_by_label("제목"), page.locator("[data-similar]")
    expect(told.locator("summary")).to_be_hidden()
    problem = page.get_by_label("무엇이 문제인가요?")
    before = problem.bounding_box()
    title.press_sequentially("학교 앞 신호등 설치", delay=20)
    expect(told.get_by_role("status")).to_have_text("비슷한 제안 1건")
    expect(title).to_be_focused()
    assert problem.bounding_box() == before
    told.get_by_text("비슷한 제안 1건").first.click()
    expect(told.get_by_role("link", name=near.current.title)).to_be_visible()
    looked_at(page, "similar")
    title.fill("우주 정거장 짓기")
    expect(told.locator("summary")).to_be_hidden()
    expect(told.get_by_role("status")).to_have_text("비슷한 제안을 찾지 못했습니다")


@pytest.mark.parametrize("js", [True, False])
def test_a_reader_finds_narrows_and_comes_back(app, visit, js):
    for n in range(3):
        proposals.proposal(people.district("seoul"), title=f"{n}번째 골목 가로등 놓기")
    proposals.proposal(people.district(), title="마포 골목 가로등 놓기")
    page = visit("/seoul/proposals", js=js)
    page.get_by_label("찾는 말").fill("가로등")
    page.get_by_role("button", name="찾기").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("‘가로등’ 제안 3건")
    expect(page.locator("mark").first).to_have_text("가로등")
    page.get_by_text("조건과 순서 고르기").click()
    page.get_by_label("지역").select_option(label="마포구")
    page.get_by_role("button", name="찾기").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("‘가로등’ 제안 1건")
    if js:
        looked_at(page, "search")
    page.get_by_role("link", name="마포구 조건 빼기").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("‘가로등’ 제안 3건")
    page.get_by_label("찾는 말").fill("가로등 우주선")
    page.get_by_label("찾는 말").press("Enter")
    expect(page.get_by_text("조건에 맞는 제안이 없습니다.")).to_be_visible()
    if js:
        looked_at(page, "search-none")
