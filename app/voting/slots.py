"""What voting shows on a resident's own page: that they voted, never what, and never when."""

from typing import Any

from flask import g, render_template

from app.core.slots import fills
from app.districts.queries import everywhere
from app.voting.queries import papers_voted_on


@fills("me.activity")
def votes(resident: Any) -> str:
    papers = papers_voted_on(g.get("district"), resident.id)
    slugs = {district.id: district.slug for district in everywhere()} if papers else {}
    return render_template("voting/_activity.html", papers=papers, slugs=slugs)
