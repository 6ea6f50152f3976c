"""A whole forum in real browsers: a console, a big screen and three phones, told of each other by websocket alone. Nobody reloads a page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.extensions import db, socketio
from app.forums import queries, services
from app.forums.here import here
from app.forums.models import Poll, Turn
from app.forums.states import Channel, TurnState
from tests.browser import DESKTOP, PHONE, accessible, reflows, shot
from tests.make import forums, people

SCREEN = {"width": 1280, "height": 720}
ASKED = "가로등 점검 결과는 언제 공개하나요?"
QUESTION = "야간 조명을 더 늘릴까요?"
AREAS = ["screen", "questions", "floor", "agenda", "polls", "settings", "chat"]

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def real_life(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def come(app, visit):
    """come(path, resident, size, js): a person with a browser of their own, signed in, whose line to the forum stands."""

    def enter(path: str, resident: Any = None, size: Any = PHONE, js: bool = True) -> Page:
        page = visit("/healthz", size=size, js=js)
        if resident is not None:
            signer = app.session_interface.get_signing_serializer(app)
            value = signer.dumps({"_user_id": resident.get_id(), "_fresh": True})
            page.context.add_cookies([{"name": "decide_session", "value": value, "url": page.url}])
        page.goto(path)
        if js:
            is_on(page)
        return page

    return enter


def is_on(page: Page) -> None:
    expect(page.locator("[data-forum]")).to_have_attribute("data-line", "on", timeout=30_000)


def looked_at(page: Page, name: str) -> None:
    shot(page, f"forum-{name}-{page.viewport_size['width']}")
    accessible(page)


def cut(resident: Any) -> None:
    """Their train goes into a tunnel."""
    for sid in [sid for sid, one in here().listeners.items() if one.resident_id == resident.id]:
        socketio.server.eio.disconnect(socketio.server.manager.eio_sid_from_sid(sid, "/forums"))


def run_on(forum: Any, seconds: int) -> None:
    """The running speech has lasted so much longer, and its clock stands still there."""
    db.session.rollback()  # what others have committed
    turn = db.session.scalars(db.select(Turn).where(Turn.forum_id == forum.id, Turn.state == TurnState.SPEAKING)).one()
    turn.ends_at = turn.ends_at - timedelta(seconds=seconds)
    db.session.commit()
    services.pause_speech(forum, by=forums.leader(forum))


def test_a_forum_from_the_first_question_to_the_end(app, come):
    forum = forums.live()
    here, boss = f"/mapo/forums/{forum.id}", forums.leader(forum)
    services.start_item(forum, by=boss, item=queries.items(forum)[0].id)
    services.change_settings(forum, by=boss, questions="premod")
    ann, ben = people.resident("나래 이웃"), people.resident("다온 이웃")

    console = come(f"{here}/console", boss, DESKTOP)
    screen = come(f"{here}/screen", None, SCREEN)
    a, b, guest = come(f"{here}/room", ann), come(f"{here}/room", ben), come(f"{here}/room")
    expect(guest.locator("[data-region=item]")).to_contain_text("여는 말")
    expect(console.locator("[data-here]")).to_have_text("연결 4")

    a.get_by_label("내 질문").fill(ASKED)
    a.get_by_role("button", name="질문 보내기").click()
    waiting = console.locator("[data-column=waiting] [data-question]", has_text=ASKED)
    expect(waiting).to_be_visible()
    console.get_by_role("button", name="단축키 켜기").click()
    expect(console.get_by_text("단축키 목록")).to_be_visible()
    console.keyboard.press("j")
    console.keyboard.press("a")
    expect(console.locator("[data-column=public] [data-question]", has_text=ASKED)).to_be_visible()
    for phone in (a, b, guest):
        expect(phone.locator("[data-region=questions] li", has_text=ASKED)).to_be_visible()

    press = b.get_by_role("button", name="나도 궁금해요 0")
    press.click()
    marked = b.get_by_role("button", name="나도 궁금해요 1")
    expect(marked).to_have_attribute("aria-pressed", "true")
    expect(marked).to_be_focused()  # what is drawn anew takes the focus from nobody
    expect(a.get_by_role("button", name="나도 궁금해요 1")).to_have_attribute("aria-pressed", "false")
    expect(guest.locator("[data-region=questions]")).to_contain_text("궁금한 사람 1명")

    public = console.locator("[data-column=public] [data-question]", has_text=ASKED)
    public.get_by_role("button", name="미리보기").click()
    expect(console.locator("[data-region=preview]")).to_contain_text(ASKED)
    expect(screen.locator("main")).not_to_contain_text(ASKED)  # nothing is shown by accident
    console.get_by_role("button", name="화면에 띄우기", exact=True).click()
    expect(screen.locator("main")).to_contain_text(ASKED)
    looked_at(screen, "screen-question")
    console.get_by_role("button", name="화면 멈추기", exact=True).click()
    expect(console.get_by_role("button", name="멈춤 풀기")).to_be_visible()
    console.get_by_role("button", name="의제", exact=True).click()
    expect(console.locator("[data-region=preview]")).to_contain_text("의제")
    console.get_by_role("button", name="화면에 띄우기", exact=True).click()
    expect(console.get_by_role("alert").filter(has_text="멈추어 두었습니다")).to_be_visible()
    expect(screen.locator("main")).to_contain_text(ASKED)
    console.get_by_role("button", name="멈춤 풀기").click()
    expect(console.get_by_role("button", name="화면 멈추기", exact=True)).to_be_visible()

    for phone in (a, b):
        phone.locator("summary", has_text="발언 신청하기").click()
        phone.get_by_role("button", name="신청하기", exact=True).click()
        expect(phone.locator("[data-place]")).to_be_visible()
    expect(b.locator("[data-place]")).to_have_text("내 차례까지 2번째")
    looked_at(b, "phone-queue")
    console.locator("[data-region=speaking]").get_by_role("button", name="다음 사람").click()
    expect(a.get_by_role("alert").filter(has_text="지금 차례입니다")).to_be_attached()
    expect(b.locator("[data-place]")).to_have_text("내 차례까지 1번째")
    expect(b.locator("[data-region=speaking] [data-clock]")).to_contain_text(":")
    run_on(forum, 150)
    expect(a.get_by_role("alert").filter(has_text="30초 남음")).to_be_attached()  # whoever speaks hears it at once
    for phone in (b, console):
        expect(phone.get_by_role("status").filter(has_text="님의 발언: 30초 남음")).to_be_attached()
    console.get_by_role("button", name="발언 끝").click()
    expect(b.locator("[data-region=speaking] [data-clock]")).to_have_count(0)

    console.keyboard.press("Shift+V")
    expect(console.get_by_label("물음")).to_be_focused()
    console.keyboard.type("gbn ")  # letters are letters where one writes
    expect(console.get_by_label("물음")).to_have_value("gbn ")
    console.keyboard.press("Escape")
    expect(console.locator("#polls-title")).to_be_focused()
    console.get_by_label("물음").fill(QUESTION)
    console.get_by_label("보기", exact=True).fill("늘린다\n그대로 둔다")
    console.get_by_role("button", name="만들기", exact=True).click()
    polls = console.locator("[data-poll]", has_text=QUESTION)
    polls.get_by_role("button", name="시작").click()
    for phone in (a, b):
        poll = phone.locator("[data-region=polls] section", has_text=QUESTION)
        poll.get_by_label("늘린다").check()
        poll.get_by_role("button", name="보내기").click()
        expect(poll).to_contain_text("답을 보냈습니다.")
    expect(guest.locator("[data-region=polls]")).to_contain_text("2명이 답했습니다.")
    expect(guest.locator("[data-region=polls] input[name=options]")).to_have_count(0)
    polls.get_by_role("button", name="미리보기").click()
    expect(console.locator("[data-region=preview]")).to_contain_text(QUESTION)
    console.get_by_role("button", name="화면에 띄우기", exact=True).click()
    expect(screen.locator("main")).to_contain_text("2명이 답했습니다.")
    expect(screen.locator("main .bar")).to_have_count(0)  # what came out is hidden until it is shown
    looked_at(console, "console")
    console.keyboard.press("5")
    expect(polls).to_be_focused()
    console.keyboard.press("s")
    expect(polls.get_by_role("button", name="결과 공개")).to_be_visible()
    expect(polls).to_be_focused()
    console.keyboard.press("a")
    expect(screen.locator("main .bar")).to_have_count(2)
    looked_at(screen, "screen-poll")
    expect(guest.locator("[data-region=polls]")).to_contain_text("2표")
    db.session.rollback()  # what others have committed
    poll = db.session.scalars(db.select(Poll).where(Poll.question == QUESTION)).one()
    assert poll.n_cast == 2 == poll.options[0].n_votes
    binding = services.prepare(forum, by=boss, q="어디부터 고칠까요?", options=["골목", "공원"])["poll"]
    paper = services.bind(forum, by=boss, poll=binding, hours=1)["paper"]
    expect(guest.get_by_role("link", name="투표하러 가기")).to_have_attribute("href", re.compile(rf"/votes/{paper}$"))

    b.get_by_label("한마디").fill("쓰다 만 말")
    a.get_by_label("한마디").fill("반갑습니다, 여러분")
    a.get_by_role("region", name="대화").or_(a.locator("section", has=a.locator("#chat-title"))).get_by_role(
        "button", name="보내기"
    ).click()
    said = b.locator("[data-region=chat]")
    expect(said).to_contain_text("반갑습니다, 여러분")
    expect(b.get_by_label("한마디")).to_have_value("쓰다 만 말")
    cut(ben)
    for number in range(3):
        services.caption(forum, by=boss, text=f"굴속에서 놓친 말 {number}")
    expect(b.locator("[data-region=captions]")).to_contain_text("굴속에서 놓친 말 2")
    assert b.locator("[data-region=captions] p").all_inner_texts() == [f" 굴속에서 놓친 말 {number}" for number in range(3)] or [
        text.strip() for text in b.locator("[data-region=captions] p").all_inner_texts()
    ] == [f"굴속에서 놓친 말 {number}" for number in range(3)]
    is_on(b)
    looked_at(a, "phone")

    line = console.locator("[data-region=chat] [data-message]", has_text="반갑습니다, 여러분")
    line.locator("summary").click()
    line.get_by_label("가리는 이유").fill("토론 주제와 다른 말")
    line.get_by_role("button", name="글 가리기").click()
    expect(said).to_contain_text("진행자가 가린 글입니다.")
    expect(said).not_to_contain_text("반갑습니다, 여러분")

    console.locator("summary", has_text="토론회 마치기").click()
    console.get_by_role("button", name="마칩니다").click()
    for phone in (a, b, guest):
        expect(phone.locator("[data-region=item]")).to_have_text("토론회가 끝났습니다.")
        expect(phone.get_by_label("한마디")).to_have_count(0)
    assert queries.events(forum, Channel.PUB)[-1].kind == "session.closed"
    looked_at(guest, "phone-end")
    reflows(guest)


def test_the_console_on_a_phone_is_one_area_at_a_time_and_needs_no_script(app, come):
    forum = forums.live()
    here, boss = f"/mapo/forums/{forum.id}", forums.leader(forum)
    services.join_queue(forum, by=people.resident("나래 이웃"))
    services.change_settings(forum, by=boss, questions="open")
    services.ask(forum, by=people.resident(), text=QUESTION)

    def seen(page: Page) -> list[str]:
        return [one for one in AREAS if page.locator(f"section[data-area={one}]").is_visible()]

    console = come(f"{here}/console", boss, js=False)
    assert seen(console) == ["questions"]
    areas = console.get_by_role("navigation", name="진행석 나누어 보기")
    areas.get_by_role("link", name="발언권").focus()
    console.keyboard.press("Enter")
    expect(console.locator("#floor-title")).to_be_in_viewport()
    assert seen(console) == ["floor"]
    console.get_by_role("button", name="다음 사람").click()
    expect(console.get_by_role("button", name="발언 끝")).to_be_visible()
    assert seen(console) == ["floor"]  # a press comes back to where it was made
    areas.get_by_role("link", name="설문").click()
    console.locator("summary", has_text="설문 만들기").click()
    console.get_by_role("button", name="만들기", exact=True).click()
    expect(console.locator("[data-area=polls] [data-error-summary]")).to_be_visible()
    assert seen(console) == ["polls"]  # and so does a refusal

    live = come(f"{here}/console", boss)
    live.get_by_role("button", name="미리보기").first.click()
    expect(live.locator("[data-region=preview]")).to_contain_text(QUESTION)
    assert seen(live) == ["screen"]
    accessible(live)
    reflows(live)
    live.set_viewport_size(DESKTOP)
    expect(live.get_by_role("navigation", name="진행석 나누어 보기")).to_be_hidden()
    assert seen(live) == AREAS
