"""A proposal under moderation: waits for a person when a listed word is in it, is hidden, mended, brought back; and nobody is too fast."""

from datetime import timedelta

import pytest

from app.core import clock
from app.extensions import db
from app.moderation import queries as cases
from app.moderation import rules as moderation_rules
from app.moderation import services as moderation
from app.moderation.states import Article, Cause, Standing, Verdict, WordKind
from app.proposals import queries, services
from app.proposals.states import ProposalState
from tests.make import moderation as make
from tests.make import people, proposals
from tests.make.people import again, visitor

REASON = "이용 규칙에 어긋나는 내용이 있습니다."


def case_of(proposal):
    return cases.of_subject("proposal", proposal.id)


@pytest.fixture
def held(app):
    moderation.list_word(people.district(), "얼간이", kind=WordKind.HOLD, by=make.moderator(), role="moderator")
    return proposals.proposal(by=people.resident(), idea="얼 간 이 같은 지금 방식을 버리고 새로 만듭니다. 모두에게 이롭습니다.")


def test_a_listed_word_lets_a_proposal_wait_unlisted_and_unfound(held):
    assert held.state is ProposalState.HELD and not held.thread.is_open
    assert case_of(held).cause is Cause.WORD and case_of(held).standing is Standing.WAITING
    place = people.district()
    for found in (queries.listing(place), queries.listing(place, text="횡단보도"), queries.published(place)):
        assert list(found) == []
    make.decided(case_of(held), Verdict.KEEP)
    assert again(held).state is ProposalState.PUBLISHED and held.thread.is_open
    assert [one.id for one in queries.listing(place, text="횡단보도")] == [held.id]


def test_what_waits_is_seen_by_its_author_and_moderators_alone(app, held):
    path, title = f"/mapo/proposals/{held.number}", held.current.title
    author, others = visitor(app, held.author), visitor(app, people.resident())
    assert title in author.page(path).text and "다른 사람에게 보이지 않는" in author.page(path).text
    assert title in visitor(app, make.moderator()).page(path).text
    for reader in (others, visitor(app)):
        shown = reader.page(path)
        assert title not in shown.text and "진행자가 확인하고 있는" in shown.text
    others.page(f"{path}/versions", 403)
    others.send(f"{path}/endorse", 403)
    assert "가려져 있는 내 글" in author.page("/me").text
    assert "진행자가 읽은 뒤에" in author.page(f"{path}/receipt").text


def test_an_author_mends_what_is_held_and_it_is_looked_at_again(app):
    subject = proposals.proposal(by=people.resident())
    case = moderation.report("proposal", subject, by=people.resident(), article=Article.SPAM)
    moderation.decide(case, Verdict.HOLD, by=make.moderator(), article=Article.SPAM, reason=REASON)
    assert again(subject).state is ProposalState.HELD
    document = proposals.document(title="광고를 뺀 새 제목입니다")
    for left_out in ("track", "field"):
        document.pop(left_out)
    services.revise(subject, by=subject.author, reason="광고를 뺐습니다", **document)
    assert again(subject).state is ProposalState.HELD
    assert case_of(subject).cause is Cause.REWRITTEN and case_of(subject).is_open
    make.decided(case_of(subject), Verdict.KEEP)
    assert again(subject).state is ProposalState.PUBLISHED


def test_a_hidden_proposal_shows_the_rule_and_comes_back_after_an_appeal(app):
    subject = proposals.proposal(by=people.resident())
    case = moderation.report("proposal", subject, by=people.resident(), article=Article.SPAM)
    decision = moderation.decide(case, Verdict.HIDE, by=make.moderator(), article=Article.SPAM, reason=REASON)
    shown = visitor(app).page(f"/mapo/proposals/{subject.number}")
    assert "광고와 도배 금지" in shown.text and REASON in shown.text and subject.current.title not in shown.text
    appeal = moderation.appeal(decision, by=subject.author, words="광고가 아니라 동네 행사 안내입니다.")
    moderation.answer(appeal, by=make.moderator(), is_granted=True, reason="행사 안내로 보는 것이 맞습니다.")
    assert again(subject).state is ProposalState.PUBLISHED and subject.thread.is_open
    assert subject.current.title in visitor(app).page(f"/mapo/proposals/{subject.number}").text


def test_a_withdrawn_proposal_comes_back_withdrawn(app):
    subject = proposals.proposal(by=people.resident())
    services.withdraw(subject, by=subject.author, reason="다른 제안과 겹칩니다")
    case = moderation.report("proposal", subject, by=people.resident(), article=Article.SPAM)
    decision = moderation.decide(case, Verdict.HIDE, by=make.moderator(), article=Article.SPAM, reason=REASON)
    assert again(subject).state is ProposalState.HIDDEN
    moderation.restore(decision.case, by=make.moderator(), reason="철회한 글이고 규칙에 어긋나지 않습니다.")
    assert again(subject).state is ProposalState.WITHDRAWN and not subject.thread.is_open


def test_the_history_of_a_proposal_tells_what_happened_without_a_name(app, held):
    make.decided(case_of(held), Verdict.KEEP)
    text = visitor(app).page(f"/mapo/proposals/{held.number}").text
    assert "진행자가 확인할 때까지 제안을 가려 두었습니다" in text and "제안이 다시 보입니다" in text


def test_a_new_account_proposes_twice_on_its_first_day(app):
    writer = people.resident()
    for _ in range(moderation_rules.NEW_PROPOSALS_PER_DAY):
        proposals.proposal(by=writer)
    with pytest.raises(moderation_rules.TooFastWhenNew):
        proposals.proposal(by=writer)
    with clock.travel(clock.now() + timedelta(hours=25)):
        proposals.proposal(by=db.session.merge(writer))


def test_support_has_its_pace_too(app, monkeypatch):
    pace = moderation_rules.Pace(60, 3, 2)
    monkeypatch.setattr(moderation_rules, "PACES", {**moderation_rules.PACES, "endorsement": pace})
    fan = people.resident()
    for _ in range(2):
        services.endorse(proposals.proposal(), by=fan)
    with pytest.raises(moderation_rules.TooFastWhenNew):
        services.endorse(proposals.proposal(), by=fan)


def test_the_intake_does_not_close_over_a_proposal_that_waits(app, held):
    """A word list must not cost anybody a year of the budget."""
    from app.budget.blockers import blockers
    from tests.make import budget

    cycle = budget.opened(people.district(), people.resident())
    proposals.proposal()
    assert [one.code for one in blockers(cycle)] == ["PROPOSALS_WAIT_FOR_MODERATORS"]
    make.decided(case_of(held), Verdict.KEEP)
    assert blockers(cycle) == []


def test_whoever_proposes_along_is_told_and_may_appeal_and_never_decides(app):
    other = make.moderator()
    subject = proposals.proposal(by=people.resident())
    services.invite(subject, by=subject.author, email=other.email, link="/x")
    services.accept(subject, by=other)
    case = moderation.report("proposal", subject, by=people.resident(), article=Article.SPAM)
    with pytest.raises(moderation_rules.OwnCase):
        moderation.decide(case, Verdict.KEEP, by=other)
    assert moderation.claim_next(people.district(), by=other) is None
    decision = moderation.decide(case, Verdict.HIDE, by=make.moderator(), article=Article.SPAM, reason=REASON)
    browser = visitor(app, other)
    assert "가려졌습니다" in browser.page("/notices").text
    assert (
        "이의 신청 중"
        in browser.send(
            f"/mapo/moderation/decisions/{decision.id}/appeal", words="함께 쓴 사람으로서 다시 살펴봐 주시기 바랍니다."
        ).text
    )
