"""The pages of execution: everybody reads, the executing department writes, refusals come back at the field."""

from datetime import timedelta

from app.core import clock
from app.delivery import queries, services
from app.districts.states import Role
from tests.make import budget as make
from tests.make import delivery as made_delivery
from tests.make import people, proposals
from tests.make.delivery import REPORT


def test_an_officer_plans_a_granted_project_and_a_half_filled_row_comes_back(app, page):
    made, item = made_delivery.granted()
    path = f"/mapo/budget/{made.cycle.id}/items/{item.id}/plan"
    today = clock.today()
    given = {
        "department_id": made.department.id, "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=90)).isoformat(),
        "milestone_1_title": "설계 마침",
    }  # fmt: skip
    refused = page(path, 422, data=given, as_=made.officer)
    assert "이름과 날짜를 함께" in refused.text
    assert "설계 마침" in refused.html
    shown = page(path, data={**given, "milestone_1_due": (today + timedelta(days=30)).isoformat()})
    assert "집행 준비" in shown.text
    assert "설계 마침" in shown.text
    assert page(path).text.count("추진 단계")


def test_a_stranger_reads_everything_and_is_offered_nothing(app, page):
    made, delivery = made_delivery.running()
    made_delivery.spend(made, delivery, 3_000_000)
    shown = page(f"/mapo/delivery/{delivery.id}")
    assert "300만원" in shown.text
    assert "기록하기" not in shown.text
    listed = page(f"/mapo/budget/{made.cycle.id}/delivery")
    assert "집행 중" in listed.text
    page(f"/mapo/delivery/{delivery.id}/spend", 200, data={"spend-amount_won": "1"})  # led to the sign-in


def test_spending_beyond_the_budget_comes_back_at_its_field_as_sent(app, page):
    made, delivery = made_delivery.running()
    data = {"spend-amount_won": "9,999억", "spend-on": clock.today().isoformat(), "spend-purpose": "자재 구입"}
    shown = page(f"/mapo/delivery/{delivery.id}/spend", 422, data=data, as_=made.officer)
    assert "예산 " in shown.text
    assert "자재 구입" in shown.html


def test_steps_delays_report_and_feedback_are_written_on_the_page(app, page):
    made, item = made_delivery.granted()
    delivery = made_delivery.plan(made, item)
    here = f"/mapo/delivery/{delivery.id}"
    page(f"{here}/start", data={}, as_=made.officer)
    first, second = queries.milestones(delivery)
    page(f"{here}/mark", data={"mark-milestone": first.id, "mark-on": clock.today().isoformat()})
    later = (second.due_on + timedelta(days=60)).isoformat()
    delayed = {"delay-milestone": second.id, "delay-due_on": later, "delay-reason": make.REASON}
    assert make.REASON in page(f"{here}/delay", data=delayed).text
    closed = {"close-outcome": "partly", "close-summary": REPORT, "close-lessons": "다음에는 더 넓게 합니다."}
    assert "일부 달성" in page(f"{here}/close", data=closed).text
    following = proposals.proposal(made.district, by=people.resident())
    assert "번호" in page(f"{here}/link", 422, data={"link-number": "MAPO-1999-0001"}).text
    shown = page(f"{here}/link", data={"link-number": following.number, "link-note": "남은 골목까지"})
    assert "남은 골목까지" in shown.text
    told = page(f"/mapo/proposals/{delivery.item.candidate.proposal.number}").text
    for words in ("사업 집행", "늦어집니다", "사업을 마쳤습니다", "이어지는 제안"):
        assert words in told
    assert "이어 온 사업" in page(f"/mapo/proposals/{following.number}").text


def test_another_departments_officer_and_the_proposer_change_nothing(app, page):
    made, delivery = made_delivery.running()
    other = people.official(made.district, Role.OFFICER, unit=people.department(made.district, "교통과"))
    data = {"spend-amount_won": "1만원", "spend-on": clock.today().isoformat(), "spend-purpose": "자재"}
    for person in (other, made.proposers[0]):
        page(f"/mapo/delivery/{delivery.id}/spend", 403, data=data, as_=person)
    assert delivery.spent_won == 0


def test_the_list_of_projects_is_a_file_as_well(app, client):
    made, delivery = made_delivery.running()
    services.stop(delivery, by=made.coordinator, role=Role.COORDINATOR, summary=REPORT)
    csv = client.get(f"/mapo/budget/{made.cycle.id}/delivery.csv")
    assert csv.data.startswith(b"\xef\xbb\xbf")
    assert "중단" in csv.get_data(as_text=True)
    assert client.get(f"/mapo/budget/{made.cycle.id}/delivery.xlsx").data.startswith(b"PK")
    assert client.get(f"/mapo/budget/{made.cycle.id}/delivery.exe").status_code == 404
