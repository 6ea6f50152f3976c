"""Voting as a person without JavaScript lives it, and what no page may show before the count."""

import csv
import io
import json
import re
from datetime import date, timedelta
from hashlib import sha256

import pytest
from flask import g

from app.core import clock
from app.districts.states import Role
from app.extensions import db as database
from app.voting import queries, receipts, rules, services
from app.voting.ballot import ApprovalFormat, ChooseOneFormat, Quota
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import PollRule
from tests.make import people, voting
from tests.statements import counted

MOST_STATEMENTS = 12


@pytest.fixture
def visit(page):
    """page(), as separate requests: nothing the request before has put on `g` lives on."""

    def go(*given, **options):
        for name in list(g):
            g.pop(name)
        database.session.rollback()
        return page(*given, **options)

    return go


@pytest.fixture
def place(app):
    return people.district()


def value(shown, name):
    return [field["value"] for field in shown.all("input", name=name)]


def ticked(shown):
    return [field["value"] for field in shown.all("input", name="choice") if "checked" in field]


# The way through


def test_a_person_votes_in_three_steps_without_javascript(visit, place):
    paper, voter = voting.paper(place), people.resident()
    start = f"/mapo/votes/{paper.id}"
    booth = visit(start, as_=voter)
    assert "1/3단계" in booth.text
    assert "순서는 사람마다 다릅니다" in booth.text
    assert not booth.all("nav")
    review = visit(f"{start}/review", data={"choice": ["p1", "p3"]})
    assert "2/3단계" in review.text
    assert "아직 1개 더 고를 수 있어요" in review.text
    assert "합계 4,000만원" in review.text
    assert "바꿀 수 없습니다" in review.text
    given = {"choice": value(review, "choice")[:2], "receipt": value(review, "receipt")[0]}
    done = visit(f"{start}/cast", data=given)
    assert done.path == f"{start}/receipt"
    assert "3/3단계" in done.text
    assert given["receipt"] in done.text
    assert not any(title in done.text for title in ("시험 사업 1", "시험 사업 3", "4,000만원"))
    assert queries.lies_in_box(paper, receipts.key_of(given["receipt"]))
    assert "투표하셨습니다" in visit(start).text
    voting.counted(paper)
    assert queries.result(paper).outcomes["p3"].votes == 1


def test_the_review_can_be_taken_back_with_everything_still_ticked(visit, place):
    paper = voting.paper(place)
    visit(f"/mapo/votes/{paper.id}", as_=people.resident())
    review = visit(f"/mapo/votes/{paper.id}/review", data={"choice": ["p2", "p4"]})
    back = visit(f"/mapo/votes/{paper.id}", data={"choice": sorted(set(value(review, "choice")))})
    assert sorted(ticked(back)) == ["p2", "p4"]
    assert "1/3단계" in back.text


def test_reviewing_casts_nothing(visit, place):
    paper = voting.paper(place)
    visit(f"/mapo/votes/{paper.id}/review", data={"choice": ["p2"]}, as_=people.resident())
    assert queries.box_size(paper) == queries.roll_size(paper) == 0


def test_too_many_choices_come_back_filled_with_the_excess_named(visit, place):
    paper = voting.paper(place)
    shown = visit(f"/mapo/votes/{paper.id}/review", 422, data={"choice": ["p1", "p2", "p3", "p4", "p5"]}, as_=people.resident())
    assert "2개를 빼 주세요" in shown.text
    assert sorted(ticked(shown)) == ["p1", "p2", "p3", "p4", "p5"]
    assert "오류:" in shown.words[0]


def test_an_overspent_budget_comes_back_filled_with_the_excess_in_won(visit, place):
    paper = voting.knapsack(place)
    for step in ("review", "cast"):
        shown = visit(f"/mapo/votes/{paper.id}/{step}", 422, data={"choice": ["p3", "p5"]}, as_=people.resident())
        assert "예산 6,000만원을 2,000만원 넘었습니다" in shown.text
        assert "예산을 2,000만원 넘었습니다" in shown.text and "남은 예산 -" not in shown.text
        assert sorted(ticked(shown)) == ["p3", "p5"]
    assert queries.box_size(paper) == 0


