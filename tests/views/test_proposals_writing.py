"""Writing a proposal: question by question, without JavaScript, across devices, sessions and signing in; and nothing typed is lost."""

import re

import pytest

from app.core.permits import Who, permits
from app.extensions import db
from app.proposals import queries, rules
from app.proposals.permissions import TABLE
from tests.make import people, proposals
from tests.make.writing import ANSWERS
from tests.statements import counted


def mine(person, **given):
    db.session.expire_all()
    return queries.drafts(person.id, **given)


def test_four_questions_lead_to_a_proposal_without_javascript(browser_of, writer):
    browser = browser_of(writer)
    check = browser.page(browser.write())
    for word in ("비 오는 날 미끄러운 계단 고치기", "3,000만원", "안전", "일반형", "시험동 계단"):
        assert word in check.text
    assert queries.listing(people.district()) == []
    seen = check.all("input", name="seen")[0]["value"]
    done = browser.send(check.path, seen=seen)
    assert done.path.endswith("/receipt")
    (proposal,) = queries.listing(people.district())
    assert proposal.current.idea == "미끄럼 막이를 붙이고 손잡이를 답니다.\n\n밤에는 발밑 등을 켭니다."
    assert (proposal.current.cost_won, proposal.author_id) == (30_000_000, writer.id)
    assert mine(writer) == []
    assert browser.send(check.path, seen=seen).path == done.path, "sent twice"
    assert browser.get(check.path, follow_redirects=True).request.path.endswith(proposal.number)
    assert queries.listing(people.district()).total == 1


WRONG = [
    ("problem", {"title": "짧음"}, "5자 이상"),
    ("problem", {"title": ""}, "제목을 적어 주세요"),
    ("problem", {"problem": "가" * 3_001}, "3000자까지"),
    ("idea", {"idea": "짧게"}, "10자 이상"),
    ("where", {"cost_won": "많이"}, "금액을 읽을 수 없습니다"),
    ("where", {"cost_won": ""}, "금액을 적거나"),
    ("where", {"cost_unknown": "y"}, "금액을 지우거나"),
    ("where", {"cost_won": "5원"}, "10,000원부터"),
    ("where", {"track": ""}, "방식을 골라 주세요"),
    ("where", {"track": "nonsense"}, "선택값입니다"),
]


def test_an_answer_that_is_not_good_enough_is_asked_again_but_kept(browser_of, writer):
    browser = browser_of(writer)
    check = browser.write()
    for question, wrong, said in WRONG:
        path = check.replace("check", question)
        form = browser.answer(path, 422, **ANSWERS[question] | wrong)
        assert said in form.text, wrong
        (draft,) = mine(writer)
        assert all(draft.answers.get(name, "") == text for name, text in wrong.items())
        assert said in browser.page(check).text, "the check page says so too"
        refused = browser.send(check, 422, seen=rules.seal(draft.answers))
        assert "아직 답하지 않은 질문이 있습니다" in refused.text
        browser.answer(path, **ANSWERS[question])
    assert queries.listing(people.district()) == []


def test_a_registration_number_is_refused_at_its_field_and_never_stored(browser_of, writer):
    browser = browser_of(writer)
    form = browser.answer(
        browser.begin(), 422, title="주민번호를 적은 제안", problem="제 번호는 900101-1234567 입니다. 연락 주세요."
    )
    assert "주민등록번호로 보이는" in form.text
    assert "900101-1234567" in form.html
    assert mine(writer) == []
    status, told = browser.keep(form.path, title="900101-1234567")
    assert (status, told["code"]) == (422, "REGISTRATION_NUMBER_FOUND")


def test_back_and_save_for_later_keep_what_was_typed_without_asking_for_more(browser_of, writer):
    browser = browser_of(writer)
    check = browser.write("problem")
    back = browser.answer(re.sub(r"\w+$", "idea", check), then="back", idea="반쯤")
    assert back.path.endswith("/problem")
    assert "비 오는 날" in back.html
    listed = browser.answer(re.sub(r"\w+$", "idea", check), then="later", idea="반쯤 쓴 생각")
    assert "임시 저장했습니다" in listed.text
    assert "쓰던 제안 이어 쓰기" in listed.text
    assert "반쯤 쓴 생각" in browser.page(re.sub(r"\w+$", "idea", check)).html


def test_another_device_goes_on_where_this_one_stopped(browser_of, writer):
    phone, desk = browser_of(writer), browser_of(writer)
    phone.write("idea")
    for path in ("/mapo/propose", "/me"):
        links = desk.page(path).links()
        assert any(re.search(r"/mapo/propose/[0-9a-f]{32}/idea$", link) for link in links), path
    assert mine(people.resident()) == []


