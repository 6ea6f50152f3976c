"""Every page of the demo: each route with the ids of real rows. The site tests walk these."""

from collections.abc import Collection, Iterator
from itertools import product
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.models import Resident
from app.budget.course_models import Course
from app.budget.decision_models import Complaint
from app.budget.models import BudgetItem, BudgetTable, Candidate, Cycle, CycleDraft
from app.budget.panel_models import PanelMeeting, PanelSeat
from app.comments.models import Comment, Thread
from app.delivery.models import Delivery
from app.districts.models import Department, District, RoleGrant
from app.extensions import db
from app.forums.models import Forum
from app.moderation.models import Appeal, Case, Decision, ListedWord
from app.notices.models import Notice
from app.opinions.models import Snapshot, Statement, Topic
from app.polls import services as polls
from app.polls.models import Plan
from app.polls.states import Audience
from app.proposals.models import Attachment, Proposal, ProposalDraft, ProposalInvitation, ProposalMerger, SynonymSet
from app.replies.models import ReplyCase
from app.verifiable.models import Envelope, PaperBatch
from app.voting.models import Paper

ROWS = {
    "number": Proposal.number,
    "draft_key": ProposalDraft.key,
    "file_id": Attachment.id,
    "merger_id": ProposalMerger.id,
    "comment_id": Comment.id,
    "thread_id": Thread.id,
    "paper_id": Paper.id,
    "cycle_id": Cycle.id,
    "candidate_id": Candidate.id,
    "item_id": BudgetItem.id,
    "table_id": BudgetTable.id,
    "seat_id": PanelSeat.id,
    "course_id": Course.id,
    "complaint_id": Complaint.id,
    "meeting_id": PanelMeeting.id,
    "delivery_id": Delivery.id,
    "draft_id": CycleDraft.id,
    "grant_id": RoleGrant.id,
    "notice_id": Notice.id,
    "department_id": Department.id,
    "case_id": Case.id,
    "decision_id": Decision.id,
    "appeal_id": Appeal.id,
    "word_id": ListedWord.id,
    "subject_id": Comment.id,
    "set_id": SynonymSet.id,
    "topic_id": Topic.id,
    "statement_id": Statement.id,
    "reply_case_id": ReplyCase.id,
    "forum_id": Forum.id,
    "plan_id": Plan.id,
}
WORDS = {
    "name": ["candidates"],
    "kind": ["paper", "in_depth", "csv"], "step": ["governance_school"], "question": ["where"], "size": ["full"], "what": ["comment"],
    "section": ["calendar", "checklist"],
    "command": ["attend"], "act": ["start", "close", "reopen"],
}  # fmt: skip

SIGN_INS = 6  # who has been sent to sign in for so many rows of a kind is sent there for all of them


def district_rules(app: Flask) -> list[Rule]:
    """Routes that belong to a district and name a row of it."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "district_slug" in rule.arguments and rule.arguments - {"district_slug"} - WORDS.keys()
    ]


def paths(app: Flask, rule: Rule, owner: District, shown_in: District, most: int = 1) -> Iterator[str]:
    """The route's addresses in `shown_in` with the ids of rows that `owner` has; unknown arguments raise, so nobody forgets them here."""
    for values in _values(rule, owner, most):
        slug = {"district_slug": shown_in.slug} if "district_slug" in rule.arguments else {}
        yield app.url_map.bind("localhost").build(rule.endpoint, values | slug)


def _values(rule: Rule, owner: District, most: int) -> Iterator[dict[str, Any]]:
    names = rule.arguments - {"district_slug", "filename"}
    asked = sorted(names & WORDS.keys())
    words = [dict(zip(asked, chosen, strict=True)) for chosen in product(*(WORDS[word] for word in asked))]
    for row in _rows(names - WORDS.keys(), owner, most):
        for word in words:
            yield row | word


