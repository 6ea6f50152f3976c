"""A conversation in a real browser: written, quoted, rated, edited, followed, removed, linked to; on a phone without scripts and at a desk."""

import pytest
from playwright.sync_api import expect

from app.comments.models import Comment
from app.extensions import db
from tests.browser import DESKTOP, PHONE, accessible, reflows, shot
from tests.make import comments, people, proposals

# Compressing a static file leaves it to the garbage collector to close; the server of a real deployment serves these files itself.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def real_life(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def looked_at(page, name, js):
    shot(page, f"{name}-{page.viewport_size['width']}")
    if not js:
        return
    accessible(page)
    size = page.viewport_size
    reflows(page)
    page.set_viewport_size(size)


def enter(visit, person, path, **how):
    page = visit(f"/sign-in?next={path}", **how)
    page.get_by_label("이메일", exact=False).first.fill(person.email)
    page.get_by_label("비밀번호", exact=False).first.fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="로그인").first.click()
    return page


def row(page, words):
    return page.locator("li.comment", has_text=words).first


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESKTOP, True)], ids=["phone without scripts", "desktop"])
def test_a_conversation_from_the_first_word_to_a_removal(app, visit, size, js):
    proposal = proposals.proposal(by=people.resident("제안한 이웃"))
    neighbour = people.resident("먼저 말한 이웃")
    comments.comment(proposal.thread, "밤길이 어두워서 꼭 필요합니다.", by=neighbour, stance="pro")
    comments.comment(proposal.thread, "비용이 너무 큽니다.\n\n다른 길도 봐 주세요.", by=neighbour, stance="con")
    me = people.resident("나선 이웃", password=people.PASSWORD)
    path = f"/mapo/proposals/{proposal.number}"
    page = enter(visit, me, path, size=size, js=js)
    looked_at(page, "thread", js)

    page.get_by_label("질문").check()
    page.get_by_role("textbox", name="의견").fill("가로등은 **몇 개**나 놓나요?")
    page.get_by_role("button", name="의견 올리기").click()
    mine = row(page, "가로등은")
    expect(mine.locator(".badge")).to_have_text("질문")
    expect(mine.locator("strong")).to_have_text("몇 개")
    assert f"#comment-{_last().id}" in page.url

    theirs = row(page, "비용이 너무 큽니다.")
    helpful = theirs.get_by_role("button", name="도움돼요")
    helpful.click()
    expect(helpful).to_have_attribute("aria-pressed", "true")
    expect(helpful).to_contain_text("1")
    theirs.get_by_role("button", name="도움 안 돼요").click()
    expect(theirs.get_by_role("button", name="도움 안 돼요")).to_have_attribute("aria-pressed", "true")
    expect(helpful).to_have_attribute("aria-pressed", "false")
    theirs.get_by_role("button", name="도움 안 돼요").click()
    expect(theirs.get_by_role("button", name="도움 안 돼요")).to_have_attribute("aria-pressed", "false")
    expect(mine.locator("form[data-votes]")).to_have_count(0)

    theirs.get_by_text("더 보기").click()
    theirs.get_by_role("link", name="인용해서 답글").click()
    box = page.get_by_role("textbox", name="의견")
    assert box.input_value().strip() == "> 비용이 너무 큽니다. 다른 길도 봐 주세요."
    looked_at(page, "thread-quoting", js)
    box.fill(box.input_value() + "저는 이 길이 먼저라고 봅니다.")
    page.get_by_role("button", name="답글 올리기").click()
    answer = row(page, "이 길이 먼저라고")
    expect(answer.locator("blockquote")).to_contain_text("비용이 너무 큽니다.")
    expect(answer).to_have_class("comment depth-1")

    answer.get_by_text("더 보기").click()
    answer.get_by_role("link", name="고치기").click()
    page.get_by_role("textbox", name="의견").fill("저는 이 길이 훨씬 먼저라고 봅니다.")
    looked_at(page, "comment-edit", js)
    page.get_by_role("button", name="고친 글 올리기").click()
    page.get_by_role("link", name="고침").click()
    expect(page.locator("ins").first).to_contain_text("훨씬")
    looked_at(page, "comment-wordings", js)

    page.goto(path)
    page.get_by_text("소식 받기").click()
    page.get_by_role("button", name="모두 받기").click()
    expect(page.get_by_text("새 의견이 올라올 때마다 알립니다.").first).to_be_visible()
    page.get_by_role("link", name="처음부터").click()
    expect(page.locator("ol.comments > li.comment").nth(0)).to_contain_text("밤길이 어두워서")
    assert "order=oldest" in page.url

    answer = row(page, "훨씬 먼저라고")
    answer.get_by_text("더 보기").click()
    answer.get_by_role("link", name="삭제").click()
    page.get_by_role("button", name="삭제하기").click()
    expect(page.get_by_text("글쓴이가 지움")).to_be_visible()
    looked_at(page, "comment-permalink", js)


