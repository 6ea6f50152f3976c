"""The demo: seeded once, whole, through services, and every state of the platform to be seen somewhere."""

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts import queries as accounts
from app.accounts import services as account_services
from app.accounts.models import Resident
from app.budget import blockers, queries
from app.budget.models import Candidate, Recusal, ScoreSheet
from app.budget.rules import check_cap
from app.budget.states import CandidateState, ScreeningKind, Stage
from app.comments.models import Comment, Thread
from app.core import clock
from app.core.history import HistoryEntry
from app.core.money import within_cap
from app.demo import accounts as demo_accounts
from app.demo import moderating, seed, texts
from app.districts import queries as districts
from app.extensions import db as database
from app.moderation.models import Appeal, Case, Decision
from app.moderation.states import Cause, Standing, Verdict
from app.polls.models import Plan
from app.polls.states import Audience, PlanState
from app.proposals.models import Endorsement, Proposal, ProposalVersion
from app.proposals.states import ProposalState, VersionKind
from app.verifiable.models import IssuedToken
from app.voting.models import Paper, RollEntry
from app.voting.rules import Origin
from app.voting.states import Level, PaperState
from tests.conftest import SMALL_CROWD
from tests.make import people


@pytest.fixture
def seeded(request):
    """The demo of this run; on PostgreSQL one of its own."""
    if request.config.getoption("--postgres"):
        request.getfixturevalue("app")
        seed.run(*SMALL_CROWD)
    else:
        request.getfixturevalue("demo")
    return {slug: districts.by_slug(slug) for slug in seed.PLACES}


def cycles(place):
    return {cycle.stage: cycle for cycle in queries.cycles(place)}


def states(cycle):
    found = database.session.scalars(select(Candidate.state).where(Candidate.cycle_id == cycle.id))
    return Counter(found)


def test_the_demo_shows_every_stage_and_keeps_every_cap(seeded):
    """One seeding, many looks: it takes seconds, so they share it."""
    city, mapo, eunpyeong = seeded.values()
    _the_city_votes_and_last_year_is_over(city)
    _mapo_reviews(mapo)
    _eunpyeong_screens(eunpyeong)
    _caps_hold([*queries.cycles(city), *queries.cycles(eunpyeong)])
    _people_talk()
    _moderators_decide()
    _votes_are_prepared()
    _nothing_happens_in_the_future()
    _counters_tell_the_truth()
    _everybody_is_plainly_fictional()
    _the_accounts_work(seeded)
    _a_second_seeding_is_refused()


def _the_city_votes_and_last_year_is_over(city):
    running, over = cycles(city)[Stage.FINAL_SELECTION], cycles(city)[Stage.CLOSED]
    assert set(states(running)) == {
        CandidateState.INELIGIBLE, CandidateState.FIRST_REJECTED, CandidateState.SECOND_REJECTED, CandidateState.SECOND_PASSED,
    }  # fmt: skip
    assert {CandidateState.ADOPTED, CandidateState.AMENDED, CandidateState.CUT, CandidateState.NOT_SELECTED} < set(states(over))
    paper = queries.paper(running)
    assert paper.window == "open"
    assert clock.days_until(paper.closes_at) >= 3
    assert [body.weight for body in paper.electorates] == [Fraction(1, 2)] * 2
    assert {body.eligible_role for body in paper.electorates} == {"committee", None}
    assert queries.paper(over).state is PaperState.COUNTED
    assert not blockers.blockers(over)
    assert paper.level is Level.SEALED
    cast = database.session.scalar(select(func.count()).select_from(IssuedToken).where(IssuedToken.paper_id == paper.id))
    assert (
        cast == database.session.scalar(select(func.count()).select_from(RollEntry).where(RollEntry.paper_id == paper.id)) >= 14
    )
    finals = select(ProposalVersion).where(ProposalVersion.district_id == city.id, ProposalVersion.kind == VersionKind.FINAL)
    assert len(database.session.scalars(finals).all()) >= 16


def _mapo_reviews(mapo):
    cycle = cycles(mapo)[Stage.DEPARTMENT_REVIEW]
    assert set(states(cycle)) == {CandidateState.NOMINATED, CandidateState.ELIGIBLE, CandidateState.INELIGIBLE}
    assert {one.code for one in blockers.blockers(cycle)} == {"UNASSIGNED", "UNREVIEWED"}
    officer = accounts.by_email("officer@example.test")
    desks = {grant.department_id for grant in districts.grants_of(mapo, officer.id)}
    assert len(queries.to_review(mapo, desks)) >= 2
    fresh = select(func.count()).select_from(Proposal).where(Proposal.district_id == mapo.id)
    assert database.session.scalar(fresh) > sum(states(cycle).values())