def test_an_empty_ballot_is_asked_for_a_choice_or_an_abstention(visit, place):
    shown = visit(f"/mapo/votes/{voting.paper(place).id}/review", 422, data={}, as_=people.resident())
    assert "1개 이상 골라 주세요" in shown.text


def test_quotas_are_told_by_their_category(visit, place):
    paper = voting.paper(place, format=ApprovalFormat(max_choices=4, quotas=(Quota("환경", 1),)))
    shown = visit(f"/mapo/votes/{paper.id}/review", 422, data={"choice": ["p1", "p3"]}, as_=people.resident())
    assert "'환경' 분야에서는 최대 1개까지" in shown.text


def test_an_abstention_is_its_own_choice_and_stands_alone(visit, place):
    paper, voter = voting.paper(place), people.resident()
    shown = visit(f"/mapo/votes/{paper.id}/review", 422, data={"choice": ["none", "p1"]}, as_=voter)
    assert "기권과 다른 선택을 함께 할 수 없습니다" in shown.text
    review = visit(f"/mapo/votes/{paper.id}/review", data={"choice": ["none"]})
    assert "선택하지 않음 (기권)" in review.text
    assert set(value(review, "choice")) == {"none"}
    visit(f"/mapo/votes/{paper.id}/cast", data={"choice": ["none"], "receipt": value(review, "receipt")[0]})
    voting.counted(paper)
    assert queries.result(paper).ballots_cast["citizens"]["none"] == 1


def test_one_of_several_is_chosen_by_radio_buttons(visit, place):
    paper = voting.paper(place, format=ChooseOneFormat(), rule=PollRule(), budget=0)
    booth = visit(f"/mapo/votes/{paper.id}", as_=people.resident())
    assert len(booth.all("input", type="radio", name="choice")) == 6
    assert "하나를 골라 주세요" in booth.text
    assert "시험 사업 4" in visit(f"/mapo/votes/{paper.id}/review", data={"choice": "p4"}).text


def test_money_left_for_more_is_pointed_out(visit, place):
    paper, voter = voting.knapsack(place), people.resident()
    more = visit(f"/mapo/votes/{paper.id}/review", data={"choice": ["p4"]}, as_=voter)
    assert "남은 예산으로 고를 수 있는 것이 2개 더 있어요" in more.text
    full = visit(f"/mapo/votes/{paper.id}/review", data={"choice": ["p2", "p4"]})
    assert "더 있어요" not in full.text


def test_the_order_differs_from_voter_to_voter_and_holds_for_each(visit, client, place):
    paper = voting.paper(place, options=voting.options(20))
    orders = []
    for _ in range(3):
        voter = people.resident()
        first = value(visit(f"/mapo/votes/{paper.id}", as_=voter), "choice")
        assert value(visit(f"/mapo/votes/{paper.id}"), "choice") == first
        assert first[-1] == "none"
        orders.append(tuple(first))
    assert len(set(orders)) == 3


# Accidents


def test_a_second_click_on_the_cast_button_still_leads_to_the_receipt(visit, place):
    paper, voter = voting.paper(place), people.resident()
    given = {"choice": ["p1"], "receipt": receipts.new()}
    for _ in range(2):
        shown = visit(f"/mapo/votes/{paper.id}/cast", data=given, as_=voter)
        assert given["receipt"] in shown.text
    assert queries.box_size(paper) == 1


def test_a_second_ballot_from_another_tab_is_refused(visit, place):
    paper, voter = voting.paper(place), people.resident()
    visit(f"/mapo/votes/{paper.id}/cast", data={"choice": ["p1"], "receipt": receipts.new()}, as_=voter)
    shown = visit(f"/mapo/votes/{paper.id}/cast", 409, data={"choice": ["p2"], "receipt": receipts.new()})
    assert "이미" in shown.text or "투표하셨습니다" in shown.text
    assert queries.box_size(paper) == 1


def test_somebody_elses_receipt_passes_for_no_vote_of_ones_own(visit, place):
    paper = voting.paper(place)
    receipt = voting.vote(paper)
    shown = visit(f"/mapo/votes/{paper.id}/cast", 422, data={"choice": ["p1"], "receipt": receipt}, as_=people.resident())
    assert "이미 쓰였습니다" in shown.text
    assert receipt not in shown.text
    assert queries.box_size(paper) == 1


