"""Every page of the demo: each route with the ids of real rows. The site tests walk these."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.models import Resident
from app.budget.models import BudgetItem, Candidate, Cycle
from app.comments.models import Comment, Thread
from app.districts.models import Department, District, RoleGrant
from app.extensions import db
from app.proposals.models import Proposal
from app.voting.models import Paper

ROWS = {
    "number": Proposal.number,
    "comment_id": Comment.id,
    "thread_id": Thread.id,
    "paper_id": Paper.id,
    "cycle_id": Cycle.id,
    "candidate_id": Candidate.id,
    "item_id": BudgetItem.id,
    "grant_id": RoleGrant.id,
    "department_id": Department.id,
}
WORDS = {"kind": ["paper", "in_depth"], "step": ["governance_school"]}


def district_rules(app: Flask) -> list[Rule]:
    """Routes that belong to a district and name a row of it."""
    return [rule for rule in app.url_map.iter_rules() if "district_slug" in rule.arguments and rule.arguments - {"district_slug"} - WORDS.keys()]


def paths(app: Flask, rule: Rule, owner: District, shown_in: District) -> Iterator[str]:
    """The route's addresses in `shown_in` with the ids of rows that `owner` has; unknown arguments raise, so nobody forgets them here."""
    for values in _values(rule, owner):
        slug = {"district_slug": shown_in.slug} if "district_slug" in rule.arguments else {}
        yield app.url_map.bind("localhost").build(rule.endpoint, values | slug)


def _values(rule: Rule, owner: District) -> Iterator[dict[str, Any]]:
    names = rule.arguments - {"district_slug", "filename"}
    if {"cycle_id", "candidate_id"} <= names:
        row = db.session.scalar(select(Candidate).where(Candidate.district_id == owner.id).limit(1))
        fixed = {"cycle_id": row.cycle_id, "candidate_id": row.id} if row else None
    elif {"cycle_id", "item_id"} <= names:
        item = db.session.scalar(select(BudgetItem).where(BudgetItem.district_id == owner.id).limit(1))
        candidate = db.session.get(Candidate, item.candidate_id) if item else None
        fixed = {"cycle_id": candidate.cycle_id, "item_id": item.id} if item and candidate else None
    else:
        fixed = {}
        for name in names - WORDS.keys():
            column = ROWS[name]
            value = db.session.scalar(select(column).where(column.class_.district_id == owner.id).limit(1))
            fixed = None if value is None or fixed is None else fixed | {name: value}
    if fixed is None:
        return
    words = names & WORDS.keys()
    for word in WORDS[next(iter(words))] if words else [None]:
        yield fixed | ({next(iter(words)): word} if words else {})


def everybody(district: District) -> Resident:
    """A resident who wears every hat in this district."""
    from app.districts import services
    from app.districts.states import Role
    from tests.make import people

    person = people.resident("모든 역할")
    unit = people.department(district)
    for role in Role:
        services.appoint(district, person, role, department=unit if role is Role.OFFICER else None)
    return person