def _eunpyeong_screens(eunpyeong):
    cycle = cycles(eunpyeong)[Stage.SECOND_SCREENING]
    assert [one.code for one in blockers.blockers(cycle)] == ["SHEETS_MISSING"]
    actions = set(database.session.scalars(select(HistoryEntry.action).where(HistoryEntry.district_id == eunpyeong.id)))
    assert {
        "budget.envelope_revised",
        "budget.admitted",
        "budget.recused",
        "budget.deliberated",
        "budget.carried_forward",
    } <= actions
    mine = select(ScoreSheet).where(ScoreSheet.panelist_id == accounts.by_email("panelist@example.test").id)
    round_ = queries.round_of(cycle, ScreeningKind.IN_DEPTH)
    assert not database.session.scalars(mine.where(ScoreSheet.round_id == round_.id)).all()
    assert database.session.scalar(select(func.count()).select_from(Recusal)) == 2


def _caps_hold(all_cycles):
    for cycle in all_cycles:
        for kind, stage in ((ScreeningKind.PAPER, Stage.FIRST_SCREENING), (ScreeningKind.IN_DEPTH, Stage.SECOND_SCREENING)):
            table = queries.outcome_table(cycle, kind)
            if table is None:
                continue
            rows = [outcome for outcome, _ in table[1]]
            passed = sum(one.cost_won for one in rows if one.is_passed)
            check_cap(stage, passed, cycle.policy)
            everything = sum(one.cost_won for one in rows)
            assert not within_cap(everything, cycle.policy.cap_percent(stage), cycle.envelope_won), "nothing was cut"
        budgeted = [item.decided_amount_won or 0 for item in queries.items(cycle)]
        assert sum(budgeted) <= cycle.envelope_won


def _people_talk():
    on_proposals = select(func.count(Comment.id)).join(Thread).join(Proposal, Proposal.thread_id == Thread.id)
    total = database.session.scalar(on_proposals)
    told = [lines for name in ("seoul", "seoul_last_year", "mapo", "eunpyeong") for lines in texts.conversations(name).values()]
    assert total == sum(map(len, told)) + len(moderating.STORY) + len(moderating.ELSEWHERE)
    assert total >= 150
    assert database.session.scalar(select(func.max(Thread.n_comments)).where(Thread.is_open)) >= 40
    assert database.session.scalar(select(func.max(Comment.depth))) >= 4
    removed = database.session.scalars(select(Comment.removed_by_role).where(Comment.removed_at.is_not(None))).all()
    assert set(removed) == {"moderator", "author", "held", "waiting"}
    withdrawn = database.session.scalars(select(Proposal).where(Proposal.state == ProposalState.WITHDRAWN)).all()
    assert len(withdrawn) == 2
    assert not any(one.thread.is_open for one in withdrawn)
    reply, asked = aliased(Comment), aliased(Comment)
    early = select(reply.id).join(asked, asked.id == reply.parent_id).where(reply.created_at <= asked.created_at)
    assert not database.session.scalars(early).all(), "an answer before its question"
    by_id = database.session.scalars(select(Comment.created_at).order_by(Comment.id)).all()
    assert by_id == sorted(by_id)


def _nothing_happens_in_the_future():
    latest = [
        database.session.scalar(select(func.max(column)))
        for column in (HistoryEntry.at, Comment.created_at, Proposal.published_at, Endorsement.created_at, Resident.created_at)
    ]
    assert max(latest) <= clock.now()
    born_before = select(Comment.id).join(Thread).join(Proposal, Proposal.thread_id == Thread.id)
    assert not database.session.scalars(born_before.where(Comment.created_at < Proposal.published_at)).all()
    early = select(Endorsement.proposal_id).join(Proposal, Proposal.id == Endorsement.proposal_id)
    assert not database.session.scalars(early.where(Endorsement.created_at < Proposal.published_at)).all()


def _counters_tell_the_truth():
    given = dict(database.session.execute(select(Endorsement.proposal_id, func.count()).group_by(Endorsement.proposal_id)).all())
    for proposal in database.session.scalars(select(Proposal)):
        assert proposal.endorsement_count == given.get(proposal.id, 0)
    written = select(Comment.thread_id, func.count()).where(Comment.removed_at.is_(None)).group_by(Comment.thread_id)
    there = dict(database.session.execute(written).all())
    for thread in database.session.scalars(select(Thread)):
        assert thread.n_comments == there.get(thread.id, 0)


