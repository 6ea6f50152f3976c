"""Opening, casting, closing and counting, and what the tables may never tell."""

import json
import logging
import traceback
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import Date, DateTime, select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.models import Resident
from app.core import clock
from app.core.errors import IllegalTransition
from app.core.history import HistoryEntry, entries
from app.districts.states import Role
from app.extensions import db as database
from app.voting import booth, jobs, queries, receipts, rules, services
from app.voting.ballot import ApprovalFormat, KnapsackFormat, PointsFormat, names
from app.voting.models import Ballot, Paper, RollEntry, TallyResult
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.states import PaperState
from app.voting.tally import EqualSharesRule, GreedyRule, PotBy, Pots
from tests.make import people, voting
from tests.parallel import at_once

SECOND = timedelta(seconds=1)


def box(paper):
    return list(database.session.scalars(select(Ballot).where(Ballot.paper_id == paper.id)))


def roll(paper):
    return list(database.session.scalars(select(RollEntry).where(RollEntry.paper_id == paper.id)))


# Opening


def test_an_opened_paper_is_frozen_under_its_digest(app):
    paper = voting.paper()
    assert paper.state is PaperState.OPEN
    assert paper.digest == services.sha256_of(services.manifest(people.district(), paper))
    assert [entry.action for entry in entries(paper)] == ["paper.opened"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "다른 제목"},
        {"options": voting.options(4)},
        {"options": list(reversed(voting.options()))},
        {"budget": 6001 * voting.MAN},
        {"min_age": 15},
        {"format": ApprovalFormat(max_choices=4)},
        {"rule": GreedyRule(threshold=1)},
        {"electorates": (ElectorateDraft("all", "모두"),)},
        {"closes_at": datetime(2030, 1, 2, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_frozen_thing_changes_the_digest(app, change, monkeypatch):
    monkeypatch.setattr(services.secrets, "token_hex", lambda size: "5e" * size)
    same = {"opens_at": datetime(2026, 1, 1, tzinfo=UTC), "closes_at": datetime(2030, 1, 1, tzinfo=UTC)}
    assert voting.paper(**same).digest == voting.paper(**same).digest
    assert voting.paper(**same).digest != voting.paper(**(same | change)).digest


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"title": " "}, rules.PaperWithoutTitle),
        ({"options": []}, rules.OptionCountWrong),
        ({"options": [OptionDraft("a", "A"), OptionDraft("a", "B")]}, rules.CodesNotUnique),
        ({"electorates": (ElectorateDraft("all", "모두", weight=Fraction(1, 2)),)}, rules.WeightsNotWhole),
        ({"closes_at": datetime(2020, 1, 1, tzinfo=UTC)}, rules.WindowReversed),
        ({"format": PointsFormat(max_sum=10)}, rules.NoBoothForFormat),
        ({"electorates": voting.COMMITTEE_AND_CITIZENS, "rule": GreedyRule()}, rules.RuleDoesNotFit),
        ({"rule": GreedyRule(pots=Pots(PotBy.DISTRICT, (("마포구", 1),)))}, rules.RuleDoesNotFit),
    ],
)
def test_a_paper_that_could_not_be_voted_on_or_counted_never_opens(app, given, error):
    with pytest.raises(error):
        voting.paper(**given)
    assert database.session.scalar(select(Paper)) is None


def test_electorates_keep_the_most_specific_first(app):
    paper = voting.paper(electorates=tuple(reversed(voting.COMMITTEE_AND_CITIZENS)))
    database.session.expire_all()
    assert [body.code for body in paper.electorates] == ["committee", "citizens"]


# Who may vote when


@pytest.mark.parametrize(
    ("before_closing", "refusal"),
    [(SECOND, None), (timedelta(microseconds=1), None), (timedelta(0), rules.VotingClosed), (-SECOND, rules.VotingClosed)],
)
def test_the_closing_second_no_longer_belongs_to_voting(app, before_closing, refusal):
    paper, voter = voting.paper(), people.resident()
    with clock.travel(paper.closes_at - before_closing):
        if refusal is None:
            voting.vote(paper, by=voter)
        else:
            with pytest.raises(refusal):
                voting.vote(paper, by=voter)
    assert len(box(paper)) == len(roll(paper)) == (refusal is None)


