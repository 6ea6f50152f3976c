"""The people and the log of a district, closed districts, and the operator's commands."""

import pytest
from sqlalchemy import select

from app.accounts import queries, services
from app.core.history import HistoryEntry
from app.districts import queries as districts
from app.districts import services as district_services
from app.districts.states import Role
from app.extensions import db
from tests.make import people
from tests.statements import counted

REASON = "임기가 끝났습니다."


@pytest.fixture
def place(app):
    return people.district()


@pytest.fixture
def boss(place):
    return people.official(place, Role.COORDINATOR)


@pytest.fixture
def desk(app, boss):
    return people.visitor(app, boss)


PERSONS = ["nobody", "unconfirmed", "citizen", *(role.value for role in Role), "coordinator elsewhere"]
MAY = {
    ("GET", "/mapo/people"): {"coordinator", "auditor"},
    ("GET", "/mapo/log"): {"coordinator", "auditor"},
    ("POST", "/mapo/people"): {"coordinator"},
    ("POST", "/mapo/people/departments"): {"coordinator"},
    ("GET", "/mapo/people/{grant}/remove"): {"coordinator"},
    ("POST", "/mapo/people/{grant}/remove"): {"coordinator"},
}


def person(name, place):
    if name == "nobody":
        return None
    if name in ("citizen", "unconfirmed"):
        return people.resident(verified=name == "citizen")
    if name == "coordinator elsewhere":
        return people.official(people.district("guro"), Role.COORDINATOR)
    return people.official(place, Role(name))


@pytest.mark.parametrize("name", PERSONS)
@pytest.mark.parametrize(("method", "path"), MAY)
def test_who_may_see_and_give_hats(app, place, method, path, name):
    asking = person(name, place)
    grant = district_services.appoint(place, people.resident(), Role.PANELIST)
    browser = people.visitor(app, asking)
    answer = browser.open(path.format(grant=grant.id), method=method, data={} if method == "POST" else None)
    if name == "nobody":
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in?next=")
    elif name in MAY[method, path]:
        assert answer.status_code == (200 if method == "GET" else 422)
    else:
        assert answer.status_code == 403


def test_the_page_lists_who_wears_which_hat(app, place, desk, boss):
    officer = people.official(place, Role.OFFICER)
    stranger = people.official(people.district("guro"), Role.OFFICER)
    page = desk.page("/mapo/people")
    for words in (boss.display_name, officer.display_name, officer.email, "공원녹지과", "운영 담당자 1명", "부서 담당자 1명"):
        assert words in page.text
    assert stranger.display_name not in page.text


def test_an_auditor_reads_names_but_neither_addresses_nor_forms(app, place, boss):
    page = people.visitor(app, people.official(place, Role.AUDITOR)).page("/mapo/people")
    assert boss.display_name in page.text
    assert boss.email not in page.text
    assert not [a for a in page.all("form", method="post") if "/people" in a["action"]]
    assert not [link for link in page.links() if "/remove" in link]


def test_a_hat_is_given_by_address_and_stays_on_record(app, place, desk, boss):
    chosen, unit = people.resident(), people.department(place)
    page = desk.send("/mapo/people", email=chosen.email, role="officer", department_id=str(unit.id))
    assert page.path == "/mapo/people"
    assert chosen.display_name in page.text
    (grant,) = districts.grants_of(place, chosen.id)
    assert (grant.role, grant.department_id) == (Role.OFFICER, unit.id)
    entry = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert (entry.action, entry.actor_id, entry.actor_role) == ("role.granted", boss.id, "coordinator")


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"email": "", "role": "auditor"}, "email", "역할을 받을 사람의 이메일"),
        ({"email": "nobody@example.test", "role": "auditor"}, "email", "이 주소로 가입한 사람이 없습니다."),
        ({"email": "waiting@example.test", "role": "auditor"}, "email", "아직 이메일을 확인하지 않았습니다."),
        ({"email": "here@example.test", "role": "officer"}, "department_id", "소속 부서를 골라야 합니다."),
        ({"email": "here@example.test", "role": "emperor"}, "role", ""),
        ({"email": "here@example.test", "role": "officer", "department_id": "elsewhere"}, "department_id", ""),
    ],
)
def test_a_hat_that_cannot_be_given_says_why_at_its_field(app, place, desk, fields, field, sentence):
    people.resident(email="waiting@example.test", verified=False)
    people.resident(email="here@example.test")
    elsewhere = people.department(people.district("guro"))
    fields = {name: str(elsewhere.id) if value == "elsewhere" else value for name, value in fields.items()}
    page = desk.send("/mapo/people", 422, **fields)
    (box,) = [a for tag, a in page.elements if tag in ("input", "select") and a.get("name") == field]
    assert box.get("aria-invalid") == "true"
    assert sentence in page.text
    assert page.all("input", name="email")[0].get("value", "") == fields["email"]
    assert len(queries.people(place)) == 1


def test_departments_are_added_once(place, desk):
    assert "교통과" in desk.send("/mapo/people/departments", **{"unit-name_ko": "교통과", "unit-name_en": "Transport"}).text
    page = desk.send("/mapo/people/departments", 422, **{"unit-name_ko": "교통과"})
    assert "같은 이름의 부서가 이미 있습니다." in page.text
    assert page.all("input", name="unit-name_ko")[0]["value"] == "교통과"
    assert [unit.name_en for unit in districts.departments(place)] == ["Transport"]