def _everybody_is_plainly_fictional():
    for resident in database.session.scalars(select(Resident)):
        assert resident.display_name.startswith("가상")
        assert resident.email.endswith("@example.test")
        assert resident.assurance == 1


def _the_accounts_work(seeded):
    for account in demo_accounts.ACCOUNTS:
        person = account_services.by_password(account.email, demo_accounts.PASSWORD)
        for slug in account.places:
            hats = {grant.role for grant in districts.grants_of(seeded[slug], person.id)}
            assert hats == {account.hat}
    papers = list(database.session.scalars(select(Paper).where(Paper.state == PaperState.OPEN)))
    binding = [queries.paper(cycle) for place in seeded.values() for cycle in queries.cycles(place)]
    assert {paper.level for paper in binding if paper is not None} == {Level.SEALED}
    assert {paper.level for paper in papers if paper.origin is Origin.CITIZEN} == {Level.PLAIN}
    for paper, name in product(papers, ("citizen", "committee")):
        person = accounts.by_email(f"{name}@example.test")
        assert database.session.get(RollEntry, (paper.id, person.id)) is None


def _a_second_seeding_is_refused():
    before = database.session.scalar(select(func.count()).select_from(Resident))
    with pytest.raises(seed.NotEmpty):
        seed.run()
    assert database.session.scalar(select(func.count()).select_from(Resident)) == before


def test_an_interrupted_seeding_leaves_nothing_behind(db, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(seed.stories, "last_year", interrupted)
    with pytest.raises(KeyboardInterrupt):
        seed.run(crowd=3)
    assert seed.is_empty()
    assert not districts.open_ones()


def test_a_database_somebody_lives_in_is_left_alone(db):
    people.resident()
    assert not seed.is_empty()
    with pytest.raises(seed.NotEmpty):
        seed.run()


def test_the_accounts_are_printed_only_where_the_demo_is(app, monkeypatch):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["demo", "accounts"]).output == ""
    people.resident(email="citizen@example.test")
    shown = runner.invoke(args=["demo", "accounts"]).output
    assert demo_accounts.PASSWORD in shown
    assert "NO_DEMO=1" in shown
    assert all(account.email in shown for account in demo_accounts.ACCOUNTS)
    assert len(shown.splitlines()) == len(demo_accounts.ACCOUNTS) + 2


@pytest.mark.parametrize("name", ["seoul", "seoul_last_year", "mapo", "eunpyeong"])
def test_every_word_of_the_content_finds_its_place(name):
    entries = {entry["key"]: entry for entry in texts.proposals(name)}
    told = texts.pipeline(name)
    assert len(entries) == len(texts.proposals(name))
    assert len({entry["title"] for entry in entries.values()}) == len(entries)
    assert set(texts.conversations(name)) <= set(entries)
    later = set(told.get("later", {}).get("keys", []))
    withdrawn = {key for key, entry in entries.items() if "withdrawn" in entry}
    assert set(told["candidates"]) == set(entries) - withdrawn - later
    for part in ("revised", "final"):
        assert set(told.get(part, {})) <= set(entries)
    assert set(told.get("carried", {}).get("keys", [])) <= set(entries)


def _votes_are_prepared():
    """A plan in each state but dropped ones, one with its slips printed, and residents who ask each other, in the list and by a link."""
    found = database.session.scalars(select(Plan)).all()
    assert {plan.state for plan in found} == set(PlanState) - {PlanState.DROPPED}
    assert {plan.audience for plan in found} >= {Audience.ROSTER, Audience.SITE, Audience.LINK, Audience.RESIDENTS}
    assert any(entry.handed_at for plan in found for entry in plan.roster if entry.pass_id)


def _moderators_decide():
    cases = database.session.scalars(select(Case)).all()
    assert {one.standing for one in cases} == set(Standing)
    assert {one.cause for one in cases if one.is_open} >= {Cause.REPORT, Cause.WORD}
    assert {one.verdict for one in database.session.scalars(select(Decision))} == set(Verdict)
    assert {one.state for one in database.session.scalars(select(Proposal))} >= {ProposalState.HELD, ProposalState.HIDDEN}
    assert {one.is_granted for one in database.session.scalars(select(Appeal))} == {True, None}
