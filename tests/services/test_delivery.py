"""Execution through its services: plan, steps, delays, money, report, feedback."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.budget import queries as budget
from app.budget.states import Decision, Stage
from app.core import clock, desk
from app.core.history import entries
from app.core.permits import Who
from app.delivery import queries, rules, services
from app.delivery.desk import end_of
from app.delivery.states import DeliveryState, Outcome
from app.districts.states import Role
from app.notices.models import Notice
from tests.make import budget as make
from tests.make import delivery as made_delivery
from tests.make import people, proposals
from tests.make.delivery import REPORT


def actions(delivery):
    return [one.action for one in entries(delivery.item.candidate.proposal) if one.action.startswith("delivery.")]


def test_only_what_the_council_granted_is_executed_and_only_once(app):
    made = make.at(Stage.BUDGETING)
    first, second = budget.items(made.cycle)[:2]
    with pytest.raises(rules.NotGranted):
        made_delivery.plan(made, first)
    make.decide(made, first, Decision.CUT)
    with pytest.raises(rules.NotGranted):
        made_delivery.plan(made, first)
    make.decide(made, second, Decision.AMENDED, 70_000_000)
    delivery = made_delivery.plan(made, second)
    assert delivery.budget_won == 70_000_000
    with pytest.raises(rules.AlreadyPlanned):
        made_delivery.plan(made, second)


def test_a_project_runs_from_plan_to_report_and_history_tells_every_step(app):
    made, delivery = made_delivery.running()
    first, second = queries.milestones(delivery)
    services.mark(delivery, by=made.officer, role=Role.OFFICER, milestone_id=first.id, on=clock.today())
    with pytest.raises(rules.NoSuchMilestone):
        services.mark(delivery, by=made.officer, role=Role.OFFICER, milestone_id=first.id, on=clock.today())
    with pytest.raises(rules.MilestonesOpen):
        made_delivery.close(made, delivery, Outcome.REACHED)
    services.mark(delivery, by=made.officer, role=Role.OFFICER, milestone_id=second.id, on=clock.today())
    made_delivery.spend(made, delivery, delivery.budget_won)
    report = made_delivery.close(made, delivery, Outcome.REACHED)
    assert (delivery.state, report.spent_won) == (DeliveryState.CLOSED, delivery.budget_won)
    told = ["planned", "started", "milestone_done", "milestone_done", "spent", "closed"]
    assert actions(delivery) == [f"delivery.{one}" for one in told]
    with pytest.raises(rules.NotAtThisPoint):
        made_delivery.spend(made, delivery, 1)


def test_a_delay_needs_a_reason_and_moves_the_end_with_it(app):
    made, delivery = made_delivery.running()
    _, last = queries.milestones(delivery)
    later = delivery.ends_on + timedelta(days=30)
    given = {"by": made.officer, "role": Role.OFFICER, "milestone_id": last.id}
    with pytest.raises(rules.NotLater):
        services.postpone(delivery, **given, due_on=last.due_on, reason=make.REASON)
    with pytest.raises(Exception, match="REASON_TOO_SHORT"):
        services.postpone(delivery, **given, due_on=later, reason="늦어요")
    services.postpone(delivery, **given, due_on=later, reason=make.REASON)
    assert delivery.ends_on == later
    assert queries.milestones(delivery)[-1].planned_on < later
    notice = Notice.query.filter_by(code="delivery.delayed").one()
    assert notice.resident_id == delivery.item.candidate.proposal.author_id


def test_money_is_held_against_the_budget_by_the_service_and_by_the_database(app, db):
    made, delivery = made_delivery.running()
    made_delivery.spend(made, delivery, delivery.budget_won - 1)
    with pytest.raises(rules.BudgetExceeded):
        made_delivery.spend(made, delivery, 2)
    made_delivery.spend(made, delivery, 500, is_refund=True)
    assert delivery.spent_won == delivery.budget_won - 501
    delivery.spent_won = delivery.budget_won + 1
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_the_same_payment_sent_twice_is_written_once(app):
    made, delivery = made_delivery.running()
    first = made_delivery.spend(made, delivery, 1_000, once="a" * 32)
    again = made_delivery.spend(made, delivery, 1_000, once="a" * 32)
    assert first.id == again.id
    assert delivery.spent_won == 1_000


def test_a_project_leads_to_a_later_proposal_of_its_district_once_it_is_over(app):
    made, delivery = made_delivery.running()
    later = proposals.proposal(made.district, by=people.resident())
    given = {"by": made.officer, "role": Role.OFFICER}
    with pytest.raises(rules.NotYetOver):
        services.link(delivery, **given, proposal=later)
    services.stop(delivery, by=made.coordinator, role=Role.COORDINATOR, summary=REPORT)
    with pytest.raises(rules.CannotFeedItself):
        services.link(delivery, **given, proposal=made.proposals[0])
    elsewhere = proposals.proposal(people.district("eunpyeong"), by=people.resident())
    with pytest.raises(rules.CannotFeedItself):
        services.link(delivery, **given, proposal=elsewhere)
    services.link(delivery, **given, proposal=later, note="남은 골목까지 넓힙니다.")
    with pytest.raises(rules.AlreadyLinked):
        services.link(delivery, **given, proposal=later)
    assert [one.action for one in entries(later)][-1] == "delivery.fed_back"
    assert [one.delivery_id for one in queries.behind(later)] == [delivery.id]


def test_the_desk_says_what_waits_and_what_is_late(app):
    made, item = made_delivery.granted()
    officer = Who(made.officer.id, frozenset({Role.OFFICER}), frozenset({made.department.id}), 1)
    coordinator = Who(made.coordinator.id, frozenset({Role.COORDINATOR}), frozenset(), 1)

    def tasks(who):
        with app.test_request_context("/mapo/desk"):
            from flask import g

            g.district = made.district
            return [
                task
                for pile in desk.piles(made.district, who)
                for task in pile.tasks
                if "/plan" in task.url or "/delivery/" in task.url
            ]

    assert {task.note for task in tasks(officer)} == {"집행 계획을 세워 주세요."}
    delivery = made_delivery.plan(made, item, (2, 40))
    services.start(delivery, by=made.officer, role=Role.OFFICER)
    mine = next(task for task in tasks(officer) if f"/delivery/{delivery.id}" in task.url)
    assert (mine.note, mine.is_late) == ("시험 단계 1", False)
    assert not [task for task in tasks(coordinator) if "/delivery/" in task.url]
    with clock.travel(end_of(clock.today()) + timedelta(days=3)):
        assert next(task for task in tasks(officer) if "/delivery/" in task.url).is_late
        assert [task for task in tasks(coordinator) if "/delivery/" in task.url]
        assert delivery.is_overdue