def test_a_vote_that_comes_too_late_is_told_so(visit, place):
    paper, voter = voting.paper(place), people.resident()
    visit(f"/mapo/votes/{paper.id}/review", data={"choice": ["p1"]}, as_=voter)
    with clock.travel(paper.closes_at):
        shown = visit(f"/mapo/votes/{paper.id}/cast", 409, data={"choice": ["p1"], "receipt": receipts.new()}, as_=voter)
    assert "투표가 마감되었습니다" in shown.text
    assert queries.box_size(paper) == 0


def test_the_receipt_is_shown_for_minutes_and_can_be_wiped_at_once(visit, place):
    paper, voter = voting.paper(place), people.resident()
    receipt = receipts.new()
    visit(f"/mapo/votes/{paper.id}/cast", data={"choice": ["p1"], "receipt": receipt}, as_=voter)
    address = f"/mapo/votes/{paper.id}/receipt"
    again = visit(address)
    assert receipt in again.text
    assert again.answer.headers["Cache-Control"] == "no-store"
    with clock.travel(clock.now() + timedelta(minutes=rules.RECEIPT_VIEW_MINUTES)):
        assert receipt not in visit(address, as_=None).text
    other = receipts.new()
    second = voting.paper(place)
    visit(f"/mapo/votes/{second.id}/cast", data={"choice": ["p1"], "receipt": other})
    visit(f"/mapo/votes/{second.id}/receipt", data={})
    assert other not in visit(f"/mapo/votes/{second.id}/receipt").text


def test_addresses_of_later_steps_lead_back_to_the_booth(visit, place):
    paper = voting.paper(place)
    for step in ("review", "cast"):
        assert visit(f"/mapo/votes/{paper.id}/{step}", as_=people.resident()).path == f"/mapo/votes/{paper.id}"


@pytest.mark.parametrize("number", ["999", "2147483648", "99999999999999999999999"])
def test_a_paper_that_is_not_there_is_not_found(visit, place, number):
    visit(f"/mapo/votes/{number}", 404)
    visit(f"/mapo/results/{number}", 404)


def test_another_districts_paper_is_not_found_under_any_address(visit, place):
    paper = voting.paper(people.district("jongno"))
    for address in (
        "votes/{}",
        "votes/{}/check",
        "votes/{}/paper.json",
        "results/{}",
        "results/{}/result.csv",
        "results/{}/ballots.csv",
    ):
        visit("/mapo/" + address.format(paper.id), 404)
    for address in ("votes/{}", "votes/{}/review", "votes/{}/cast"):
        visit("/mapo/" + address.format(paper.id), 404, data={"choice": ["p1"]}, as_=people.resident())


# Whoever cannot vote gets a page of their own


def kinds(place):
    soon = {"opens_at": clock.now() + timedelta(days=2)}
    committee = (ElectorateDraft("committee", "위원", eligible_role=Role.COMMITTEE),)
    old = people.resident()
    voted = voting.paper(place)
    voting.vote(voted, by=old)
    closed = voting.paper(place)
    services.close(closed, by=None, role="")
    return {
        "로그인해 주세요": (voting.paper(place), None),
        "이메일 주소를 확인해 주세요": (voting.paper(place), people.resident(verified=False)),
        "만 30세 이상": (voting.paper(place, min_age=30), people.resident(birth_date=date(2008, 1, 1))),
        "선거인단이 아닙니다": (voting.paper(place, electorates=committee), people.resident()),
        "투표하셨습니다": (voted, old),
        "아직 투표가 시작되지 않았습니다": (voting.paper(place, **soon), people.resident()),
        "개표까지 끝난 투표입니다": (closed, people.resident()),
        "다른 곳에서 치른 투표입니다": (voting.imported(place), people.resident()),
    }


def test_everybody_who_cannot_vote_learns_why_and_what_now(visit, client, place):
    for sentence, (paper, visitor) in kinds(place).items():
        with client.session_transaction() as session:
            session.clear()
        shown = visit(f"/mapo/votes/{paper.id}", as_=visitor)
        assert sentence in shown.text, sentence
        assert "다른 투표 보기" in shown.text
        assert not shown.all("input", name="choice")