@pytest.mark.parametrize(("after_opening", "is_open"), [(-timedelta(microseconds=1), False), (timedelta(0), True)])
def test_the_opening_second_belongs_to_voting(app, after_opening, is_open):
    paper, voter = voting.paper(opens_at=clock.now() + timedelta(days=1)), people.resident()
    with clock.travel(paper.opens_at + after_opening):
        if is_open:
            voting.vote(paper, by=voter)
        else:
            with pytest.raises(rules.NotYetOpen):
                voting.vote(paper, by=voter)


STAGES = ("upcoming", "open", "past due", "closed", "counted")
OPEN_TABLE = {
    "unconfirmed": rules.ConfirmAddressToVote,
    "too young": rules.TooYoungToVote,
    "citizen": None,
    "committee": None,
    "voted": rules.AlreadyVoted,
}
STAGE_TABLE = {
    "upcoming": rules.NotYetOpen,
    "past due": rules.VotingClosed,
    "closed": rules.VotingClosed,
    "counted": rules.VotingClosed,
}


def person(kind, place):
    if kind == "committee":
        return people.official(place, Role.COMMITTEE)
    return people.resident(verified=kind != "unconfirmed", birth_date=date(2005 if kind == "too young" else 1980, 1, 1))


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", OPEN_TABLE)
def test_casting_asks_stage_and_person_as_the_table_says(app, stage, kind):
    place = people.district()
    paper = voting.paper(place, min_age=30, opens_at=clock.now() + timedelta(days=1))
    voter = person(kind, place)
    inside = paper.opens_at + timedelta(days=1)
    with clock.travel(inside):
        if kind == "voted":
            voting.vote(paper, by=voter)
        if stage in ("closed", "counted"):
            services.close(paper, by=None, role="")
    instant = {"upcoming": paper.opens_at - SECOND, "past due": paper.closes_at + SECOND}.get(stage, inside)
    refusal = OPEN_TABLE[kind] if stage == "open" else STAGE_TABLE[stage]
    before = len(box(paper))
    with clock.travel(instant):
        if refusal is None:
            voting.vote(paper, by=voter)
        else:
            with pytest.raises(refusal):
                voting.vote(paper, by=voter)
    assert len(box(paper)) == before + (refusal is None)


SEOUL_DAY = [
    # born, instant of voting in UTC, may vote at 19
    (date(2008, 3, 10), datetime(2027, 3, 9, 14, 59, 59, tzinfo=UTC), False),  # 23:59:59 of the day before in Seoul
    (date(2008, 3, 10), datetime(2027, 3, 9, 15, 0, 0, tzinfo=UTC), True),  # midnight in Seoul, still the day before in UTC
    (date(2008, 2, 29), datetime(2027, 2, 28, 14, 59, 59, tzinfo=UTC), False),  # 28 February of a common year
    (date(2008, 2, 29), datetime(2027, 2, 28, 15, 0, 0, tzinfo=UTC), True),  # 1 March in Seoul
    (date(2008, 2, 29), datetime(2028, 2, 28, 15, 0, 0, tzinfo=UTC), True),
    (date(2009, 3, 1), datetime(2028, 2, 28, 15, 0, 0, tzinfo=UTC), False),  # 29 February 2028 in Seoul
    (date(2009, 3, 1), datetime(2028, 2, 29, 15, 0, 0, tzinfo=UTC), True),
]


@pytest.mark.parametrize(("born", "instant", "old_enough"), SEOUL_DAY)
def test_age_is_counted_on_the_day_of_voting_in_seoul(app, born, instant, old_enough):
    with clock.travel(instant - timedelta(days=10)):
        paper, voter = voting.paper(min_age=19, days=20), voting.young(born)
    with clock.travel(instant):
        if old_enough:
            voting.vote(paper, by=voter)
        else:
            with pytest.raises(rules.TooYoungToVote) as refused:
                voting.vote(paper, by=voter)
            assert refused.value.params["years"] == 19


