"""What execution shows on a proposal's own page: the project it became, and the projects it goes on from."""

from flask import render_template
from markupsafe import Markup

from app.budget import queries as budget
from app.budget.states import REACHED
from app.core.history import entries
from app.core.slots import asked_once, fills
from app.delivery import overview, queries
from app.proposals.models import Proposal


@fills("proposal.status")
def status(proposal: Proposal) -> Markup:
    """Nothing for a proposal that neither became a project nor takes one up."""
    candidate = asked_once("budget", proposal, budget.story_of)
    is_budgeted = candidate is not None and candidate.state in REACHED["budgeted"]
    goes_on = any(one.action == "delivery.fed_back" for one in asked_once("history", proposal, entries))
    delivery = queries.of_proposal(proposal) if is_budgeted else None
    behind = queries.behind(proposal) if goes_on else []
    if delivery is None and not behind:
        return Markup()
    facts = overview.in_short(delivery) if delivery else {}
    html = render_template("delivery/status.html", proposal=proposal, delivery=delivery, behind=behind, **facts)
    return Markup(html)  # noqa: S704 - a template of ours, escaped as all are
