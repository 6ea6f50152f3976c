"""What voting adds to lower rooms: that a resident voted, never what or when; and that a district with an open vote is not packed."""

from typing import Any

from flask import g, render_template

from app.accounts.export import section
from app.accounts.models import Resident
from app.core.errors import DomainError
from app.core.slots import fills
from app.districts import moving
from app.districts.models import District
from app.districts.queries import everywhere
from app.voting.queries import papers, papers_voted_on, voted_on
from app.voting.rules import VoteIsOpen
from app.voting.states import PaperState


@section("votes")
def taken_part_in(resident: Resident) -> list[dict[str, Any]]:
    """On which papers this resident stands on the roll: nothing else is known."""
    return [{"paper": paper.id, "title": paper.title, "district_id": paper.district_id} for paper in voted_on(resident.id)]


@fills("me.activity")
def votes(resident: Any) -> str:
    papers = papers_voted_on(g.get("district"), resident.id)
    slugs = {district.id: district.slug for district in everywhere()} if papers else {}
    return render_template("voting/_activity.html", papers=papers, slugs=slugs)


def _refuse_open_vote(district: District) -> DomainError | None:
    """A copy of roll and box, compared with a later one, would tell which ballots came between."""
    return VoteIsOpen() if any(paper.state is PaperState.OPEN for paper in papers(district)) else None


moving.vetoes.append(_refuse_open_vote)
