"""The course of a cycle, drawn from its table: what is past, what is late, and whose turn comes next."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from app.budget import course
from app.budget.states import REACHED, Stage
from app.core import clock

NUMBERS = {"proposed": 100, "eligible": 70, "first": 30, "second": 20, "selected": 8, "budgeted": 7}


def cycle(stage, days=None):
    """`days`: stage to the days from now at which it is due."""
    due = {one: clock.now() + timedelta(days=days) for one, days in (days or {}).items()}
    return SimpleNamespace(stage=stage, due=due.get)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_shows_those_before_it_as_past_and_itself_as_now(stage):
    drawn = course.legs(cycle(stage), NUMBERS, {Stage.INTAKE.value: date(2026, 3, 1)})
    order = list(Stage)
    assert [one.stage for one in drawn] == order[:-1]
    assert [one.is_past for one in drawn] == [order.index(one) < order.index(stage) for one in order[:-1]]
    assert sum(one.is_now for one in drawn) == (stage is not Stage.CLOSED)
    assert all((one.left is not None) == one.is_past for one in drawn)
    left = [one.left for one in drawn if one.left is not None]
    assert left == sorted(left, reverse=True)


def test_a_stage_is_late_only_while_it_lasts(app):
    late = {Stage.INTAKE: -9, Stage.DEPARTMENT_REVIEW: -1, Stage.FIRST_SCREENING: 5}
    drawn = course.legs(cycle(Stage.DEPARTMENT_REVIEW, late), NUMBERS, {})
    assert [one.stage for one in drawn if one.is_late] == [Stage.DEPARTMENT_REVIEW]


@pytest.mark.parametrize("stage", list(Stage))
def test_everybody_who_still_has_a_turn_is_told_what_it_is_and_when(app, stage):
    with app.test_request_context():
        rows = course.turns(cycle(stage, dict.fromkeys(Stage, 3)))
    assert all(one.what and one.due is not None for one in rows)
    roles = {one.role for one in rows}
    assert "시민" in roles
    assert ("민관예산협의회" in roles) == (list(Stage).index(stage) <= list(Stage).index(Stage.SECOND_SCREENING))


def test_what_a_stage_leaves_behind_is_a_milestone_of_the_funnel():
    assert set(course.LEFT_WITH.values()) == set(REACHED)
