"""An organiser at a desk prepares a vote, a second person confirms it on a phone, and people with codes vote: on their own phone, and on
a device they share."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.core import clock
from app.districts.states import Role
from app.extensions import db
from app.polls import rules
from tests.browser import DESKTOP, PHONE, accessible, reflows, shot
from tests.journeys.test_voting_journey import sign_in
from tests.make import people, polls

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def real_life(app, monkeypatch):
    """With CSRF; and a plan may open at once, or this test would have to wait five minutes."""
    app.config["WTF_CSRF_ENABLED"] = True
    monkeypatch.setattr(rules, "NOTICE_MINUTES", -5)
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def looked_at(page, name):
    """Clean by axe, and a picture, on a phone and at a desk; the size of before is kept."""
    before = page.viewport_size
    accessible(page)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        shot(page, f"{name}-{size['width']}")
    accessible(page)
    reflows(page)
    page.set_viewport_size(before)


def file(text):
    return {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}


def signed_in(visit, path, person, **how):
    page = visit("/sign-in", **how)
    sign_in(page, person)
    expect(page.locator(".head").get_by_role("link", name="로그인")).to_have_count(0)
    page.goto(path)
    return page


def test_a_vote_is_prepared_by_one_confirmed_by_another_and_cast_with_codes(app, visit):
    place = people.district()
    first, second = (people.resident(password=people.PASSWORD) for _ in range(2))
    for person, role in ((first, Role.COORDINATOR), (second, Role.AUDITOR)):
        polls.districts.appoint(place, person, role)
    first, second = first.email, second.email
    db.session.remove()
    address, codes = _prepared(signed_in(visit, "/mapo/plans", first, size=DESKTOP), lambda path: _confirmed(visit, path, second))
    _votes_on_a_phone(visit, address, codes[0])
    _vote_on_a_shared_device(visit, address, codes[1:])


def _prepared(page, confirm):
    """Through the wizard; what a second person does is done by `confirm`. The door of the vote, and the codes on its slips."""
    looked_at(page, "plans-none")
    page.get_by_role("link", name="새 투표 준비하기").click()
    page.get_by_label("투표 이름").fill("쉼터 이름 정하기")
    page.get_by_label("여러 개 고르기").check()
    looked_at(page, "plan-begin")
    page.get_by_role("button", name="다음").click()
    page.get_by_label("안내", exact=True).fill("쉼터에 붙일 이름을 고릅니다. 가장 많은 표를 얻은 이름을 씁니다.")
    page.get_by_label("고르는 수", exact=True).fill("2")
    looked_at(page, "plan-question")
    page.get_by_role("button", name="저장하고 다음").click()
    page.get_by_label("선택지", exact=True).fill("다솜\n나래\n다솜")
    page.get_by_role("button", name="저장하고 다음").click()
    expect(page.get_by_text("3행: 앞에 같은 이름이 있습니다")).to_be_visible()
    looked_at(page, "plan-options")
    page.get_by_label("선택지", exact=True).fill("다솜\n나래\n가온")
    page.get_by_role("button", name="저장하고 다음").click()
    page.get_by_role("radio", name="명부").check()
    looked_at(page, "plan-audience")
    page.get_by_role("button", name="저장하고 다음").click()
    _roster(page)
    looked_at(page, "plan-terms")
    _terms(page)
    expect(page.get_by_text("시험 투표를 한 번 해 보아야 합니다")).to_be_visible()
    looked_at(page, "plan-draft")
    page.get_by_role("link", name="시험 투표 해 보기").click()
    _trial(page)
    page.get_by_role("button", name="다른 사람에게 확인 맡기기").click()
    expect(page.get_by_text("확인 기다림")).to_be_visible()
    looked_at(page, "plan-submitted")
    confirm(page.url.partition("/mapo")[2])
    page.reload()
    expect(page.get_by_text("확정된 투표입니다")).to_be_visible()
    looked_at(page, "plan-frozen")
    page.get_by_role("link", name="투표 번호 나누어 주기").click()
    looked_at(page, "plan-slips")
    page.get_by_role("button", name="쪽지 만들기").click()
    looked_at(page, "plan-sheet")
    codes = page.locator(".slip .code").all_inner_texts()
    assert len(codes) == 3
    return page.locator(".slip .small").last.inner_text().partition("/mapo")[2], codes


def _roster(page):
    """A file with a row that cannot be read; then the mended one."""
    page.get_by_label("파일", exact=True).set_input_files(file("연락처\nminji@example.test\n010-1111-2222\nnobody\n"))
    page.get_by_role("button", name="파일 읽기").click()
    expect(page.get_by_text("4행: 이메일도 휴대전화 번호도 아닙니다")).to_be_visible()
    looked_at(page, "plan-roster")
    page.get_by_label("파일", exact=True).set_input_files(file("연락처\nminji@example.test\n010-1111-2222\nsora@example.test\n"))
    page.get_by_role("button", name="파일 읽기").click()
    expect(page.get_by_role("heading", name="읽은 사람 3명")).to_be_visible()
    page.get_by_role("button", name="이대로 명부에 올리기").click()


def _terms(page):
    opens, closes = (clock.seoul(clock.now() + timedelta(minutes=minutes)) for minutes in (-1, 600))
    for name, at in (("시작하는", opens), ("마감하는", closes)):
        page.get_by_label(f"{name} 날").fill(at.date().isoformat())
        page.get_by_label(f"{name} 때").fill(at.strftime("%H:%M"))
    page.get_by_role("button", name="저장").click()


def _trial(page):
    looked_at(page, "plan-trial")
    page.get_by_label("나래", exact=False).check()
    page.get_by_role("button", name="선택 확인").click()
    expect(page.get_by_role("heading", name="이대로 투표할까요?")).to_be_visible()
    looked_at(page, "plan-trial-review")
    page.get_by_role("button", name="시험 투표 마치기").click()
    looked_at(page, "plan-trial-done")
    page.get_by_role("link", name="투표 준비로 돌아가기").click()


def _confirmed(visit, path, person):
    page = signed_in(visit, f"/mapo{path}", person, size=PHONE)
    looked_at(page, "plan-second")
    page.get_by_role("button", name="읽었고, 확정합니다").click()
    expect(page.get_by_text("확정된 투표입니다")).to_be_visible()


def _votes_on_a_phone(visit, address, code):
    """The code comes with the address of the slip's QR, behind a # that no server sees; the tracker leaves in a QR the same way."""
    page = visit(f"/mapo{address}#{code}", size=PHONE)
    expect(page.get_by_role("textbox", name="투표 번호")).to_have_value(code)
    assert "#" not in page.url
    looked_at(page, "code-door")
    page.get_by_role("button", name="투표지 받기").click()
    page.get_by_label("가온", exact=False).check()
    page.get_by_role("button", name="선택 확인").click()
    page.get_by_role("button", name="투표 완료하기").click()
    expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_visible()
    expect(page.get_by_role("img", name="내 표 확인으로 가는 QR 코드")).to_be_visible()
    looked_at(page, "code-done")
    tracker = page.locator("#tracker").inner_text()
    page.goto(f"/mapo{address.removesuffix('/pass')}/track#{tracker}")
    expect(page.get_by_role("textbox", name="확인번호")).to_have_value(tracker)
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_text("투표함에 있습니다")).to_be_visible()


