"""A comment is reported, hidden, appealed and brought back by another moderator; a listed word lets one wait. On phones, without and with
JavaScript."""

import re

from playwright.sync_api import expect

from app.moderation import services
from app.moderation.states import WordKind
from tests.browser import DESKTOP, accessible, reflows, shot
from tests.journeys.test_whole_chain import PASSWORD, sign_in
from tests.make import comments, moderation, people, proposals


def look(page, name):
    accessible(page)
    shot(page, f"moderation-{name}")


def test_from_a_report_to_a_decision_that_another_moderator_takes_back(app, visit):
    first, second = moderation.moderator(PASSWORD), moderation.moderator(PASSWORD)
    author, reader = people.resident("글쓴이", password=PASSWORD), people.resident("읽은이", password=PASSWORD)
    proposal = proposals.proposal()
    comments.comment(proposal.thread, "담당 부서가 자료를 늦게 냈습니다. 부끄러운 일입니다.", by=author)
    where = f"/mapo/proposals/{proposal.number}"
    in_place = re.compile("담당 부서가 자료를 늦게")

    reporter = visit("/sign-in", js=False)
    sign_in(reporter, reader.email)
    reporter.goto(where)
    reporter.locator("#talk .comment details.more summary").first.click()
    reporter.get_by_role("link", name=re.compile(r"^신고\s*:")).click()
    reporter.get_by_label("제1조 서로 존중하기").check()
    reporter.get_by_role("button", name="신고하기").click()
    expect(reporter.get_by_role("heading", level=1)).to_contain_text("신고를 받았습니다")

    desk = visit("/sign-in", size=DESKTOP)
    sign_in(desk, first.email)
    desk.goto("/mapo/moderation")
    look(desk, "queue-desk")
    desk.goto("/mapo/moderation/words")
    look(desk, "words-desk")
    desk.goto("/mapo/moderation")
    desk.get_by_role("button", name="다음 글 맡기").click()
    expect(desk.locator("main")).to_contain_text("담당 부서가 자료를 늦게")
    desk.get_by_role("button", name=re.compile("단축키 켜기")).click()
    desk.locator("h1").click()
    desk.keyboard.press("2")
    expect(desk.get_by_label("가리기")).to_be_checked()
    desk.get_by_label("어긴 이용 규칙").select_option("1")
    look(desk, "case-desk")
    desk.get_by_role("button", name="결정하기").click()
    expect(desk.get_by_role("button", name="되돌리기")).to_be_visible()
    reporter.goto(where)
    expect(reporter.locator("#talk")).to_contain_text("이용 규칙에 따라 가린 글입니다. 제1조 서로 존중하기")
    expect(reporter.locator("#talk")).not_to_contain_text(in_place)
    reporter.goto("/notices")
    expect(reporter.locator("main")).to_contain_text("신고하신 글이 이용 규칙에 어긋난다고 보아")

    writer = visit("/sign-in")
    sign_in(writer, author.email)
    writer.goto("/notices")
    writer.get_by_role("link", name=re.compile("가려졌습니다")).click()
    expect(writer.locator("main")).to_contain_text("담당 부서가 자료를 늦게")
    look(writer, "about-phone")
    writer.get_by_role("link", name="이의 신청하기").click()
    writer.get_by_label("왜 다시 봐야 하나요?").fill("사람이 아니라 일을 늦게 한 것을 비판했습니다.")
    look(writer, "appeal-phone")
    writer.get_by_role("button", name="이의 신청하기").click()
    expect(writer.locator("main")).to_contain_text("이의 신청 중")

    desk.goto("/mapo/moderation/appeals")
    expect(desk.get_by_role("link", name="읽고 답하기")).to_have_count(0)
    other = visit("/sign-in")
    sign_in(other, second.email)
    other.goto("/mapo/moderation/appeals")
    other.get_by_role("link", name="읽고 답하기").click()
    other.get_by_label(re.compile("^받아들입니다")).check()
    other.get_by_label("이유").fill("일 처리에 대한 비판은 규칙에 어긋나지 않습니다.")
    look(other, "answer-phone")
    other.get_by_role("button", name="답하기").click()
    reporter.goto(where)
    expect(reporter.locator("#talk")).to_contain_text(in_place)
    reporter.goto("/mapo/moderation/log")
    expect(reporter.locator("main")).to_contain_text("이의 받아들임")
    stranger = visit("/mapo/moderation/log")
    look(stranger, "log-phone")
    reflows(stranger)
    stranger.goto("/mapo/moderation/rules")
    look(stranger, "rules-phone")
    stranger.goto("/mapo/moderation/report/comment/1")
    look(stranger, "report-phone")


def test_a_listed_word_lets_a_comment_wait_until_a_moderator_lets_it_through(app, visit):
    place = people.district()
    moderator = moderation.moderator(PASSWORD)
    services.list_word(place, "얼간이", kind=WordKind.HOLD, by=moderator, role="moderator")
    author = people.resident("글쓴이", password=PASSWORD)
    where = f"/mapo/proposals/{proposals.proposal().number}"
    writer = visit("/sign-in", js=False)
    sign_in(writer, author.email)
    writer.goto(where)
    writer.locator("#write textarea[name=body]").fill("얼.간.이 같은 계획은 아니면 좋겠습니다.")
    writer.get_by_role("button", name="의견 올리기").click()
    expect(writer.locator("#talk")).to_contain_text("진행자가 확인하고 있는 글입니다.")
    writer.goto("/notices")
    expect(writer.locator("main")).to_contain_text("진행자가 확인하고 있습니다")

    desk = visit("/sign-in", js=False)
    sign_in(desk, moderator.email)
    desk.goto("/mapo/moderation")
    desk.get_by_role("link", name=re.compile("얼.간.이")).click()
    expect(desk.locator("main")).to_contain_text("목록의 낱말: 얼간이")
    desk.get_by_label("그대로 두기").check()
    desk.get_by_role("button", name="결정하기").click()
    visitor = visit(where)
    expect(visitor.locator("#talk")).to_contain_text("얼.간.이 같은 계획은")
