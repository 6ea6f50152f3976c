"""Proposing together: by consent, with equal rights, without telling who has an account."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Resident
from app.accounts.services import OpinionConsentMissing
from app.core import clock, mail
from app.core.history import entries
from app.extensions import db
from app.notices.models import Notice
from app.proposals import queries, rules, services
from app.proposals.models import Proposal, ProposalInvitation, ProposalProposer
from app.proposals.states import InvitationState
from tests.make import people, proposals
from tests.parallel import at_once

LINK = "https://example.test/invitation"


@pytest.fixture
def letters(monkeypatch):
    sent = []
    monkeypatch.setattr(mail, "send", lambda to, subject, body: sent.append((to, subject, body)))
    return sent


def told(person):
    return [one.code for one in db.session.scalars(select(Notice).where(Notice.resident_id == person.id).order_by(Notice.id))]


def together(number=1, **given):
    """A proposal of one person and `number` others."""
    subject = proposals.proposal(**given)
    others = [people.resident("함께") for _ in range(number)]
    for one in others:
        services.invite(subject, by=subject.author, email=one.email, link=LINK)
        services.accept(subject, by=one)
    return subject, others


def test_the_one_who_publishes_is_the_first_proposer(app):
    subject = proposals.proposal()
    assert subject.proposer_ids == {subject.author_id}
    assert proposals.received().proposer_ids == set()


def test_an_invited_resident_joins_by_consent_and_everybody_is_told(app, letters):
    subject, guest = proposals.proposal(), people.resident("손님")
    services.endorse(subject, by=guest)
    invitation = services.invite(subject, by=subject.author, email=f"  {guest.email.upper()} ", link=LINK)
    assert subject.proposer_ids == {subject.author_id}, "not before an answer"
    assert letters[0][0] == guest.email
    assert LINK in letters[0][2]
    assert told(guest) == ["proposal.invited"]
    services.accept(subject, by=guest)
    services.accept(subject, by=guest)
    assert subject.proposer_ids == {subject.author_id, guest.id}
    assert told(subject.author) == ["proposal.joined"]
    assert (invitation.state, invitation.address_hash, invitation.hint) == (InvitationState.ACCEPTED, None, "")
    assert subject.endorsement_count == 0, "nobody endorses their own proposal"
    assert entries(subject)[-1].action == "proposal.proposer_joined"


def test_an_address_with_an_account_and_one_without_get_the_same_answer_and_no_address_is_kept(app, letters):
    subject, guest = proposals.proposal(), people.resident()
    with_account = services.invite(subject, by=subject.author, email=guest.email, link=LINK)
    without = services.invite(subject, by=subject.author, email="nobody@example.test", link=LINK)
    assert {one.state for one in (with_account, without)} == {InvitationState.OPEN}
    assert letters[0][1:] == letters[1][1:]
    for one in (with_account, without):
        assert "@example.test" in one.hint
        assert guest.email not in f"{one.hint}{one.address_hash}"


def test_only_the_owner_of_the_address_can_answer(app, letters):
    subject, guest, other = proposals.proposal(), people.resident(), people.resident()
    services.invite(subject, by=subject.author, email=guest.email, link=LINK)
    for answer in (services.accept, services.decline):
        with pytest.raises(rules.InvitationGone):
            answer(subject, by=other)
    services.decline(subject, by=guest)
    assert told(subject.author) == ["proposal.declined"]
    with pytest.raises(rules.InvitationGone):
        services.accept(subject, by=guest)


def test_an_invitation_ends_by_time_by_being_taken_back_and_with_the_proposal(app, letters):
    subject, guest = proposals.proposal(), people.resident()
    invitation = services.invite(subject, by=subject.author, email=guest.email, link=LINK)
    with clock.travel(clock.now() + timedelta(days=rules.INVITATION_DAYS, minutes=1)), pytest.raises(rules.InvitationGone):
        services.accept(subject, by=guest)
    services.take_back(invitation, by=subject.author)
    with pytest.raises(rules.InvitationGone):
        services.accept(subject, by=guest)
    again = services.invite(subject, by=subject.author, email=guest.email, link=LINK)
    services.invite(subject, by=subject.author, email=guest.email, link=LINK)
    assert db.session.query(ProposalInvitation).filter_by(state=InvitationState.OPEN).count() == 1, again
    services.withdraw(subject, by=subject.author, reason="그만두겠습니다")
    from app.core.errors import IllegalTransition

    with pytest.raises(IllegalTransition):
        services.accept(subject, by=guest)


def test_there_is_an_end_to_proposers_and_to_letters_a_day(app, letters, monkeypatch):
    monkeypatch.setattr(rules, "PROPOSERS_MAXIMUM", 2)
    subject, _others = together(1)
    with pytest.raises(rules.TooManyProposers):
        services.invite(subject, by=subject.author, email="third@example.test", link=LINK)
    monkeypatch.setattr(rules, "PROPOSERS_MAXIMUM", 99)
    for number in range(rules.INVITATIONS_PER_DAY - 1):
        services.invite(subject, by=subject.author, email=f"n{number}@example.test", link=LINK)
    with pytest.raises(rules.TooManyInvitations):
        services.invite(subject, by=subject.author, email="one.more@example.test", link=LINK)


def test_nobody_is_shown_as_proposer_without_consent_to_speak_in_public(app, letters):
    subject, silent = proposals.proposal(), people.resident(opinion=False)
    services.invite(subject, by=subject.author, email=silent.email, link=LINK)
    with pytest.raises(OpinionConsentMissing):
        services.accept(subject, by=silent)
    assert silent.id not in subject.proposer_ids


def test_every_right_of_the_first_proposer_is_the_others_too(app, letters):
    subject, (other,) = together(1)
    version = services.revise(
        subject, by=other, title="공동 제안자가 고친 제목", problem=proposals.PROBLEM, idea=proposals.IDEA, place="", cost_won=None,
        reason="함께 고쳤습니다",
    )  # fmt: skip
    assert (version.author_id, entries(subject)[-1].actor_role) == (other.id, "proposer")
    with pytest.raises(rules.OwnProposal):
        services.endorse(subject, by=other)
    assert queries.written_by(other.id) == [subject] == queries.written_by(subject.author_id)
    services.invite(subject, by=other, email="guest@example.test", link=LINK)
    services.withdraw(subject, by=other, reason="함께 그만둡니다")
    assert entries(subject)[-1].actor_role == "proposer"


def test_the_first_proposer_may_leave_too_if_somebody_stays(app, letters):
    subject, (other,) = together(1)
    author = subject.author
    services.leave(subject, by=author)
    assert subject.proposer_ids == {other.id}
    assert told(other)[-1] == "proposal.left"
    assert services.endorse(subject, by=author), "a reader like any other now"
    with pytest.raises(rules.LastProposer):
        services.leave(subject, by=other)
    with pytest.raises(rules.NotAProposer):
        services.leave(subject, by=author)
    with pytest.raises(rules.NotAProposer):
        services.invite(subject, by=author, email="x@example.test", link=LINK)


def test_two_proposers_leaving_at_the_same_moment_leave_one(app, letters):
    subject, (other,) = together(1)
    number, pair = subject.id, [subject.author_id, other.id]

    def leave(person_id):
        services.leave(db.session.get(Proposal, number), by=db.session.get(Resident, person_id))
        return True

    answers = at_once(app, [lambda one=one: leave(one) for one in pair])
    db.session.rollback()
    assert sorted(map(str, (one is True for one in answers))) == ["False", "True"]
    assert any(isinstance(one, rules.LastProposer) for one in answers)
    assert db.session.query(ProposalProposer).count() == 1


def test_accepting_twice_at_the_same_moment_is_accepting_once(app, letters):
    subject, guest = proposals.proposal(), people.resident()
    services.invite(subject, by=subject.author, email=guest.email, link=LINK)
    number, guest_id = subject.id, guest.id

    def accept():
        return services.accept(db.session.get(Proposal, number), by=db.session.get(Resident, guest_id)).id

    assert at_once(app, [accept] * 4) == [number] * 4
    db.session.rollback()
    assert db.session.query(ProposalProposer).count() == 2
    assert [one.action for one in entries(db.session.get(Proposal, number))].count("proposal.proposer_joined") == 1


def test_a_judged_proposal_keeps_its_proposers_but_nobody_is_held(app, letters, monkeypatch):
    from tests.services.test_proposals_services import Locked

    subject, (other,) = together(1)
    guest = people.resident()
    services.invite(subject, by=other, email=guest.email, link=LINK)
    monkeypatch.setattr(rules, "locks", [lambda subject: Locked()])
    for act in (
        lambda: services.invite(subject, by=other, email="x@example.test", link=LINK),
        lambda: services.accept(subject, by=guest),
    ):
        with pytest.raises(Locked):
            act()
    services.leave(subject, by=other)
