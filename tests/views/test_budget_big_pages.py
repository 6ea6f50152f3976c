"""Pages of a cycle that would grow with its proposals: cut into pages, and never more statements for those who run it."""

import re
from contextlib import contextmanager
from dataclasses import fields

from sqlalchemy import event, func, insert, inspect, select

from app.budget import overview, queries
from app.budget.queries import intake
from app.budget.rules import PAGE_SIZE
from app.budget.states import Stage
from app.budget.views import coordination
from app.comments.models import Thread
from app.extensions import db
from app.proposals.models import Proposal, ProposalVersion
from tests.make import budget as make
from tests.make import people, proposals
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


def waiting_again(made, number):
    """The first proposal over and over, as ones that nobody has taken in; put in below the services for speed."""
    first = made.proposals[0]
    version, last = first.current, db.session.scalar(select(func.max(Proposal.id)))
    rows = db.session.execute(select(Proposal.__table__).where(Proposal.id == first.id)).mappings().one()
    thread = db.session.execute(select(Thread.__table__).where(Thread.id == first.thread_id)).mappings().one()
    last_thread = db.session.scalar(select(func.max(Thread.id)))
    every = range(1, number + 1)
    db.session.execute(insert(Thread), [{**thread, "id": last_thread + n} for n in every])
    copies = [{**rows, "id": last + n, "number": f"MAPO-2026-9{n:04}", "thread_id": last_thread + n} for n in every]
    db.session.execute(insert(Proposal), copies)
    words = {name: getattr(version, name) for name in ("kind", "idea", "created_at")} | {"district_id": made.district.id}
    versions = [{**words, "proposal_id": last + n, "title": f"뒤늦은 제안 {n}", "ordinal": 1, "is_current": True} for n in every]
    db.session.execute(insert(ProposalVersion), versions)
    db.session.commit()


@contextmanager
def loaded():
    """The proposals that are read inside the block."""
    read: list[Proposal] = []

    def note(one, _context):
        read.append(one)

    event.listen(Proposal, "load", note)
    try:
        yield read
    finally:
        event.remove(Proposal, "load", note)


def test_three_thousand_late_proposals_come_a_page_at_a_time_and_are_found_by_their_words(app):
    made = make.at(Stage.DEPARTMENT_REVIEW)
    waiting_again(made, 3_000)
    desk, path = people.visitor(app, made.coordinator), f"/mapo/budget/{made.cycle.id}/late"
    for query in ("", "?page=60", "?page=61", "?q=제안+2999", "?q=아무것도"):
        with loaded() as read:
            assert sent(desk, path + query) <= MOST
        assert len(read) <= PAGE_SIZE
    assert "3,000건" in desk.page(path).text
    found = desk.page(f"{path}?q=제안 2999").text
    assert "뒤늦은 제안 2999" in found and "뒤늦은 제안 299 " not in found
    assert "찾는 말이 들어 있는 제안이 없습니다" in desk.page(f"{path}?q=아무것도").text


def test_late_proposals_chosen_on_one_page_are_taken_in_though_they_have_moved_to_another(app, monkeypatch):
    made = make.at(Stage.DEPARTMENT_REVIEW)
    late = [proposals.proposal(made.district) for _ in range(3)]
    monkeypatch.setattr(intake, "PAGE_SIZE", 2)
    desk, path = people.visitor(app, made.coordinator), f"/mapo/budget/{made.cycle.id}/late"
    assert f'value="{late[2].id}"' in desk.page(f"{path}?page=2").html
    desk.send(f"{path}?page=1", proposals=[late[2].id], reason=make.REASON)
    assert queries.candidate_of(late[2]) is not None and queries.candidate_of(late[0]) is None


def test_a_number_no_database_can_hold_is_no_choice(app):
    made = make.at(Stage.DEPARTMENT_REVIEW)
    desk, here = people.visitor(app, made.coordinator), f"/mapo/budget/{made.cycle.id}"
    for sent in ("9" * 25, "-1", "하나"):
        desk.send(f"{here}/late", 422, proposals=[sent], reason=make.REASON)
        desk.send(f"{here}/assign", 422, candidates=[sent], department_id=made.department.id)
