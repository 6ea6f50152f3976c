"""The clerk's pages, the receipt, and the page on which a citizen claims a proposal on paper."""

import re

import pytest

from app.core import clock
from app.districts.states import Role
from app.proposals import queries
from tests.make import people

PAPER = {
    "channel": "post", "paper_number": "접수-12", "title": "골목 의자를 그늘로 옮기기", "problem": "", "idea": "나무 아래로 옮깁니다.",
    "place": "", "cost_won": "", "track": "general", "field": "welfare",
}  # fmt: skip


@pytest.fixture
def clerk(app):
    return people.official(people.district(), Role.CLERK)


def enter(page, clerk, **given):
    return page("/mapo/intake/new", data=PAPER | {"received_on": clock.today().isoformat()} | given, as_=clerk)


def code_on(seen):
    return "".join(re.search(r"확인번호 ([2-9A-Z]{5} [2-9A-Z]{5})", seen.text)[1].split())


def test_from_the_desk_to_the_receipt_to_the_citizen(page, clerk):
    assert "아직" not in page("/mapo/intake", as_=clerk).path
    page("/mapo/intake/new")
    seen = enter(page, clerk)
    code = code_on(seen)
    proposal = queries.slips(people.district())[0].proposal
    assert proposal.number in seen.text
    assert seen.all("svg", class_="qr")
    assert f"/mapo/proposals/{proposal.number}" in seen.text
    again = page(f"/mapo/intake/{proposal.number}/receipt")
    assert code[:5] not in again.text
    assert "확인번호 새로 만들기" in again.text
    assert "우편 접수" in page(f"/mapo/proposals/{proposal.number}").text
    citizen = people.resident()
    assert proposal.number in page(f"/mapo/claim?number={proposal.number}", as_=citizen).html
    page("/mapo/claim", 422, data={"number": proposal.number, "code": "AAAAAAAAAA"})
    done = page("/seoul/claim", data={"number": proposal.number, "code": code}) if people.district("seoul") else None
    assert done is not None
    assert "종이로 내신 제안을 찾았습니다" in done.text
    assert done.path == f"/mapo/proposals/{proposal.number}"
    assert "고치기" in done.text
    assert "종이로 낸 제안자가" in done.text
    assert "제안자가 찾아감" in page("/mapo/intake", as_=clerk).text
    page(f"/mapo/intake/{proposal.number}/reissue", 403, data={})


def test_a_lost_code_is_made_anew(page, clerk):
    first = code_on(enter(page, clerk))
    number = queries.slips(people.district())[0].proposal.number
    fresh = code_on(page(f"/mapo/intake/{number}/reissue", data={}))
    assert fresh != first
    citizen = people.resident()
    page("/mapo/claim", 422, data={"number": number, "code": first}, as_=citizen)
    page("/mapo/claim", data={"number": number, "code": fresh})


def test_the_code_is_shown_for_its_own_receipt_only(page, clerk, client):
    enter(page, clerk)
    other = queries.slips(people.district())[0].proposal.number
    answer = client.post("/mapo/intake/new", data=PAPER | {"received_on": clock.today().isoformat(), "title": "둘째 제안입니다"})
    assert answer.status_code == 302
    assert "확인번호는 지금 한 번만" not in page(f"/mapo/intake/{other}/receipt").text


def test_wrong_entries_come_back(page, clerk):
    page("/mapo/intake/new", 422, data=PAPER | {"received_on": "2001-01-01"}, as_=clerk)
    page("/mapo/intake/new", 422, data=PAPER | {"received_on": clock.today().isoformat(), "title": ""})
    page("/mapo/intake/new", 422, data=PAPER | {"received_on": clock.today().isoformat(), "channel": "web"})


def test_citizens_do_not_take_in_and_strangers_do_not_claim(page, clerk):
    page("/mapo/intake", 403, as_=people.resident())
    page("/mapo/intake/new", 403)
    assert page("/mapo/claim", as_=people.resident(verified=False)).path == "/verify"


def test_claims_are_limited(page, clerk):
    page("/mapo/claim", as_=people.resident())
    for _ in range(20):
        page("/mapo/claim", 422, data={"number": "MAPO-2026-0001", "code": "AAAAAAAAAA"})
    page("/mapo/claim", 429, data={"number": "MAPO-2026-0001", "code": "AAAAAAAAAA"})
