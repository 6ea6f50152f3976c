"""융합: consent of each side or a coordinator in deliberation; people united as people; and exactly taken back until the next stage."""

import pytest
from sqlalchemy import select

from app.accounts.models import Resident
from app.budget import queries as budget
from app.budget.services import cycles
from app.budget.states import CandidateState, Stage
from app.core.history import entries
from app.extensions import db
from app.notices.models import Notice
from app.proposals import queries, rules, services
from app.proposals.models import Endorsement, Proposal, ProposalMerger
from app.proposals.states import MergerState, ProposalState
from tests.make import comments, people, proposals
from tests.parallel import at_once

WHY = "같은 골목의 문제라서 하나로 합칩니다"


def endorsers(subject):
    db.session.expire_all()
    return set(db.session.scalars(select(Endorsement.resident_id).where(Endorsement.proposal_id == subject.id)))


def two(**given):
    """Two proposals of two people, with a crowd of four: two endorse the first, three the second, one of them both."""
    target, source = proposals.proposal(**given), proposals.proposal(**given)
    crowd = [people.resident() for _ in range(4)]
    for person in crowd[:2]:
        services.endorse(target, by=person)
    for person in crowd[1:]:
        services.endorse(source, by=person)
    return target, source, crowd


def merged(target, source):
    merger = services.ask([target, source], into=target, by=source.author, reason=WHY)
    return services.agree(merger, by=target.author)


def told(person_id):
    return [one.code for one in db.session.scalars(select(Notice).where(Notice.resident_id == person_id).order_by(Notice.id))]


def test_each_side_must_agree_before_anything_happens(app):
    target, source, _crowd = two()
    merger = services.ask([target, source], into=target, by=source.author, reason=WHY)
    assert (merger.state, source.state) == (MergerState.ASKED, ProposalState.PUBLISHED)
    assert told(target.author_id)[-1] == "proposal.merger_asked"
    with pytest.raises(rules.NotAProposer):
        services.agree(merger, by=people.resident())
    services.agree(merger, by=target.author)
    assert (merger.state, source.state) == (MergerState.DONE, ProposalState.MERGED)
    assert target.proposer_ids == {target.author_id, source.author_id}
    assert told(source.author_id)[-1] == "proposal.merged"
    assert [entry.action for entry in entries(source)][-1] == "proposal.merged_away"
    assert [entry.action for entry in entries(target)][-1] == "proposal.merged_in"
    with pytest.raises(rules.MergerOver):
        services.agree(merger, by=target.author)


def test_endorsements_are_united_as_distinct_people_and_nobody_endorses_their_own(app):
    target, source, crowd = two()
    services.endorse(target, by=source.author)
    merged(target, source)
    assert endorsers(target) == {one.id for one in crowd}
    assert target.endorsement_count == 4
    assert endorsers(source) == {one.id for one in crowd[1:]}, "the original keeps what it had"
    with pytest.raises(rules.OwnProposal):
        services.endorse(target, by=source.author)


def test_undoing_leaves_everything_as_it_was_except_what_people_decided_since(app):
    target, source, crowd = two()
    services.endorse(target, by=source.author)
    merger = merged(target, source)
    late = people.resident()
    services.endorse(target, by=late)
    services.withdraw_endorsement(target, by=crowd[3])
    services.undo(merger, by=target.author, role="proposer", reason="서로 다른 골목이었습니다")
    assert endorsers(target) == {crowd[0].id, crowd[1].id, source.author_id, late.id}
    assert target.endorsement_count == 4
    assert endorsers(source) == {one.id for one in crowd[1:]}
    assert target.proposer_ids == {target.author_id}
    assert (source.state, source.thread.is_open) == (ProposalState.PUBLISHED, True)
    with pytest.raises(rules.MergerOver):
        services.undo(merger, by=target.author, role="proposer", reason="다시 한번 되돌립니다")


def test_taking_an_endorsement_back_on_the_original_takes_it_back_on_what_it_became(app):
    target, source, crowd = two()
    merged(target, source)
    services.withdraw_endorsement(source, by=crowd[2])
    assert crowd[2].id not in endorsers(target) | endorsers(source)
    assert target.endorsement_count == 3
    services.withdraw_endorsement(source, by=crowd[1])
    assert crowd[1].id in endorsers(target), "given to both: the other one stands"


def test_a_merged_proposal_stays_readable_with_its_conversation_and_takes_nothing_new(app):
    target, source, _crowd = two()
    comments.comment(source.thread, "합치기 전에 한 말")
    merged(target, source)
    assert queries.by_number(people.district(), source.number) is source
    assert not source.thread.is_open
    for act in (
        lambda: services.endorse(source, by=people.resident()),
        lambda: services.withdraw(source, by=source.author, reason="그만두겠습니다"),
    ):
        with pytest.raises(Exception, match="ILLEGAL_TRANSITION"):
            act()
    assert [one.id for one in queries.published(people.district())] == [target.id]


