"""What voting shows on a resident's own page: that they voted, never what, and never when."""

from typing import Any

from flask import g, render_template

from app.accounts.export import section
from app.accounts.models import Resident
from app.core.slots import fills
from app.districts.queries import everywhere
from app.voting.queries import papers_voted_on, voted_on


@section("votes")
def taken_part_in(resident: Resident) -> list[dict[str, Any]]:
    """On which papers this resident stands on the roll: nothing else is known."""
    return [{"paper": paper.id, "title": paper.title, "district_id": paper.district_id} for paper in voted_on(resident.id)]


@fills("me.activity")
def votes(resident: Any) -> str:
    papers = papers_voted_on(g.get("district"), resident.id)
    slugs = {district.id: district.slug for district in everywhere()} if papers else {}
    return render_template("voting/_activity.html", papers=papers, slugs=slugs)