def test_a_committee_member_votes_in_the_committee_and_nowhere_else(app):
    place = people.district()
    paper = voting.paper(place, electorates=voting.COMMITTEE_AND_CITIZENS)
    member = people.official(place, Role.COMMITTEE)
    voting.vote(paper, by=member)
    codes = {body.id: body.code for body in paper.electorates}
    assert [codes[entry.electorate_id] for entry in roll(paper)] == ["committee"]
    assert [codes[ballot.electorate_id] for ballot in box(paper)] == ["committee"]
    with pytest.raises(rules.AlreadyVoted):
        voting.vote(paper, by=member)


def test_a_hat_of_another_district_counts_for_nothing(app):
    paper = voting.paper(
        people.district("mapo"), electorates=(ElectorateDraft("committee", "위원", eligible_role=Role.COMMITTEE),)
    )
    with pytest.raises(rules.NotInAnyElectorate):
        voting.vote(paper, by=people.official(people.district("jongno"), Role.COMMITTEE))


# What may be on a ballot


@pytest.mark.parametrize(
    ("codes", "code", "params"),
    [
        (["p1", "p2", "p3", "p4"], "TOO_MANY_CHOICES", {"most": 3, "count": 4, "excess": 1}),
        ([], "TOO_FEW_CHOICES", {"least": 1, "count": 0}),
        (["p9"], "UNKNOWN_OPTION", {"option": "p9"}),
        (["p1", "p1"], "DUPLICATE_OPTION", {"option": "p1"}),
    ],
)
def test_a_choice_outside_the_paper_is_refused_and_leaves_no_trace(app, codes, code, params):
    paper = voting.paper()
    with pytest.raises(booth.ChoiceRefused) as refused:
        voting.vote(paper, codes)
    assert (refused.value.code, refused.value.params, refused.value.status) == (code, params, 422)
    assert not box(paper)
    assert not roll(paper)


def test_an_overspent_budget_is_named_in_won(app):
    paper = voting.knapsack()
    with pytest.raises(booth.ChoiceRefused) as refused:
        voting.vote(paper, ["p3", "p4"])
    assert refused.value.code == "OVER_BUDGET"
    assert str(refused.value.params["excess"]) == "1,000만원"
    voting.vote(paper, ["p2", "p4"])


def test_none_of_these_is_a_choice_of_its_own(app):
    paper = voting.paper()
    voting.vote(paper, "none")
    assert [ballot.choice for ballot in box(paper)] == ['{"none":true}']
    strict = voting.paper(format=ApprovalFormat(max_choices=2, allow_none=False))
    with pytest.raises(booth.ChoiceRefused):
        voting.vote(strict, "none")


# One person, one ballot; none lost, none late


def cast_in_thread(paper_id, resident_id, codes=("p1",)):
    paper, voter = database.session.get(Paper, paper_id), database.session.get(Resident, resident_id)
    return services.cast(paper, by=voter, raw_choice=list(codes))


def test_of_two_ballots_cast_at_the_same_instant_one_is_taken(app):
    paper = voting.paper()
    voters = [people.resident().id for _ in range(4)]
    paper_id = paper.id
    database.session.commit()
    answers = at_once(app, [lambda v=v: cast_in_thread(paper_id, v) for v in voters for _ in range(3)])
    accepted = [answer for answer in answers if isinstance(answer, str)]
    refused = [answer for answer in answers if not isinstance(answer, str)]
    assert len(accepted) == len(voters) == len(set(accepted))
    assert {type(answer) for answer in refused} == {rules.AlreadyVoted}
    database.session.expire_all()
    assert sorted(entry.resident_id for entry in roll(paper)) == sorted(voters)
    assert {ballot.key for ballot in box(paper)} == {receipts.key_of(receipt) for receipt in accepted}


