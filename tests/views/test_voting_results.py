"""Everything about a counted paper: result, ledger, figures, another rule, files; and the rule, shown before and after."""

import csv
import io
import re
from dataclasses import replace

import pytest
from flask import g

from app.extensions import db as database
from app.voting import pb, queries, rules, services, wording
from app.voting.ballot import ApprovalFormat, GradesFormat, RankingFormat, names, ranking, unreadable
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import EqualSharesRule, GreedyRule, PhragmenRule, PollMethod, PollRule
from app.voting.tally.analysis import Analysis
from tests.make import people, voting
from tests.statements import counted

PAGES = ("", "/rounds", "/figures", "/compare")
MOST_STATEMENTS = 12


@pytest.fixture
def visit(page):
    def go(*given, **options):
        for name in list(g):
            g.pop(name)
        database.session.rollback()
        return page(*given, **options)

    return go


@pytest.fixture
def place(app):
    return people.district()


BALLOTS = (["p1", "p2"], ["p2", "p3"], ["p2", "p4"], ["p5"], ["p5", "p1"], ["p3"], ["p2"])


def done(place, ballots=BALLOTS, **given):
    """A counted and analysed paper."""
    paper = voting.imported(place, ballots=ballots, **given)
    voting.counted(paper)
    return paper


def at(paper, path=""):
    return f"/mapo/results/{paper.id}{path}"


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


# Pages


@pytest.mark.parametrize(
    "rule", [GreedyRule(), EqualSharesRule(), EqualSharesRule(comparison=True), PhragmenRule()], ids=lambda r: r.kind
)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_of_a_result_is_whole_under_every_rule(visit, place, rule, lang):
    paper = done(place, rule=rule)
    for path in PAGES:
        with counted() as sent:
            shown = visit(lang + at(paper, path))
        assert len(sent) <= MOST_STATEMENTS
        assert [
            link["aria-current"] for link in shown.all("a") if link.get("aria-current") and link["href"].endswith(at(paper, path))
        ]
        assert "data-partial" not in shown.html


def test_a_loser_is_told_what_would_have_let_it_in(visit, place):
    paper = done(place)
    shown = visit(at(paper))
    part = queries.analysis(paper).found["loser/p5"]
    assert part["more_supporters"]
    assert f"{part['more_supporters']}명이 더 골랐다면 선정되었습니다." in shown.text
    assert "무엇이 달랐다면 뽑혔을까요?" in shown.text


def test_figures_say_who_got_nothing_and_where_the_money_went(visit, place):
    shown = visit(at(done(place), "/figures"))
    assert "고른 것이 하나도 선정되지 않은 사람" in shown.text
    assert "분야마다 표와 돈" in shown.text
    assert "제 몫을 얻지 못한 무리가 있나" in shown.text
    assert "지역마다 표와 돈" not in shown.text


def test_where_options_belong_to_areas_these_are_set_beside_each_other_too(visit, place):
    options = [replace(one, area="가동" if n % 2 else "나동") for n, one in enumerate(voting.options())]
    shown = visit(at(done(place, options=options), "/figures"))
    assert "지역마다 표와 돈" in shown.text
    assert "가동" in shown.text


def test_the_same_ballots_are_shown_under_another_rule(visit, place):
    paper = done(place)
    shown = visit(at(paper, "/compare?rule=equal-shares"))
    assert "균등 몫이라면 무엇이 뽑혔을까?" in shown.text
    part = queries.analysis(paper).found["compare/equal-shares"]
    for code in part["second"]["selected"]:
        assert f"시험 사업 {code[1:]}" in shown.text
    assert "프라그멘이라면" in visit(at(paper, "/compare?rule=phragmen")).text
    assert "균등 몫이라면" in visit(at(paper, "/compare?rule=nonsense")).text


def test_weights_that_the_other_rule_does_not_know_are_named(visit, place):
    paper = voting.paper(place, electorates=voting.COMMITTEE_AND_CITIZENS)
    voting.vote(paper, ["p1"])
    voting.counted(paper)
    shown = visit(at(paper, "/compare"))
    assert "반영비율이 없어" in shown.text
    assert "'시민' 선거인단에서" in visit(at(paper)).text


def test_a_poll_has_no_money_and_its_runoff_is_told_count_by_count(visit, place):
    options = [OptionDraft(code, f"안건 {code}") for code in "abc"]
    paper = voting.paper(
        place, options=options, budget=0, imported=True, format=RankingFormat((3, 2, 1)),
        rule=PollRule(method=PollMethod.INSTANT_RUNOFF), closes_at=voting.clock.now(),
    )  # fmt: skip
    services.fill_box(paper, [("citizens", ranking(order)) for order in ("abc", "abc", "bca", "bac", "cba")])
    voting.counted(paper)
    ledger = visit(at(paper, "/rounds"))
    assert "1번째 집계" in ledger.text
    assert "가장 적은 표로 떨어진 것: 안건 c" in ledger.text
    assert "제 몫을 얻지 못한" not in visit(at(paper, "/figures")).text
    assert "순위 점수를 더하면" in visit(at(paper, "/compare?rule=borda")).text


