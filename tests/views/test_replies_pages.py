"""The pages of official replies, as citizens and officials see them."""

from datetime import timedelta

import pytest

from app.core import clock
from app.replies import queries, services
from app.replies.states import CaseState, Level
from tests.make import people, replies
from tests.make import proposals as writing
from tests.make.replies import BODY, REASON, later, words
from tests.statements import counted

MOST_STATEMENTS = 12


@pytest.fixture
def made(app):
    return replies.world()


def show(case, anchor=""):
    return f"/mapo/proposals/{case.proposal.number}{anchor}"


def test_a_proposal_shows_how_many_are_missing_and_until_when(made, page):
    proposal = writing.proposal(made.district)
    text = page(f"/mapo/proposals/{proposal.number}").text
    assert "수시 접수" in text
    assert "0 / 2" in text
    assert "2명이 모이면 답변 절차가 시작됩니다" in text


def test_the_clock_is_public_and_turns_red(made, page):
    case = made.assigned()
    number = case.proposal.number
    with clock.travel(later(11)):
        assert "10일 남음" in page(f"/mapo/proposals/{number}").text
    with clock.travel(later(24)):
        seen = page(f"/mapo/proposals/{number}")
        assert "기한을 3일 넘겼습니다" in seen.text
        assert "is-late" in seen.html


def test_an_answer_stands_on_the_page_with_who_answers_for_it(made, page):
    case = made.assigned()
    services.answer(
        case, by=made.officer, **words(body=BODY + "\n\n<script>alert(1)</script> **굵게**", links=["https://example.test/plan"])
    )
    seen = page(show(case))
    for said in ("수용", "보행정책과장", "보행정책과", "다음에 할 일", "내년 3월까지", "https://example.test/plan"):
        assert said in seen.text, said
    assert "<strong>굵게</strong>" in seen.html
    assert "<script>alert" not in seen.html


def test_the_whole_way_by_its_forms(made, page):
    proposal = made.waiting().proposal
    case = queries.case_at(proposal, Level.DEPARTMENT)
    base = f"/mapo/replies/{case.id}"
    assert proposal.current.title in page("/mapo/desk", as_=made.coordinator).text
    page(f"{base}/assign", as_=made.coordinator)
    seen = page(f"{base}/assign", data={"lead": made.department.id, "cooperating": made.other.id})
    assert "총괄 보행정책과" in seen.text
    assert "협조 도로과" in seen.text
    assert proposal.current.title in page("/mapo/desk", as_=made.officer).text
    page(f"{base}/interim")
    page(f"{base}/interim", data={"body": "현장을 살폈고 경찰서의 의견을 기다립니다. 곧 답하겠습니다.", "position": "과장"})
    page(f"{base}/extend")
    due = people.again(case).due_on + timedelta(days=7)
    seen = page(f"{base}/extend", data={"due_on": due.isoformat(), "reason": REASON})
    assert "처음 기한" in seen.text
    page(f"{base}/answer")
    seen = page(f"{base}/answer", data=words(verdict="partly") | {"links": ""})
    assert "일부 수용" in seen.text
    page(f"{base}/correct")
    seen = page(f"{base}/correct", data=words(verdict="accepted", body=BODY + " 더합니다.") | {"links": "", "reason": REASON})
    assert "고친 답변입니다" in seen.text
    seen = page(f"/mapo/proposals/{proposal.number}/replies")
    assert "더합니다." in seen.text
    assert seen.all("ins")
    page(f"{base}/reopen", as_=made.coordinator)
    seen = page(f"{base}/reopen", data={"reason": REASON})
    assert "다시 답변을 받고 있습니다" in seen.text
    for said in ("중간답변을 했습니다", "늘렸습니다", "고쳤습니다", "다시 받기로 했습니다"):
        assert said in seen.text, said


@pytest.mark.parametrize(
    ("form", "data", "said"),
    [
        ("answer", {"verdict": "accepted", "body": "짧다", "position": "과장"}, "자 이상 적어 주세요"),
        ("answer", {"verdict": "accepted", "body": BODY, "position": "과장"}, "다음에 무엇을 언제"),
        ("answer", {"verdict": "debate_held", "body": BODY, "position": "과장"}, "Not a valid choice"),
        ("answer", {"verdict": "rejected", "body": BODY, "position": "과장", "links": "ftp://example.test"}, "http://"),
        ("interim", {"body": "", "position": "과장"}, "꼭 적어야 합니다"),
        ("extend", {"due_on": "2099-01-01", "reason": REASON}, "까지 정할 수 있습니다"),
        ("extend", {"due_on": "어제", "reason": REASON}, ""),
    ],
)
def test_a_form_comes_back_with_what_is_wrong(made, page, form, data, said):
    case = made.assigned()
    seen = page(f"/mapo/replies/{case.id}/{form}", 422, data=data, as_=made.officer)
    assert said in seen.text or seen.all("p", class_="error")
    assert people.again(case).state is CaseState.ASSIGNED


