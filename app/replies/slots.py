"""What official replies show on a proposal's page and in lists of proposals, and what they add to an officer's own export."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import render_template
from markupsafe import Markup

from app.accounts.export import section
from app.accounts.models import Resident
from app.core.slots import asked_once, fills, gathers
from app.districts.models import District
from app.proposals import search
from app.proposals.models import Proposal
from app.replies import labels, queries
from app.replies.states import CaseState


@fills("proposal.reply")
def panel(proposal: Proposal) -> Markup:
    """The public clock of a proposal, and every word said to it officially."""
    standing = _standing(proposal)
    if not standing.cases and standing.adopted is None:
        return Markup()
    return Markup(render_template("replies/_panel.html", proposal=proposal, standing=standing))  # noqa: S704 - our own template


def _standing(proposal: Proposal) -> queries.Standing:
    standing: queries.Standing = asked_once("replies", proposal, queries.standing_of)
    return standing


@fills("proposals.around")
def promise(district: District) -> Markup:
    """Below the list of proposals: what the district promises, and whether it keeps its word."""
    return Markup(render_template("replies/_promise.html"))  # noqa: S704 - our own template


@gathers("proposal.badges")
def badges(proposals: Sequence[Proposal]) -> dict[int, tuple[str, str]]:
    """What is owed or has been said; a proposal that only gathers keeps the word it has without us."""
    cases = _standing(proposals[0]).cases[:1] if len(proposals) == 1 else queries.badges(proposals)
    return {one.proposal_id: labels.badge_of(one) for one in cases if one.state is not CaseState.COLLECTING}


@section("official_replies")
def official_replies(resident: Resident) -> list[dict[str, Any]]:
    """What this resident has published as an official."""
    return [
        {
            "case": one.case_id,
            "kind": one.kind.value,
            "ordinal": one.ordinal,
            "body": one.body,
            "published_at": one.published_at.isoformat(),
        }
        for one in queries.written_by(resident.id)
    ]


for _name, (_label, _states) in labels.STANDINGS.items():
    search.standings[_name] = (_label, partial(queries.in_states, states=_states))
search.closings.append(queries.gathering)
