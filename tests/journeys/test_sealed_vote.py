"""A vote at level L2 in a real browser: the choice leaves the phone sealed, is changed, and found again; without scripts it goes assisted."""

import io

import pytest
from playwright.sync_api import expect

from app.districts import queries as districts
from app.extensions import db
from app.verifiable import services as sealing
from app.voting import queries, services
from app.voting.models import Paper
from tests.browser import DESKTOP, PHONE, accessible, reflows, shot
from tests.journeys.test_voting_journey import sign_in
from tests.make import people, sealed, voting
from tests.services import test_polls_ballots as ballots
from tests.verifier import verifier

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def real_life(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def looked_at(page, name):
    size = page.viewport_size
    shot(page, name)
    if page.evaluate("1 + 1") == 2:
        accessible(page)
        reflows(page)
        page.set_viewport_size(size)


def counted(paper_id):
    paper = db.session.get_one(Paper, paper_id)
    services.close(paper, by=None, role="")
    services.count_paper(paper_id)
    paper = db.session.get_one(Paper, paper_id)
    report = verifier.verify(io.BytesIO(sealing.exported(paper)))
    assert report.exit_code == 3, list(report.lines("en"))
    return queries.result(paper)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_choice_is_sealed_on_the_device_changed_and_found(app, visit, size):
    paper_id = sealed.paper(format=voting.KnapsackFormat(budget=6000 * voting.MAN)).id
    email = people.resident(password=people.PASSWORD).email
    db.session.remove()
    page = visit(f"/mapo/votes/{paper_id}", size=size)
    page.get_by_role("link", name="로그인하고 투표하기").click()
    sign_in(page, email)
    expect(page.get_by_text("1/3단계")).to_be_visible()
    sent = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - playwright takes no method of a list
    looked_at(page, f"sealed-choose-{size['width']}")
    for number in (3, 4):
        page.get_by_label(f"시험 사업 {number}", exact=False).check()
    page.get_by_role("button", name="선택 확인").click()
    expect(page.get_by_text("투표지의 규칙에 맞지 않습니다")).to_be_visible()
    page.get_by_label("시험 사업 4", exact=False).uncheck()
    page.get_by_role("button", name="선택 확인").click()
    expect(page.get_by_role("heading", name="이대로 투표할까요?")).to_be_focused()
    expect(page.locator("[data-list]")).to_have_text("시험 사업 3 · 3,000만원")
    looked_at(page, f"sealed-review-{size['width']}")
    assert not [request for request in sent if request.method == "POST"], "the review makes no call that could tell the choice"
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_focused()
    tracker, recovery = (page.locator(f"#{name}").inner_text() for name in ("tracker", "recovery"))
    assert (len(tracker), len(recovery)) == (19, 34)
    expect(page.get_by_role("img", name="내 표 확인으로 가는 QR 코드")).to_be_visible()
    looked_at(page, f"sealed-done-{size['width']}")
    posted = [request for request in sent if request.method == "POST"]
    assert [request.url.rsplit("/", 1)[1] for request in posted] == ["token", "box"]
    assert "cookie" not in posted[1].all_headers()
    assert "referer" not in posted[1].all_headers()
    assert not any("names" in (request.post_data or "") for request in posted)

    page.goto(f"/mapo/votes/{paper_id}")
    expect(page.get_by_text("이미 투표하셨습니다")).to_be_visible()
    expect(page.locator("#code")).to_be_hidden()
    page.get_by_label("시험 사업 5", exact=False).check()
    page.get_by_role("button", name="선택 확인").click()
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_visible()
    assert page.locator("#recovery").inner_text() == recovery
    page.get_by_role("button", name="이 기기에서 지우기").click()
    expect(page).to_have_url(f"{page.url.split('/mapo')[0]}/mapo/votes")
    assert page.evaluate("localStorage.length") == 0

    page.goto(f"/mapo/votes/{paper_id}")
    page.get_by_label("시험 사업 1", exact=False).check()
    page.locator("#code").fill(recovery.lower())
    looked_at(page, f"sealed-again-{size['width']}")
    page.get_by_role("button", name="선택 확인").click()
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_visible()
    last = page.locator("#tracker").inner_text()

    page.goto(f"/mapo/votes/{paper_id}/track")
    page.get_by_label("확인번호", exact=False).fill(tracker)
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_text("나중에 넣은 표로 바뀌었습니다")).to_be_visible()
    page.get_by_label("확인번호", exact=False).fill(last)
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_text("투표함에 있습니다")).to_be_visible()
    looked_at(page, f"sealed-track-{size['width']}")
    result = counted(paper_id)
    assert [result.outcomes[f"p{n}"].votes for n in (1, 3, 5)] == [1, 0, 0]
    page.goto(f"/mapo/results/{paper_id}/audit")
    looked_at(page, f"sealed-audit-{size['width']}")
    page.goto(f"/mapo/results/{paper_id}")
    expect(page.get_by_text("누구나 검증하는 투표")).to_be_visible()
    page.goto(f"/en/mapo/results/{paper_id}/audit")
    shot(page, f"sealed-audit-en-{size['width']}")
    page.goto(f"/en/mapo/votes/{paper_id}/track")
    shot(page, f"sealed-track-en-{size['width']}")