def _rows(names: set[str], owner: District, most: int) -> Iterator[dict[str, Any]]:
    """Ids for these arguments, of rows that belong together."""
    if not names:
        yield {}
    elif names & {"leaf", "public"}:
        wanted = select(Envelope).where(Envelope.district_id == owner.id).order_by(Envelope.is_logged.desc(), Envelope.leaf_hash)
        for one in db.session.scalars(wanted.limit(most)):
            values = {"paper_id": one.paper_id, "leaf": one.leaf_hash, "public": one.public}
            yield {name: values[name] for name in names}
    elif {"paper_id", "batch_id"} <= names:
        wanted = select(PaperBatch).where(PaperBatch.district_id == owner.id).order_by(PaperBatch.id)
        yield from ({"paper_id": one.paper_id, "batch_id": one.id} for one in db.session.scalars(wanted.limit(most)))
    elif {"paper_id", "key"} <= names:
        linked = select(Paper).join(Plan, Plan.paper_id == Paper.id)
        wanted = linked.where(Plan.district_id == owner.id, Plan.audience == Audience.LINK).limit(most)
        yield from ({"paper_id": paper.id, "key": polls.link_of(paper)} for paper in db.session.scalars(wanted))
    elif {"cycle_id", "candidate_id"} <= names:
        wanted = select(Candidate).where(Candidate.district_id == owner.id).order_by(Candidate.id.desc())
        yield from ({"cycle_id": one.cycle_id, "candidate_id": one.id} for one in db.session.scalars(wanted.limit(most)))
    elif {"topic_id", "map_id"} <= names:
        wanted = select(Snapshot).where(Snapshot.district_id == owner.id).order_by(Snapshot.id)
        yield from ({"topic_id": one.topic_id, "map_id": one.id} for one in db.session.scalars(wanted.limit(most)))
    elif names in ({"cycle_id", "seat_id"}, {"cycle_id", "meeting_id"}):
        (name,) = names - {"cycle_id"}
        table = ROWS[name].class_
        wanted = select(table).where(table.district_id == owner.id).order_by(table.id.desc())
        yield from ({"cycle_id": one.cycle_id, name: one.id} for one in db.session.scalars(wanted.limit(most)))
    elif {"cycle_id", "item_id"} <= names:
        wanted = select(BudgetItem.id, Candidate.cycle_id).join(Candidate, Candidate.id == BudgetItem.candidate_id)
        found = db.session.execute(wanted.where(BudgetItem.district_id == owner.id).limit(most))
        yield from ({"cycle_id": cycle_id, "item_id": number} for number, cycle_id in found)
    elif {"number", "invitation_id"} <= names:
        wanted = select(ProposalInvitation.id, Proposal.number).join(Proposal, Proposal.id == ProposalInvitation.proposal_id)
        found = db.session.execute(wanted.where(ProposalInvitation.district_id == owner.id).limit(most))
        yield from ({"invitation_id": one, "number": number} for one, number in found)
    else:
        (name,) = names
        column = ROWS[name]
        found = db.session.scalars(
            select(column).where(column.class_.district_id == owner.id).order_by(column.desc()).limit(most)
        )
        yield from ({name: value} for value in found)


def pages(
    app: Flask, client: FlaskClient, districts: list[District], only: Collection[str] | None = None, most: int = 60
) -> dict[str, str]:
    """Endpoint -> an address at which this client is shown a page, for every GET route (of `only`) that has one in the demo."""
    shown: dict[str, str] = {}
    for rule in app.url_map.iter_rules():
        if only is not None and rule.endpoint not in only:
            continue
        needs_a_code = "kind" in rule.arguments and rule.endpoint.startswith("accounts")
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or needs_a_code:
            continue
        owners = districts if "district_slug" in rule.arguments else districts[:1]
        asked = 0
        for path in (path for owner in owners for path in paths(app, rule, owner, owner, most)):
            answer = client.get(path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                shown[rule.endpoint] = path
                break
            asked += answer.status_code == 302 and answer.location.startswith("/sign-in")
            if asked == SIGN_INS:
                break
    return shown


def everybody(district: District, person: Resident | None = None) -> Resident:
    """A resident who wears every hat in this district, the same one as before if given."""
    from app.districts import queries, services
    from app.districts.states import Role
    from tests.make import people

    person = person or people.resident("모든 역할")
    unit = next((one for one in queries.departments(district) if one.name_ko == "주택공원과"), None) or people.department(
        district
    )
    for role in Role:
        services.appoint(district, person, role, department=unit if role is Role.OFFICER else None)
    return person
