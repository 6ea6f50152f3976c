"""The page of words that mean the same, and what a search says of them."""

import io

import pytest

from app.districts.states import Role
from app.extensions import db
from app.proposals import queries
from tests.make import people, proposals


@pytest.fixture
def page(app, page):
    """Every request in a context of its own, as on a real server."""

    def fetch(*args, **given):
        with app.app_context():
            shown = page(*args, **given)
        db.session.rollback()
        return shown

    return fetch


@pytest.fixture
def coordinator(app):
    return people.official(people.district(), Role.COORDINATOR)


def test_a_coordinator_adds_and_removes_and_readers_are_told(page, coordinator):
    proposals.proposal(title="공공자전거 거치대 늘리기")
    page("/mapo/synonyms", as_=coordinator)
    added = page("/mapo/synonyms", data={"words": "따릉이 = 공공자전거"})
    assert "따릉이 = 공공자전거" in added.text
    assert "같은 말을 넣었습니다: 따릉이 = 공공자전거" in added.text
    assert "/mapo/synonyms" in page("/mapo/desk").links()
    shown = page("/mapo/proposals?q=따릉이&sort=endorsed")
    assert "‘공공자전거’도 함께 찾았습니다" in shown.text
    only = next(link for link in shown.links() if "exact=1" in link)
    assert "sort=endorsed" in only
    alone = page(only)
    assert "제안 0건" in alone.text
    assert any("exact" not in link and "q=" in link for link in alone.links())
    found = queries.synonym_sets(people.district())[0]
    page(f"/mapo/synonyms/{found.id}/remove", data={})
    assert queries.synonym_sets(people.district()) == []


def test_what_is_refused_comes_back_filled(page, coordinator):
    refused = page("/mapo/synonyms", status=422, data={"words": "따릉이"}, as_=coordinator)
    assert refused.all("input", name="words")[0]["value"] == "따릉이"
    assert "두 개부터" in refused.text


def test_a_table_is_pasted_or_uploaded_and_its_faults_are_told_by_row(page, client, coordinator):
    faulty = page("/mapo/synonyms/table", status=422, data={"rows": "따릉이\t공공자전거\n길\t도로"}, as_=coordinator)
    assert "2행" in faulty.text and "‘길’" in faulty.text
    assert "따릉이" in faulty.html
    page("/mapo/synonyms/table", data={"rows": "따릉이\t공공자전거\n\n어르신, 노인"})
    assert len(queries.synonym_sets(people.district())) == 2
    file = (io.BytesIO("횡단보도,건널목\r\n".encode("cp949")), "words.csv")
    page("/mapo/synonyms/table", data={"file": file})
    taken_along = client.get("/mapo/synonyms.csv")
    assert taken_along.data.startswith(b"\xef\xbb\xbf")
    assert taken_along.data.decode("utf-8-sig").splitlines() == ["따릉이,공공자전거", "어르신,노인", "횡단보도,건널목"]
    again = (io.BytesIO(taken_along.data), "words.csv")
    assert "새로 0묶음" in page("/mapo/synonyms/table", data={"file": again}).text
    page("/mapo/synonyms/table", status=422, data={"file": (io.BytesIO(b"PK\x03\x04no"), "x.xlsx")})


def test_an_empty_table_can_be_taken_along(page, client, coordinator):
    page("/mapo/synonyms", as_=coordinator)
    assert client.get("/mapo/synonyms.csv").status_code == 200


@pytest.mark.parametrize(("role", "sees", "edits"), [(Role.AUDITOR, 200, 403), (Role.MODERATOR, 403, 403), (None, 403, 403)])
def test_nobody_else_changes_them(page, role, sees, edits):
    place = people.district()
    page("/mapo/synonyms", status=sees, as_=people.official(place, role) if role else people.resident())
    page("/mapo/synonyms", status=edits, data={"words": "따릉이 = 공공자전거"})
    page("/mapo/synonyms/table", status=edits, data={"rows": "따릉이,공공자전거"})


def test_sets_of_another_district_cannot_be_removed(page, coordinator):
    from app.proposals import services

    other = people.district("jongno")
    theirs = services.add_synonyms(other, "따릉이 = 공공자전거", by=people.official(other, Role.COORDINATOR))
    page(f"/mapo/synonyms/{theirs.id}/remove", status=404, data={}, as_=coordinator)
