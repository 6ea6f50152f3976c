"""The list by how far proposals have come, as higher rooms tell it, and by which of them ends first."""

from collections import Counter

import pytest

from app.budget import labels as budget
from app.budget.states import CandidateState, Stage
from app.core import clock
from app.proposals import search, services
from app.proposals.search import Sought
from app.proposals.states import ProposalState
from app.replies import labels as replies
from tests.make import budget as cycles
from tests.make import people, proposals
from tests.make import replies as reply_worlds


def found(place, **given):
    return [one.id for one in search.listing([place], Sought(state=ProposalState.PUBLISHED, **given), 1)]


def test_every_state_of_a_candidate_is_found_under_one_choice(app):
    held = Counter(state for _label, states in budget.STANDINGS.values() for state in states)
    assert held == dict.fromkeys(set(CandidateState) - {CandidateState.MERGED}, 1)  # merged ones by the proposal's own state
    assert set(search.standings) == set(budget.STANDINGS) | set(replies.STANDINGS)
    assert not {"all", "withdrawn", ""} & set(search.standings)


@pytest.mark.parametrize(
    ("stage", "name"),
    [(Stage.DEPARTMENT_REVIEW, "review"), (Stage.FIRST_SCREENING, "screening"), (Stage.FINAL_SELECTION, "ballot")],
)
def test_proposals_are_found_by_where_their_cycle_has_brought_them(app, stage, name):
    world = cycles.at(stage)
    outside = proposals.proposal(world.district)
    standing = found(world.district, standing=name)
    assert standing and outside.id not in standing
    assert all(found(world.district, standing=name, text="없는말") == [] for name in search.standings)
    assert found(people.district("jongno"), standing=name) == []


def test_proposals_are_found_by_what_their_department_owes(app):
    world = reply_worlds.world()
    answered, waiting = world.answered(), world.waiting()
    assert answered.proposal_id in found(world.district, standing="answered")
    assert found(world.district, standing="owed") == [waiting.proposal_id]


def test_what_ends_first_comes_first_and_what_does_not_end_is_not_in_that_order(app):
    world = reply_worlds.world()
    with clock.travel(clock.now() - clock.days(3)):
        older = proposals.proposal(world.district, title="사흘 전의 제안입니다")
    newer = proposals.proposal(world.district, title="오늘 나온 제안입니다")
    world.waiting(title="이미 모은 제안입니다")
    assert found(world.district, sort="closing") == [older.id, newer.id]
    assert found(world.district, sort="closing", text="제안입니다") == [older.id, newer.id]
    assert found(world.district, standing="gathering") == [newer.id, older.id]
    services.withdraw(older, by=older.author, reason="그만두겠습니다")
    assert found(world.district, sort="closing") == [newer.id]
    with clock.travel(clock.now() + clock.days(400)):
        assert found(world.district, sort="closing") == []


def test_the_page_offers_what_the_rooms_tell(app, page):
    world = cycles.at(Stage.DEPARTMENT_REVIEW)
    shown = page(f"/{world.district.slug}/proposals?state=review&sort=closing")
    assert {"review", "gathering", "answered", "all"} <= {one.get("value") for one in shown.all("option")}
    assert "부서 검토 중" in shown.text
    assert page(f"/{world.district.slug}/proposals?state=nonsense").status == 200


def test_what_has_ended_is_found_by_how_it_ended(app):
    from app.proposals.forms import ENDED, SearchForm
    from app.proposals.states import OUT_OF_SIGHT

    assert set(ENDED) == set(ProposalState) - OUT_OF_SIGHT - {ProposalState.PUBLISHED}
    with app.test_request_context():
        assert [SearchForm(data={"state": state.value}).wanted().state for state in ENDED] == list(ENDED)
        assert SearchForm(data={"state": "hidden"}).wanted().state is ProposalState.PUBLISHED
