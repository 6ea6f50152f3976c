"""What is worked out after a count: in parts, kept as they come, and never able to change the result. And how the lot is drawn."""

from hashlib import sha256

import pytest
from sqlalchemy import select, update

from app.core.history import entries
from app.extensions import db as database
from app.voting import jobs, queries, rules, services
from app.voting.models import Ballot, Paper, TallyAnalysis, TallyAnalysisPart
from app.voting.tally import EqualSharesRule, GreedyRule, PotBy, Pots
from app.voting.tally.analysis import ANALYSIS_VERSION, Analysis
from app.voting.tally.ties import lot
from tests.make import people, voting


@pytest.fixture
def later(monkeypatch):
    """The analysis waits to be asked for."""
    monkeypatch.setattr(services, "on_kept", [])


def voted(paper=None, **given):
    paper = paper or voting.paper(**given)
    for codes in (["p1", "p2"], ["p2", "p3"], ["p2", "p4"], ["p5"], ["p5", "p1"]):
        voting.vote(paper, codes)
    return paper


def parts(paper):
    return queries.analysis(paper).found


def test_a_count_is_followed_by_its_analysis_without_anybody_asking(app):
    paper = voted()
    services.close(paper, by=None, role="")
    row = queries.analysis(paper)
    assert row.finished_at is not None
    assert set(row.found) == set(row.plan)
    assert row.plan[:3] == ["figures", "compare/equal-shares", "compare/phragmen"]
    losers = {name.removeprefix("loser/") for name in row.plan if name.startswith("loser/")}
    assert losers == {option.code for option in paper.options} - set(queries.result(paper).selected)


def test_the_parts_say_what_the_engine_says(app):
    paper = voted()
    services.close(paper, by=None, role="")
    work = Analysis(queries.election_of(paper), queries.result(paper))
    assert parts(paper) == {name: work.part(name) for name in work.plan}


def test_a_part_that_is_there_is_not_worked_out_again(app, later, monkeypatch):
    paper = voted()
    voting.counted(paper)
    asked = []
    plain = Analysis.part
    monkeypatch.setattr(Analysis, "part", lambda work, name: asked.append(name) or plain(work, name))
    assert services.analyse(paper.id, seconds=0) is False
    assert asked == ["figures"]
    assert queries.analysis(paper).finished_at is None
    assert paper.id in queries.unanalysed_ids()
    assert services.analyse(paper.id) is True
    assert asked == queries.analysis(paper).plan
    assert services.analyse(paper.id) is True
    assert len(asked) == len(set(asked))
    assert queries.unanalysed_ids() == []


def test_what_an_older_program_worked_out_is_worked_out_anew(app, later):
    paper = voted()
    voting.counted(paper)
    services.analyse(paper.id)
    database.session.execute(update(TallyAnalysis).values(version="0.9/1"))
    database.session.execute(update(TallyAnalysisPart).values(content={"old": True}))
    database.session.commit()
    assert queries.unanalysed_ids() == [paper.id]
    jobs.count_left_over.call_local()
    database.session.expire_all()
    assert queries.analysis(paper).version == ANALYSIS_VERSION
    assert {"old": True} not in parts(paper).values()


def test_the_analysis_leaves_the_result_as_it_is(app, later):
    paper = voted()
    row = voting.counted(paper)
    before = row.sha256, dict(row.result), len(entries(paper))
    services.analyse(paper.id)
    database.session.expire_all()
    row = queries.tally_row(paper)
    assert (row.sha256, dict(row.result), len(entries(paper))) == before


def test_nothing_is_analysed_before_the_count(app):
    paper = voted()
    with pytest.raises(rules.NotCounted):
        services.analyse(paper.id)
    assert queries.analysis(paper) is None


# The lot


def test_the_seed_of_the_lot_is_known_to_nobody_before_the_close_and_chosen_by_nobody_after_the_opening(app):
    paper = voted()
    assert paper.seed == ""
    manifest = services.manifest(people.district(), paper)
    assert manifest["lot_commitment"] == sha256(paper.lot_secret.encode()).hexdigest()
    assert paper.lot_secret not in str(manifest)
    row = voting.counted(paper)
    made = sha256(f"{paper.lot_secret}{paper.digest}{paper.ballots_sha256}".encode()).hexdigest()
    assert row.result["seed"] == paper.seed == made
    assert row.result["ballots_sha256"] == paper.ballots_sha256


def test_the_fingerprint_of_all_ballots_is_on_record_before_anything_is_drawn(app, monkeypatch):
    monkeypatch.setattr(services, "on_closed", [])
    paper = voted()
    services.close(paper, by=None, role="")
    closed = entries(paper)[-1]
    assert (closed.action, closed.details["ballots_sha256"]) == ("paper.closed", paper.ballots_sha256)
    row = services.count_paper(paper.id)
    assert row.counted_at > closed.at
    assert [entry.action for entry in entries(paper)][-2:] == ["paper.closed", "paper.counted"]


def test_the_lot_is_drawn_from_the_seed(app):
    paper = voting.paper(options=[rules.OptionDraft(code, code, cost=10) for code in "abc"], budget=10)
    for code in "abc":
        voting.vote(paper, [code])
    result = voting.counted(paper).result
    assert result["hung_on_lot"] is True
    assert result["selected"] == [min("abc", key=lambda code: lot(paper.seed, code))]


def test_a_box_changed_after_the_close_is_not_counted(app, monkeypatch):
    monkeypatch.setattr(services, "on_closed", [])
    paper = voted()
    services.close(paper, by=None, role="")
    one = database.session.scalars(select(Ballot).where(Ballot.paper_id == paper.id)).first()
    one.choice = '{"names":["p3"]}'
    database.session.commit()
    with pytest.raises(rules.BoxChanged):
        services.count_paper(paper.id)
    assert queries.tally_row(database.session.get_one(Paper, paper.id)) is None


def test_a_paper_opened_before_there_were_seeds_is_counted_as_its_rule_says(app, monkeypatch):
    from app.voting.tally import TieKey

    with monkeypatch.context() as patch:
        patch.setattr(services.secrets, "token_hex", lambda _bytes: None)
        paper = voted(rule=GreedyRule(tie_order=(TieKey.VOTES, TieKey.CHEAPER, TieKey.DIGEST)))
    row = voting.counted(database.session.get_one(Paper, paper.id))
    assert "seed" not in row.result
    assert services.count_paper(paper.id).id == row.id


# Pots by area


def test_money_set_aside_for_areas_is_kept_apart(app):
    options = [rules.OptionDraft(f"p{n}", f"사업 {n}", cost=10, area="가동" if n < 3 else "나동") for n in (1, 2, 3, 4, 5)]
    paper = voting.paper(options=options, budget=20, rule=GreedyRule(pots=Pots(PotBy.DISTRICT, (("가동", 10), ("나동", 10)))))
    voted(paper)
    services.close(paper, by=None, role="")
    assert sorted(queries.result(paper).selected) == ["p2", "p5"]
    areas = {share["district"]: share["money_share"] for share in parts(paper)["figures"]["metrics"]["by_district"]}
    assert areas == {"가동": "1/2", "나동": "1/2"}


def test_equal_shares_never_wrongs_a_group_in_the_application_either(app):
    paper = voted(rule=EqualSharesRule())
    services.close(paper, by=None, role="")
    assert parts(paper)["figures"]["entitlement"]["violations"] == []
    assert queries.analysis(paper).plan[1] == "compare/greedy"
