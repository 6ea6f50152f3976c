"""Paper: taken in by a clerk, claimed once by whoever holds the receipt."""

from datetime import timedelta

import pytest

from app.accounts.models import Resident
from app.core import clock
from app.core.errors import DomainError
from app.core.history import entries
from app.core.permits import permits
from app.districts import queries as districts
from app.districts.states import Role
from app.extensions import db
from app.proposals import queries, rules, services
from app.proposals.models import IntakeSlip, Proposal
from app.proposals.states import BudgetTrack, Channel, Field
from tests.make import people
from tests.parallel import at_once

PAPER = {
    "title": "경로당 앞 의자를 그늘로 옮기기",
    "problem": "",
    "idea": "느티나무 아래로 옮깁니다.",
    "place": "",
    "cost_won": None,
}


def take_in(place=None, by=None, **given):
    place = place or people.district()
    usual = {
        "channel": Channel.POST,
        "received_on": clock.today(),
        "paper_number": "민원-17",
        "track": BudgetTrack.GENERAL,
        "field": Field.WELFARE,
    }
    slip, code = services.take_in(place, by=by or people.official(place, Role.CLERK), **usual | PAPER | given)
    return slip, code


def test_a_paper_becomes_a_proposal_without_an_author_and_nothing_of_the_sender_is_kept(app):
    slip, code = take_in()
    proposal = slip.proposal
    assert (proposal.author_id, proposal.channel, proposal.current.title) == (None, Channel.POST, PAPER["title"])
    assert len(code) == rules.CLAIM_CODE_LENGTH
    assert set(code) <= set(rules.CLAIM_ALPHABET)
    assert code not in slip.claim_hash
    assert set(IntakeSlip.__table__.columns.keys()) == {
        "id", "district_id", "proposal_id", "received_on", "paper_number", "claim_hash", "attempts", "entered_by_id", "entered_at",
        "claimed_at", "once",
    }  # fmt: skip
    assert code not in str([(entry.details, entry.reason) for entry in entries(proposal)])


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"channel": Channel.WEB}, rules.NotAPaperChannel),
        ({"received_on": "tomorrow"}, rules.ReceivedDayOutOfRange),
        ({"received_on": "long ago"}, rules.ReceivedDayOutOfRange),
        ({"paper_number": "9" * 41}, rules.TextTooLong),
        ({"title": ""}, rules.TextTooShort),
        ({"idea": "연락처 900101-1234567"}, rules.RegistrationNumberInProposal),
    ],
)
def test_what_a_clerk_may_not_enter(app, given, refusal):
    days = {"tomorrow": 1, "long ago": -366}
    if "received_on" in given:
        given = {"received_on": clock.today() + timedelta(days=days[given["received_on"]])}
    with pytest.raises(refusal):
        take_in(**given)
    assert db.session.query(Proposal).count() == 0


def test_the_same_form_twice_makes_one_proposal(app):
    place = people.district()
    clerk = people.official(place, Role.CLERK)
    first, code = take_in(place, clerk, once="a" * 32)
    again, no_code = take_in(place, clerk, once="a" * 32)
    assert (again.id, no_code) == (first.id, None)
    assert code


def test_whoever_holds_the_receipt_becomes_the_proposer_once(app):
    slip, code = take_in()
    citizen, number = people.resident(), slip.proposal.number
    services.endorse(slip.proposal, by=citizen)
    claimed = services.claim(by=citizen, number=f" {number.lower()} ", code=f"{code[:5]}-{code[5:].lower()}")
    assert (claimed.author_id, claimed.endorsement_count) == (citizen.id, 0)
    assert entries(claimed)[-1].action == "proposal.claimed"
    assert people.again(slip).claim_hash is None
    for person in (citizen, people.resident()):
        with pytest.raises(rules.WrongClaim):
            services.claim(by=person, number=number, code=code)
    services.revise(
        claimed,
        by=citizen,
        title="경로당 앞 의자를 그늘로",
        problem="햇볕이 뜨거워 어르신이 앉지 못합니다.",
        idea="느티나무 아래로 옮깁니다. 셋입니다.",
        place="",
        cost_won=None,
        reason="더 자세히 적었습니다.",
    )


def test_wrong_codes_run_out_and_a_clerk_makes_a_new_one(app):
    slip, code = take_in()
    citizen, number = people.resident(), slip.proposal.number
    for _ in range(rules.CLAIM_MAXIMUM_ATTEMPTS):
        with pytest.raises(rules.WrongClaim):
            services.claim(by=citizen, number=number, code="WRONGWRONG")
    with pytest.raises(rules.WrongClaim):
        services.claim(by=citizen, number=number, code=code)
    fresh = services.reissue(people.again(slip), by=people.resident())
    with pytest.raises(rules.WrongClaim):
        services.claim(by=citizen, number=number, code=code)
    assert services.claim(by=citizen, number=number, code=fresh).author_id == citizen.id
    with pytest.raises(rules.AlreadyClaimed):
        services.reissue(people.again(slip), by=citizen)


@pytest.mark.parametrize("number", ["MAPO-2026-9999", "", "' OR 1=1"])
def test_a_number_that_is_none_is_refused_like_a_wrong_code(app, number):
    with pytest.raises(rules.WrongClaim):
        services.claim(by=people.resident(), number=number, code="ABCDE23456")


def test_two_who_hold_a_copy_cannot_both_have_it(app):
    slip, code = take_in()
    number, ids = slip.proposal.number, [people.resident().id for _ in range(3)]

    def claim(by_id):
        return lambda: services.claim(by=db.session.get_one(Resident, by_id), number=number, code=code).id

    answers = at_once(app, [claim(one) for one in ids])
    db.session.rollback()
    assert sum(isinstance(one, DomainError) for one in answers) == 2
    assert people.again(slip).proposal.author_id in ids


def test_claiming_needs_the_consent_to_speak_in_public(app):
    slip, code = take_in()
    silent = people.resident(opinion=False)
    with pytest.raises(DomainError):
        services.claim(by=silent, number=slip.proposal.number, code=code)
    assert people.again(slip).attempts == 0


def test_who_may_take_in_and_who_may_claim(app):
    place = people.district()
    slip, _code = take_in(place)
    table = app.extensions["decide.permissions"]
    for role in Role:
        asking = districts.who_in(place, people.official(place, role).id, 1)
        assert permits(table, "intake.enter", asking) is (role in (Role.CLERK, Role.COORDINATOR)), role
        assert permits(table, "intake.reissue", asking, slip) is (role in (Role.CLERK, Role.COORDINATOR)), role
    assert not permits(table, "intake.claim", districts.who_in(place, 1, 0))
    assert permits(table, "intake.claim", districts.who_in(place, 1, 1))


def test_the_list_finds_by_number_paper_and_title(app):
    place = people.district()
    clerk = people.official(place, Role.CLERK)
    first, _ = take_in(place, clerk)
    take_in(place, clerk, title="다른 제안 하나입니다", paper_number="우편-3")
    take_in(people.district("seoul"))
    assert queries.slips(place).total == 2
    assert [one.id for one in queries.slips(place, first.proposal.number.lower())] == [first.id]
    assert queries.slips(place, "우편-3").total == queries.slips(place, "다른 제안").total == 1
    assert queries.slips(place, "없는 말").total == 0
