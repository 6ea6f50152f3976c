"""A proposal written on a phone, interrupted, resumed elsewhere and published; with JavaScript and without."""

import re

from playwright.sync_api import expect

from tests.browser import DESKTOP, accessible, reflows, shot
from tests.journeys.test_whole_chain import PASSWORD, sign_in
from tests.make import people

PROBLEM = "비가 오면 계단이 미끄러워 어르신이 자주 넘어집니다. 난간도 한쪽뿐입니다."


def saved(page):
    expect(page.locator("#draft-said")).to_have_text(re.compile(r"^저장됨 \d\d:\d\d$"))


def write(page, name, words):
    """Type, and wait until the server has this draft: a page shown with a saved one says so before anything is typed."""
    with page.expect_response("**/keep"):
        page.fill(f"[name={name}]", words)
    saved(page)


def test_a_proposal_goes_from_phone_to_desk_without_losing_a_word(app, visit):
    people.district()
    writer = people.resident("글쓴이", password=PASSWORD)
    phone = visit("/mapo/propose")
    phone.fill("[name=title]", "미끄러운 계단 고치기")
    phone.fill("[name=problem]", PROBLEM)
    saved(phone)
    accessible(phone)
    shot(phone, "write-1-phone")
    key = re.search(r"/propose/([0-9a-f]{32})/problem$", phone.url)[1]
    phone.reload()
    expect(phone.locator("[name=problem]")).to_have_value(PROBLEM)

    # the line goes down while writing: the text stays here, and the page says so
    phone.context.set_offline(True)
    phone.fill("[name=title]", "미끄러운 계단과 난간 고치기")
    expect(phone.locator("#draft-said")).to_have_text(re.compile("이 브라우저에만 보관했습니다"))
    shot(phone, "write-offline-phone")
    phone.context.set_offline(False)
    saved(phone)
    phone.get_by_role("button", name="다음").click()
    phone.fill("[name=idea]", "미끄럼 막이를 붙이고 반대쪽에도 난간을 답니다.")
    shot(phone, "write-2-phone")
    phone.get_by_role("button", name="다음").click()
    phone.fill("[name=cost_won]", "3,000만원")
    phone.check("[name=track][value=general]")
    reflows(phone)
    shot(phone, "write-3-narrow")
    phone.get_by_role("button", name="다음").click()
    shot(phone, "write-4-visitor")
    phone.get_by_role("link", name="로그인하고 제출하기").click()
    phone.fill("[name=email]", writer.email)
    phone.fill("[name=password]", PASSWORD)
    phone.locator("main form").get_by_role("button", name="로그인").click()
    expect(phone).to_have_url(re.compile(f"{key}/check$"))

    # signs out in the middle, goes on at a desk, without JavaScript
    phone.goto("/me")
    phone.get_by_role("button", name="로그아웃", exact=True).click()
    desk = visit("/sign-in", size=DESKTOP, js=False)
    sign_in(desk, writer.email)
    desk.goto("/mapo/propose")
    shot(desk, "write-begun-desk")
    desk.get_by_role("link", name="미끄러운 계단과 난간 고치기").click()
    desk.get_by_role("link", name=re.compile("^고치기.*어떻게 바꿀까요")).click()
    desk.locator("[name=idea]").fill("미끄럼 막이를 붙이고 양쪽에 난간을 답니다. 밤에는 등을 켭니다.")
    desk.get_by_role("button", name="다음").click()
    desk.get_by_role("button", name="다음").click()
    shot(desk, "write-4-desk")
    desk.get_by_role("button", name="제출하기").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("제안해 주셔서 고맙습니다")


def test_two_windows_do_not_overwrite_each_other(app, visit):
    people.district()
    writer = people.resident("글쓴이", password=PASSWORD)
    one, other = visit("/sign-in"), visit("/sign-in")
    for page in (one, other):
        sign_in(page, writer.email)
    one.goto("/mapo/propose")
    write(one, "title", "처음 쓴 제목")
    other.goto(one.url)
    write(other, "title", "다른 창에서 쓴 제목")
    one.fill("[name=title]", "이 창에서 쓴 제목")
    expect(one.locator("#draft-said")).to_have_text(re.compile("다른 창이나 기기에서"))
    one.get_by_role("button", name="다음").click()
    expect(one.locator(".kept")).to_have_text("다른 창에서 쓴 제목")
    expect(one.locator("[name=title]")).to_have_value("이 창에서 쓴 제목")
    accessible(one)
    shot(one, "write-conflict-phone")
