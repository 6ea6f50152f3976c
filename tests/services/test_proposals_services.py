"""What a proposal promises: one number, one current wording, one 공감 a person, and no silent change."""

import pytest
from sqlalchemy import text

from app.accounts.models import Resident
from app.core.errors import ChangedMeanwhile, IllegalTransition, RuleBroken
from app.core.history import entries
from app.districts.models import District
from app.extensions import db
from app.proposals import queries, rules, services
from app.proposals.models import Endorsement, Proposal, ProposalVersion
from app.proposals.services import moderating
from app.proposals.states import STATES, BudgetTrack, Channel, Field, ProposalState, VersionKind
from tests.make import comments, people, proposals
from tests.parallel import at_once
from tests.statements import counted


def revised(subject: Proposal, *, by=None, reason="의견을 반영했습니다", **changed) -> ProposalVersion:
    now = subject.current
    words = {name: getattr(now, name) for name in ("title", "problem", "idea", "place", "cost_won")}
    return services.revise(
        subject, by=by or subject.author, reason=reason, **(words | {"title": now.title + " (고침)"} | changed)
    )


def test_numbers_count_up_within_a_district_and_year(app):
    mapo, jongno = people.district("mapo"), people.district("jongno")
    numbers = [proposals.proposal(place).number for place in (mapo, mapo, jongno, mapo)]
    assert [number.rsplit("-", 1)[1] for number in numbers] == ["0001", "0002", "0001", "0003"]
    assert numbers[0].startswith("MAPO-20")


def test_a_refused_proposal_uses_no_number_up(app):
    with pytest.raises(rules.TextTooShort):
        proposals.proposal(title="짧음")
    assert proposals.proposal().number.endswith("-0001")


def test_proposals_published_at_the_same_moment_get_different_numbers_without_a_gap(app):
    place_id, writers = people.district().id, [people.resident().id for _ in range(8)]

    def publish(person_id):
        return proposals.proposal(db.session.get(District, place_id), by=db.session.get(Resident, person_id)).number

    numbers = at_once(app, [lambda person_id=one: publish(person_id) for one in writers])
    assert sorted(int(number.rsplit("-", 1)[1]) for number in numbers) == list(range(1, 9))


def test_the_same_key_twice_makes_one_proposal_even_at_the_same_moment(app):
    place_id, person_id = people.district().id, people.resident().id

    def send():
        return proposals.proposal(db.session.get(District, place_id), by=db.session.get(Resident, person_id), once="key").number

    answers = at_once(app, [send] * 4)
    db.session.rollback()
    assert set(answers) == {answers[0]}
    assert db.session.query(Proposal).count() == 1
    assert proposals.proposal().number.endswith("-0002")


def test_endorsing_twice_counts_once_even_at_the_same_moment(app):
    subject_id, person_id = proposals.proposal().id, people.resident().id

    def endorse():
        return services.endorse(db.session.get(Proposal, subject_id), by=db.session.get(Resident, person_id))

    answers = at_once(app, [endorse] * 6)
    db.session.rollback()
    assert sorted(answers) == [False] * 5 + [True]
    assert db.session.query(Endorsement).count() == 1
    assert db.session.get(Proposal, subject_id).endorsement_count == 1


def test_people_endorsing_at_the_same_moment_do_not_refuse_each_other(app):
    subject_id, crowd = proposals.proposal().id, [people.resident().id for _ in range(8)]

    def endorse(person_id):
        return services.endorse(db.session.get(Proposal, subject_id), by=db.session.get(Resident, person_id))

    assert at_once(app, [lambda person_id=one: endorse(person_id) for one in crowd]) == [True] * 8
    db.session.rollback()
    assert db.session.get(Proposal, subject_id).endorsement_count == 8


def test_an_endorsement_can_be_taken_back_once(app):
    subject, person = proposals.proposal(), people.resident()
    services.endorse(subject, by=person)
    assert queries.has_endorsed(subject, person.id)
    assert services.withdraw_endorsement(subject, by=person)
    assert not services.withdraw_endorsement(subject, by=person)
    assert subject.endorsement_count == 0
    assert not queries.has_endorsed(subject, person.id)


def test_nobody_endorses_their_own_proposal(app):
    subject = proposals.proposal()
    with pytest.raises(rules.OwnProposal):
        services.endorse(subject, by=subject.author)