def test_a_closed_paper_waits_for_its_count(visit, place, monkeypatch):
    monkeypatch.setattr(services, "on_closed", [])
    paper = voting.paper(place)
    services.close(paper, by=None, role="")
    shown = visit(f"/mapo/votes/{paper.id}", as_=people.resident())
    assert "개표 전에는 누구도 결과를 볼 수 없습니다" in shown.text


def test_a_count_under_way_says_how_far_it_is_and_leads_to_the_result_when_it_is_there(visit, client, place, monkeypatch):
    monkeypatch.setattr(services, "on_closed", [])
    paper = voting.paper(place)
    voting.vote(paper)
    services.close(paper, by=None, role="")
    address, part = f"/mapo/results/{paper.id}", {"X-Partial": "counting"}
    shown = visit(address)
    assert "표 1장을 세고 있습니다" in shown.text
    assert "새로 고침" in shown.text, "without scripts a link does it"
    assert "data-partial" in client.get(address, headers=part).text
    services.count_paper(paper.id)
    done = client.get(address, headers=part).text
    assert "결과 보기" in done
    assert "data-partial" not in done, "there is nothing more to come"


def test_a_vote_without_signing_in_leads_to_the_door(client, place):
    answer = client.post(f"/mapo/votes/{voting.paper(place).id}/cast", data={"choice": ["p1"]})
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


# Is my ballot in the box?


def test_a_receipt_says_only_whether_its_ballot_is_there(visit, place):
    paper = voting.paper(place)
    receipt = voting.vote(paper, ["p1", "p4"])
    address = f"/mapo/votes/{paper.id}/check"
    found = visit(address, data={"receipt": receipt.lower()})
    assert "투표함에 들어 있습니다" in found.text
    assert not any(word in found.text for word in ("시험 사업 1", "시험 사업 4", "p4"))
    assert "없는 번호입니다" in visit(address, data={"receipt": receipts.new()}).text
    assert "다시 확인해 주세요" in visit(address, 422, data={"receipt": "ABCD"}).text
    assert "적어 주세요" in visit(address, 422, data={"receipt": ""}).text
    voting.counted(paper)
    assert "개표에 들어갔습니다" in visit(address, data={"receipt": receipt}).text


def test_receipts_cannot_be_tried_out_in_bulk(client, place):
    address = f"/mapo/votes/{voting.paper(place).id}/check"
    answers = [client.post(address, data={"receipt": receipts.new()}).status_code for _ in range(21)]
    assert answers[:20] == [200] * 20
    assert answers[20] == 429


# Nothing before the count, for nobody


READERS = [None, *Role]
HIDDEN = ("/mapo/results/{id}", "/mapo/results/{id}/rounds", "/mapo/results/{id}/figures", "/mapo/results/{id}/compare")
PAGES = ("/mapo/votes", "/mapo/votes/{id}", "/mapo/votes/{id}/check", "/mapo/votes/{id}/paper.json", *HIDDEN)
FILES = ("result.csv", "result.json", "rounds.csv", "figures.csv", "compare.csv", "ballots.csv", "ballots.pb")
DOWNLOADS = tuple(f"/mapo/results/{{id}}/{name}" for name in FILES)


@pytest.mark.parametrize("reader", READERS, ids=lambda role: role or "anonymous")
@pytest.mark.parametrize("stage", ["open", "past due", "closed"])
def test_no_route_shows_anything_of_a_result_before_the_count(client, place, reader, stage, monkeypatch):
    from tests.conftest import sign_in

    monkeypatch.setattr(services, "on_closed", [])
    paper = voting.paper(place)
    for codes in (["p1"], ["p1", "p2"], ["p1"]):
        voting.vote(paper, codes)
    if stage == "closed":
        services.close(paper, by=None, role="")
    if reader:
        sign_in(client, people.official(place, reader))
    with clock.travel(paper.closes_at + timedelta(minutes=1) if stage == "past due" else clock.now()):
        answers = {path: client.get(path.format(id=paper.id)) for path in (*PAGES, *DOWNLOADS)}
    for path in DOWNLOADS:
        assert answers[path].status_code == 409, path
        assert "개표 전에는 누구도" in answers[path].get_data(as_text=True)
    for path in HIDDEN:
        assert "개표 전에는 누구도 결과를 볼 수 없습니다" in answers[path].get_data(as_text=True)
    for path in PAGES:
        said = answers[path].get_data(as_text=True)
        assert answers[path].status_code == 200
        assert not any(word in said for word in ("명이 고름", "미선정", '"outcomes"', "참여해")), path