def test_a_hat_is_taken_on_a_page_of_its_own_with_a_reason(app, place, desk):
    chosen = people.resident()
    grant = district_services.appoint(place, chosen, Role.PANELIST)
    path = f"/mapo/people/{grant.id}/remove"
    assert path in desk.page("/mapo/people").links()
    assert chosen.display_name in desk.page(path).text
    assert "5자 이상" in desk.send(path, 422, reason="음").text
    assert desk.send(path, reason=REASON).path == "/mapo/people"
    assert districts.grants_of(place, chosen.id) == []
    desk.send(path, 404, reason=REASON)


def test_the_last_coordinator_cannot_be_removed_from_the_page(place, desk, boss):
    (grant,) = districts.holders(place, Role.COORDINATOR)
    page = desk.send(f"/mapo/people/{grant.id}/remove", 422, reason=REASON)
    assert "마지막 운영 담당자" in page.text
    assert page.all("textarea", name="reason")
    assert len(districts.holders(place, Role.COORDINATOR)) == 1


def test_another_districts_hat_is_not_found(app, place, desk):
    elsewhere = district_services.appoint(people.district("guro"), people.resident(), Role.AUDITOR)
    desk.page(f"/mapo/people/{elsewhere.id}/remove", 404)
    desk.send(f"/mapo/people/{elsewhere.id}/remove", 404, reason=REASON)
    desk.page(f"/guro/people/{elsewhere.id}/remove", 403)


def test_the_people_page_costs_the_same_with_many_people(app, place, desk):
    for _ in range(15):
        people.official(place, Role.OFFICER)
    with counted() as sent:
        desk.page("/mapo/people")
    assert len(sent) <= 12, sent


def test_the_log_tells_who_did_what_to_whom_and_why(app, place, desk, boss):
    chosen = people.resident()
    services.appoint_by_email(place, email=chosen.email, role=Role.MODERATOR, by=boss)
    grant = next(g for g in districts.holders(place, Role.MODERATOR))
    district_services.dismiss(grant, by=boss, reason=REASON)
    page = desk.page("/mapo/log")
    assert f"{chosen.display_name}님에게 진행자 역할을 주었습니다." in page.text
    assert f"{chosen.display_name}님의 진행자 역할을 거두었습니다." in page.text
    assert f"{boss.display_name} (운영 담당자)" in page.text
    assert f"이유: {REASON}" in page.text
    assert page.text.index("거두었습니다") < page.text.index(f"{chosen.display_name}님에게 진행자 역할을 주었습니다.")


def test_the_log_is_paged_filtered_and_of_one_district(app, place, desk):
    for number in range(55):
        district_services.add_department(place, name_ko=f"부서 {number}")
    district_services.add_department(people.district("guro"), name_ko="구로의 부서")
    with counted() as sent:
        first = desk.page("/mapo/log?about=department")
    assert len(sent) <= 12, sent
    assert "부서 54" in first.text
    assert "더했습니다: 부서 4 " not in first.text
    second = desk.page("/mapo/log?about=department&page=2")
    assert "더했습니다: 부서 4 " in second.text
    assert "구로의 부서" not in first.text + second.text
    assert "역할을 주었습니다" not in first.text + second.text
    assert "기록이 없습니다." in desk.page("/mapo/log?page=999").text
    assert "기록이 없습니다." in desk.page("/mapo/log?about=%25").text
    desk.page("/mapo/log?page=-3")
    desk.page("/mapo/log?page=many")


def test_an_action_without_words_and_an_entry_without_details_do_not_break_the_log(app, place, desk):
    for action, details in (("unheard.of", {"a": 1}), ("role.granted", {})):
        db.session.add(
            HistoryEntry(
                district_id=place.id,
                subject_kind="district",
                subject_id=place.id,
                action=action,
                details=details,
                at=people.clock.now(),
            )
        )
    db.session.commit()
    page = desk.page("/mapo/log")
    assert "unheard.of" in page.text
    assert "–님에게 – 역할을 주었습니다." in page.text


@pytest.mark.parametrize("path", ["/guro/", "/guro/people", "/en/guro/"])
def test_a_closed_district_says_so_kindly_and_points_to_open_ones(app, place, path):
    page = people.visitor(app).page(path, 404)
    assert "구로구" in page.text or "Guro-gu" in page.text
    assert [link for link in page.links() if link.endswith("/mapo/")]


@pytest.mark.parametrize("path", ["/atlantis/", "/atlantis/people", "/sign-in/people"])
def test_an_unknown_district_is_not_found(app, path):
    people.visitor(app).page(path, 404)


@pytest.mark.parametrize("path", ["/mapo/people", "/mapo/log"])
def test_the_desk_stands_in_english_too(desk, path):
    assert desk.page(f"/en{path}").all("html")[0]["lang"] == "en"


@pytest.mark.parametrize(("language", "first"), [("ko", "강남구"), ("en", "Dobong-gu")])
def test_districts_are_listed_by_name_in_the_readers_language(app, language, first):
    with app.test_request_context("/", environ_base={"decide.lang": language}):
        city, nearest, *_ = districts.everywhere()
        assert (city.slug, nearest.name) == ("seoul", first)


def test_crawlers_are_told_what_is_for_one_person(client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert "Disallow: /me\n" in answer.text
