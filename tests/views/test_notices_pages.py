"""알림 over HTTP: the bell, the list, opening, settings."""

import pytest

from app.notices import queries, services, wording
from tests.make import people

wording.learn({"test.happened": "‘%(title)s’에 일이 있었습니다."})


@pytest.fixture
def ann(db):
    people.district("mapo")
    return people.resident("가")


@pytest.fixture
def browser(app, ann):
    return people.visitor(app, ann)


def tell(person, endpoint="proposals.index"):
    services.tell([person.id], "test.happened", district=people.district("mapo"), link=(endpoint, {}), title="골목")
    return queries.page(person.id)[0][0]


def test_without_notices_the_page_says_what_will_come(browser):
    assert "아직 알림이 없습니다" in browser.page("/notices").text
    assert "읽지 않은 알림" not in browser.page("/mapo/").text


def test_a_notice_is_counted_on_the_bell_opened_once_and_leads_to_its_page(ann, browser):
    notice = tell(ann)
    assert "읽지 않은 알림 1" in browser.page("/mapo/").text
    assert f"/notices/{notice.id}" in browser.page("/notices").links()
    assert browser.get(f"/notices/{notice.id}").location == "/mapo/proposals"
    assert "새 알림" not in browser.page("/notices").text
    assert browser.get(f"/en/notices/{notice.id}").location == "/en/mapo/proposals"


def test_nobody_opens_anothers_notice(browser):
    assert browser.get(f"/notices/{tell(people.resident('나')).id}").status_code == 404


def test_all_are_marked_read_at_once(ann, browser):
    tell(ann)
    assert "모두 읽은 것으로 표시했습니다" in browser.send("/notices/read").text
    assert "새 알림" not in browser.page("/notices").text


def test_how_to_hear_of_them_is_a_choice(ann, browser):
    browser.page("/notices/settings")
    browser.send("/notices/settings", mail="off", language="en")
    assert queries.setting(ann.id).language == "en"
    browser.send("/notices/settings", 422, mail="hourly", language="en")


def test_a_notice_whose_page_is_gone_leads_to_the_list(ann, browser):
    assert browser.get(f"/notices/{tell(ann, 'proposals.nowhere').id}").location == "/notices"


def test_what_was_told_is_in_ones_own_export(ann, browser):
    tell(ann)
    assert "‘골목’에 일이 있었습니다." in browser.get("/me/data.json").get_data(as_text=True)


def test_visitors_are_asked_to_sign_in(app, db):
    assert "/sign-in" in people.visitor(app).get("/notices").location