def test_turnout_is_shown_in_tens_while_voting_is_open(visit, place):
    paper = voting.paper(place)
    voting.vote(paper)
    assert "10명 미만" in visit(f"/mapo/results/{paper.id}").text
    for _ in range(12):
        voting.vote(paper)
    shown = visit(f"/mapo/results/{paper.id}").text
    assert "10명 이상" in shown
    assert "13명" not in shown


# The result


def test_the_result_says_who_decided_what_and_why_not(visit, place):
    paper = voting.paper(place, electorates=voting.COMMITTEE_AND_CITIZENS, budget=3500 * voting.MAN)
    voting.vote(paper, ["p1"], by=people.official(place, Role.COMMITTEE))
    voting.vote(paper, ["p2", "p3"])
    voting.vote(paper, "none")
    voting.counted(paper)
    shown = visit(f"/mapo/results/{paper.id}")
    assert "3명이 참여해" in shown.text
    assert "3,000만원을 정했습니다" in shown.text
    assert "남은 예산 500만원" in shown.text
    assert "40%" in shown.text
    assert "60%" in shown.text
    assert paper.digest in shown.text
    assert queries.tally_row(paper).sha256 in shown.text
    result = queries.result(paper)
    from app.voting.tally import explain

    for option in paper.options:
        assert explain(result, option.code, "ko") in shown.text
    for link in ("result.csv", "result.json", "ballots.csv"):
        assert any(target.endswith(link) for target in shown.links())
    assert "낱낱의 표를 공개하지 않는" in shown.text


def test_an_english_reader_gets_english_reasons(visit, place):
    paper = voting.paper(place)
    voting.vote(paper, ["p1"])
    voting.counted(paper)
    from app.voting.tally import explain

    shown = visit(f"/en/mapo/results/{paper.id}")
    assert shown.all("html")[0]["lang"] == "en"
    assert explain(queries.result(paper), "p1", "en") in shown.text


def test_an_early_close_stands_in_the_record(visit, place):
    paper = voting.paper(place)
    services.close(paper, by=None, role="", reason="시험 사유")
    shown = visit(f"/mapo/results/{paper.id}").text
    assert "예정보다 일찍 마감했습니다. 시험 사유" in shown
    assert "아무도 투표하지 않았습니다" in shown


def test_downloads_are_what_they_say(client, place):
    paper = voting.paper(place, options=[OptionDraft("p1", "=1+1"), OptionDraft("p2", "@둘", cost=1)])
    ballots = [["p1"]] * 20 + [["p2"]] * 12
    for codes in ballots:
        voting.vote(paper, codes)
    voting.counted(paper)
    raw = client.get(f"/mapo/results/{paper.id}/result.csv").data
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["'=1+1", "'@둘"]
    assert [row[5] for row in rows[1:]] == ["20", "12"]
    stored = client.get(f"/mapo/results/{paper.id}/result.json").get_json()
    assert stored["sha256"] == queries.result(paper).sha256
    single = list(csv.reader(io.StringIO(client.get(f"/mapo/results/{paper.id}/ballots.csv").data.decode("utf-8-sig"))))
    assert single[0] == ["ballot", "electorate", "choice"]
    assert [row[0] for row in single[1:]] == [str(n) for n in range(1, 33)]
    assert sorted(json.loads(row[2])["names"] for row in single[1:]) == sorted(ballots)
    frozen = client.get(f"/mapo/votes/{paper.id}/paper.json").data
    assert sha256(frozen).hexdigest() == paper.digest


@pytest.mark.parametrize(("announced", "sentence"), [(["p2", "p1", "p3"], "결과와 같습니다"), (["p1", "p5"], "결과와 다릅니다")])
def test_an_imported_election_says_whether_the_announced_list_came_out(visit, place, monkeypatch, announced, sentence):
    monkeypatch.setattr(services, "on_closed", [])
    paper = voting.imported(place, ballots=[["p2"], ["p1"], ["p3"]])
    services.close(paper, by=None, role="")
    services.count_paper(paper.id, official=announced)
    shown = visit(f"/mapo/results/{paper.id}").text
    assert sentence in shown
    if "다릅니다" in sentence:
        assert "발표에만 있는 것: 시험 사업 5" in shown


