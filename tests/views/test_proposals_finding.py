"""The list and its search as pages, and similar proposals while one is written."""

import pytest

from app.extensions import db
from app.proposals import services
from tests.make import people, proposals
from tests.statements import counted


@pytest.fixture
def page(app, page):
    """Every request in a context of its own, as on a real server."""

    def fetch(*args, **given):
        with app.app_context():
            shown = page(*args, **given)
        db.session.rollback()
        return shown

    return fetch


def test_words_that_were_looked_for_are_marked_in_title_and_text(page):
    proposals.proposal(title="골목 가로등 늘리기", idea="어두운 곳마다 가로등을 하나씩 더 놓습니다.")
    shown = page("/mapo/proposals?q=가로등")
    assert "‘가로등’ 제안 1건" in shown.text
    assert len(shown.all("mark")) == 2
    assert not page("/mapo/proposals").all("mark")


def test_what_is_looked_for_is_text_and_never_markup(page):
    proposals.proposal(title="<b>굵은</b> 가로등 & 벤치")
    shown = page("/mapo/proposals?q=가로등+<script>alert(1)</script>")
    assert not [one for one in shown.all("script") if "alert" in str(one)]
    assert "&lt;b&gt;굵은&lt;/b&gt; <mark>가로등</mark> &amp; 벤치" in page("/mapo/proposals?q=가로등").html


def test_filters_stand_above_the_list_and_can_be_taken_away_one_by_one(page):
    proposals.proposal(title="골목 가로등 늘리기")
    shown = page("/mapo/proposals?q=가로등&field=safety&track=general&sort=newest&state=zzz")
    away = [link for link in shown.links() if link.startswith("/mapo/proposals?")]
    assert any("track=general" in link and "field" not in link for link in away)
    assert any("field=safety" in link and "track" not in link for link in away)
    assert all("zzz" not in link and "q=" in link for link in away)
    assert [one["value"] for one in shown.all("option", selected=True)] == ["general", "safety", "", "newest"] or shown.all(
        "option"
    )


def test_nothing_found_says_what_to_do(page):
    proposals.proposal(title="골목 가로등 늘리기")
    links = page("/mapo/proposals?q=가로등+우주선&field=culture").links()
    assert "/mapo/propose" in links
    assert "/mapo/proposals" in links
    assert any("field" not in link and "q=" in link for link in links)


def test_the_city_looks_into_its_districts_when_asked_to(page):
    seoul, mapo = people.district("seoul"), people.district()
    proposals.proposal(seoul, title="서울 골목 가로등")
    proposals.proposal(mapo, title="마포 골목 가로등")
    assert "마포 골목" not in page("/seoul/proposals?q=가로등").text
    everywhere = page("/seoul/proposals?q=가로등&place=all")
    assert "제안 2건" in everywhere.text
    assert [link for link in everywhere.links() if link.startswith("/mapo/proposals/MAPO")]
    assert "서울 골목" not in page("/seoul/proposals?q=가로등&place=mapo").text
    assert "서울 골목" in page("/seoul/proposals?q=가로등&place=gangnam").text  # closed: not among the choices
    assert not page("/mapo/proposals?place=all").all("select", name="place")


@pytest.mark.parametrize("query", ["", "?q=가로등", "?q=가로등&place=all&sort=endorsed"])
def test_every_way_to_the_list_takes_few_statements(page, query):
    place, reader = people.district("seoul"), people.resident()
    for n in range(25):
        proposals.proposal(place, title=f"골목 가로등 {n}")
    page("/help", as_=reader)
    with counted() as sent:
        page(f"/seoul/proposals{query}")
    assert len(sent) <= 12, sent


def test_similar_proposals_are_answered_to_a_page_that_stays_open(client):
    near = proposals.proposal(title="학교 앞 횡단보도 신호등 달기")
    answer = client.get("/mapo/proposals/similar?title=횡단보도 신호등")
    assert answer.json["count"] == 1
    assert near.number in answer.json["html"]
    assert "max-age" in answer.headers["Cache-Control"]
    for title in ("", "길", "\0%_", "가" * 3_000):
        assert client.get("/mapo/proposals/similar", query_string={"title": title}).json["count"] == 0
    services.withdraw(near, by=near.author, reason="그만두겠습니다")
    assert client.get("/mapo/proposals/similar?title=횡단보도 신호등").json["count"] == 0


def test_asking_without_end_is_slowed_down(client):
    people.district()
    codes = {client.get("/mapo/proposals/similar?title=").status_code for _ in range(125)}
    assert codes == {200, 429}


def test_without_javascript_the_next_pages_show_what_is_similar(page, client):
    proposals.proposal(title="학교 앞 횡단보도 신호등 달기")
    writer = people.resident()
    sent = {"title": "학교 앞 신호등 설치해 주세요", "problem": proposals.PROBLEM, "then": "next"}
    first = page("/mapo/propose", as_=writer)
    target = next(one["action"] for one in first.all("form") if "/propose/" in one.get("action", ""))
    page(target, data=sent)
    back = page(target)
    assert "비슷한 제안 1건" in back.text
    check = page(target.replace("/problem", "/check"))
    assert "비슷한 제안이 1건 있습니다" in check.text
    assert "학교 앞 횡단보도 신호등 달기" in check.text
