"""The wizard without JavaScript, page by page; rosters and options from files; the doors of codes and links."""

import io
import re

import pytest
from flask import g

from app.budget.states import CandidateState, Stage
from app.core import clock
from app.districts.states import Role
from app.extensions import db as database
from app.polls import queries, services
from app.polls.models import Plan
from app.polls.states import Audience, PlanState
from app.voting import passes
from tests.conftest import sign_in
from tests.make import budget, people, polls


@pytest.fixture
def visit(page):
    """page(), as separate requests."""

    def go(*given, **options):
        for name in list(g):
            g.pop(name)
        database.session.rollback()
        return page(*given, **options)

    return go


def only():
    database.session.expire_all()
    return database.session.scalars(database.select(Plan)).one()


def date(days):
    return clock.seoul(clock.now() + clock.days(days)).date().isoformat()


def test_an_organiser_goes_through_the_wizard_and_a_second_person_confirms(visit):
    first, second = polls.coordinator(), polls.coordinator(role=Role.AUDITOR)
    assert "준비하는 투표가 없습니다" in visit("/mapo/plans", as_=first).text
    visit("/mapo/plans/new", 422, data={"title": "", "kind": "ranking"})
    shown = visit("/mapo/plans/new", data={"title": "쉼터 이름 정하기", "kind": "ranking"})
    url = shown.path.removesuffix("/question")
    wrong = visit(f"{url}/question", 422, data={"title": "쉼터 이름 정하기", "kind": "ranking", "method": "greedy"})
    assert "쓸 수 없는 셈법" in wrong.text
    visit(f"{url}/question", data={"title": "쉼터 이름 정하기", "kind": "ranking", "method": "borda", "most": "2", "seats": "1"})
    wrong = visit(f"{url}/options", 422, data={"how": "hand", "lines": "다솜\n다솜\n나래 | 많이"})
    assert "2행" in wrong.text and "3행" in wrong.text
    assert "나래 | 많이" in wrong.text, "what was typed comes back"
    visit(f"{url}/options", data={"how": "hand", "lines": "다솜\n나래\n가온"})
    visit(f"{url}/audience", data={"audience": "residents"})
    assert "시험 투표를 한 번" in visit(url).text
    terms = {
        "level": "sealed",
        "opens_on": date(1),
        "opens_time": "09:00",
        "closes_on": date(8),
        "closes_time": "18:00",
        "min_age": "14",
    }
    visit(f"{url}/terms", 422, data=terms | {"opens_on": "언제"})
    visit(f"{url}/terms", data=terms)
    trial = visit(f"{url}/trial")
    assert "시험 투표입니다" in trial.text
    visit(f"{url}/trial", 422, data={"step": "review", "mark-1": "1", "mark-2": "1"})
    review = visit(f"{url}/trial", data={"step": "review", "mark-1": "2", "mark-2": "1"})
    assert "저장하지 않고 세지 않습니다" in review.text
    assert "시험 투표를 마쳤습니다" in visit(f"{url}/trial", data={"step": "cast", "mark-1": "2", "mark-2": "1"}).text
    assert "확인 기다림" in visit(f"{url}/submit", data={}).text
    assert "다른 사람" in visit(url).text
    visit(f"{url}/confirm", 403, data={"seen": services.fingerprint(only())})
    reading = visit(url, as_=second)
    assert "확인할 투표" in visit("/mapo/desk").text
    seen = re.search(r'name="seen" value="(\w{64})"', reading.html)[1]
    assert "누구도 고칠 수 없습니다" in visit(f"{url}/confirm", data={"seen": seen}).text
    assert only().state is PlanState.FROZEN
    fixed = visit(f"{url}/question", 422, data={"title": "x", "kind": "ranking", "method": "borda"}, as_=first)
    assert "누구도 고칠 수 없습니다" in fixed.text
    assert visit(f"{url}/question").path == url, "a form for what cannot be changed is shown to nobody"
    assert "아직 투표가 시작되지 않았습니다" in visit(f"/mapo/votes/{only().paper_id}").text


def test_a_roster_is_previewed_with_its_bad_rows_before_it_is_kept(visit):
    first = polls.coordinator()
    plan = polls.plan(first)
    url = f"/mapo/plans/{plan.id}"
    visit(f"{url}/audience", data={"audience": "roster"}, as_=first)
    content = "연락처\nminji@example.test\n010-1111-2222\nnobody\n".encode("cp949")
    shown = visit(f"{url}/roster", data={"file": (io.BytesIO(content), "roster.csv")})
    assert "읽은 사람 2명" in shown.text
    assert "4행" in shown.text
    assert queries.roster_size(only()) == 0
    kept = next(field["value"] for field in shown.all("input", name="contacts"))
    visit(f"{url}/roster/keep", data={"contacts": kept})
    assert queries.roster_kinds(only()) == {"email": (1, 1), "phone": (1, 1)}


def test_options_come_from_the_pipeline_and_say_how_far_each_has_come(visit):
    made = budget.at(Stage.DELIBERATION)
    plan = polls.plan(made.coordinator, place=made.district)
    offered = {one.proposal.number: one for one in made.candidates if one.state is CandidateState.FIRST_PASSED}
    assert len(offered) > 1
    url = f"/{made.district.slug}/plans/{plan.id}/options"
    shown = visit(url, as_=made.coordinator)
    assert "1차 통과" in shown.text or "1차 심사 통과" in shown.text
    assert {field["value"] for field in shown.all("input", name="ref")} == set(offered)
    visit(url, 422, data={"how": "pipeline"})
    visit(url, data={"how": "pipeline", "ref": [*offered, "2026-99999"]})
    kept = {one.ref: one for one in only().drafts}
    assert set(kept) == set(offered)
    assert [kept[number].cost for number in offered] == [one.cost_won for one in offered.values()]