def test_a_revision_is_a_new_version_and_the_old_words_stay(app):
    subject = proposals.proposal(title="처음 제목입니다")
    version = revised(subject, title="나중 제목입니다", cost_won=None, reason="비용을 몰라서 뺐습니다")
    assert (version.ordinal, version.kind, version.is_current) == (2, VersionKind.REVISED, True)
    assert [one.title for one in queries.versions(subject)] == ["처음 제목입니다", "나중 제목입니다"]
    assert queries.current(subject).cost_won is None
    assert [entry.action for entry in entries(subject)] == ["proposal.published", "proposal.revised"]


def test_the_database_refuses_two_current_versions(app):
    from sqlalchemy.exc import IntegrityError

    subject = proposals.proposal()
    revised(subject)
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE proposal_version SET is_current = :yes"), {"yes": True})
    db.session.rollback()


def test_revisions_at_the_same_moment_leave_one_current_version_and_refuse_the_others_by_name(app):
    subject = proposals.proposal()
    subject_id = subject.id

    def revise(number):
        mine = db.session.get(Proposal, subject_id)
        return revised(mine, title=f"동시에 고친 제목 {number}", by=mine.author).ordinal

    answers = at_once(app, [lambda number=one: revise(number) for one in range(4)])
    db.session.rollback()
    versions = queries.versions(db.session.get(Proposal, subject_id))
    assert sum(version.is_current for version in versions) == 1
    assert all(isinstance(answer, int | ChangedMeanwhile) for answer in answers)
    assert len(versions) == 1 + sum(isinstance(answer, int) for answer in answers)


def test_a_revision_made_from_an_older_wording_is_refused(app):
    subject = proposals.proposal()
    revised(subject, based_on=1)
    with pytest.raises(ChangedMeanwhile):
        revised(subject, based_on=1)


def test_a_revision_needs_a_reason_and_a_change(app):
    subject = proposals.proposal()
    with pytest.raises(rules.ReasonMissing):
        revised(subject, reason=" 음 ")
    with pytest.raises(rules.NothingChanged):
        revised(subject, title=subject.current.title)


def test_a_withdrawn_proposal_stays_readable_and_its_conversation_ends(app):
    subject = proposals.proposal()
    services.withdraw(subject, by=subject.author, reason="다른 제안과 겹칩니다")
    assert subject.state is ProposalState.WITHDRAWN
    assert not subject.thread.is_open
    assert queries.by_number(people.district(), subject.number) is subject
    assert queries.published(people.district()) == []
    assert entries(subject)[-1].reason == "다른 제안과 겹칩니다"


ACTS = {
    "revise": revised,
    "withdraw": lambda subject: services.withdraw(subject, by=subject.author, reason="그만두겠습니다"),
    "endorse": lambda subject: services.endorse(subject, by=people.resident()),
} | {
    name: lambda subject, name=name: moderating.move(subject, name, by=None, role="", reason="")
    for name in {action for row in STATES.values() for action in row} - {"revise", "withdraw", "endorse"}
}


@pytest.mark.parametrize("state", ProposalState)
def test_every_state_allows_what_its_table_lists_and_nothing_else(app, state):
    into = {one: action for action, one in STATES[ProposalState.PUBLISHED].items() if one is not ProposalState.PUBLISHED}
    for action in sorted({action for row in STATES.values() for action in row}):
        subject = proposals.proposal()
        if state in into:
            moderating.move(subject, into[state], by=None, role="", reason="")
        if action in STATES[state]:
            ACTS[action](subject)
            assert subject.state is STATES[state][action], action
        else:
            with pytest.raises(IllegalTransition):
                ACTS[action](subject)
            assert subject.state is state, action


class Locked(RuleBroken):
    code = "LOCKED_FOR_TEST"


def test_a_higher_room_locks_revision_and_withdrawal_but_not_the_final_version(app, monkeypatch):
    monkeypatch.setattr(rules, "locks", [lambda subject: None, lambda subject: Locked()])
    subject = proposals.proposal()
    with pytest.raises(Locked):
        revised(subject)
    with pytest.raises(Locked):
        services.withdraw(subject, by=subject.author, reason="그만두겠습니다")
    assert revised(subject, kind=VersionKind.FINAL, by=people.resident()).kind is VersionKind.FINAL