def test_a_proposal_that_lapsed_says_so_and_a_coordinator_opens_it_again(made, page):
    proposal = writing.proposal(made.district)
    with clock.travel(later(31)):
        path = f"/mapo/proposals/{proposal.number}"
        assert "기간 종료" in page(path).text
        assert "공감 다시 모으기" not in page(path).text
        assert "공감 다시 모으기" in page(path, as_=made.coordinator).text
        page(f"{path}/collect")
        assert "다시 모으기 시작했습니다" in page(f"{path}/collect", data={"reason": REASON}).text
        page(f"{path}/collect", 403)


def test_the_policy_is_public_and_changed_by_its_form(made, page):
    assert "2명이 공감하면 담당 부서가" in page("/mapo/reply-policy").text
    page("/mapo/reply-policy/edit", 403, as_=made.officer)
    page("/mapo/reply-policy/edit?preset=nonsense", 404, as_=made.coordinator)
    seen = page("/mapo/reply-policy/edit?preset=idea_seoul_2023")
    given = {a["name"]: a.get("value", "") for a in seen.all("input", type="text") if a.get("name")}
    assert given["reply_at"] == "50"
    given |= {
        "mayor_measure": "endorsements", "clock_starts": "reached", "rolling_tracks": ["general", "collaborative"],
        "rolling_fields": list(rules_fields()), "reason": REASON,
    }  # fmt: skip
    assert "순서로 커져야" in page("/mapo/reply-policy/edit?preset=idea_seoul_2023", 422, data=given | {"debate_at": "50"}).text
    seen = page("/mapo/reply-policy/edit?preset=idea_seoul_2023", data=given)
    assert "상상대로 서울 2023" in seen.text
    assert "앞선 기준" in seen.text
    assert queries.standing(made.district.id).policy.preset == "idea_seoul_2023"


def rules_fields():
    from app.replies.rules import FIELDS

    return FIELDS


def test_accountability_shows_every_department_and_what_is_late(made, page):
    made.answered()
    late = made.assigned()
    with clock.travel(later(25)):
        seen = page("/mapo/accountability")
        assert "50%" in seen.text
        assert "보행정책과" in seen.text
        assert "기한을 4일 넘겼습니다" in seen.text
        assert late.proposal.current.title in page(f"/mapo/accountability/{made.department.id}").text
        page("/seoul/accountability", 404)
        people.district("seoul")
        assert "마포구" in page("/seoul/accountability").text
    assert page(f"/mapo/accountability/{made.department.id + 99}", 404)


def test_the_figures_can_be_counted_again_from_the_file(made, page):
    made.answered()
    made.waiting(title="=위험한 제목입니다")
    body = page("/mapo/accountability.csv").answer.get_data().decode("utf-8-sig")
    rows = body.splitlines()
    assert len(rows) == 3
    assert rows[0].startswith("제안번호,제목,단계")
    assert "'=위험한" in body


def test_the_list_of_work_is_filtered_and_downloaded(made, page):
    made.answered()
    made.assigned()
    made.waiting()
    page("/mapo/replies", 403, as_=people.resident())
    assert "2건" in page("/mapo/replies", as_=made.officer).text
    assert "1건" in page("/mapo/replies?shown=answered").text
    assert "1건" in page("/mapo/replies?shown=unassigned").text
    assert "1건" in page(f"/mapo/replies?shown=open&department={made.department.id}").text
    assert "2건" in page("/mapo/replies?shown=nonsense&department=x&level=y").text
    assert len(page("/mapo/replies.csv?shown=all").answer.get_data().decode().splitlines()) == 4


def test_pages_cost_the_same_however_much_there_is(made, page):
    case = made.answered()
    services.correct(case, by=made.officer, reason=REASON, **words(body=BODY + " 더."))
    for _ in range(5):
        made.answered()
        made.waiting(number=6)
    paths = (
        show(case), f"{show(case)}/replies", "/mapo/accountability", f"/mapo/accountability/{made.department.id}", "/mapo/reply-policy",
        "/mapo/replies", "/mapo/proposals",
    )  # fmt: skip
    for path in paths:
        if path == "/mapo/replies":
            page(path, as_=made.coordinator)
        with counted() as sent:
            page(path)
        assert len(sent) <= MOST_STATEMENTS, (path, len(sent), sent)


def test_a_district_without_a_policy_shows_no_panel(app, page):
    proposal = writing.proposal(people.district("eunpyeong"))
    assert "공식 답변" not in page(f"/eunpyeong/proposals/{proposal.number}").text
    assert "아직 답변 기준을 정하지 않았습니다" in page("/eunpyeong/reply-policy").text
    assert "아직 답변 기준에 이른 제안이 없습니다" in page("/eunpyeong/accountability").text