def test_a_lost_answer_of_the_box_costs_no_vote(app, visit):
    """T49 at the device: the ballot arrived, its answer did not; pressing again casts a newer one."""
    paper_id = sealed.paper().id
    email = people.resident(password=people.PASSWORD).email
    db.session.remove()
    page = visit(f"/mapo/votes/{paper_id}")
    page.get_by_role("link", name="로그인하고 투표하기").click()
    sign_in(page, email)
    lost = []

    def lose_first(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.fulfill(status=408, body="{}")

    page.route("**/box", lose_first)
    page.get_by_label("시험 사업 2", exact=False).check()
    page.get_by_role("button", name="선택 확인").click()
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_text("투표를 마치지 못했습니다")).to_be_visible()
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_visible()
    assert counted(paper_id).outcomes["p2"].votes == 1


def test_a_phone_without_scripts_votes_assisted(app, visit):
    paper_id = sealed.paper().id
    email = people.resident(password=people.PASSWORD).email
    db.session.remove()
    page = visit(f"/mapo/votes/{paper_id}", js=False)
    page.get_by_role("link", name="로그인하고 투표하기").click()
    sign_in(page, email)
    page.get_by_label("시험 사업 2", exact=False).check()
    page.get_by_role("button", name="선택 확인").click()
    expect(page.get_by_text("서버가 대신 봉인합니다")).to_be_visible()
    shot(page, "sealed-assisted-review")
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("투표를 마쳤습니다")
    shot(page, "sealed-assisted-receipt")
    page.get_by_role("button", name="다 적었습니다").click()
    assert counted(paper_id).outcomes["p2"].votes == 1


def test_a_citys_ballot_is_sealed_with_what_ones_own_district_offers(app, visit):
    """Two people of two districts, the page that seals, and the page of the result."""
    paper_id = sealed.paper(**ballots.terms()).id
    made = [people.resident(password=people.PASSWORD, home=districts.by_slug(slug)).email for slug in ("mapo", "jongno")]
    db.session.remove()
    for email, mine, other, size in zip(
        made, ("마포의 안", "은평의 안"), ("은평의 안", "마포의 안"), (PHONE, DESKTOP), strict=True
    ):
        page = visit(f"/seoul/votes/{paper_id}", size=size)
        page.get_by_role("link", name="로그인하고 투표하기").click()
        sign_in(page, email)
        expect(page.get_by_text(other)).to_have_count(0)
        looked_at(page, f"styles-choose-{size['width']}")
        page.get_by_label(mine, exact=False).check()
        page.get_by_role("button", name="선택 확인").click()
        rest = 2 if mine == "마포의 안" else 1
        expect(page.get_by_text(f"아직 {rest}개 더 고를 수 있어요")).to_be_visible()
        page.get_by_role("button", name="투표 완료하기").click()
        expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_visible()
    result = counted(paper_id)
    assert not result.spoiled
    assert [result.outcomes[code].votes for code in ("2", "3")] == [1, 1]
    db.session.remove()
    for size in (PHONE, DESKTOP):
        looked_at(visit(f"/seoul/results/{paper_id}", size=size), f"styles-result-{size['width']}")
