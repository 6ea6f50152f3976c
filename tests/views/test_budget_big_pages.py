"""Pages of a cycle that would grow with its proposals: cut into pages, and never more statements for those who run it."""

import re
from dataclasses import fields

from sqlalchemy import inspect

from app.budget import overview, queries
from app.budget.states import Stage
from app.budget.views import coordination
from app.extensions import db
from tests.make import budget as make
from tests.make import people
from tests.make.budget import World
from tests.statements import counted

MOST = 12


def sent(visitor, path):
    """Statements of a visit by somebody the session has forgotten, as every request meets them."""
    db.session.expunge_all()
    with counted() as statements:
        assert visitor.get(path).status_code == 200
    return len(statements)


def again(row):
    return [again(one) for one in row] if isinstance(row, list) else db.session.get(type(row), inspect(row).identity)


def test_those_who_run_a_cycle_ask_for_no_more_at_any_stage(app):
    made, asked = make.world(), {}
    visitors = [people.visitor(app, one) for one in (made.coordinator, made.officer, made.panelist)]
    here = f"/mapo/budget/{made.cycle.id}"
    while True:
        stage = made.cycle.stage
        for number, visitor in enumerate(visitors):
            asked |= {(stage, number, path): sent(visitor, path) for path in (here, "/mapo/desk")}
        made = World(**{one.name: again(getattr(made, one.name)) for one in fields(made)})
        if stage is Stage.CLOSED:
            break
        make.step(made)
    assert {where: number for where, number in asked.items() if number > MOST} == {}


def test_the_result_of_a_round_comes_in_pages_and_the_line_stands_on_one(app, monkeypatch, page):
    made = make.at(Stage.DELIBERATION)
    for module in (queries, overview):
        monkeypatch.setattr(module, "PAGE_SIZE", 2)
    path = f"/mapo/budget/{made.cycle.id}/screening/paper"
    first, second = page(path), page(f"{path}?page=2")
    assert re.findall(r"(\d+)위 ", first.text)[:2] == ["1", "2"] and "3위" in second.text
    assert "3건 가운데" in first.text and "3건 가운데" in second.text
    page(f"{path}?page=9")


def test_what_waits_for_a_department_comes_in_pages_and_what_is_chosen_is_assigned(app, monkeypatch):
    made = make.at(Stage.DEPARTMENT_REVIEW)
    for module in (queries, coordination):
        monkeypatch.setattr(module, "ASSIGN_PAGE_SIZE", 2)
    desk, path = people.visitor(app, made.coordinator), f"/mapo/budget/{made.cycle.id}/assign"
    last = made.of(2)
    assert f'value="{last.id}"' not in desk.page(path).html
    assert f'value="{last.id}"' in desk.page(f"{path}?page=2").html
    desk.send(path, department_id=made.department.id, candidates=[last.id])
    assert made.of(2).department_id == made.department.id
