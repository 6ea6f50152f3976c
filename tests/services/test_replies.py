"""From the threshold to the reply: when a case begins, falls back, lapses, is assigned, answered, extended, corrected, reopened."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.comments import services as conversations
from app.comments.states import Interest
from app.core import clock
from app.core.errors import IllegalTransition
from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from app.notices.models import Notice
from app.proposals import services as proposals
from app.proposals.models import Proposal
from app.proposals.services.merging import on_merged
from app.proposals.states import BudgetTrack, Channel, Field, ProposalState
from app.replies import accountability, jobs, queries, rules, services
from app.replies.models import Assignment
from app.replies.rules import DEMOCRACY_SEOUL_2017, IDEA_SEOUL_2023
from app.replies.services import thresholds
from app.replies.states import CaseState, Level, Measure, ReplyKind, Verdict
from tests.make import comments as talking
from tests.make import people, replies
from tests.make import proposals as writing
from tests.make.replies import QUICK, REASON, later, words
from tests.statements import counted


def told(resident) -> list[str]:
    db.session.rollback()
    mine = select(Notice.code).where(Notice.resident_id == resident.id).order_by(Notice.id)
    return [code for code in db.session.scalars(mine) if code.startswith("reply.")]


def actions(proposal) -> list[str]:
    return [entry.action for entry in entries(proposal) if entry.action.startswith("reply.")]


# -- thresholds ----------------------------------------------------------------------------------------------------------------------


def test_a_district_without_a_policy_promises_nothing(app):
    proposal = writing.proposal(people.district())
    writing.endorsed(proposal, 3)
    assert replies.case_of(proposal) is None


def test_a_proposal_gathers_under_the_policy_of_its_day(app):
    made = replies.world()
    case = replies.case_of(writing.proposal(made.district))
    assert (case.state, case.threshold, case.ends_on) == (CaseState.COLLECTING, 2, clock.today() + timedelta(days=30))


def test_reaching_the_threshold_starts_the_wait_and_the_clock(app):
    made = replies.world()
    author = people.resident()
    case = made.waiting(by=author)
    assert case.state is CaseState.WAITING
    assert case.reached_on == case.clock_from == clock.today()
    assert case.due_on == case.first_due_on == clock.today() + timedelta(days=21)
    assert case.assign_by == clock.today() + timedelta(days=5)
    assert actions(case.proposal) == ["reply.reached"]
    assert told(author) == ["reply.reached"]
    assert told(made.coordinator) == ["reply.to_assign"]


def test_where_the_clock_starts_at_assignment_nothing_is_due_before(app):
    made = replies.world(policy=replace(DEMOCRACY_SEOUL_2017, reply_at=2, preset=""))
    case = made.waiting()
    assert case.due_on is None
    with clock.travel(later(3)):
        services.assign(case, by=made.coordinator, lead=made.department)
        assert case.due_on == case.first_due_on == clock.today() + timedelta(days=30)


def test_nobody_is_named_when_the_count_acts(app):
    case = replies.world().waiting()
    assert [entry.actor_id for entry in entries(case.proposal) if entry.action == "reply.reached"] == [None]


def test_an_endorsement_taken_back_before_assignment_falls_back_cleanly(app):
    made = replies.world()
    case = made.waiting()
    proposals.withdraw_endorsement(case.proposal, by=made.crowd[0])
    case = people.again(case)
    assert case.state is CaseState.COLLECTING
    assert (case.reached_on, case.assign_by, case.clock_from, case.due_on, case.first_due_on) == (None,) * 5
    proposals.endorse(case.proposal, by=made.crowd[0])
    assert people.again(case).state is CaseState.WAITING
    assert actions(case.proposal) == ["reply.reached", "reply.fell_back", "reply.reached"]


def test_an_endorsement_taken_back_after_assignment_changes_nothing(app):
    made = replies.world()
    case = made.assigned()
    for fan in made.crowd:
        proposals.withdraw_endorsement(case.proposal, by=fan)
    assert people.again(case).state is CaseState.ASSIGNED


def test_what_was_reached_in_time_stands_when_the_days_are_over(app):
    made = replies.world()
    case = made.waiting()
    with clock.travel(later(31)):
        proposals.withdraw_endorsement(case.proposal, by=made.crowd[0])
        assert people.again(case).state is CaseState.WAITING


def test_endorsements_after_the_last_day_bring_no_reply(app):
    made = replies.world()
    proposal = writing.proposal(made.district)
    with clock.travel(later(31)):
        made.endorse(proposal, 3)
        case = replies.case_of(proposal)
        assert case.state is CaseState.COLLECTING
        assert case.is_lapsed


def test_the_last_day_counts_until_midnight(app):
    made = replies.world()
    proposal = writing.proposal(made.district)
    with clock.travel(later(30) + timedelta(hours=11, minutes=59)):
        made.endorse(proposal, 2)
        assert replies.case_of(proposal).state is CaseState.WAITING


def test_an_endorsement_costs_one_statement_for_the_thresholds(app):
    made = replies.world(policy=IDEA_SEOUL_2023)
    proposal, plain = writing.proposal(made.district), writing.proposal(people.district("seoul"))
    fans = [people.resident(), people.resident()]
    with counted() as with_case:
        proposals.endorse(proposal, by=fans[0])
    with counted() as without:
        proposals.endorse(plain, by=fans[1])
    assert len([one for one in with_case if "reply_case" in one]) == 1
    assert len(with_case) <= len(without) + 1


def test_one_who_supports_more_reaches_the_debate_and_the_mayor(app):
    made = replies.world()
    proposal = made.waiting(number=6).proposal
    states = {case.level: case.state for case in queries.cases_of(proposal)}
    assert states == dict.fromkeys(Level, CaseState.WAITING)
    case = replies.case_of(proposal, Level.DEBATE)
    assert case.ends_on is None


def test_a_mayor_can_be_asked_by_those_who_take_part(app):
    made = replies.world(policy=replace(QUICK, mayor_at=2, mayor_measure=Measure.PARTICIPANTS))
    proposal = made.waiting(number=4).proposal
    case = replies.case_of(proposal, Level.MAYOR)
    assert case.state is CaseState.COLLECTING
    talking.comment(proposal.thread, by=made.crowd[0])
    talking.comment(proposal.thread, by=made.crowd[0])
    jobs.recount.call_local()
    assert people.again(case).state is CaseState.COLLECTING
    talking.comment(proposal.thread, by=made.crowd[1])
    jobs.recount.call_local()
    assert people.again(case).state is CaseState.WAITING


def test_the_track_and_field_decide_whether_it_is_taken_all_year(app):
    made = replies.world(policy=replace(QUICK, rolling_tracks=("general",), rolling_fields=("safety",)))
    yes = writing.proposal(made.district, track=BudgetTrack.GENERAL, field=Field.SAFETY)
    no = writing.proposal(made.district, track=BudgetTrack.COLLABORATIVE, field=Field.SAFETY)
    neither = writing.proposal(made.district, track=BudgetTrack.GENERAL, field=Field.CULTURE)
    assert [replies.case_of(one) is not None for one in (yes, no, neither)] == [True, False, False]


def test_paper_gathers_too_and_imported_files_do_not(app):
    made = replies.world()
    assert replies.case_of(writing.received(made.district)) is not None
    assert replies.case_of(writing.received(made.district, channel=Channel.IMPORT)) is None


def test_endorsements_that_came_by_another_way_are_counted_within_the_hour(app):
    """Merging unites endorsements without anybody endorsing."""
    made = replies.world()
    proposal = writing.proposal(made.district)
    db.session.execute(Proposal.__table__.update().values(endorsement_count=5))
    db.session.commit()
    jobs.recount.call_local()
    assert replies.case_of(proposal).state is CaseState.WAITING


def test_those_who_follow_hear_every_step_and_those_who_muted_nothing(app):
    made, curious, tired = replies.world(), people.resident(), people.resident()
    case = made.waiting()
    conversations.listen(case.proposal.thread, by=curious, interest=Interest.FOLLOWING)
    proposals.endorse(case.proposal, by=tired)
    conversations.listen(case.proposal.thread, by=tired, interest=Interest.MUTED)
    services.assign(case, by=made.coordinator, lead=made.department)
    services.answer(case, by=made.officer, **words())
    assert told(curious) == ["reply.assigned", "reply.answered"]
    assert told(tired) == []


# -- policies ------------------------------------------------------------------------------------------------------------------------


def test_what_runs_keeps_the_policy_it_began_with(app):
    made = replies.world()
    before = writing.proposal(made.district)
    services.adopt(made.district, replace(QUICK, reply_at=3, reply_days=60), by=made.coordinator, reason=REASON)
    after = writing.proposal(made.district)
    made.endorse(before, 2)
    made.endorse(after, 2)
    assert replies.case_of(before).due_on == clock.today() + timedelta(days=21)
    assert replies.case_of(after).state is CaseState.COLLECTING
    made.endorse(after, 3)
    assert replies.case_of(after).due_on == clock.today() + timedelta(days=60)


def test_a_policy_is_adopted_with_a_reason_and_not_twice(app):
    made = replies.world()
    with pytest.raises(rules.SamePolicy):
        services.adopt(made.district, QUICK, by=made.coordinator, reason=REASON)
    with pytest.raises(rules.ReplyReasonTooShort):
        services.adopt(made.district, IDEA_SEOUL_2023, by=made.coordinator, reason="그냥")
    services.adopt(made.district, IDEA_SEOUL_2023, by=made.coordinator, reason=REASON)
    assert [one.ordinal for one in queries.policies(made.district)] == [2, 1]
    assert entries(queries.standing(made.district.id))[0].action == "reply_policy.adopted"


# -- lapsing -------------------------------------------------------------------------------------------------------------------------


def test_below_the_threshold_the_days_run_out_and_a_person_may_begin_again(app):
    made, author = replies.world(), people.resident()
    proposal = writing.proposal(made.district, by=author)
    made.endorse(proposal, 1)
    assert jobs.lapse_all() == 0
    with clock.travel(later(31)):
        assert jobs.lapse_all() == 1
        assert jobs.lapse_all() == 0
        case = replies.case_of(proposal)
        assert case.state is CaseState.LAPSED
        assert told(author) == ["reply.lapsed"]
        made.endorse(proposal, 2)
        assert replies.case_of(proposal).state is CaseState.LAPSED
        services.collect(proposal, by=made.coordinator, reason=REASON)
        assert replies.case_of(proposal).state is CaseState.WAITING
    assert actions(proposal) == ["reply.lapsed", "reply.collected", "reply.reached"]


def test_a_proposal_older_than_the_policy_may_be_let_in(app):
    place = people.district()
    proposal = writing.proposal(place)
    made = replies.world()
    assert replies.case_of(proposal) is None
    services.collect(proposal, by=made.coordinator, reason=REASON)
    assert replies.case_of(proposal).state is CaseState.COLLECTING
    with pytest.raises(IllegalTransition):
        services.collect(proposal, by=made.coordinator, reason=REASON)


# -- departments ---------------------------------------------------------------------------------------------------------------------


def test_departments_are_named_and_their_officers_told(app):
    made = replies.world()
    case = services.assign(made.waiting(), by=made.coordinator, lead=made.department, cooperating=[made.other])
    assert case.state is CaseState.ASSIGNED
    assert {one.department_id: one.kind.value for one in case.departments} == {
        made.department.id: "lead",
        made.other.id: "cooperating",
    }
    assert told(made.officer) == told(made.other_officer) == ["reply.to_answer"]
    assert made.coordinator.id not in db.session.scalars(select(Notice.resident_id).where(Notice.code == "reply.to_answer"))


def test_a_department_has_one_part_only(app):
    made = replies.world()
    with pytest.raises(rules.LeadTwice):
        services.assign(made.waiting(), by=made.coordinator, lead=made.department, executing=[made.department])


def test_another_department_does_not_win_time_and_lateness_stays_with_the_first(app):
    made = replies.world()
    case = made.assigned()
    due = case.due_on
    with clock.travel(later(25)):
        with pytest.raises(rules.ReplyReasonTooShort):
            services.assign(case, by=made.coordinator, lead=made.other)
        services.assign(case, by=made.coordinator, lead=made.other, reason=REASON)
        case = people.again(case)
        assert case.due_on == case.first_due_on == due
        assert queries.handed_on_late(made.district) == {made.department.id: 1}
        accounts = accountability.by("lead_id", queries.figures([made.district.id]))
        assert accounts[made.other.id].late == 1
    former = db.session.scalars(select(Assignment).where(Assignment.ended_on.is_not(None))).one()
    assert former.days_late == 4


def test_the_same_departments_again_are_refused(app):
    made = replies.world()
    with pytest.raises(rules.NothingChanged):
        services.assign(made.assigned(), by=made.coordinator, lead=made.department, reason=REASON)


# -- answers -------------------------------------------------------------------------------------------------------------------------


def test_an_answer_stops_the_clock_and_everybody_who_cared_hears_of_it(app):
    made, author = replies.world(), people.resident()
    case = made.answered(by=author)
    assert (case.state, case.answered_on) == (CaseState.ANSWERED, clock.today())
    assert case.final.verdict is Verdict.ACCEPTED
    assert "reply.answered" in told(author)
    assert all("reply.answered" in told(fan) for fan in made.crowd)
    assert told(made.officer) == ["reply.to_answer"]
    assert actions(case.proposal)[-1] == "reply.answered"


def test_a_late_answer_is_told_as_late_for_ever(app):
    made = replies.world()
    case = made.assigned()
    with clock.travel(later(24)):
        services.answer(case, by=made.officer, **words())
    last = entries(case.proposal)[-1]
    assert (last.action, last.details["days"]) == ("reply.answered_late", 3)
    account = accountability.total(queries.figures([made.district.id]))
    assert (account.answered, account.on_time, account.on_time_percent) == (1, 0, 0)


def test_an_interim_reply_leaves_the_clock_running(app):
    made = replies.world()
    case = made.assigned()
    services.interim(case, by=made.officer, body="현장을 살펴보았고 경찰서의 의견을 기다리고 있습니다.", position="보행정책과장")
    case = people.again(case)
    assert case.state is CaseState.ASSIGNED
    assert case.final is None
    with clock.travel(later(22)):
        assert people.again(case).is_late


def test_time_is_added_once_before_the_date_and_the_first_date_stays(app):
    made = replies.world()
    case = made.assigned()
    first, wanted = case.due_on, case.due_on + timedelta(days=14)
    with pytest.raises(rules.ExtensionOutOfRange):
        services.extend(case, by=made.officer, due_on=wanted + timedelta(days=1), reason=REASON)
    services.extend(case, by=made.officer, due_on=wanted, reason=REASON)
    case = people.again(case)
    assert (case.due_on, case.first_due_on, case.extensions) == (wanted, first, 1)
    with pytest.raises(rules.NoExtensionLeft):
        services.extend(case, by=made.officer, due_on=wanted + timedelta(days=5), reason=REASON)
    with clock.travel(later(25)):
        services.answer(case, by=made.officer, **words())
        account = accountability.total(queries.figures([made.district.id]))
        assert (account.on_time_percent, account.first_date_percent, account.extensions) == (100, 0, 1)


def test_no_time_is_added_when_it_has_run_out(app):
    made = replies.world()
    case = made.assigned()
    with clock.travel(later(22)), pytest.raises(rules.ExtensionTooLate):
        services.extend(case, by=made.officer, due_on=case.due_on + timedelta(days=7), reason=REASON)


def test_a_correction_is_another_version_and_the_first_stays(app):
    made = replies.world()
    case = made.answered()
    with pytest.raises(rules.NothingChanged):
        services.correct(case, by=made.officer, reason=REASON, **words())
    services.correct(
        case, by=made.officer, reason=REASON, **words(verdict=Verdict.PARTLY, body=replies.BODY + " 예산은 절반입니다.")
    )
    case = people.again(case)
    finals = [one for one in case.replies if one.kind is ReplyKind.FINAL]
    assert [(one.ordinal, one.verdict) for one in finals] == [(1, Verdict.ACCEPTED), (2, Verdict.PARTLY)]
    assert finals[0].body == replies.BODY
    assert case.final is finals[1]


def test_a_reopened_case_has_a_new_date_and_shows_the_first(app):
    made = replies.world()
    case = made.answered()
    first = case.first_due_on
    with clock.travel(later(10)):
        services.reopen(case, by=made.coordinator, reason=REASON)
        case = people.again(case)
        assert (case.state, case.answered_on, case.reopenings) == (CaseState.ASSIGNED, None, 1)
        assert (case.first_due_on, case.due_on) == (first, clock.today() + timedelta(days=21))
        services.answer(case, by=made.officer, **words(body=replies.BODY + " 다시 살폈습니다."))
        assert people.again(case).final.ordinal == 2


def test_a_proposal_taken_back_is_owed_nothing_and_counted_as_stopped(app):
    made, author = replies.world(), people.resident()
    case = made.assigned(by=author)
    proposals.withdraw(case.proposal, by=author, reason="다른 곳에서 이미 하고 있어 거둡니다.")
    with pytest.raises(rules.ProposalIsClosed):
        services.answer(case, by=made.officer, **words())
    with clock.travel(later(40)):
        account = accountability.total(queries.figures([made.district.id]))
        assert (account.open, account.late, account.stopped) == (0, 0, 1)
        assert queries.listing(made.district, shown="late").total == 0


def test_what_is_owed_an_answer_cannot_be_merged_away_and_may_take_others_in(app):
    made = replies.world()
    owed, other = made.waiting().proposal, writing.proposal(made.district)
    with pytest.raises(rules.ReplyIsOwed):
        thresholds.take_in(other, [owed])
    thresholds.take_in(owed, [other])
    assert thresholds.take_in in on_merged


def test_filing_a_proposal_away_ends_nothing(app):
    made = replies.world()
    case = made.assigned()
    case.proposal.state = ProposalState.ARCHIVED
    db.session.commit()
    with clock.travel(later(30)):
        assert queries.listing(made.district, shown="late").total == 1
        services.answer(people.again(case), by=made.officer, **words())


# -- figures and reminders -----------------------------------------------------------------------------------------------------------


def test_what_is_open_past_its_date_counts_against_the_rate(app):
    made = replies.world()
    made.answered()
    made.assigned()
    made.waiting()
    with clock.travel(later(22)):
        rows = queries.figures([made.district.id])
        account = accountability.total(rows)
        assert (account.answered, account.open, account.late, account.unassigned) == (1, 2, 2, 1)
        assert account.on_time_percent == 33
        assert set(accountability.by("lead_id", rows)) == {made.department.id, None}
        assert queries.listing(made.district, shown="late").total == account.late


def test_a_case_nobody_is_named_for_is_late_by_the_date_for_naming(app):
    made = replies.world()
    case = made.waiting()
    with clock.travel(later(6)):
        case = people.again(case)
        assert (case.is_late, case.days_left) == (True, -1)
        assert queries.listing(made.district, shown="late").total == 1


def test_officers_are_reminded_once_a_day_before_and_after(app):
    made = replies.world()
    made.assigned()
    asked = []
    for day in (13, 14, 14, 20, 21, 22, 23):
        with clock.travel(later(day)):
            jobs.morning.call_local()
            db.session.execute(Notice.__table__.update().values(read_at=clock.now()))
            db.session.commit()
            asked.append(len([code for code in told(made.officer) if code in ("reply.due_soon", "reply.overdue")]))
    assert asked == [0, 1, 1, 2, 3, 4, 4]


def test_coordinators_are_reminded_of_what_nobody_is_named_for(app):
    made = replies.world()
    made.waiting()
    with clock.travel(later(6)):
        jobs.morning.call_local()
    assert told(made.coordinator) == ["reply.to_assign", "reply.overdue"]


def test_another_district_s_cases_are_not_counted(app):
    made, other = replies.world(), replies.world("seoul")
    other.assigned()
    assert queries.figures([made.district.id]) == []
    assert queries.listing(made.district, shown="all").total == 0
    people.official(made.district, Role.AUDITOR)
