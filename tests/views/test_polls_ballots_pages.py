"""The pages of a city's vote with a ballot for each district: the plan, both booths, the desk, the result; and of votes of few people."""

import io
import re
from fractions import Fraction

import pytest
from flask import g

from app.core import clock
from app.districts import queries as districts
from app.districts.states import Role
from app.extensions import db as database
from app.polls import services
from app.polls.models import Plan
from app.polls.states import Audience
from app.verifiable.services import paper as desk
from app.voting import services as voting_services
from app.voting.rules import SMALLEST_STYLE, ElectorateDraft, OptionDraft
from tests.make import people, polls, sealed
from tests.make import voting as papers
from tests.services.test_polls_ballots import OPTIONS, city, neighbour, terms


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


@pytest.fixture
def people_of_two_districts(app):
    for slug, number in (("mapo", SMALLEST_STYLE), ("eunpyeong", SMALLEST_STYLE + 1), ("jongno", 3)):
        people.crowd(people.district(slug), number)


def plan(**given):
    return polls.plan(
        polls.coordinator(city()), **({"place": city(), "audience": Audience.DISTRICTS, "options": OPTIONS} | given)
    )


def test_options_of_districts_are_typed_or_read_from_a_file_and_wrong_names_are_told_by_row(visit, people_of_two_districts):
    by = polls.coordinator(city())
    made = polls.plan(by, place=city())
    url = f"/seoul/plans/{made.id}/options"
    shown = visit(url, as_=by)
    assert "마포구, 은평구, 종로구" in shown.text.replace("\n", "")
    wrong = visit(url, 422, data={"how": "hand", "lines": "가\n나 | | | | 한강구\n다 | | | | 강남구"})
    assert "문을 연 구의 이름이 아닙니다: '한강구'" in wrong.text and "3행" in wrong.text
    visit(url, data={"how": "hand", "lines": "쉼터\n쉼터 | | | | 마포\n쉼터 | | | | Eunpyeong-gu"})
    assert [one.area for one in only().drafts] == ["", "마포구", "은평구"]
    assert "쉼터 |  |  |  | 마포구" in visit(url).html
    table = "이름,구\n가,\n나,jongno\n".encode()
    visit(url, data={"how": "file", "file": (io.BytesIO(table), "o.csv")})
    assert [one.area for one in only().drafts] == ["", "종로구"]
    district = polls.plan(by, place=people.district())
    refused = visit(
        f"/mapo/plans/{district.id}/options", 422, data={"how": "hand", "lines": "가\n나 | | | | 마포구"}, as_=polls.coordinator()
    )
    assert "서울시 투표의 선택지에만" in refused.text


def test_the_wizard_of_the_city_offers_what_a_city_can_ask(visit, people_of_two_districts):
    by = polls.coordinator(city())
    made = polls.plan(by, place=city(), options=OPTIONS)
    shown = visit(f"/seoul/plans/{made.id}/audience", as_=by)
    assert "구마다 다른 투표지" in shown.text and "이 구 주민" not in shown.text
    visit(f"/seoul/plans/{made.id}/audience", data={"audience": "districts"})
    assert only().audience is Audience.DISTRICTS
    visit(f"/seoul/plans/{made.id}/audience", 422, data={"audience": "home"})


def test_a_plan_shows_the_ballots_that_would_come_of_it_and_its_trial_goes_through_each(visit, people_of_two_districts):
    made = plan()
    url = f"/seoul/plans/{made.id}"
    shown = visit(url, as_=polls.coordinator(city()))
    assert "투표지 2가지" in shown.text
    assert "마포구 외 23개 구" in shown.text and "33명" in shown.text
    assert "주민이 30명보다 적은 구는 다른 구와 함께" in shown.text
    english = visit(f"/en{url}")
    assert "Mapo-gu and 23 other districts" in english.text and "share one ballot" in english.text
    trial = visit(f"{url}/trial?ballot=eunpyeong")
    assert "은평의 안" in trial.text and "마포의 안" not in trial.text
    refused = visit(f"{url}/trial?ballot=eunpyeong", 422, data={"step": "review", "choice": ["2"]})
    assert "다른 구의 투표지에만 있는 안" in refused.text
    review = visit(f"{url}/trial?ballot=mapo-and-23", data={"step": "review", "choice": ["2"]})
    assert f"{url}/trial?ballot=mapo-and-23" in review.html
    assert "시험 투표를 마쳤습니다" in visit(f"{url}/trial?ballot=mapo-and-23", data={"step": "cast", "choice": ["2"]}).text


def test_a_frozen_plan_and_its_vote_tell_which_districts_share(visit, people_of_two_districts):
    made = plan(is_sealed=False)
    services.submit(made, by=database.session.get_one(people.Resident, made.author_id))
    second = polls.coordinator(city(), Role.AUDITOR)
    services.confirm(made, by=second, role=Role.AUDITOR, seen=services.fingerprint(made))
    shown = visit(f"/seoul/plans/{made.id}", as_=second)
    assert "확정할 때 이렇게 나뉘었습니다" in shown.text and "마포구 외 23개 구" in shown.text
    vote = visit(f"/seoul/votes/{only().paper_id}")
    assert "주민이 30명보다 적은 구는 다른 구와 함께" in vote.text
    with clock.travel(made.opens_at):
        nowhere = visit(f"/seoul/votes/{only().paper_id}", as_=people.resident())
        assert "/seoul/me/profile" in nowhere.links() or "/me/profile" in nowhere.html