def test_amounts_keep_their_currency(visit, place):
    paper = voting.imported(place, currency="PLN", ballots=[["p1"]] * 3)
    voting.counted(paper)
    shown = visit(f"/mapo/results/{paper.id}").text
    assert "60,000,000 PLN을 정했습니다" in shown
    assert not re.search(r"\d원", shown)


# The list, and one's own page


def test_the_list_tells_now_next_and_past_apart(visit, place):
    now, soon = (
        voting.paper(place, title="지금 투표"),
        voting.paper(place, title="다음 투표", opens_at=clock.now() + timedelta(days=1)),
    )
    past = voting.paper(place, title="지난 투표")
    voting.vote(now, by=(voter := people.resident()))
    services.close(past, by=None, role="")
    shown = visit("/mapo/votes", as_=voter)
    assert all(paper.title in shown.text for paper in (now, soon, past))
    assert "투표했음" in shown.text
    assert "D-7" in shown.text
    assert shown.text.index("끝난 투표") < shown.text.index("지난 투표")


def test_an_empty_list_says_what_will_come(visit, place):
    assert "지금 열려 있는 투표가 없습니다" in visit("/mapo/votes").text


def test_past_papers_are_paged(visit, place):
    for _ in range(queries.CLOSED_PER_PAGE + 1):
        services.close(voting.paper(place), by=None, role="")
    first, second = visit("/mapo/votes"), visit("/mapo/votes?page=2")
    assert len(first.all("article")) == queries.CLOSED_PER_PAGE
    assert len(second.all("article")) == 1
    visit("/mapo/votes?page=nonsense")
    visit("/mapo/votes?page=999999999999999999999")


def test_ones_own_page_says_that_one_voted_and_never_what(app, place):
    from app.voting.slots import votes

    voter = people.resident()
    paper = voting.paper(place, title="내가 한 투표")
    with app.test_request_context("/me"):
        assert "아직 참여한 투표가 없습니다" in votes(voter)
        voting.vote(paper, ["p4"], by=voter)
        told = votes(voter)
    assert "내가 한 투표" in told
    assert f"/mapo/votes/{paper.id}" in told
    assert "사업 4" not in told
    assert "p4" not in told


# The same cost whatever the size


def big(place):
    options = [
        OptionDraft(f"o{n}", f"시험 사업 {n}", "설명 " * 20, n * 10_000, ("교통", "환경", "복지")[n % 3]) for n in range(1, 201)
    ]
    return voting.paper(place, options=options, budget=300 * voting.MAN, electorates=voting.COMMITTEE_AND_CITIZENS)


def test_pages_of_two_hundred_options_cost_few_statements(visit, place, monkeypatch):
    monkeypatch.setattr(services, "on_kept", [])  # tests/views/test_voting_results.py has the analysis
    paper, voter = big(place), people.official(place, Role.COMMITTEE)
    codes = [f"o{n}" for n in (1, 50, 200)]
    start = f"/mapo/votes/{paper.id}"
    costs = {}
    for path, data in (
        (start, None),
        (f"{start}/review", {"choice": codes}),
        ("/mapo/votes", None),
        (f"/mapo/results/{paper.id}", None),
    ):
        with counted() as sent:
            visit(path, data=data, as_=voter)
        costs[path] = len(sent)
    for number in range(40):
        voting.vote(paper, [f"o{number + 1}", f"o{200 - number}"])
    voting.counted(paper)
    with counted() as sent:
        shown = visit(f"/mapo/results/{paper.id}", as_=voter)
    costs["counted"] = len(sent)
    assert max(costs.values()) <= MOST_STATEMENTS, costs
    assert len(shown.all("tr")) > 200


def test_text_of_an_option_is_never_markup(visit, place):
    paper = voting.paper(place, options=[OptionDraft("x", "<script>alert(1)</script>", "<b>굵게</b>", 1, "<i>")])
    shown = visit(f"/mapo/votes/{paper.id}", as_=people.resident())
    assert "<script>alert" not in shown.html
    assert "<b>굵게</b>" not in shown.html
    voting.vote(paper, ["x"])
    voting.counted(paper)
    assert "<script>alert" not in visit(f"/mapo/results/{paper.id}").html