def test_two_devices_do_not_overwrite_each_other_silently(browser_of, writer):
    phone, desk = browser_of(writer), browser_of(writer)
    path = re.sub(r"\w+$", "idea", phone.write("problem"))
    on_phone, on_desk = phone.page(path), desk.page(path)
    phone.send(path, then="later", **phone.keys(on_phone), idea="전화기에서 쓴 긴 생각입니다.")
    refused = desk.send(path, 422, then="next", **desk.keys(on_desk), idea="책상에서 쓴 다른 생각입니다.")
    assert "다른 창이나 기기에서" in refused.text
    assert "전화기에서 쓴 긴 생각입니다." in refused.text
    assert "책상에서 쓴 다른 생각입니다." in refused.html
    assert mine(writer)[0].answers["idea"] == "전화기에서 쓴 긴 생각입니다."
    desk.send(path, then="next", **desk.keys(refused), idea="책상에서 쓴 다른 생각입니다.")
    assert mine(writer)[0].answers["idea"] == "책상에서 쓴 다른 생각입니다.", "knowingly"


def test_typing_is_saved_by_the_open_page_and_late_requests_change_nothing(browser_of, writer):
    browser = browser_of(writer)
    path = browser.begin()
    status, told = browser.keep(path, title="미끄러", editor="p", turn="1", seen=rules.seal({}))
    assert (status, told["address"]) == (200, path)
    assert re.fullmatch(r"저장됨 \d\d:\d\d", told["said"])
    assert browser.keep(path, title="미끄러운 계단 고치기", editor="p", turn="3", seen="")[0] == 200
    assert browser.keep(path, title="미끄러운", editor="p", turn="2", seen="")[0] == 200
    assert mine(writer)[0].answers == {"title": "미끄러운 계단 고치기"}
    status, told = browser.keep(path, title="다른 창", editor="q", turn="1", seen=rules.seal({}))
    assert (status, told["code"]) == (409, "DRAFT_CHANGED_ELSEWHERE")


def test_a_draft_changed_after_the_check_page_is_shown_again_instead_of_published(browser_of, writer):
    browser = browser_of(writer)
    check = browser.page(browser.write())
    browser.answer(check.path.replace("check", "idea"), idea="그 사이 다른 기기에서 고친 생각입니다.")
    again = browser.send(check.path, 422, seen=check.all("input", name="seen")[0]["value"])
    assert "그 사이 다른 기기에서 고친 생각입니다." in again.text
    assert queries.listing(people.district()) == []


def test_a_visitor_writes_everything_and_signs_in_at_the_end(browser_of, writer):
    browser = browser_of()
    check = browser.page(browser.write())
    assert "로그인하고 제출하기" in check.text
    assert not check.all("input", name="seen")
    link = next(one for one in check.links() if "/sign-in?next=" in one)
    assert browser.get(link).status_code == 200
    shown = browser.send(link, email=writer.email, password=people.PASSWORD)
    assert shown.path == check.path
    (draft,) = mine(writer)
    assert draft.title == ANSWERS["problem"]["title"]
    assert browser.get_cookie("decide_drafts") is None
    assert browser.send(check.path, seen=rules.seal(draft.answers)).path.endswith("/receipt")


def test_a_visitors_draft_is_for_the_browser_it_was_begun_in(browser_of):
    here, elsewhere, resident = browser_of(), browser_of(), browser_of(people.resident())
    check = here.write("problem")
    for path in (check, check.replace("check", "idea")):
        here.page(path)
        for other in (elsewhere, resident):
            assert other.get(path).status_code == 404
    assert elsewhere.post(check.replace("check", "idea"), data={"idea": "남의 글을 고친다"}).status_code == 404
    elsewhere.set_cookie("decide_drafts", "f" * 64)
    assert elsewhere.get(check).status_code == 404


def test_a_residents_draft_is_his_alone(browser_of, writer):
    check = browser_of(writer).write("problem")
    other, stranger = browser_of(people.resident()), browser_of()
    for tail in ("check", "problem", "idea"):
        assert other.get(check.replace("check", tail)).status_code == 404
        assert "/sign-in" in stranger.get(check.replace("check", tail)).location
    for tail in ("delete", "restore", "idea", "idea/keep", "check"):
        assert other.post(check.replace("check", tail)).status_code == 404
    assert "/sign-in" in stranger.post(check.replace("check", "delete")).location
    assert "비 오는 날" not in stranger.page("/mapo/propose").text


def test_what_was_being_typed_when_the_session_ended_comes_back_after_signing_in(browser_of, writer):
    browser = browser_of(writer)
    path = browser.write("problem").replace("check", "idea")
    browser.delete_cookie("decide_session")
    asked = browser.send(path, then="next", idea="로그인이 끊긴 줄 모르고 길게 쓴 생각입니다.")
    assert asked.path == "/sign-in"
    assert "이 브라우저에 보관했습니다" in asked.text
    shown = browser.send(f"/sign-in?next={path}", email=writer.email, password=people.PASSWORD)
    assert shown.path == path
    assert "로그인이 끊긴 줄 모르고 길게 쓴 생각입니다." in shown.html
    (draft,) = mine(writer)
    assert draft.answers["title"] == ANSWERS["problem"]["title"]