@pytest.mark.parametrize("level", ["plain", "sealed"])
def test_a_booth_shows_ones_own_ballot_and_refuses_what_stands_on_another(visit, level):
    paper = papers.paper(**terms()) if level == "plain" else sealed.paper(**terms())
    booth = f"/seoul/votes/{paper.id}" + ("" if level == "plain" else "/ballot")
    mapo, jongno = neighbour("mapo"), neighbour("jongno")
    shown = visit(booth, as_=mapo)
    assert "마포의 안" in shown.text and "은평의 안" not in shown.text
    assert "서울시 전체의 안 1개와 이 투표지를 쓰는 구의 안 2개" in shown.text
    other = visit(booth, as_=jongno)
    assert "은평의 안" in other.text and "마포의 안" not in other.text
    assert "다른 구와 투표지를 함께" in other.text
    refused = visit(f"{booth}/review", 422, data={"choice": ["1", "2"]})
    assert "'마포의 안'은(는) 다른 구의 투표지에만 있는 안이라 뺐습니다" in refused.text
    assert len(re.findall(r'name="choice"[^>]* checked', refused.html)) == 1, "what is left stays ticked"
    visit(f"{booth}/cast", 422, data={"choice": ["2"], "seed": "0" * 28})
    english = visit(f"/en{booth}/review", 422, data={"choice": ["2"]})
    assert "only on the ballot of another district" in english.text
    assert "온 도시의 안" in visit(f"{booth}/review", data={"choice": ["1", "3"]}).text


def test_the_result_of_equal_ballots_has_no_weights_and_stays_short(visit):
    paper = papers.paper(**terms())
    papers.vote(paper, ["1", "2"], neighbour("mapo"))
    papers.vote(paper, ["3"], neighbour("jongno"))
    before = visit(f"/seoul/results/{paper.id}")
    assert "구마다 다른 투표지" in before.text
    papers.counted(paper)
    shown = visit(f"/seoul/results/{paper.id}")
    assert "표마다 똑같이 한 표로 셌습니다" in shown.text and "마포구 50%" not in shown.text
    assert "선거인단마다의 반영비율" not in shown.text
    assert "1명이 고름 (이 안이 있는 투표지의 100%)" in shown.text
    assert "마포구" in shown.text
    assert "선거인단에서" not in shown.text, "no electorate is named where all ballots count alike"


def test_the_desk_says_which_ballot_to_hand_out(visit):
    officers = [polls.coordinator(city()) for _ in range(2)]
    for officer in officers:
        desk.make_key(city(), by=officer, passphrase="long enough words")
    paper = sealed.paper(**terms())
    person = neighbour("mapo")
    url = f"/seoul/votes/{paper.id}/paper"
    shown = visit(f"{url}/hand-out", data={"station": "hall-1", "email": person.email}, as_=officers[0])
    assert "'마포구' 투표지를 드리세요" in shown.text
    with clock.travel(paper.closes_at):
        voting_services.close(paper, by=None, role="")
        counting = visit(url)
        assert "은평구 외 23개 구" in counting.text and counting.text.count("온 도시의 안") == 2


def test_a_sealed_vote_of_few_people_says_so_on_the_plan_and_on_the_vote(visit):
    made = polls.frozen(audience=Audience.ROSTER)
    shown = visit(f"/mapo/plans/{made.id}", as_=polls.coordinator())
    assert "투표하는 사람이 2명뿐입니다" in shown.text
    audit = visit(f"/mapo/results/{made.paper_id}/audit")
    assert "명부에 오른 사람: 시작할 때 2명" in audit.text
    assert "People on the roster: 2 people" in visit(f"/en/mapo/results/{made.paper_id}/audit").text


def test_a_plain_vote_of_few_people_publishes_no_single_ballot_and_needs_no_warning(visit):
    made = polls.plan(polls.coordinator(), audience=Audience.ROSTER, is_sealed=False)
    assert "명뿐입니다" not in visit(f"/mapo/plans/{made.id}", as_=polls.coordinator()).text


def test_many_ballots_are_behind_one_touch(visit):
    names = [district.name_ko for district in districts.everywhere() if not district.is_city][:12]
    bodies = [ElectorateDraft(f"d{n}", name, "", Fraction(1, 12), "home", n, (name,)) for n, name in enumerate(names, start=1)]
    options = [
        OptionDraft("1", "온 도시의 안", cost=10),
        *(OptionDraft(f"o{n}", f"{name}의 안", cost=5, area=name) for n, name in enumerate(names)),
    ]
    paper = papers.paper(**terms(electorates=bodies, options=options))
    papers.counted(paper)
    shown = visit(f"/seoul/results/{paper.id}")
    assert "선거인단 12곳의 참여 모두 보기" in shown.text
    assert "투표지 12가지 모두 보기" in shown.text