def test_paper_and_imports_come_in_as_they_are_without_an_author(app):
    clerk = people.resident()
    subject = proposals.received(by=clerk, channel=Channel.VISIT, title="길", problem="", idea="", place="", cost_won=None)
    assert (subject.author_id, subject.current.author_id, subject.channel) == (None, None, Channel.VISIT)
    assert entries(subject)[0].actor_id == clerk.id
    other = proposals.received(channel=Channel.IMPORT, currency="PLN", cost_won=90_000_000_000)
    assert (other.currency, other.current.cost_won) == ("PLN", 90_000_000_000)
    assert services.endorse(other, by=clerk)


@pytest.mark.parametrize("name", ["title", "problem", "idea", "place"])
def test_a_registration_number_is_refused_at_its_field(app, name):
    with pytest.raises(rules.RegistrationNumberInProposal) as refusal:
        proposals.proposal(**{name: "제 주민등록번호는 900101-1234567 입니다"})
    assert refusal.value.field == name


@pytest.mark.parametrize("cost", [-1, 0, 9_999, 10_000_000_001])
def test_costs_out_of_range_are_refused(app, cost):
    with pytest.raises(rules.CostOutOfRange):
        proposals.proposal(cost_won=cost)


@pytest.mark.parametrize("cost", [10_000, 10_000_000_000, None])
def test_costs_at_the_limits_and_unknown_ones_are_taken(app, cost):
    assert proposals.proposal(cost_won=cost).current.cost_won == cost


def test_nfd_titles_are_stored_as_nfc_and_found(app):
    from unicodedata import normalize

    subject = proposals.proposal(title=normalize("NFD", "도로 안전 시설 만들기"))
    assert subject.current.title == "도로 안전 시설 만들기"
    assert queries.listing(people.district(), text=normalize("NFD", "안전"))[0].id == subject.id


def test_the_list_searches_filters_and_sorts(app):
    place = people.district()
    bus = proposals.proposal(place, title="마을버스 정류장 그늘막", field=Field.TRANSPORT, track=BudgetTrack.COLLABORATIVE)
    tree = proposals.endorsed(proposals.proposal(place, title="가로수 100% 살리기", field=Field.ENVIRONMENT), 2)
    talked = proposals.proposal(place, title="동네 책방 지원하기", field=Field.CULTURE)
    comments.comment(talked.thread)
    services.withdraw(talked, by=talked.author, reason="그만두겠습니다")

    def found(**given):
        return [one.id for one in queries.listing(place, **given)]

    assert found() == [talked.id, tree.id, bus.id]
    assert found(sort="endorsed")[0] == tree.id
    assert found(sort="discussed")[0] == talked.id
    assert found(sort="nonsense") == found()
    assert found(text="정류장 그늘막") == found(text="그늘막 정류장") == [bus.id]
    assert found(text="100%") == [tree.id]
    assert found(text="_") == []
    assert found(text=bus.number.lower()) == [bus.id]
    assert found(field=Field.CULTURE) == [talked.id]
    assert found(track=BudgetTrack.COLLABORATIVE) == [bus.id]
    assert found(state=ProposalState.PUBLISHED) == [tree.id, bus.id]
    assert queries.listing(people.district("jongno")) == []
    assert [one.id for one in queries.published(place, [BudgetTrack.GENERAL])] == [tree.id]


def test_the_old_wording_is_not_found_any_more(app):
    subject = proposals.proposal(title="사라질 낱말 하나")
    revised(subject, title="새로 지은 제목 하나")
    assert queries.listing(people.district(), text="사라질") == []
    assert len(queries.listing(people.district(), text="새로 지은")) == 1


def test_a_list_page_takes_two_statements_and_needs_no_more_for_its_cards(app):
    place = people.district()
    for _ in range(25):
        proposals.proposal(place)
    db.session.expunge_all()
    place = people.district()
    with counted() as sent:
        page = queries.listing(place, page=2)
        assert [(one.current.title, one.thread.n_comments) for one in page]
    assert len(sent) == 2, sent
    assert (len(page), page.pages, page.total) == (5, 2, 25)


def test_nothing_is_published_under_a_name_without_consent(app):
    from app.accounts.services import OpinionConsentMissing

    subject, silent = proposals.proposal(), people.resident(opinion=False)
    for act in (
        lambda: proposals.proposal(by=silent),
        lambda: services.endorse(subject, by=silent),
        lambda: comments.comment(subject.thread, by=silent),
    ):
        with pytest.raises(OpinionConsentMissing):
            act()
    assert proposals.received(by=silent).author_id is None
