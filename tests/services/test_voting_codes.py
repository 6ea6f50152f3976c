"""Voting by a code instead of an account: one code, one ballot, at either level; and papers that nobody can edit."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.core import clock
from app.core.permits import Who, permits
from app.extensions import db as database
from app.verifiable import services as sealing
from app.verifiable.rules import AlreadyIssued
from app.voting import passes, queries, rules, services
from app.voting.models import VotingPass
from app.voting.permissions import TABLE
from app.voting.rules import BY_CODE, BY_LINK, ON_SITE, Bearer, ElectorateDraft
from app.voting.states import Standing
from tests.make import people, sealed, voting


def paper(role=BY_CODE, **given):
    return voting.paper(electorates=[ElectorateDraft("members", "명부", eligible_role=role)], **given)


def codes(on, number=2):
    return [code for _, code in services.hand_out(on, on.electorates[0], number)]


def test_a_code_is_stored_as_a_keyed_hash_alone(app):
    made = paper()
    (code, _) = codes(made)
    assert code not in sealed.stored()
    assert code.replace("-", "") not in sealed.stored()
    assert len(code) == 14


def test_a_code_is_read_as_people_write_it_and_for_its_own_paper_alone(app):
    made, other = paper(), paper()
    (code, _), _ = codes(made), codes(other)
    assert services.admit(made, code=f" {code.lower().replace('-', ' ')} ").pass_id is not None
    for wrong in ("", "0000-0000-0000", code[:-1]):
        with pytest.raises(rules.CodeUnknown):
            services.admit(made, code=wrong)
    with pytest.raises(rules.CodeUnknown):
        services.admit(other, code=code)


def test_one_code_is_one_plain_ballot(app):
    made = paper()
    first, second = (services.admit(made, code=code) for code in codes(made))
    services.cast(made, by=first, raw_choice=["p1"])
    with pytest.raises(rules.AlreadyVoted):
        services.cast(made, by=first, raw_choice=["p2"])
    services.cast(made, by=second, raw_choice=["p2"])
    assert (queries.roll_size(made), queries.turnout(made)) == (2, {"members": 0}), "turnout in tens while voting is open"
    voting.counted(made)
    assert queries.turnout(made) == {"members": 2}


def test_one_code_is_one_sealed_ballot_also_after_it_was_replaced(app):
    made = paper()
    code, _ = codes(made)
    sealing.freeze(made)
    assert '"members":2' in sealed.queries.leaves(made.id)[1].decode(), "the roll is committed to"
    by = services.admit(made, code=code)
    sealing.assist(made, by=by, raw_choice=["p1"], seed=b"s" * 16)
    renewed = services.replace_code(database.session.get(VotingPass, by.pass_id))
    with pytest.raises(rules.NotInAnyElectorate):
        sealing.assist(made, by=by, raw_choice=["p2"], seed=b"t" * 16)
    again = services.admit(made, code=renewed)
    with pytest.raises(AlreadyIssued):
        sealing.assist(made, by=again, raw_choice=["p2"], seed=b"t" * 16)
    assert queries.standing(made, by, []) is Standing.SIGNED_OUT


def test_residents_without_a_code_are_not_on_the_roll(app):
    made = paper()
    assert queries.standing(made, people.resident(), []) is Standing.NO_ELECTORATE
    assert queries.standing(made, Bearer(made.id + 1, "pass:1", 1), []) is Standing.SIGNED_OUT
    assert queries.standing(paper(BY_LINK), Bearer(made.id, "link:x", made.electorates[0].id), []) is Standing.SIGNED_OUT


def test_on_the_spot_the_number_of_the_screen_is_asked_for_and_it_ages(app, monkeypatch):
    made = paper(ON_SITE)
    code, _ = codes(made)
    now = clock.now()
    shown = passes.here_at(made.id, now)
    assert services.admit(made, code=code, here=shown).pass_id
    for here in ("", "12", passes.here_at(made.id + 1, now)):
        with pytest.raises(rules.NotOnSite):
            services.admit(made, code=code, here=here)
    late = now + timedelta(seconds=rules.SITE_STEP_SECONDS * rules.SITE_STEPS)
    assert passes.is_here(made.id, shown, late - timedelta(seconds=rules.SITE_STEP_SECONDS))
    assert not passes.is_here(made.id, shown, late)


def test_a_browser_with_a_code_may_open_that_booth_and_no_other(app):
    made, other = paper(), paper()
    who = Who(papers=frozenset({made.id}))
    assert permits(TABLE, "ballot.cast", who, made)
    assert permits(TABLE, "ballot.cast", who, (made, None))
    assert not permits(TABLE, "ballot.cast", who, other)


def test_a_code_leads_from_its_slip_through_the_booth_to_a_receipt(page):
    made = paper()
    code, _ = codes(made)
    url = f"/mapo/votes/{made.id}"
    assert "투표 번호가 있어야 합니다" in page(url).text
    assert "이 투표의 번호가 아닙니다" in page(f"{url}/pass", 422, data={"code": "0000-0000-0000"}).text
    assert "1/3단계" in page(f"{url}/pass", data={"code": code.lower()}).text
    page(f"{url}/review", data={"choice": ["p1"]})
    done = page(f"{url}/cast", data={"choice": ["p1"]})
    assert "투표를 마쳤습니다" in done.text
    assert "투표하셨습니다" in page(url).text


FROZEN = [
    "UPDATE paper SET title = 'x'",
    "UPDATE paper SET closes_at = opens_at",
    "UPDATE paper SET rule = format",
    "UPDATE paper SET min_age = 99",
    "UPDATE paper SET is_listed = NOT is_listed",
    "UPDATE paper SET level = 'L0'",
    "UPDATE paper_option SET cost = 1",
    "DELETE FROM paper_option",
    "UPDATE electorate SET eligible_role = 'officer'",
    "DELETE FROM electorate",
]


@pytest.mark.parametrize("statement", FROZEN)
def test_the_database_refuses_to_edit_an_open_paper(app, statement):
    sealed.paper()
    with pytest.raises(DatabaseError, match="a paper is frozen"):
        database.session.execute(text(statement))
    database.session.rollback()