def close_in_thread(paper_id):
    services.close(database.session.get(Paper, paper_id), by=None, role="")
    return "closed"


@pytest.mark.parametrize("attempt", range(3))
def test_no_ballot_comes_after_the_close_and_none_is_lost(app, attempt):
    paper = voting.paper()
    paper_id, voters = paper.id, [people.resident().id for _ in range(8)]
    database.session.commit()
    acts = [lambda v=v: cast_in_thread(paper_id, v) for v in voters]
    acts.insert(attempt * 3, lambda: close_in_thread(paper_id))
    answers = at_once(app, acts)
    assert answers.count("closed") == 1
    accepted = [answer for answer in answers if isinstance(answer, str) and answer != "closed"]
    refused = [answer for answer in answers if not isinstance(answer, str)]
    assert {type(answer) for answer in refused} <= {rules.VotingClosed}
    database.session.expire_all()
    assert {ballot.key for ballot in box(paper)} == {receipts.key_of(receipt) for receipt in accepted}
    assert len(roll(paper)) == len(accepted)
    result = queries.result(paper)
    assert sum(cast["valid"] + cast["spoiled"] for cast in result.ballots_cast.values()) == len(accepted)


def test_two_officers_cannot_close_a_paper_twice(app):
    paper_id = voting.paper().id
    database.session.commit()
    answers = at_once(app, [lambda: close_in_thread(paper_id)] * 2)
    assert answers.count("closed") == 1
    assert any(isinstance(answer, IllegalTransition) for answer in answers)
    assert len(list(database.session.scalars(select(TallyResult)))) == 1


# What the tables, history and logs may not tell


def test_no_foreign_key_leads_from_the_box_to_a_person_or_the_roll(app):
    seen, todo = set(), {"ballot"}
    while todo:
        name = todo.pop()
        seen.add(name)
        todo |= {key.column.table.name for key in database.metadata.tables[name].foreign_keys} - seen
    assert seen >= {"ballot", "paper", "electorate", "district"}
    assert not seen & {"resident", "roll_entry", "history", "consent", "role_grant"}


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (RollEntry, {"paper_id", "resident_id", "electorate_id", "district_id"}),
        (Ballot, {"key", "district_id", "paper_id", "electorate_id", "choice"}),
    ],
)
def test_roll_and_box_hold_no_time_and_no_sequence(app, model, columns):
    table = model.__table__
    assert set(table.c.keys()) == columns
    for column in table.c:
        assert not isinstance(column.type, Date | DateTime), column
        assert column.default is None
        assert column.server_default is None
        assert column is not table.autoincrement_column


def test_the_two_share_nothing_but_paper_electorate_and_district(app):
    assert set(RollEntry.__table__.c.keys()) & set(Ballot.__table__.c.keys()) == {"paper_id", "electorate_id", "district_id"}


@pytest.mark.sqlite
def test_sqlite_numbers_no_row_of_roll_and_box(app):
    made = (
        select(text("sql")).select_from(text("sqlite_master")).where(text("name IN ('ballot', 'roll_entry') AND type = 'table'"))
    )
    statements = list(database.session.scalars(made))
    assert len(statements) == 2
    assert all(statement.rstrip().endswith("WITHOUT ROWID") for statement in statements)


def test_the_closed_box_lies_in_the_order_of_its_keys(app):
    paper = voting.paper()
    for _ in range(12):
        voting.vote(paper)
    before = {(ballot.key, ballot.choice, ballot.electorate_id) for ballot in box(paper)}
    services.close(paper, by=None, role="")
    if database.engine.dialect.name == "sqlite":
        keys = list(database.session.scalars(text("SELECT key FROM ballot")))
    else:
        keys = list(database.session.scalars(text("SELECT key FROM ballot ORDER BY ctid")))
        assert database.session.scalar(text("SELECT count(DISTINCT xmin::text) FROM ballot")) == 1
    assert keys == sorted(keys)
    database.session.expire_all()
    assert {(ballot.key, ballot.choice, ballot.electorate_id) for ballot in box(paper)} == before