def test_several_become_a_new_one_with_everybody_as_proposer(app):
    one, other, third = (proposals.endorsed(proposals.proposal(), 1) for _ in range(3))
    words = proposals.document(title="셋이 함께 새로 쓴 제안")
    document = {name: words[name] for name in ("title", "problem", "idea", "place", "cost_won")}
    merger = services.ask([one, other, third], into=None, by=one.author, reason=WHY, document=document)
    services.agree(merger, by=other.author)
    assert merger.target is None
    services.agree(merger, by=third.author)
    db.session.expire_all()
    target = merger.target
    assert target.current.title == "셋이 함께 새로 쓴 제안"
    assert target.proposer_ids == {one.author_id, other.author_id, third.author_id}
    assert target.endorsement_count == 3
    services.undo(merger, by=third.author, role="proposer", reason="따로 하기로 했습니다")
    assert target.state is ProposalState.WITHDRAWN
    assert {one.state, other.state, third.state} == {ProposalState.PUBLISHED}


def test_what_one_person_proposes_needs_nobody_elses_consent(app):
    person = people.resident()
    first, second = proposals.proposal(by=person), proposals.proposal(by=person)
    assert services.ask([first, second], into=first, by=person, reason=WHY).state is MergerState.DONE


def test_a_side_may_decline_and_whoever_asked_may_cancel(app):
    target, source, _crowd = two()
    merger = services.ask([target, source], into=target, by=source.author, reason=WHY)
    services.decline_merger(merger, by=target.author)
    assert merger.state is MergerState.DECLINED
    assert told(source.author_id)[-1] == "proposal.merger_declined"
    other = services.ask([target, source], into=target, by=source.author, reason=WHY)
    services.decline_merger(other, by=source.author)
    assert other.state is MergerState.CANCELLED
    with pytest.raises(Exception, match=r"MERGER_OVER|ILLEGAL"):
        services.agree(other, by=target.author)


def test_what_cannot_be_merged_is_named(app):
    target, source, _crowd = two()
    far = proposals.proposal(people.district("jongno"))
    gone = proposals.proposal()
    services.withdraw(gone, by=gone.author, reason="그만두겠습니다")
    for other in (far, gone):
        with pytest.raises(rules.NotMergeable):
            services.ask([target, other], into=target, by=target.author, reason=WHY)
    with pytest.raises(rules.MergerTooSmall):
        services.ask([target], into=target, by=target.author, reason=WHY)
    with pytest.raises(rules.ReasonMissing):
        services.ask([target, source], into=target, by=target.author, reason="음")
    with pytest.raises(rules.OnlyInDeliberation):
        services.merge([target, source], into=target, by=people.resident(), reason=WHY)


def test_agreeing_twice_at_the_same_moment_merges_once(app):
    target, source, _crowd = two()
    merger_id, person_id = services.ask([target, source], into=target, by=source.author, reason=WHY).id, target.author_id

    def agree():
        return services.agree(db.session.get(ProposalMerger, merger_id), by=db.session.get(Resident, person_id)).state

    answers = at_once(app, [agree] * 3)
    db.session.rollback()
    assert answers.count(MergerState.DONE) == 1
    assert target.endorsement_count == len(endorsers(target)) == 4


def test_merging_while_people_endorse_counts_everybody_once_and_loses_nobody(app):
    target, source, _crowd = two()
    merger_id, target_id, source_id, agrees = (
        services.ask([target, source], into=target, by=source.author, reason=WHY).id, target.id, source.id, target.author_id,
    )  # fmt: skip
    fans = [people.resident().id for _ in range(6)]

    def agree():
        return services.agree(db.session.get(ProposalMerger, merger_id), by=db.session.get(Resident, agrees)).id

    def endorse(fan, proposal_id):
        services.endorse(db.session.get(Proposal, proposal_id), by=db.session.get(Resident, fan))
        return fan

    acts = [lambda fan=fan, where=(target_id, source_id)[n % 2]: endorse(fan, where) for n, fan in enumerate(fans)]
    answers = at_once(app, [*acts[:3], agree, *acts[3:]])
    db.session.rollback()
    through = {one for one in answers if one in fans}
    target = db.session.get(Proposal, target_id)
    assert merger_id in answers
    assert through <= endorsers(target)
    assert target.endorsement_count == len(endorsers(target))


@pytest.fixture
def world(app):
    from tests.make import budget as make

    return make.at(Stage.DELIBERATION)


def test_a_coordinator_merges_in_deliberation_and_the_pipeline_hands_over(world):
    target, source = (one.proposal for one in budget.in_state(world.cycle, CandidateState.FIRST_PASSED)[:2])
    merger = services.merge([target, source], into=target, by=world.coordinator, reason=WHY)
    assert budget.candidate_of(source).state is CandidateState.MERGED
    assert budget.candidate_of(target).state is CandidateState.FIRST_PASSED
    assert entries(source)[-1].actor_role == "coordinator"
    services.undo(merger, by=world.coordinator, role="coordinator", reason="되돌리는 이유를 적습니다")
    assert budget.candidate_of(source).state is CandidateState.FIRST_PASSED


def test_after_the_next_stage_a_merger_stands(world):
    from tests.make import budget as make

    target, source = (one.proposal for one in budget.in_state(world.cycle, CandidateState.FIRST_PASSED)[:2])
    merger = services.merge([target, source], into=target, by=world.coordinator, reason=WHY)
    make._deliberate(world)
    cycles.advance(world.cycle, by=world.coordinator)
    with pytest.raises(rules.MergerStands):
        services.undo(merger, by=world.coordinator, role="coordinator", reason="너무 늦게 되돌립니다")
    fresh = proposals.proposal()
    with pytest.raises(rules.NotMergeable):
        services.ask([target, fresh], into=target, by=target.author, reason=WHY)
