"""The desk of paper ballots, as two officers use it; nobody else sees it."""

import pytest

from app.districts.states import Role
from app.extensions import db as database
from app.verifiable import queries
from app.voting import services as voting_services
from app.voting.models import Paper
from app.voting.protocol import keyfile
from tests.make import people, sealed

WORDS = "a long passphrase"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    locked = keyfile.locked
    monkeypatch.setattr(keyfile, "locked", lambda *given, **_: locked(*given, cost_bits=10))


@pytest.fixture
def officers(app):
    place = people.district()
    return [people.official(place, Role.CLERK), people.official(place, Role.COORDINATOR)]


def test_two_officers_hand_out_count_and_sign(page, officers):
    clerk, coordinator = officers
    old = sealed.paper()
    assert "이 투표에는 종이표가 없습니다" in page(f"/mapo/votes/{old.id}/paper", as_=clerk).text
    for one in officers:
        assert "서명 열쇠를 만들었습니다" in page(f"/mapo/votes/{old.id}/paper/key", as_=one, data={"passphrase": WORDS}).text
    paper = sealed.paper()
    url, person, voted = f"/mapo/votes/{paper.id}/paper", people.resident(), people.resident()
    sealed.vote(paper, ["p1"], by=voted)
    shown = page(f"{url}/hand-out", as_=clerk, data={"station": "hapjeong-1", "email": person.email})
    assert "종이표를 드려도 됩니다" in shown.text
    again = page(f"{url}/hand-out", as_=clerk, data={"station": "hapjeong-1", "email": person.email}, status=422)
    assert "이미 받으셨습니다" in again.text
    listed = page(f"{url}/list", as_=clerk, data={"station": "booth-7", "emails": f"{voted.email}\n"})
    assert "봉투를 열지 말고" in listed.text
    assert voted.email in listed.text
    voting_services.close(paper, by=None, role="")
    assert "종이표를 세는 투표소 1곳을 기다립니다" in page(f"/mapo/results/{paper.id}/audit").text
    count = {"place": "hapjeong-1 citizens", "rows": "p1 p2 * 2", "passphrase": WORDS}
    assert "나누어 준 종이표는 1장인데 2장" in page(f"{url}/batches", as_=clerk, data=count, status=422).text
    assert "적었습니다" in page(f"{url}/batches", as_=clerk, data=count | {"rows": "p1 p2"}).text
    (batch,) = queries.batches(paper.id)
    mine = f"{url}/batches/{batch.id}"
    assert "다른 담당자가 확인하고" in page(mine, as_=clerk).text
    assert "p1 p2" in page(mine, as_=coordinator).text
    assert "서명 암호가 맞지 않거나" in page(mine, as_=coordinator, data={"passphrase": "something else"}, status=422).text
    assert "공개 기록에 올렸습니다" in page(mine, as_=coordinator, data={"passphrase": WORDS}).text
    database.session.rollback()
    assert not database.session.get_one(Paper, paper.id).is_sealed
    assert "두 사람이 서명함" in page(mine, as_=coordinator).text


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.COMMITTEE, Role.MODERATOR, Role.AUDITOR])
def test_nobody_else_comes_to_the_desk(client, page, app, role):
    paper = sealed.paper()
    person = people.resident() if role is None else people.official(people.district(), role)
    page(f"/mapo/votes/{paper.id}/paper", as_=person, status=403)