def test_history_hears_nothing_of_a_cast(app):
    paper, voter = voting.paper(), people.resident()
    known = database.session.scalars(select(HistoryEntry.id)).all()
    voting.vote(paper, by=voter)
    assert database.session.scalars(select(HistoryEntry.id)).all() == known


def test_logs_hold_nothing_of_choice_or_receipt(app, client, caplog):
    from tests.conftest import sign_in

    paper, voter = voting.paper(), people.resident()
    sign_in(client, voter)
    receipt = receipts.new()
    with caplog.at_level(logging.DEBUG):
        answer = client.post(f"/mapo/votes/{paper.id}/cast", data={"choice": ["p4", "p5"], "receipt": receipt})
    assert answer.status_code == 302
    said = "\n".join(record.getMessage() for record in caplog.records)
    for secret in ("p4", "p5", receipt, receipt.replace(" ", ""), receipts.key_of(receipt)):
        assert secret not in said
        assert secret not in answer.headers["Location"]


def test_a_broken_database_tells_no_log_what_was_on_the_ballot(app, monkeypatch):
    paper, voter = voting.paper(), people.resident()
    real = services._ballot

    def spoilt(*given):
        return real(*given) | {"electorate_id": "no number at all", "paper_id": None}

    monkeypatch.setattr(services, "_ballot", spoilt)
    with pytest.raises((DBAPIError, rules.AlreadyVoted)) as broken:
        voting.vote(paper, [f"p{number}" for number in (4, 5)], by=voter)
    told = "".join(traceback.format_exception(broken.value))
    assert "INSERT INTO ballot" in told
    assert "p4" not in told
    assert "names" not in told
    assert not roll(paper)


def test_a_receipt_finds_its_ballot_and_no_other_paper_has_it(app):
    first, second = voting.paper(), voting.paper()
    receipt = voting.vote(first)
    assert queries.lies_in_box(first, receipts.key_of(receipt))
    assert not queries.lies_in_box(second, receipts.key_of(receipt))
    assert not queries.lies_in_box(first, receipts.key_of(receipts.new()))
    services.close(first, by=None, role="")
    assert queries.lies_in_box(first, receipts.key_of(receipt))


# Counting


def test_there_is_no_result_before_the_count(app, monkeypatch):
    monkeypatch.setattr(services, "on_closed", [])
    paper = voting.paper()
    voting.vote(paper)
    assert queries.result(paper) is None
    with pytest.raises(IllegalTransition):
        services.count_paper(paper.id)
    services.close(paper, by=None, role="")
    assert queries.result(paper) is None
    with pytest.raises(rules.NotCounted):
        queries.published_ballots(paper)
    services.count_paper(paper.id)
    assert queries.result(paper).selected


def test_closing_has_the_paper_counted(app):
    paper = voting.paper()
    voting.vote(paper)
    services.close(paper, by=None, role="")
    assert paper.state is PaperState.COUNTED


def test_a_second_count_answers_with_the_first(app):
    paper = voting.paper()
    voting.vote(paper)
    row = voting.counted(paper)
    again = services.count_paper(paper.id)
    assert again.id == row.id
    assert [entry.action for entry in entries(paper)] == ["paper.opened", "paper.closed", "paper.counted"]
    assert entries(paper)[-1].details == {"sha256": row.sha256}


def test_the_same_ballots_in_any_order_give_the_same_bytes(app, monkeypatch):
    monkeypatch.setattr(services.secrets, "token_hex", lambda size: "5e" * size)
    ballots = [["p1"], ["p2", "p3"], ["p2"], ["p5"], ["p1", "p2"], []] * 5
    made = []
    for order in (ballots, list(reversed(ballots)), sorted(ballots)):
        same = {"opens_at": datetime(2026, 1, 1, tzinfo=UTC), "closes_at": datetime(2026, 2, 1, tzinfo=UTC)}
        paper = voting.imported(ballots=order, **same)
        made.append(voting.counted(paper).sha256)
    assert len(set(made)) == 1