def test_options_come_from_a_file(visit):
    first = polls.coordinator()
    plan = polls.plan(first)
    url = f"/mapo/plans/{plan.id}/options"
    bad = visit(url, 422, data={"how": "file", "file": (io.BytesIO("이름,비용\n가,1만원\n나,x\n".encode()), "o.csv")}, as_=first)
    assert "3행" in bad.text
    visit(url, data={"how": "file", "file": (io.BytesIO("이름,비용\n가,1만원\n나,2만원\n".encode()), "o.csv")})
    assert [one.cost for one in only().drafts] == [10_000, 20_000]


def test_slips_are_shown_once_and_the_screen_shows_the_number_of_the_moment(visit, monkeypatch):
    plan = polls.frozen(audience=Audience.SITE)
    staff = polls.coordinator()
    url = f"/mapo/plans/{plan.id}"
    sheet = visit(f"{url}/slips", data={}, as_=staff)
    codes = re.findall(r'class="code">([\w-]{14})<', sheet.html)
    assert len(codes) == 3
    assert not re.findall(r'class="code">([\w-]{14})<', visit(f"{url}/slips").html)
    with clock.travel(plan.opens_at):
        screen = visit(f"{url}/screen", as_=staff)
        here = passes.here_at(plan.paper_id, clock.now())
        assert f"{here[:3]} {here[3:]}" in screen.text
        assert screen.answer.headers["Refresh"] == "15"
        door = f"/mapo/votes/{plan.paper_id}/pass"
        assert "현장 번호가 맞지 않" in visit(door, 422, data={"code": codes[0], "here": "000"}).text
        assert "1/3단계" in visit(door, data={"code": codes[0], "here": here}).text


@pytest.mark.parametrize("is_sealed", [True, False])
def test_a_shared_device_goes_to_the_next_voter_by_itself(visit, is_sealed):
    plan = polls.frozen(audience=Audience.SITE, is_sealed=is_sealed)
    codes = [code for _, _, code in services.print_slips(plan, by=polls.coordinator())]
    door, booth = f"/mapo/votes/{plan.paper_id}/pass", f"/mapo/votes/{plan.paper_id}{'/ballot' if is_sealed else ''}"
    with clock.travel(plan.opens_at):
        here = passes.here_at(plan.paper_id, clock.now())
        assert "여럿이 차례로" in visit(f"{door}?shared=1").text
        for code in codes[:2]:
            filled = visit(door, data={"code": code, "here": here}).html
            assert "data-half" not in filled
            assert f'data-idle="120" data-next="{door}"' in filled and f'content="600;url={door}"' in filled
            sent = {"choice": ["1"]}
            if is_sealed:
                review = visit(f"{booth}/review", data=sent).html
                assert 'data-idle="120"' in review
                sent["seed"] = re.search(r'name="seed" value="([^"]+)"', review)[1]
            done = visit(f"{booth}/cast", data=sent)
            assert done.answer.headers["Refresh"] == f"60;url={door}"
            assert "QR 코드" in done.html
        assert visit(f"{booth}/receipt", data={}).path == door
        assert "투표 번호" in visit(f"/mapo/votes/{plan.paper_id}").text, "whoever comes next is nobody yet"
        visit(f"{door}?shared=0")
        assert "여럿이 차례로" not in visit(door).text


def test_a_resident_asks_others_by_a_link_that_cannot_be_guessed(visit, client):
    people.district()
    author = people.resident()
    asked = {"title": "어디서 만날까요", "kind": "single", "lines": "도서관\n공원", "audience": "link", "closes_on": date(3)}
    visit("/mapo/polls/new", 422, data=asked | {"lines": "도서관"}, as_=author)
    shown = visit("/mapo/polls/new", data=asked)
    link = re.search(r'id="address">http://localhost([^<]+)<', shown.html)[1]
    assert "어디서 만날까요" not in visit("/mapo/votes").text
    client.get("/sign-out")
    with client.session_transaction() as session:
        session.clear()
    visit(link[:-1] + ("0" if link[-1] != "0" else "1"), 404)
    booth = visit(link)
    assert "여러 번 투표하는 것을 막지 못합니다" in booth.text
    number = only().paper_id
    visit(f"/mapo/votes/{number}/review", data={"choice": ["1"]})
    assert "투표를 마쳤습니다" in visit(f"/mapo/votes/{number}/cast", data={"choice": ["1"]}).text
    assert "투표하셨습니다" in visit(link).text


def test_a_poll_taken_out_of_sight_is_not_there(visit, client):
    people.district()
    author = people.resident()
    sign_in(client, author)
    asked = {"title": "어디서", "kind": "yes_no", "audience": "residents", "closes_on": date(3)}
    visit("/mapo/polls/new", data=asked)
    plan = only()
    assert "신고" in visit(f"/mapo/votes/{plan.paper_id}").text
    services.hide(plan, by=None, role="moderator", reason="")
    visit(f"/mapo/votes/{plan.paper_id}", 404)