def _walk_away(page, code):
    """Whoever goes before the ballot is cast is asked, and then forgotten; a touch lets the page stay."""
    page.clock.install()
    page.get_by_role("textbox", name="투표 번호").fill(code)
    page.get_by_role("button", name="투표지 받기").click()
    page.locator("html.ready").wait_for(state="attached")
    page.get_by_label("다솜", exact=False).check()
    asked = page.get_by_role("button", name="계속 투표하기")
    page.clock.fast_forward(101_000)
    expect(asked).to_be_in_viewport()
    looked_at(page, "shared-idle")
    asked.click()
    expect(asked).to_be_hidden()
    page.clock.fast_forward(101_000)
    expect(asked).to_be_visible()
    page.clock.fast_forward(21_000)
    expect(page.get_by_role("heading", name="투표 번호 넣기")).to_be_visible()


def _vote_on_a_shared_device(visit, address, codes):
    """One after the other; nothing of the one before stays."""
    page = visit(f"/mapo{address}?shared=1", size=DESKTOP)
    looked_at(page, "shared-door")
    _walk_away(page, codes[0])
    for code in codes:
        expect(page.get_by_role("textbox", name="투표 번호")).to_have_value("")
        page.get_by_role("textbox", name="투표 번호").fill(code)
        page.get_by_role("button", name="투표지 받기").click()
        expect(page.get_by_text("이미 투표하셨습니다")).to_have_count(0)
        page.get_by_label("다솜", exact=False).check()
        page.get_by_role("button", name="선택 확인").click()
        page.get_by_role("button", name="투표 완료하기").click()
        expect(page.get_by_role("heading", name="투표를 마쳤습니다")).to_be_visible()
        assert page.evaluate("localStorage.length") == 0
        looked_at(page, "shared-done")
        page.get_by_role("button", name="다음 사람에게").click()
        expect(page.get_by_role("heading", name="투표 번호 넣기")).to_be_visible()
