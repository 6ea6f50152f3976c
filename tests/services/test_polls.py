"""A vote from its first line to its last: prepared, tried, confirmed by another, frozen, handed out; and what residents ask each other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock, mail
from app.core.errors import Blocked, IllegalTransition
from app.core.permits import Who, permits
from app.districts import queries as districts
from app.extensions import db as database
from app.moderation import kinds
from app.polls import queries, rules, services
from app.polls.models import RosterEntry
from app.polls.permissions import TABLE
from app.polls.states import Audience, Kind, PlanState
from app.verifiable import queries as sealed_queries
from app.verifiable import services as sealing
from app.voting import queries as voting
from app.voting import rules as voting_rules
from app.voting import services as voting_services
from app.voting.models import Ballot, Paper, RollEntry, VotingPass
from app.voting.rules import Bearer, Origin
from app.voting.states import Level, Standing
from tests.make import people, polls, sealed


def paper_of(plan):
    return database.session.get_one(Paper, plan.paper_id)


def test_a_vote_is_frozen_by_two_people_and_its_hash_goes_into_everything(app):
    plan = polls.frozen()
    paper, side = paper_of(plan), sealed_queries.sealed(paper_of(plan))
    assert (plan.state, paper.level, paper.origin) == (PlanState.FROZEN, Level.SEALED, Origin.OFFICIAL)
    assert side.frozen.paper["title"] == plan.title
    first = sealed_queries.leaves(paper.id)[0].decode()
    from app.voting.protocol.canonical import b64

    assert b64(bytes.fromhex(side.election)) in first


def test_whoever_made_or_submitted_a_plan_cannot_confirm_it(app):
    first, second = polls.coordinator(), polls.coordinator()
    plan = polls.plan(first)
    services.submit(plan, by=second)
    seen = services.fingerprint(plan)
    for person in (first, second):
        with pytest.raises(rules.OwnPlan):
            services.confirm(plan, by=person, role="coordinator", seen=seen)
        assert not permits(TABLE, "plan.confirm", Who(person.id, frozenset({"coordinator"}), assurance=1), plan)
    third = polls.coordinator()
    assert permits(TABLE, "plan.confirm", Who(third.id, frozenset({"auditor"}), assurance=1), plan)
    assert not permits(TABLE, "plan.confirm", Who(third.id, frozenset({"officer"}), assurance=1), plan)
    with pytest.raises(rules.PlanChanged):
        services.confirm(plan, by=third, role="coordinator", seen="0" * 64)
    assert services.confirm(plan, by=third, role="coordinator", seen=seen).id == plan.paper_id


@pytest.mark.parametrize("state", [PlanState.SUBMITTED, PlanState.FROZEN])
def test_nothing_of_a_plan_can_be_edited_after_its_submission(app, state):
    first = polls.coordinator()
    plan = polls.plan(first)
    services.submit(plan, by=first)
    if state is PlanState.FROZEN:
        services.confirm(plan, by=polls.coordinator(), role="coordinator", seen=services.fingerprint(plan))
    now = clock.now()
    edits = [
        lambda: services.write_question(plan, by=first, title="x", introduction="", question=plan.asked),
        lambda: services.write_options(plan, by=first, options=polls.OPTIONS[:2]),
        lambda: services.write_audience(plan, by=first, audience=Audience.COMMITTEE),
        lambda: services.write_roster(plan, by=first, contacts=polls.MEMBERS),
        lambda: services.write_terms(plan, by=first, is_sealed=False, opens_at=now, closes_at=now, min_age=0),
    ]
    for edit in edits:
        with pytest.raises(rules.PlanIsFixed):
            edit()
    with pytest.raises(IllegalTransition):
        services.drop(plan, by=first)


def test_a_plan_that_lacks_something_is_not_submitted_and_an_edit_asks_for_a_new_trial(app):
    first = polls.coordinator()
    plan = polls.plan(first)
    services.write_options(plan, by=first, options=polls.OPTIONS[:2])
    with pytest.raises(Blocked) as refusal:
        services.submit(plan, by=first)
    assert [one.code for one in refusal.value.blockers] == ["NOT_TRIED"]


def test_a_returned_plan_can_be_mended_and_its_reason_is_kept(app):
    first = polls.coordinator()
    plan = polls.plan(first)
    services.submit(plan, by=first)
    services.send_back(plan, by=polls.coordinator(), role="auditor", reason="마감이 너무 이릅니다.")
    assert plan.is_editable
    services.submit(plan, by=first)


def test_a_trial_is_never_in_the_database(app):
    plan = polls.plan(polls.coordinator())
    paper = services.trial_paper(plan)
    assert [option.title for option in paper.options] == ["첫째 안", "둘째 안", "셋째 안"]
    database.session.commit()
    assert not database.session.scalars(select(Paper)).all()
    assert not database.session.scalars(select(Ballot)).all()


def test_everybody_on_a_roster_gets_a_code_of_their_own_by_letter_or_slip(app, monkeypatch):
    plan = polls.frozen(audience=Audience.ROSTER)
    sent = []
    monkeypatch.setattr(mail, "send", lambda *letter: sent.append(letter))
    assert services.mail_codes(plan, by=polls.coordinator(), subject="s", body="{code} {link}", address="/x") == 1
    assert services.mail_codes(plan, by=polls.coordinator(), subject="s", body="{code} {link}", address="/x") == 0
    ((to, _, letter),) = sent
    code, link = letter.split()
    assert (to, link) == ("member@example.test", f"/x#{code}")
    ((number, hint, slip),) = services.print_slips(plan, by=polls.coordinator())
    assert (number, hint) == (2, "010-****-5678")
    assert code not in sealed.stored()
    assert slip not in sealed.stored()
    again = services.print_slips(plan, by=polls.coordinator(), again=True)
    assert len(again) == 2
    with clock.travel(plan.opens_at):
        with pytest.raises(voting_rules.CodeUnknown):
            voting_services.admit(paper_of(plan), code=code)
        by = voting_services.admit(paper_of(plan), code=again[0][2])
        sealing.assist(paper_of(plan), by=by, raw_choice=["1"], seed=b"s" * 16)
        assert voting.standing(paper_of(plan), by, []) is Standing.VOTED
    with clock.travel(plan.closes_at):
        voting_services.close(paper_of(plan), by=None, role="")
    assert not database.session.scalars(select(RosterEntry.contact).where(RosterEntry.contact.is_not(None))).all()


def test_on_the_spot_there_are_as_many_codes_as_slips(app):
    plan = polls.frozen(audience=Audience.SITE)
    assert len(services.print_slips(plan, by=polls.coordinator())) == 3
    assert len(database.session.scalars(select(VotingPass)).all()) == 3
    assert sealed_queries.sealed(paper_of(plan)).frozen.raw["paper"]["electorates"][0]["eligible_role"] == "site"


def test_a_district_asks_those_who_live_there_and_the_city_has_no_such_people(app):
    mapo = people.district()
    plan = polls.frozen(audience=Audience.HOME)
    neighbour, stranger = people.resident(home=mapo), people.resident(home=districts.by_slug("jongno"))
    paper = database.session.get_one(Paper, plan.paper_id)
    with clock.travel(paper.opens_at):
        assert voting.standing(paper, neighbour, []) is Standing.MAY_VOTE
        assert voting.standing(paper, stranger, []) is Standing.NO_ELECTORATE
    by = polls.coordinator(districts.city())
    with pytest.raises(rules.CityIsNoHome):
        polls.plan(by, audience=Audience.HOME, place=districts.city())


def test_a_vote_by_link_is_plain_and_on_no_list(app):
    plan = polls.frozen(audience=Audience.LINK)
    assert paper_of(plan).level is Level.PLAIN
    assert voting.current_papers(people.district()) == []
    with pytest.raises(rules.LinkIsPlain):
        services.write_terms(
            polls.plan(polls.coordinator(), audience=Audience.LINK), by=polls.coordinator(), is_sealed=True, opens_at=clock.now(),
            closes_at=clock.now(), min_age=0,
        )  # fmt: skip


def asked(by, **given):
    usual = {"title": "모임 날짜", "introduction": "", "question": rules.Question(Kind.SINGLE, "plurality"), "options": polls.OPTIONS,
             "audience": Audience.LINK, "closes_at": clock.now() + timedelta(days=3)}  # fmt: skip
    return services.ask(people.district(), by=by, **usual | given)


def test_residents_ask_each_other_openly_and_not_too_often(app):
    author = people.resident()
    plan = asked(author)
    paper = paper_of(plan)
    assert (paper.origin, paper.level, paper.is_listed) == (Origin.CITIZEN, Level.PLAIN, False)
    voter = Bearer(paper.id, "link:one", paper.electorates[0].id)
    voting_services.cast(paper, by=voter, raw_choice=["1"])
    with pytest.raises(voting_rules.AlreadyVoted):
        voting_services.cast(paper, by=voter, raw_choice=["2"])
    with pytest.raises(voting_rules.NotInAnyElectorate):
        voting_services.cast(paper, by=author, raw_choice=["2"])
    asked(author, audience=Audience.RESIDENTS)
    with pytest.raises(rules.TooManyPolls):
        asked(author)
    other = people.resident()
    with pytest.raises(rules.PollTooLong):
        asked(other, closes_at=clock.now() + timedelta(days=30))
    with pytest.raises(rules.TooManyOptions):
        asked(other, options=[polls.OptionDraft(str(n), f"{n}안") for n in range(30)])
    with pytest.raises(rules.TooFewOptions):
        asked(other, options=polls.OPTIONS[:1])
    assert not database.session.scalars(select(RollEntry)).all()


def test_moderators_take_a_poll_out_of_sight_and_bring_it_back(app):
    plan = asked(people.resident(), audience=Audience.RESIDENTS)
    place, kind = people.district(), kinds.of("poll")
    assert kind.is_public(plan)
    assert "첫째 안" in kind.words(kind.load(place, plan.id))
    services.hide(plan, by=None, role="moderator", reason="")
    assert voting.paper_by_id(place, plan.paper_id) is None
    assert not kind.is_public(plan)
    assert voting.current_papers(place) == []
    services.restore(plan, by=None, role="moderator", reason="")
    assert voting.paper_by_id(place, plan.paper_id) is not None
    assert queries.plan(place, plan.id) is None, "no plan of the district's own"
