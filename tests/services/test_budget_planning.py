"""Planning, amending and passing stages by date: once, in order, never silently."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.budget import planning, queries
from app.budget.models import Cycle, CycleAmendment, StageHold, StagePass
from app.budget.policy import NEWER, CheckMark, Mark
from app.budget.policy.amending import NotAmendableNow, NothingAmended
from app.budget.policy.presets import CHECKLIST, SEED_2017, SMALL_PILOT
from app.budget.queries import plans
from app.budget.services import amendments, cycles, drafts, passing
from app.budget.states import Stage
from app.core import clock
from app.core.errors import Blocked, ChangedMeanwhile
from app.core.history import entries
from app.districts.states import Role
from app.extensions import db
from app.notices.models import Notice
from tests.make import budget, people
from tests.parallel import at_once
from tests.services.test_verifiable_hostile import go, process

MARKS = tuple(CheckMark(code, Mark.REVIEWED) for code in CHECKLIST)


def ready(by, preset=SMALL_PILOT, name="마포구 시범 주기"):
    """A plan with nothing missing."""
    draft = drafts.begin(people.district(), preset=preset, by=by, year=2027)
    return drafts.fill_in(draft, name=name, policy=replace(draft.planned, checklist=MARKS), calendar=budget.calendar())


# --- plans ---


def test_a_plan_says_what_it_lacks_and_where(app):
    by = people.official(people.district(), Role.COORDINATOR)
    draft = drafts.begin(people.district(), preset=SEED_2017, by=by)
    found = {(one.section, one.blocker.code) for one in planning.missing(draft)}
    assert found == {
        ("basics", "NAME_MISSING"), ("ballot", "WEIGHTS_MISSING"), ("calendar", "DAYS_MISSING"), ("checklist", "CHECKLIST_OPEN"),
    }  # fmt: skip
    with pytest.raises(Blocked):
        drafts.open_(draft, by=by, seen=drafts.seal(draft))


def test_every_setting_of_a_policy_but_its_origin_is_filled_in_at_some_section():
    said = set(planning.SECTION_OF) | {"preset", "version", "tie_order"}
    assert said == set(SMALL_PILOT.to_json())


def test_a_plan_opens_as_it_was_shown_and_only_once(app):
    by = people.official(people.district(), Role.COORDINATOR)
    draft = ready(by)
    shown = drafts.seal(draft)
    opened = drafts.open_(draft, by=by, seen=shown)
    assert opened.policy == replace(SMALL_PILOT, checklist=MARKS)
    assert draft.cycle_id == opened.id
    with pytest.raises(drafts.DraftIsOver):
        drafts.open_(draft, by=by, seen=shown)
    with pytest.raises(drafts.DraftIsOver):
        drafts.fill_in(draft, name="다른 이름")


def test_a_plan_changed_since_it_was_shown_does_not_open(app):
    by = people.official(people.district(), Role.COORDINATOR)
    draft = ready(by)
    shown = drafts.seal(draft)
    drafts.fill_in(draft, policy=replace(draft.planned, envelope_won=1_000_000))
    with pytest.raises(ChangedMeanwhile):
        drafts.open_(draft, by=by, seen=shown)


def test_two_who_open_the_same_plan_at_once_open_one_cycle(app):
    by = people.official(people.district(), Role.COORDINATOR)
    draft = ready(by)
    draft_id, shown, by_id = draft.id, drafts.seal(draft), by.id
    db.session.commit()

    def act():
        from app.accounts.models import Resident
        from app.budget.models import CycleDraft

        person = db.session.get(Resident, by_id)
        return drafts.open_(db.session.get(CycleDraft, draft_id), by=person, seen=shown).id

    done = at_once(app, [act, act])
    assert sum(isinstance(one, int) for one in done) == 1, done
    assert db.session.scalar(select(func.count(Cycle.id))) == 1


def test_a_discarded_plan_is_over(app):
    by = people.official(people.district(), Role.COORDINATOR)
    draft = ready(by)
    drafts.discard(draft, by=by)
    assert plans.drafts(people.district()) == []
    with pytest.raises(drafts.DraftIsOver):
        drafts.open_(draft, by=by, seen=drafts.seal(draft))


# --- amendments ---


def amend(made, reason=budget.REASON, seen=None, **change):
    return amendments.amend(made.cycle, by=made.coordinator, change=lambda one: replace(one, **change), reason=reason, seen=seen)


def test_an_amendment_names_what_was_what_is_and_why(app):
    made = budget.world()
    (row,) = amend(made, votes_per_ballot=5)
    assert (row.ordinal, row.setting, row.before, row.after, row.reason) == (1, "votes_per_ballot", 3, 5, budget.REASON)
    assert made.cycle.policy.votes_per_ballot == 5
    assert made.cycle.frozen_policy["votes_per_ballot"] == 3
    assert entries(made.cycle)[-1].action == "budget.amended"


def test_several_settings_are_several_amendments_of_one_reason(app):
    made = budget.world()
    rows = amend(made, votes_per_ballot=4, envelope_won=405 * budget.MILLION)
    assert [one.setting for one in rows] == ["envelope_won", "votes_per_ballot"]
    assert made.cycle.envelope_won == made.cycle.policy.envelope_won == 405 * budget.MILLION
    assert [one.ordinal for one in plans.amendments(made.cycle)] == [1, 2]


def test_what_has_begun_to_decide_cannot_be_amended_any_more(app):
    made = budget.at(Stage.DEPARTMENT_REVIEW)
    with pytest.raises(NotAmendableNow):
        amend(made, tracks=("general",))
    amend(made, first_screening_cap_percent=180)
    with pytest.raises(NotAmendableNow):
        amend(made, tie_order=("digest",))
    with pytest.raises(NotAmendableNow):
        amend(made, checklist=MARKS)


def test_an_amendment_changes_something_and_keeps_a_policy_that_can_run(app):
    from app.budget.rules import BadPolicy, ReasonTooShort

    made = budget.world()
    with pytest.raises(NothingAmended):
        amend(made)
    with pytest.raises(BadPolicy):
        amend(made, first_screening_cap_percent=120)
    with pytest.raises(ReasonTooShort):
        amend(made, reason="짧다", votes_per_ballot=4)
    assert made.cycle.policy == SMALL_PILOT


def test_a_form_of_yesterdays_settings_is_refused(app):
    made = budget.world()
    amend(made, votes_per_ballot=4, seen=0)
    with pytest.raises(ChangedMeanwhile):
        amend(made, votes_per_ballot=5, seen=0)


def test_a_cycle_from_before_versions_can_be_amended_in_what_came_later(app):
    made = budget.world()
    made.cycle.frozen_policy = {name: value for name, value in SMALL_PILOT.to_json().items() if name not in NEWER}
    db.session.commit()
    assert made.cycle.policy.version == 1
    assert made.cycle.policy.appeal_days == 0
    amend(made, dated_stages=(Stage.INTAKE,))
    assert made.cycle.policy.dated_stages == (Stage.INTAKE,)
    assert made.cycle.policy.appeal_days == 0
    assert made.cycle.policy.shares() == {"citizens": Fraction(1)}


def test_of_two_amendments_at_once_on_the_same_page_one_is_refused(app):
    made = budget.world()
    cycle_id, by_id = made.cycle.id, made.coordinator.id
    db.session.commit()

    def act(votes):
        def go():
            from app.accounts.models import Resident

            cycle, by = db.session.get(Cycle, cycle_id), db.session.get(Resident, by_id)
            return len(
                amendments.amend(
                    cycle, by=by, change=lambda one: replace(one, votes_per_ballot=votes), reason=budget.REASON, seen=0
                )
            )

        return go

    done = at_once(app, [act(4), act(5)])
    assert sorted(isinstance(one, Exception) for one in done) == [False, True], done
    assert db.session.scalar(select(func.count(CycleAmendment.id))) == 1


# --- stages that end by date ---


def dated(**given):
    return budget.world(dated_stages=tuple(Stage)[:-1], **given)


def test_a_stage_ends_by_itself_when_its_day_has_come_and_nothing_is_missing(app):
    made = dated()
    assert plans.ids_due_by_date(clock.now()) == []
    with clock.travel(made.cycle.due(Stage.INTAKE) + timedelta(minutes=1)):
        assert plans.ids_due_by_date(clock.now()) == [made.cycle.id]
        assert passing.catch_up(made.cycle.id) == [Stage.INTAKE]
        assert passing.catch_up(made.cycle.id) == []
    last = entries(made.cycle)[-1]
    assert (last.action, last.actor_id, last.actor_role) == ("budget.advanced_by_date", None, "")


def test_a_stage_people_end_waits_for_them(app):
    made = budget.world(dated_stages=())
    with clock.travel(made.cycle.due(Stage.BUDGETING) + timedelta(days=1)):
        assert passing.catch_up(made.cycle.id) == []
    assert made.cycle.stage is Stage.INTAKE


def test_after_a_downtime_every_stage_that_is_due_is_caught_up_in_order(app):
    made = dated(deliberation_steps=())
    budget.step(made)
    budget.step(made)
    assert made.cycle.stage is Stage.FIRST_SCREENING
    budget.finish(made)
    with clock.travel(made.cycle.due(Stage.BUDGETING) + timedelta(days=1)):
        assert passing.catch_up(made.cycle.id) == [Stage.FIRST_SCREENING, Stage.DELIBERATION]
    assert made.cycle.stage is Stage.FINAL_SUBMISSION


def test_when_something_is_missing_the_coordinator_hears_why_once_for_each_day(app):
    made = dated()
    made.advance()
    told = select(func.count(Notice.id)).where(Notice.resident_id == made.coordinator.id, Notice.code == "budget.held")
    with clock.travel(made.cycle.due(Stage.DEPARTMENT_REVIEW) + timedelta(minutes=1)):
        assert passing.catch_up(made.cycle.id) == []
        assert passing.catch_up(made.cycle.id) == []
        assert db.session.scalar(told) == 1
        (held,) = db.session.scalars(select(StageHold))
        assert held.codes == ["UNASSIGNED"]
        later = {Stage.DEPARTMENT_REVIEW: clock.now() + timedelta(days=1), **shifted(made)}
        cycles.change_calendar(made.cycle, by=made.coordinator, calendar=later, reason=budget.REASON)
    with clock.travel(later[Stage.DEPARTMENT_REVIEW] + timedelta(minutes=1)):
        passing.catch_up(made.cycle.id)
    assert db.session.scalar(select(func.count(StageHold.id))) == 2


def shifted(made):
    return {stage: made.cycle.due(stage) + timedelta(days=30) for stage in tuple(Stage)[2:-1]}


def test_two_schedulers_at_once_end_a_stage_once(app):
    made = dated()
    cycle_id = made.cycle.id
    when = made.cycle.due(Stage.INTAKE) + timedelta(minutes=1)
    db.session.commit()

    def act():
        with clock.travel(when):
            return passing.catch_up(cycle_id)

    done = at_once(app, [act, act, act])
    assert sorted(len(one) for one in done if isinstance(one, list)) in ([0, 0, 1], [0, 1], [1]), done
    db.session.expire_all()
    assert db.session.scalar(select(func.count(StagePass.id))) == 1
    assert queries.cycle(made.district, cycle_id).stage is Stage.DEPARTMENT_REVIEW


def test_two_processes_that_catch_up_at_once_end_each_stage_once_and_a_third_finds_nothing(app):
    made = dated()
    cycle_id, when = made.cycle.id, made.cycle.due(Stage.INTAKE) + timedelta(minutes=1)
    db.session.commit()
    ended = go(*(process(cycle_id, "pass", when.isoformat()) for _ in range(2)))
    assert sum(map(int, ended)) == 1
    assert [int(one) for one in go(process(cycle_id, "pass", when.isoformat()))] == [0]
    db.session.expire_all()
    assert queries.cycle(made.district, cycle_id).stage is Stage.DEPARTMENT_REVIEW
    _latest, left = queries.course_of(queries.cycle(made.district, cycle_id), 10)
    assert left == {"intake": clock.seoul(when).date()}


def test_the_database_itself_refuses_a_stage_that_ends_a_second_time(app):
    made = budget.world()
    made.advance()
    again = StagePass(district_id=made.district.id, cycle_id=made.cycle.id, stage=Stage.INTAKE, at=clock.now())
    db.session.add(again)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
