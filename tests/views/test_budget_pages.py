"""The pipeline's pages, for citizens and for everybody with a hat, at every stage."""

from datetime import timedelta

import pytest

from app.budget import queries
from app.budget.services import candidates, screening
from app.budget.states import CandidateState, Criterion, Decision, Stage, Verdict
from app.core import clock
from app.districts.states import Role
from app.extensions import db
from tests.make import budget, people, proposals
from tests.statements import counted

MILLION = budget.MILLION


@pytest.fixture
def page(app, page):
    """Every request in a context of its own, as on a real server: otherwise the first reader would stay the reader."""

    def fetch(*args, **given):
        with app.app_context():
            shown = page(*args, **given)
        db.session.rollback()
        return shown

    return fetch


def root(made):
    return f"/mapo/budget/{made.cycle.id}"


def of(made, index, act):
    return f"{root(made)}/candidates/{made.of(index).id}/{act}"


def test_the_index_of_a_district_without_cycles_says_so_and_leads_on(page):
    people.district()
    shown = page("/mapo/budget")
    assert "진행 중인 예산 과정이 없습니다." in shown.text
    assert "/mapo/proposals" in shown.links()


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_its_pages_for_everybody(page, stage):
    made = budget.at(stage)
    index = page("/mapo/budget")
    assert made.cycle.name in index.text
    cycle = page(root(made))
    assert "총액은 3억원입니다." in cycle.text
    assert "1차 심사는 총액의 170% 이내, 곧 5억 1,000만원까지 통과합니다." in cycle.text
    page(f"{root(made)}/items")
    page(f"{root(made)}/history")
    shown = page(f"/mapo/proposals/{made.proposals[0].number}")
    assert "처리 현황" in shown.text
    page(root(made), as_=made.coordinator)
    for person in (made.coordinator, made.officer, made.panelist):
        page("/mapo/desk", as_=person)


@pytest.mark.parametrize("reached", ["proposed", "eligible", "first", "second", "selected", "budgeted"])
def test_candidates_are_listed_by_how_far_they_came(page, reached):
    made = budget.at(Stage.CLOSED)
    shown = page(f"{root(made)}?reached={reached}")
    assert ("학교 앞 안전한 건널목" in shown.text) is True
    page(f"{root(made)}?reached=nonsense", status=404)


def test_the_coordinator_sees_what_is_missing_and_then_the_button(page):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    shown = page(root(made), as_=made.coordinator)
    assert "담당 부서가 정해지지 않은 제안이 3건 있습니다." in shown.text
    assert not shown.all("form", action=f"{root(made)}/advance")
    refused = page(f"{root(made)}/advance", data={"seen": "department_review"}, status=409)
    assert "담당 부서가 정해지지 않은 제안이 3건 있습니다." in refused.text
    budget.finish(made)
    shown = page(root(made))
    assert shown.all("form", action=f"{root(made)}/advance")
    moved = page(f"{root(made)}/advance", data={"seen": "department_review"})
    assert "1차 심사(서면)" in moved.text


def test_assigning_many_at_once(page):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    page(f"{root(made)}/assign", as_=made.coordinator)
    ids = [str(one.id) for one in made.candidates]
    data = {"department_id": str(made.department.id), "candidates": ids}
    assert "제안 3건을 배정했습니다." in page(f"{root(made)}/assign", data=data).text
    assert (
        "배정할 제안을 하나 이상" in page(f"{root(made)}/assign", data={"department_id": data["department_id"]}, status=422).text
    )


def review_data(verdict="eligible", **given):
    data = {f"{criterion.value}_verdict": verdict for criterion in Criterion}
    return data | {f"{criterion.value}_reason": budget.REASON for criterion in Criterion} | given


def test_an_officer_reviews_and_everybody_reads_why(page):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    candidates.assign(made.cycle, made.candidates, made.department, by=made.coordinator)
    desk = page("/mapo/desk", as_=made.officer)
    assert of(made, 0, "review") in desk.links()
    short = page(of(made, 0, "review"), data=review_data(legality_reason="짧다"), status=422)
    assert "이유를 20자 이상" in short.text
    page(of(made, 0, "review"), data=review_data(cost_won="1억"))
    assert made.of(0).state is CandidateState.NOMINATED
    assert "부서 검토 결과" not in page(f"/mapo/proposals/{made.proposals[0].number}").text
    page(of(made, 0, "review"), data=review_data("ineligible", finish="y"))
    assert made.of(0).state is CandidateState.INELIGIBLE
    shown = page(f"/mapo/proposals/{made.proposals[0].number}")
    assert budget.REASON in shown.text
    assert "부적격" in shown.text
    page(of(made, 0, "review"), status=403)