def test_an_electorate_without_ballots_is_left_out(app):
    place = people.district()
    paper = voting.paper(place, electorates=voting.COMMITTEE_AND_CITIZENS)
    for _ in range(3):
        voting.vote(paper, ["p2"])
    voting.counted(paper)
    result = queries.result(paper)
    assert result.left_out == ("committee",)
    assert result.weights["citizens"] == 1
    assert result.outcomes["p2"].score == 1


def test_weights_count_as_the_paper_says(app):
    place = people.district()
    paper = voting.paper(place, electorates=voting.COMMITTEE_AND_CITIZENS)
    voting.vote(paper, ["p1"], by=people.official(place, Role.COMMITTEE))
    voting.vote(paper, ["p2"])
    voting.vote(paper, ["p2", "p1"])
    voting.counted(paper)
    outcomes = queries.result(paper).outcomes
    assert outcomes["p1"].score == Fraction(2, 5) + Fraction(3, 5) * Fraction(1, 2)
    assert outcomes["p2"].score == Fraction(3, 5)


def test_the_room_that_opened_the_paper_hears_of_the_count_in_the_same_transaction(app, monkeypatch):
    heard = []

    def listen(paper, result):
        heard.append((paper.state, result.selected, database.session.info["in_service"]))

    monkeypatch.setattr(services, "on_counted", [listen])
    paper = voting.paper()
    voting.vote(paper, ["p1"])
    voting.counted(paper)
    assert [(state, inside) for state, _, inside in heard] == [(PaperState.COUNTED, True)]


def test_a_listener_that_fails_leaves_the_paper_uncounted(app, monkeypatch):
    def refuse(paper, result):
        raise RuntimeError("not today")

    paper = voting.paper()
    voting.vote(paper)
    monkeypatch.setattr(services, "on_closed", [])
    services.close(paper, by=None, role="")
    monkeypatch.setattr(services, "on_counted", [refuse])
    with pytest.raises(RuntimeError):
        services.count_paper(paper.id)
    database.session.expire_all()
    assert paper.state is PaperState.CLOSED
    assert queries.tally_row(paper) is None


def test_papers_close_and_count_themselves_when_their_time_has_come(app):
    due, later, elsewhere = voting.paper(days=1), voting.paper(days=9), voting.paper(people.district("jongno"), days=1)
    past = voting.imported()
    voting.vote(due)
    with clock.travel(max(due.closes_at, elsewhere.closes_at) + SECOND):
        jobs.close_due.call_local()
        jobs.close_due.call_local()
    states = {one.id: one.state for one in database.session.scalars(select(Paper))}
    assert states == {
        due.id: PaperState.COUNTED,
        later.id: PaperState.OPEN,
        elsewhere.id: PaperState.COUNTED,
        past.id: PaperState.OPEN,
    }


def test_a_count_lost_in_a_crash_is_made_up_for(app, monkeypatch):
    paper = voting.paper()
    with monkeypatch.context() as crashed:
        crashed.setattr(services, "on_closed", [])
        services.close(paper, by=None, role="")
    assert paper.state is PaperState.CLOSED
    jobs.count_left_over.call_local()
    database.session.expire_all()
    assert paper.state is PaperState.COUNTED


def test_turnout_is_coarse_until_the_close(app):
    paper = voting.paper()
    for _ in range(12):
        voting.vote(paper)
    assert queries.turnout(paper) == {"citizens": 10}
    services.close(paper, by=None, role="")
    assert queries.turnout(paper) == {"citizens": 12}


# Elections held elsewhere


def test_an_imported_election_is_filled_once_counted_and_compared(app):
    paper = voting.imported(ballots=[["p2"]] * 3 + [["p1", "p5"]] * 2)
    with pytest.raises(rules.NotAnImport):
        services.fill_box(paper, [("citizens", names(["p1"]))])
    services.close(paper, by=None, role="")
    assert queries.turnout(paper) == {"citizens": 5}
    assert not roll(paper)


