"""Proposals like the one being written, shown to its writer."""

from flask import Response, g, jsonify, render_template, request

from app.core.text import stored
from app.core.web import edge
from app.extensions import limiter
from app.proposals import rules, search
from app.proposals.models import Proposal
from app.proposals.views import bp

CACHED_SECONDS = 60


@bp.get("/proposals/similar")
@limiter.limit(rules.SIMILAR_PER_ADDRESS)
@edge("proposal.read")
def similar() -> Response:
    """The few nearest to ?title=, ready for the page that asks. It says nothing of who asks, so a browser may keep it for a minute."""
    found = similar_to(request.args.get("title", ""))
    answer = jsonify(count=len(found), html=render_template("proposals/_similar_list.html", similar=found))
    answer.headers["Cache-Control"] = f"private, max-age={CACHED_SECONDS}"
    return answer


@bp.app_template_global()
def similar_to(title: str | None) -> list[Proposal]:
    """For pages that show the list themselves."""
    return search.similar(g.district, stored(title)) if title else []
