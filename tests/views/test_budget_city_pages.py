"""The city's dashboard, regions and money by type, and what a district publishes, over HTTP."""

import pytest

from app.budget.funding import PLAN_2017
from app.budget.queries import city as between
from app.budget.services import figures, funding
from app.budget.states import Stage
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.states import Role
from tests.make import budget, people


@pytest.fixture
def city(app):
    return district_services.change_status(districts.city(), "open")


def test_the_dashboard_shows_what_a_district_publishes_on_a_map_in_bars_and_in_a_file(page, client, city):
    made = budget.at(Stage.CLOSED)
    assert "아직 수치를 공개한 구가 없습니다." in page("/seoul/budget/districts").text
    before = page(f"/mapo/budget/{made.cycle.id}/figures", as_=made.coordinator)
    assert "지금은 공개한 수치가 없습니다." in before.text
    page(f"/mapo/budget/{made.cycle.id}/figures/publish", data={})
    for measure in ("proposed", "selected", "selected_won"):
        shown = page(f"/seoul/budget/districts?measure={measure}")
        assert 'class="heat-4"' in client.get(f"/seoul/budget/districts?measure={measure}").get_data(as_text=True)
    assert "2억 5,000만원" in shown.text
    answer = client.get("/seoul/budget/districts.csv?year=2026")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "2026,마포구,시험 주기,3,3,2,2,2,300000000,250000000" in answer.get_data(as_text=True)
    page(f"/mapo/budget/{made.cycle.id}/figures/withdraw", data={})
    assert "시험 주기" not in page("/seoul/budget/districts").text


def test_a_district_has_no_dashboard_and_the_city_no_choice(page, city):
    page("/mapo/budget/districts", status=404) if people.district() else None
    coordinator = people.official(city, Role.COORDINATOR)
    page("/seoul/budget/funding/choose", as_=coordinator, status=404)


def test_the_city_sets_amounts_and_a_district_chooses_among_them(page, city):
    coordinator = people.official(city, Role.COORDINATOR)
    form = page("/seoul/budget/funding/caps", as_=coordinator)
    sent = {one["name"]: one.get("value", "") for one in form.all("input") if one["name"].startswith("cap_")}
    assert sent["cap_integrated_integration_cost"] == "200,000,000"
    page("/seoul/budget/funding/caps", data=sent | {"year": "2027", "reason": ""}, status=422)
    shown = page("/seoul/budget/funding/caps", data=sent | {"year": "2027", "reason": budget.REASON})
    assert "10억원" in shown.text
    mapo = people.district()
    page("/mapo/budget/funding/choose", as_=people.official(mapo, Role.COORDINATOR))
    page(
        "/mapo/budget/funding/choose?year=2027",
        data={"kind": "integrated", "dong_count": "99", "reason": budget.REASON},
        status=422,
    )
    chosen = page(
        "/mapo/budget/funding/choose?year=2027", data={"kind": "integrated", "dong_count": "2", "reason": budget.REASON}
    )
    assert "최대 10억 5,000만원" in chosen.text
    assert between.granted_won(mapo.id, 2027) == 1_050_000_000


def test_regions_are_set_up_and_districts_moved_in_public(page, city):
    coordinator = people.official(city, Role.COORDINATOR)
    page("/seoul/budget/regions", as_=coordinator)
    page("/seoul/budget/regions/new", data={"name_ko": "서북권", "name_en": "North-west"})
    page("/seoul/budget/regions/new", data={"name_ko": "서북권"}, status=422)
    (region,) = between.regions(city)
    sent = {"member_id": str(people.district().id), "region_id": str(region.id), "reason": budget.REASON}
    shown = page("/seoul/budget/regions/place", data=sent)
    assert "마포구" in shown.text
    assert "마포구 소속 권역 변경: 권역 없음 → 서북권" in page("/seoul/budget/regions", as_=None).text


def test_people_without_the_hat_change_nothing(page, city):
    resident = people.resident()
    for path in ("regions/new", "regions/place", "funding/caps"):
        page(f"/seoul/budget/{path}", as_=resident, status=403)
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    page(f"/mapo/budget/{made.cycle.id}/figures", as_=resident, status=403)
    funding.set_caps(city, 2026, caps=PLAN_2017, by=None, reason=budget.REASON)
    figures.publish(made.cycle, by=made.coordinator)
    page("/mapo/budget/funding", as_=None)
