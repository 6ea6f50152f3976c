"""A statement from its author's phone to the map, in a real browser, with and without scripts."""

import pytest
from playwright.sync_api import expect

from app.accounts.models import Resident
from app.districts.states import Role
from app.extensions import db
from app.opinions import queries, services
from app.opinions.models import Topic
from tests.browser import DESKTOP, PHONE, accessible, reflows, shot
from tests.make import opinions, people
from tests.make.opinions import crowd, later

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
SENTENCE = "밤에는 강가의 큰 불을 끄는 것이 좋다."


@pytest.fixture(autouse=True)
def real_life(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def looked_at(page, name, js):
    shot(page, name)
    if js:
        size = page.viewport_size
        accessible(page)
        reflows(page)
        page.set_viewport_size(size)


def signed_in(visit, email, path, **options):
    page = visit("/sign-in", **options)
    page.get_by_label("이메일", exact=False).first.fill(email)
    page.get_by_label("비밀번호", exact=False).first.fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="로그인").first.click()
    page.goto(path)
    return page


def with_password(person):
    from app.accounts import services as accounts

    accounts.set_password(db.session.get_one(Resident, person.id), people.PASSWORD, is_proved=True)
    return person.email


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESKTOP, True)], ids=["phone without scripts", "desktop"])
def test_from_a_statement_to_the_map(app, visit, size, js):
    topic = opinions.answering(seeds=9)
    crowd(topic, 30)
    author, number = people.resident(password=people.PASSWORD).email, topic.id
    moderator = with_password(people.official(people.district(), Role.MODERATOR))
    db.session.remove()
    home = f"/mapo/opinions/{number}"

    page = signed_in(visit, author, home, size=size, js=js)
    looked_at(page, "topic", js)
    page.get_by_role("link", name="내 문장 쓰기").click()
    page.get_by_label("내 생각 한 문장", exact=False).fill(SENTENCE)
    looked_at(page, "topic-write", js)
    page.get_by_role("button", name="올리기").click()
    expect(page.get_by_text("확인을 기다림")).to_be_visible()

    desk = signed_in(visit, moderator, home, size=size, js=js)
    desk.get_by_role("link", name="확인을 기다리는 문장 1개").click()
    desk.get_by_role("button", name="다음 글 맡기").click()
    expect(desk.locator("main")).to_contain_text(SENTENCE)
    desk.get_by_label("그대로 두기").check()
    desk.get_by_role("button", name="결정하기").click()
    expect(desk.get_by_role("button", name="되돌리기")).to_be_visible()

    page.goto(f"{home}/answer")
    looked_at(page, "topic-answer", js)
    for turn in range(9):
        expect(page.get_by_text(f"{turn + 1} / 10")).to_be_visible()
        if js:
            page.keyboard.press("123"[turn % 3])
        else:
            page.get_by_role("button", name=["동의", "반대", "넘기기"][turn % 3]).click()
    expect(page.get_by_text("모든 문장에 답했습니다")).to_be_visible()
    page.get_by_role("button", name="되돌리기").click()
    expect(page.get_by_text("9 / 10")).to_be_visible()
    page.get_by_role("button", name="동의").click()
    expect(page.get_by_text("모든 문장에 답했습니다")).to_be_visible()
    looked_at(page, "topic-done", js)

    with later(1):
        services.draw_map(db.session.get_one(Topic, number))
    page.get_by_role("link", name="생각의 지도 보기").click()
    expect(page.get_by_text("31명의 생각")).to_be_visible()
    expect(page.get_by_text("나에게만 보입니다")).to_be_visible()
    looked_at(page, "topic-map", js)
    page.goto(f"{home}/mine")
    looked_at(page, "topic-mine", js)
    page.get_by_text("내 응답 모두 지우기").click()
    page.get_by_role("button", name="모두 지우기").last.click()
    expect(page.get_by_text("내 응답 10개를 지웠습니다.")).to_be_visible()
    db.session.rollback()
    assert queries.people(db.session.get_one(Topic, number)) == 30


def test_what_could_not_be_sent_stays_and_is_sent_when_the_line_is_back(app, visit):
    topic, email = opinions.answering(), people.resident(password=people.PASSWORD).email
    number = topic.id
    db.session.remove()
    page = signed_in(visit, email, f"/mapo/opinions/{number}/answer", size=PHONE)
    asked = page.locator("#asked").inner_text()
    page.route(
        "**/answer", lambda route: route.abort("internetdisconnected") if route.request.method == "POST" else route.continue_()
    )
    page.on("console", lambda message: None)
    page.evaluate("window.addEventListener('unhandledrejection', (event) => event.preventDefault())")
    page.get_by_role("button", name="반대").click()
    expect(page.get_by_role("alert")).to_contain_text("보내지 못했습니다")
    assert page.locator("#asked").inner_text() == asked
    page.unroute("**/answer")
    page.get_by_role("button", name="반대").click()
    expect(page.get_by_text("방금 답한 문장")).to_be_visible()
    assert asked in page.locator("#card .panel").inner_text()
    assert page.evaluate("document.activeElement.id") == "asked"


def test_a_reader_of_the_map_is_told_of_the_next_one(app, visit):
    topic = opinions.answering(seeds=9)
    crowd(topic, 30)
    number = topic.id
    with later(1):
        services.draw_map(topic)
    db.session.remove()
    page = visit(f"/mapo/opinions/{number}/map")
    expect(page.locator("[data-renewed-topic]")).to_have_attribute("data-joined", "true", timeout=20_000)
    with later(2):
        topic = db.session.get_one(Topic, number)
        crowd(topic, 6)
        services.draw_map(topic)
    db.session.remove()
    expect(page.get_by_text("지도가 새로 그려졌습니다")).to_be_visible(timeout=20_000)
    page.get_by_text("지도가 새로 그려졌습니다").click()
    expect(page.get_by_text("36명의 생각")).to_be_visible()
