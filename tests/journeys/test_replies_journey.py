"""The endorsement that reaches the threshold, a department named, an interim reply, the reply, and the account of it; and a paper
that a clerk types in and its writer claims. In a real browser, with and without scripts."""

import re

import pytest
from flask import current_app
from playwright.sync_api import expect

from app.districts.states import Role
from app.replies.states import Level
from tests.browser import DESKTOP, PHONE, accessible, reflows, shot
from tests.make import people, replies
from tests.make import proposals as writing

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def real_life(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def arrive(visit, server):
    """arrive(path, person): somebody signed in already."""

    def go(path, person, size=PHONE, js=True):
        page = visit("/help", size, js=js)
        serializer = current_app.session_interface.get_signing_serializer(current_app)
        session = serializer.dumps({"_user_id": person.get_id(), "_fresh": True})
        page.context.add_cookies([{"name": "decide_session", "value": session, "url": server}])
        page.goto(path)
        return page

    return go


def looked_at(page, name):
    accessible(page)
    shot(page, name)
    size = page.viewport_size
    reflows(page)
    page.set_viewport_size(size)


@pytest.mark.parametrize("js", [True, False])
def test_from_the_last_endorsement_to_the_account_of_it(arrive, js):
    made = replies.world()
    proposal = writing.proposal(made.district)
    made.endorse(proposal, 1)
    number, fan = proposal.number, people.resident()
    page = arrive(f"/mapo/proposals/{number}", fan, js=js)
    expect(page.get_by_text("명이 모이면 답변 절차가 시작됩니다")).to_be_visible()
    page.get_by_role("button", name="공감하기").first.click()
    expect(page.locator("#reply")).to_contain_text("담당 지정 대기")
    case = replies.case_of(proposal, Level.DEPARTMENT)

    desk = arrive("/mapo/desk", made.coordinator, DESKTOP, js=js)
    desk.get_by_role("link", name=re.compile(number)).first.click()
    desk.get_by_label("총괄 부서").select_option(label="보행정책과")
    desk.get_by_role("checkbox", name="도로과").last.check()
    desk.get_by_role("button", name="정하기").click()
    expect(desk.locator("#reply")).to_contain_text("21일 남음")

    office = arrive(f"/mapo/replies/{case.id}/interim", made.officer, DESKTOP, js=js)
    office.get_by_label("중간답변").fill("현장을 살펴보았고 경찰서의 의견을 기다리고 있습니다. 곧 답하겠습니다.")
    office.get_by_label("책임 직위").fill("보행정책과장")
    office.get_by_role("button", name="중간답변 공개하기").click()
    office.locator("#reply").get_by_role("link", name="답변 쓰기", exact=True).click()
    if js:
        looked_at(office, "reply-answer")
    office.get_by_role("radio", name="일부 수용").check()
    office.get_by_role("textbox", name="답변").fill(replies.BODY)
    office.get_by_label("다음에 할 일과 때").fill("내년 3월까지 신호등을 답니다.")
    office.get_by_label("책임 직위").fill("보행정책과장")
    office.get_by_role("button", name="답변 공개하기").click()
    expect(office.locator("#reply")).to_contain_text("일부 수용")

    page.reload()
    expect(page.locator("#reply")).to_contain_text("내년 3월까지 신호등을 답니다.")
    if js:
        looked_at(page, "reply-panel")
    page.get_by_role("link", name="부서별 답변 현황").click()
    expect(page.get_by_role("row", name=re.compile("보행정책과"))).to_contain_text("100%")
    if js:
        looked_at(page, "accountability")


@pytest.mark.parametrize("js", [True, False])
def test_a_paper_is_typed_in_printed_and_claimed(arrive, js):
    place = people.district()
    clerk, writer = people.official(place, Role.CLERK), people.resident()
    page = arrive("/mapo/intake/new", clerk, DESKTOP, js=js)
    page.get_by_role("radio", name="우편").check()
    page.get_by_label("종이의 번호").fill("우편 7")
    page.get_by_label("제목").fill("경로당 앞 의자를 그늘로")
    page.get_by_label("어떻게 바꿀까요?").fill("느티나무 아래로 옮겨 주세요.")
    page.get_by_role("button", name="접수하고 접수증 만들기").click()
    expect(page.get_by_role("img", name=re.compile("QR"))).to_be_visible()
    number, code = page.locator("dd.code").all_inner_texts()
    if js:
        looked_at(page, "intake-receipt")
        page.emulate_media(media="print")
        expect(page.get_by_role("link", name="목록으로")).to_be_hidden()
        shot(page, "intake-receipt-print")
    page.reload()
    expect(page.locator("dd.code")).to_have_count(1)

    home = arrive(f"/mapo/claim?number={number}", writer, js=js)
    if js:
        looked_at(home, "claim")
    home.get_by_label("확인번호").fill(code.lower())
    home.get_by_role("button", name="내 제안으로 옮기기").click()
    expect(home.get_by_text("종이로 내신 제안을 찾았습니다")).to_be_visible()
    expect(home.get_by_role("link", name="고치기").first).to_be_visible()