def test_what_the_organiser_announced_is_kept_beside_the_count(app, monkeypatch):
    monkeypatch.setattr(services, "on_closed", [])
    paper = voting.imported()
    services.close(paper, by=None, role="")
    assert services.count_paper(paper.id, official=["p2", "p1"]).official == ["p2", "p1"]


def test_the_box_of_a_paper_that_people_vote_on_is_never_filled(app):
    paper = voting.paper()
    with pytest.raises(rules.NotAnImport):
        services.fill_box(paper, [("citizens", names(["p1"]))])


def test_nobody_votes_on_an_imported_election(app):
    with pytest.raises(rules.VotedElsewhere):
        voting.vote(voting.imported())


def test_a_withdrawn_option_stays_on_the_paper_and_loses(app):
    offered = [OptionDraft("p1", "물러난 것", cost=1, withdrawn=True), OptionDraft("p2", "남은 것", cost=1)]
    paper = voting.imported(ballots=[["p1"]] * 3 + [["p2"]], options=offered)
    voting.counted(paper)
    assert queries.result(paper).selected == ("p2",)


def test_the_machine_room_closes_and_counts_from_the_command_line(app):
    due, open_one = voting.paper(days=1), voting.paper(days=9)
    runner = app.test_cli_runner()
    with clock.travel(due.closes_at):
        said = runner.invoke(args=["voting", "close-due"])
    assert said.output.strip() == "1 due", said.output
    said = runner.invoke(args=["voting", "count", str(due.id)])
    database.session.expire_all()
    assert queries.tally_row(due).sha256 in said.output
    refused = runner.invoke(args=["voting", "count", str(open_one.id)])
    assert refused.exit_code == 2
    assert "ILLEGAL_TRANSITION" in refused.output


def test_single_ballots_of_small_electorates_stay_closed(app):
    place = people.district()
    paper = voting.paper(place, electorates=voting.COMMITTEE_AND_CITIZENS)
    voting.vote(paper, ["p1"], by=people.official(place, Role.COMMITTEE))
    for _ in range(rules.SMALL_ELECTORATE):
        voting.vote(paper, ["p2"])
    voting.counted(paper)
    shown = queries.published_ballots(paper)
    assert {code for code, _ in shown} == {"citizens"}
    assert len(shown) == rules.SMALL_ELECTORATE


def test_published_ballots_are_shuffled_and_carry_no_key(app):
    paper = voting.imported(ballots=[[f"p{n % 5 + 1}"] for n in range(60)])
    voting.counted(paper)
    first, second = queries.published_ballots(paper), queries.published_ballots(paper)
    assert first != second
    assert sorted(map(str, first)) == sorted(map(str, second))
    keys = {ballot.key for ballot in box(paper)}
    assert not any(key in json.dumps([code, *choice.ids]) for code, choice in first for key in keys)


def test_equal_shares_can_be_voted_on_too(app):
    paper = voting.paper(format=KnapsackFormat(budget=6000 * voting.MAN), rule=EqualSharesRule())
    for codes in (["p1"], ["p1", "p2"], ["p2"], ["p3"]):
        voting.vote(paper, codes)
    voting.counted(paper)
    assert queries.result(paper).spent <= paper.budget


def test_districts_do_not_see_each_others_papers(app):
    paper = voting.paper(people.district("mapo"))
    assert queries.paper_by_id(people.district("jongno"), paper.id) is None
    assert queries.papers(people.district("jongno")) == []


def test_a_voters_own_data_tell_that_they_voted_and_nothing_else(app):
    from app.accounts import export

    paper, voter = voting.paper(), people.resident()
    receipt = services.cast(paper, by=voter, raw_choice=["p1"])
    sections = export.of(voter)["sections"]
    assert sections["votes"] == [{"paper": paper.id, "title": paper.title, "district_id": paper.district_id}]
    assert receipts.key_of(receipt) not in str(sections)
    assert "p1" not in str(sections["votes"])
