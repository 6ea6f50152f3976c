"""Ballots that are placed or graded, and fields with a share of their own: in the booth without JavaScript, open and sealed."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from app.voting import booth, queries, receipts
from app.voting.ballot import ApprovalFormat, GradesFormat, Quota, RankingFormat
from app.voting.rules import NoneAndOthers
from app.voting.tally import PollMethod, PollRule
from tests.make import people, sealed, voting

RANKING = RankingFormat(scores=(3, 2, 1))
GRADES = GradesFormat(max_grade=3)
RUNOFF, SCORE = PollRule(PollMethod.INSTANT_RUNOFF), PollRule(PollMethod.SCORE)


def ranking(**given):
    return voting.paper(format=RANKING, rule=RUNOFF, budget=0, **given)


def grades(**given):
    return voting.paper(format=GRADES, rule=SCORE, budget=0, **given)


def marks(**given):
    return {f"mark-{code}": value for code, value in given.items()}


def kept(shown):
    return {field["name"]: field["value"] for field in shown.all("input") if field.get("name", "").startswith("mark-")}


def test_a_ranking_is_read_by_its_places_and_closes_up_where_one_is_left_out(app):
    paper = ranking()
    assert booth.raw_choice(paper, MultiDict(marks(p1="3", p4="1", p2=""))) == ["p4", "p1"]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (marks(p1="1", p2="1"), booth.RankTwice),
        (marks(p1="first"), booth.NotAMark),
        (marks(p1="1") | {"choice": "none"}, NoneAndOthers),
        ({}, booth.ChoiceRefused),
        (marks(p1="1", p2="2", p3="3", p4="4"), booth.ChoiceRefused),
    ],
)
def test_a_ranking_that_says_two_things_is_refused(app, given, refusal):
    paper = ranking()
    with pytest.raises(refusal):
        booth.checked(paper, booth.raw_choice(paper, MultiDict(given)))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({}, booth.NothingGraded), (marks(p1="4"), booth.ChoiceRefused), (marks(p1="-1"), booth.ChoiceRefused)],
)
def test_a_grade_outside_the_scale_or_none_at_all_is_refused(app, given, refusal):
    paper = grades()
    with pytest.raises(refusal):
        booth.checked(paper, booth.raw_choice(paper, MultiDict(given)))


def test_a_ranking_goes_from_the_booth_into_the_count(page):
    paper, voter = ranking(), people.resident()
    url = f"/mapo/votes/{paper.id}"
    shown = page(url, as_=voter)
    assert "최대 3개까지 순위를 매겨 주세요" in shown.text
    assert len(shown.all("select")) == 5
    again = page(f"{url}/review", 422, data=marks(p1="1", p2="1"))
    assert "1순위를 두 번 이상" in again.text
    assert sum("selected" in option for option in again.all("option")) == 2, "the form comes back filled"
    review = page(f"{url}/review", data=marks(p5="1", p2="2"))
    assert review.text.index("시험 사업 5") < review.text.index("시험 사업 2")
    assert "아직 투표가 끝나지 않았습니다" in review.text
    assert "아직 1개 더" in review.text
    assert kept(review) == marks(p5="1", p2="2")
    page(f"{url}/cast", data=kept(review) | {"receipt": receipts.new()})
    voting.counted(paper)
    assert queries.result(paper).selected == ("p5",)


def test_grades_go_sealed_from_the_assisted_form_into_the_count(page):
    paper, voter = grades(), people.resident()
    sealed.services.freeze(paper, bits=sealed.SMALL_KEYS)
    url = f"/mapo/votes/{paper.id}/ballot"
    assert "매우 찬성" in page(url, as_=voter).text
    review = page(f"{url}/review", data=marks(p1="3", p2="0"))
    assert "아직 3개를 더 평가할 수 있어요" in review.text
    seed = re.search(r'name="seed" value="([^"]+)"', review.html)[1]
    page(f"{url}/cast", data=kept(review) | {"seed": seed})
    voting.counted(paper)
    assert queries.result(paper).outcomes["p1"].score == 3


def test_the_bar_tells_each_fields_share(page):
    paper = voting.paper(
        format=ApprovalFormat(quotas=(Quota("교통", 2), Quota("환경", 1))), budget=0, rule=PollRule(PollMethod.APPROVAL)
    )
    url = f"/mapo/votes/{paper.id}"
    shown = page(f"{url}/review", 422, data={"choice": ["p1", "p3"]}, as_=people.resident())
    assert "'환경' 분야에서 1개를 빼 주세요" in shown.text
    review = page(f"{url}/review", data={"choice": ["p1", "p2"]})
    assert "아직 1개 더" not in review.text, "no limit on the whole, so nothing to add up"