def _last():
    db.session.rollback()
    return db.session.query(Comment).order_by(Comment.id.desc()).first()


def test_a_long_branch_unfolds_in_place_and_as_a_page(app, visit):
    proposal = proposals.proposal()
    first = last = comments.comment(proposal.thread, "처음 한 말")
    for number, person in enumerate(comments.crowd(12) * 5):
        if number < 12:
            last = comments.comment(proposal.thread, f"{number}번째 답", parent=last if last.depth < 5 else first, by=person)
    path = f"/mapo/proposals/{proposal.number}"
    plain = visit(path, js=False)
    shot(plain, "thread-deep-390")
    assert plain.locator("ol.comments > li[id]").count() == 6
    plain.get_by_role("link", name="이 대화 이어 보기").last.click()
    expect(plain.get_by_text("11번째 답")).to_be_visible()
    page = visit(path)
    links = page.get_by_role("link", name="이 대화 이어 보기")
    while links.count():
        links.first.click()
        expect(page.locator("li[tabindex]:focus")).to_be_visible()
    ids = page.locator("ol.comments > li[id]").evaluate_all("rows => rows.map(row => row.id)")
    assert len(ids) == len(set(ids)) == 13
    written = db.session.query(Comment).filter_by(thread_id=proposal.thread_id).order_by(Comment.path)
    assert ids == [f"comment-{one.id}" for one in written]
    assert page.url.endswith(path)
    accessible(page)
    reflows(page)
    shot(page, "thread-unfolded-390")


def test_new_comments_wait_behind_a_bar_and_never_move_the_page(app, visit):
    proposal = proposals.proposal()
    first = comments.comment(proposal.thread, "먼저 있던 말")
    page = visit(f"/mapo/proposals/{proposal.number}")
    page.locator(".live[data-joined=true]").wait_for(state="attached")
    page.evaluate("scrollTo(0, 200)")
    before = page.evaluate("[scrollY, document.activeElement.tagName]")
    comments.comment(proposal.thread, "새로 온 말")
    comments.comment(proposal.thread, "새로 온 답글", parent=first)
    gone = comments.comment(proposal.thread, "곧 지워질 말")
    bar = page.locator(".live").get_by_role("link", name="새 의견 3개 보기")
    expect(bar).to_be_visible(timeout=20_000)
    expect(page.get_by_role("link", name="새 답글 1개 보기")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="새 의견 3개가 올라왔습니다.")).to_be_attached(timeout=20_000)
    assert page.evaluate("[scrollY, document.activeElement.tagName]") == before
    from app.comments import services

    services.remove(gone, by=people.resident(), reason="광고성 내용입니다", role="moderator")
    page.get_by_role("link", name="새 답글 1개 보기").click()
    expect(row(page, "새로 온 답글")).to_be_visible()
    page.locator(".live").get_by_role("link", name="새 의견 2개 보기").click()
    expect(page.locator("#latest")).to_contain_text("새로 온 말")
    expect(page.get_by_text("곧 지워질 말")).to_have_count(0)
    expect(bar).to_have_count(0)
    expect(page.locator(".live a")).to_have_count(0)
    accessible(page)
    shot(page, "thread-news-390")