def test_a_panelist_sees_the_others_only_after_handing_in(page):
    made = budget.at(Stage.FIRST_SCREENING, score_sheet_quorum=2)
    other = people.official(made.district, Role.PANELIST)
    screening.score(made.of(0), by=other, points=77, note="남의 심사 의견")
    assert "남의 심사 의견" not in page(of(made, 0, "score"), as_=made.panelist).text
    assert "0점부터 100점까지" in page(of(made, 0, "score"), data={"points": "101"}, status=422).text
    page(of(made, 0, "score"), data={"points": "88"})
    shown = page(of(made, 0, "score"))
    assert "남의 심사 의견" in shown.text
    assert not shown.all("form", action=of(made, 0, "score"))
    again = page(of(made, 0, "score"), data={"points": "10"}, status=422)
    assert "이미 심사표를 냈습니다." in again.text


def test_a_recused_panelist_has_nothing_to_score(page):
    made = budget.at(Stage.FIRST_SCREENING)
    page(of(made, 0, "recuse"), data={"recuse-reason": budget.REASON}, as_=made.panelist)
    assert "이 제안의 심사를 회피했습니다." in page(of(made, 0, "score")).text
    assert of(made, 0, "score") not in page("/mapo/desk").links()


def test_screening_results_are_public_after_closing_only(page):
    made = budget.at(Stage.FIRST_SCREENING, costs=(200 * MILLION,) * 3)
    page(f"{root(made)}/screening/paper", status=404)
    budget.step(made)
    shown = page(f"{root(made)}/screening/paper")
    assert "3건 가운데 2건 통과 · 4억원" in shown.text
    assert "한도는 총액의 170%, 곧 5억 1,000만원까지입니다." in shown.text
    assert "여기까지 통과" in shown.text
    assert "더하면 한도(5억 1,000만원)를 넘습니다." in shown.text
    page(f"{root(made)}/screening/in_depth", status=404)
    page(f"{root(made)}/screening/nonsense", status=404)


def test_a_coordinator_carries_out_a_resolution_but_not_above_the_ceiling(page):
    made = budget.at(Stage.DELIBERATION, costs=(200 * MILLION,) * 3)
    refused = page(of(made, 2, "admit"), data={"reason": budget.REASON}, status=422, as_=made.coordinator)
    assert "1차 심사를 통과한 사업의 합계가 600,000,000원이 되어, 총액의 170%인 510,000,000원을 넘습니다." in refused.text


def test_deliberation_is_recorded_and_told(page):
    made = budget.at(Stage.DELIBERATION)
    desk = page("/mapo/desk", as_=made.coordinator)
    assert of(made, 0, "deliberation") in desk.links()
    data = {"step": "workshop", "held_on": str(clock.today()), "attendance": "23", "outcome_note": budget.REASON}
    assert "숙의 기록을 남겼습니다." in page(of(made, 0, "deliberation"), data=data).text
    shown = page(f"/mapo/proposals/{made.proposals[0].number}")
    assert "집중 워크숍" in shown.text
    assert "참석 23명" in shown.text
    tomorrow = str(clock.today() + timedelta(days=1))
    refused = page(of(made, 0, "deliberation"), data=data | {"held_on": tomorrow}, status=422, as_=made.coordinator)
    assert "이미 열린 날짜만" in refused.text


def test_the_proposer_submits_the_final_version_and_everybody_sees_what_changed(page):
    made = budget.at(Stage.FINAL_SUBMISSION)
    proposal, author = made.proposals[0], made.proposers[0]
    assert of(made, 0, "final") in page(f"/mapo/proposals/{proposal.number}", as_=author).links()
    form = page(of(made, 0, "final"))
    assert proposals.IDEA in form.text
    data = {
        "title": "신호등과 노란 발자국", "problem": proposals.PROBLEM, "idea": proposals.IDEA + " 야간 조명도 답니다.", "place": "시험초등학교 앞",
        "cost_won": "1억 2,000만원", "reason": "숙의에서 나온 의견을 담았습니다.", "based_on": "1",
    }  # fmt: skip
    shown = page(of(made, 0, "final"), data=data)
    assert "야간 조명도 답니다." in shown.text
    assert shown.all("ins")
    assert made.of(0).cost_won == 120 * MILLION
    told = page(f"/mapo/proposals/{proposal.number}").text
    assert told.count("최종 제안서를 냈습니다. 사업비 1억 2,000만원") == 1
    assert "제안 내용을 고쳤습니다." not in told


def test_the_coordinator_carries_a_missing_final_version_forward(page):
    made = budget.at(Stage.FINAL_SUBMISSION)
    assert of(made, 1, "final") in page("/mapo/desk", as_=made.coordinator).links()
    page(of(made, 1, "final"))
    page(of(made, 1, "final"), data={"reason": budget.REASON})
    assert made.of(1).state is CandidateState.FINAL_SUBMITTED