def test_equal_shares_tells_its_ledger_with_who_paid_what(visit, place):
    shown = visit(at(done(place, rule=EqualSharesRule()), "/rounds"))
    assert "지지자들이 몫을 모아 선정" in shown.text
    assert re.search(r"한 사람에 [\d,억만 ]+원 · \d명", shown.text)
    assert "다 낸 사람 0명" not in shown.text
    assert "한 사람의 몫은" in shown.text


def test_what_is_still_being_worked_out_says_how_far_it_is_and_goes_on_without_javascript(visit, place, monkeypatch):
    monkeypatch.setattr(services, "on_kept", [])
    paper = done(place)
    for path in ("", "/figures", "/compare"):
        shown = visit(at(paper, path))
        assert "분석을 기다리는 중" in shown.text
        assert "새로 고침" in shown.text
    services.analyse(paper.id, seconds=0)
    total = len(Analysis(queries.election_of(paper), queries.result(paper)).plan)
    assert f"분석하는 중 1/{total}" in visit(at(paper)).text
    assert "data-partial" in visit(at(paper)).html
    services.analyse(paper.id)
    assert "분석" not in visit(at(paper)).text


def test_spoiled_ballots_are_told_with_their_reason_in_words(visit, place):
    paper = voting.imported(place, ballots=())
    services.fill_box(
        paper,
        [("citizens", names(["p1", "p2", "p3", "p4"])), ("citizens", unreadable("MALFORMED")), ("citizens", names(["p1"]))],
    )
    voting.counted(paper)
    shown = visit(at(paper))
    assert "고를 수 있는 수보다 많이 골랐습니다." in shown.text
    assert "읽을 수 없는 투표지입니다." in shown.text


# The rule, before and after


def test_the_rule_stands_in_words_with_every_value_wherever_the_paper_is_met(visit, place):
    paper, voter = voting.paper(place, rule=EqualSharesRule(comparison=True)), people.resident()
    sha = paper.counting_rule.sha256
    for path, reader in ((f"/mapo/votes/{paper.id}", voter), (f"/mapo/votes/{paper.id}", None), (at(paper), None)):
        shown = visit(path, as_=reader)
        assert "균등 몫 방식" in shown.text
        assert sha in shown.text
        assert paper.lot_commitment in shown.text
        assert paper.lot_secret not in shown.html
        for words in ("몫을 늘리는 폭", "처음 몫의 1%", "득표순 결과와 견주기", "참가 기준", "10,000"):
            assert words in shown.text
    voting.vote(paper, ["p1"], voter)
    voting.counted(paper)
    assert sha in visit(at(paper)).text


@pytest.mark.parametrize(
    ("ballots", "rule", "words"),
    [
        (RankingFormat(scores=(3, 2, 1)), GreedyRule(), "순위마다 정해 둔 점수(1위 3점, 2위 2점, 3위 1점)를 모두 더한"),
        (RankingFormat(scores=(3, 2, 1)), PollRule(PollMethod.INSTANT_RUNOFF), "다음 순위로 넘겨, 끝까지 남은 1개"),
        (RankingFormat(scores=(3, 2, 1)), PollRule(PollMethod.BORDA), "1위는 나머지 모두의 수만큼"),
        (RankingFormat(scores=(3, 2, 1)), PollRule(PollMethod.PLURALITY), "1위로 고른 표의 수"),
        (GradesFormat(), PollRule(PollMethod.SCORE), "받은 점수를 모두 더한 값"),
        (ApprovalFormat(), GreedyRule(), "그것을 고른 표의 수"),
        (ApprovalFormat(), PollRule(PollMethod.APPROVAL), "표를 많이 얻은 순서대로"),
    ],
)
def test_the_words_of_a_rule_are_about_the_ballots_at_hand(app, ballots, rule, words):
    assert words in wording.sentences(rule, ballots)[0]


def test_the_result_says_whether_anything_hung_on_the_lot_and_how_the_seed_came_about(visit, place):
    shown = visit(at(done(place)))
    assert "추첨에 달린 것은 없었습니다." in shown.text
    tied = done(place, options=[OptionDraft(code, code, cost=10) for code in ("p1", "p2")], budget=10, ballots=(["p1"], ["p2"]))
    shown = visit(at(tied))
    assert "추첨으로 갈린 것이 있습니다" in shown.text
    assert "모든 표의 지문을 공개한 다음에 정해졌습니다" in shown.text
    for value in (tied.lot_secret, tied.lot_commitment, tied.seed, tied.ballots_sha256):
        assert value in shown.text


def test_titles_of_an_imported_election_are_marked_with_their_own_language(visit, place):
    html = visit(at(done(place, language="pl"))).html
    assert '<h1 lang="pl">' in html
    assert 'lang="ko">시험' not in html


# Files