def test_a_page_of_an_ended_session_hands_back_what_was_typed_and_changes_nothing(app, browser_of, writer):
    browser = browser_of(writer)
    path = browser.write("problem").replace("check", "idea")
    app.config["WTF_CSRF_ENABLED"] = True
    again = browser.send(path, 422, then="next", idea="오래 열어 둔 창에 쓴 글", csrf_token="old")
    assert "쓰신 글은 아래에 그대로 있습니다" in again.text
    assert "오래 열어 둔 창에 쓴 글" in again.html
    assert "idea" not in mine(writer)[0].answers
    assert browser.keep(path, idea="오래 열어 둔 창")[0] == 400
    token = again.all("input", name="csrf_token")[0]["value"]
    assert browser.send(path, then="next", idea="오래 열어 둔 창에 쓴 글", csrf_token=token).path.endswith("/where")


def test_a_deleted_draft_can_be_brought_back(browser_of, writer):
    browser = browser_of(writer)
    check = browser.write("problem")
    gone = browser.send(check.replace("check", "delete"))
    assert "쓰던 제안 이어 쓰기" not in gone.text
    assert "되돌리기" in gone.text
    back = browser.send(check.replace("check", "restore"))
    assert "쓰던 제안 이어 쓰기" in back.text


def test_there_is_an_end_to_drafts_and_the_text_stays_on_the_page(browser_of, writer):
    browser = browser_of(writer)
    for number in range(rules.DRAFTS_PER_DISTRICT):
        browser.send(f"/mapo/propose/{number:032x}/problem", 422, title=f"{number}")
    full = browser.send(f"/mapo/propose/{99:032x}/problem", 422, **ANSWERS["problem"])
    assert "쓰다 만 제안이 이미 10건" in full.text
    assert "비 오는 날 미끄러운 계단 고치기" in full.html


def test_a_phone_number_is_warned_of_before_publishing_but_not_refused(browser_of, writer):
    browser = browser_of(writer)
    check = browser.page(browser.write(idea="궁금하면 010-1234-5678 로 연락 주세요. 설명하겠습니다."))
    assert "전화번호로 보이는 숫자" in check.text
    assert "010-1234-5678" in check.text
    assert browser.send(check.path, seen=check.all("input", name="seen")[0]["value"]).path.endswith("/receipt")


def test_without_consent_to_speak_in_public_the_check_page_leads_to_giving_it(browser_of):
    person = people.resident(opinion=False)
    browser = browser_of(person)
    check = browser.page(browser.write())
    assert any("/me/consents?next=" in link for link in check.links())
    assert not check.all("input", name="seen")
    refused = browser.send(check.path, 422, seen=rules.seal(mine(person)[0].answers))
    assert "민감정보 처리에 동의해 주세요" in refused.text
    assert queries.listing(people.district()) == []


def test_a_draft_of_another_district_is_not_there(browser_of, writer):
    people.district("jongno")
    check = browser_of(writer).write("problem").replace("/mapo/", "/jongno/")
    browser = browser_of(writer)
    for tail in ("check", "idea", "problem"):
        assert browser.get(check.replace("check", tail)).status_code == 404
    for tail in ("delete", "restore", "check", "idea/keep", "idea"):
        answer = browser.post(check.replace("check", tail), data={"idea": "다른 구"})
        assert answer.status_code == 404, tail
    assert mine(writer)[0].answers == ANSWERS["problem"]


@pytest.mark.parametrize("number", [0, 10])
def test_writing_takes_at_most_twelve_statements(browser_of, writer, number):
    browser = browser_of(writer)
    for one in range(number):
        proposals.draft(writer, title=f"쓰던 제안 {one}")
    check = browser.write() if number < rules.DRAFTS_PER_DISTRICT else None
    for path in ["/mapo/propose", *([check, check.replace("check", "where")] if check else [])]:
        with counted() as sent:
            browser.page(path)
        assert len(sent) <= 12, sent


WHO = {
    "stranger": Who(),
    "resident": Who(resident_id=2, assurance=1),
    "writer": Who(resident_id=1, assurance=0),
    "coordinator": Who(resident_id=3, assurance=1, roles=frozenset({"coordinator", "moderator"})),
}


class Draft:
    def __init__(self, resident_id, is_held):
        self.resident_id, self.is_held = resident_id, is_held


@pytest.mark.parametrize(
    ("permission", "draft", "allowed"),
    [
        ("draft.begin", Draft(1, False), set(WHO)),
        ("draft.write", Draft(1, False), {"writer"}),
        ("draft.write", Draft(1, True), {"writer"}),
        ("draft.write", Draft(None, True), set(WHO)),
        ("draft.write", Draft(None, False), set()),
        ("draft.publish", Draft(1, False), {"writer"}),
        ("draft.publish", Draft(None, True), set(WHO) - {"stranger"}),
        ("draft.publish", Draft(None, False), set()),
    ],
)
def test_who_may_write_a_draft(permission, draft, allowed):
    assert {name for name, who in WHO.items() if permits(TABLE, permission, who, draft)} == allowed