def test_opening_and_closing_the_vote(page):
    made = budget.at(Stage.FINAL_SELECTION)
    page(f"{root(made)}/vote", as_=made.coordinator)
    past = page(f"{root(made)}/vote", data={"closes_on": str(clock.today() - timedelta(days=2))}, status=422)
    assert "마감은 시작과 지금보다 뒤여야 합니다." in past.text
    page(f"{root(made)}/vote", data={"closes_on": str(clock.today() + timedelta(days=5)), "introduction": "골라 주세요"})
    committee = people.official(made.district, Role.COMMITTEE)
    paper = queries.paper(made.cycle)
    assert f"/mapo/votes/{paper.id}" in page("/mapo/desk", as_=committee).links()
    refused = page(f"{root(made)}/vote/close", data={"close-reason": "시험 마감"}, status=422, as_=made.coordinator)
    assert "이유를 20자 이상" in refused.text
    page(f"{root(made)}/vote/close", data={"close-reason": budget.REASON}, as_=made.coordinator)
    assert f"/mapo/results/{paper.id}" in page(root(made)).links()


def test_the_council_decides_and_the_bill_is_open_data(page, client):
    made = budget.at(Stage.BUDGETING)
    one = queries.items(made.cycle)[0]
    page(f"{root(made)}/items/{one.id}", as_=made.coordinator)
    data = {"decision": "amended", "amount_won": "9,000만원", "decided_on": str(clock.today()), "reason": budget.REASON}
    shown = page(f"{root(made)}/items/{one.id}", data=data)
    assert "조정 의결" in shown.text
    assert "9,000만원" in shown.text
    told = page(f"/mapo/proposals/{one.candidate.proposal.number}")
    assert "의회가 금액을 조정해 의결했습니다: 9,000만원" in told.text
    csv = client.get(f"{root(made)}/items.csv")
    assert csv.data.startswith(b"\xef\xbb\xbf")
    assert "90000000" in csv.get_data(as_text=True)


def test_calendar_and_envelope_change_with_a_public_reason(page):
    made = budget.world()
    page(f"{root(made)}/calendar", as_=made.coordinator)
    day = str(clock.seoul(made.cycle.due(Stage.BUDGETING)).date() + timedelta(days=3))
    data = {f"due_{one.stage.value}": str(clock.seoul(one.due_at).date()) for one in made.cycle.deadlines}
    shown = page(f"{root(made)}/calendar", data=data | {"due_budgeting": day, "reason": budget.REASON})
    assert "‘예산 편성(의회 의결)’ 기한 변경:" in shown.text
    page(f"{root(made)}/envelope")
    assert (
        "총액 변경: 3억원 → 4억원" in page(f"{root(made)}/envelope", data={"envelope_won": "4억", "reason": budget.REASON}).text
    )


def test_late_tasks_are_marked_on_the_desk(page):
    made = budget.at(Stage.FIRST_SCREENING)
    with clock.travel(clock.now() + timedelta(days=60)):
        desk = page("/mapo/desk", as_=made.panelist)
    assert "일 지남" in desk.text
    assert any("is-late" in (a.get("class") or "") for a in desk.all("span"))


def test_citizens_have_no_desk(page):
    people.district()
    page("/mapo/desk", as_=people.resident(), status=403)


def test_another_districts_cycle_is_not_there(page):
    made = budget.at(Stage.BUDGETING)
    people.district("jongno")
    stranger = people.official(people.district("jongno"), Role.COORDINATOR)
    for path in ("", "/items", "/items.csv", "/history", "/screening/paper", "/advance", "/calendar", "/assign", "/vote"):
        page(f"/jongno/budget/{made.cycle.id}{path}", status=404 if path != "/advance" else 405, as_=stranger)
    page(f"/jongno/budget/{made.cycle.id}/candidates/{made.of(0).id}/final-version", status=404)


@pytest.mark.parametrize("number", [3, 45])
def test_public_pages_take_a_fixed_number_of_statements(page, client, number):
    made = budget.at(Stage.DELIBERATION, costs=(MILLION,) * number)
    proposal = made.proposals[0].number
    for path in (
        "/mapo/budget",
        root(made),
        f"{root(made)}/screening/paper",
        f"{root(made)}/items",
        f"/mapo/proposals/{proposal}",
    ):
        with counted() as sent:
            assert client.get(path).status_code == 200
        assert len(sent) <= 12, (path, len(sent), sent)


def test_a_decision_is_not_taken_for_an_adopted_one_by_a_stranger(page):
    made = budget.at(Stage.BUDGETING)
    one = queries.items(made.cycle)[0]
    data = {"decision": Decision.CUT.value, "decided_on": str(clock.today()), "reason": budget.REASON}
    page(f"{root(made)}/items/{one.id}", data=data, as_=made.proposers[0], status=403)
    assert one.decision is Decision.PENDING
    assert Verdict.ELIGIBLE  # the vocabulary of verdicts is its own


def test_english_pages_stand_too(page):
    made = budget.at(Stage.BUDGETING)
    page(f"/en{root(made)}")
    page(f"/en/mapo/proposals/{made.proposals[0].number}")