def test_every_figure_is_there_as_a_file_too(client, place):
    paper = done(place, rule=EqualSharesRule())
    result = queries.result(paper)
    rows = {row["기호"]: row for row in lines(client.get(at(paper, "/result.csv")))}
    missed = queries.analysis(paper).found["loser/p4"]
    assert rows["p4"]["더 있어야 할 표"] == str(missed["more_supporters"] or "")
    assert rows["p4"]["실효 지지"]
    ledger = lines(client.get(at(paper, "/rounds.csv")))
    assert [row["code"] for row in ledger] == [entry["option"] for entry in result.rounds]
    assert ledger[0]["rate"] == result.rounds[0].get("rate", "")
    figures = {(row["figure"], row["by"], row["of"]): row["value"] for row in lines(client.get(at(paper, "/figures.csv")))}
    measured = queries.analysis(paper).found["figures"]["metrics"]
    assert figures["exclusion_ratio", "", ""] == measured["exclusion_ratio"]
    assert figures["money_share", "category", "교통"] == next(
        share["money_share"] for share in measured["by_category"] if share["category"] == "교통"
    )
    beside = lines(client.get(at(paper, "/compare.csv?rule=greedy")))
    assert {row["code"] for row in beside if row["equal-shares"] == "1"} == set(result.selected)


def test_files_of_an_unfinished_analysis_are_not_given_out(client, place, monkeypatch):
    monkeypatch.setattr(services, "on_kept", [])
    paper = done(place)
    for name in ("figures.csv", "compare.csv"):
        answer = client.get(at(paper, f"/{name}"))
        assert answer.status_code == 409
        assert "아직 분석하는 중" in answer.get_data(as_text=True)


def test_where_no_other_rule_fits_there_is_nothing_to_compare_and_no_file_of_it(visit, client, place):
    options = [OptionDraft(code, f"안건 {code}") for code in "ab"]
    paper = done(place, options=options, budget=0, rule=PollRule(), ballots=(["a"], ["b"], ["a"]))
    assert "견줄 것이 없습니다" in visit(at(paper, "/compare")).text
    assert client.get(at(paper, "/compare.csv")).status_code == 404


def test_the_ballots_of_a_paper_can_be_counted_again_from_the_file_anybody_may_have(client, place):
    paper = done(place, ballots=BALLOTS * 5)
    answer = client.get(at(paper, "/ballots.pb"))
    file = pb.parse(answer.get_data())
    assert file.vote_columns == ("voter_id", "vote")
    assert file.value("rule") == "greedy"
    from app.voting.tally import count

    again = count(replace(pb.election_of(file), seed=paper.seed), paper.counting_rule)
    result = queries.result(paper)
    assert again.selected == result.selected
    assert {key: one.votes for key, one in again.outcomes.items()} == {key: one.votes for key, one in result.outcomes.items()}
    assert pb.official_selected(file) is not None
    other = client.get(at(paper, "/ballots.pb")).get_data()
    assert sorted(other.splitlines()) != []
    assert at(paper, "/ballots.pb") in client.get(at(paper)).get_data(as_text=True)


def test_a_small_electorate_keeps_its_ballots_to_itself(client, place):
    paper = voting.paper(place, electorates=voting.COMMITTEE_AND_CITIZENS)
    voting.vote(paper, ["p1"])
    voting.counted(paper)
    assert "ballots.pb" not in client.get(at(paper)).get_data(as_text=True)
    for wanted in ("", "?electorate=citizens", "?electorate=committee", "?electorate=nobody"):
        answer = client.get(at(paper, f"/ballots.pb{wanted}"))
        assert answer.status_code == 403
        assert str(rules.SMALL_ELECTORATE) in answer.get_data(as_text=True)


def test_one_of_several_electorates_is_published_by_itself_and_says_so(client, place, monkeypatch):
    monkeypatch.setattr(rules, "SMALL_ELECTORATE", 1)
    bodies = (
        ElectorateDraft("a", "갑", weight=rules.Fraction(1, 4), rank=1),
        ElectorateDraft("b", "을", weight=rules.Fraction(3, 4), rank=2),
    )
    paper = voting.paper(place, electorates=bodies, imported=True, closes_at=voting.clock.now())
    services.fill_box(paper, [("a", names(["p1"])), ("b", names(["p2"])), ("b", names(["p2", "p3"]))])
    voting.counted(paper)
    file = pb.parse(client.get(at(paper, "/ballots.pb?electorate=b")).get_data())
    assert file.value("num_votes") == "2"
    assert file.value("rule") == "unknown"
    assert "weight 3/4" in file.value("comment")


def test_the_published_file_passes_pabulibs_own_checker(client, place):
    checker = pytest.importorskip("pabulib.checker", reason="pabulib-checker is not installed").Checker()
    for rule in (GreedyRule(), EqualSharesRule()):
        paper = done(place, ballots=BALLOTS * 5, rule=rule, title='제목; "따옴표"와 =1+1')
        verdict = checker.process_files([client.get(at(paper, "/ballots.pb")).get_data(as_text=True)])
        found = [one["results"]["errors"] for one in verdict.values() if isinstance(one, dict) and "results" in one]
        assert found == [{}], found
