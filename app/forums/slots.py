"""Where forums show elsewhere: the host of their conversations, a proposal's page, one's own page, one's own export."""

from typing import Any

from flask import g, render_template
from markupsafe import Markup

from app.accounts.export import section
from app.accounts.models import Resident
from app.comments import hosts
from app.core.slots import fills
from app.forums import queries
from app.proposals import queries as proposals


@hosts.finds
def host(thread: Any) -> hosts.Host | None:
    """What conversations need to know of the forum they go on from."""
    forum = queries.by_thread(thread.id)
    return hosts.Host(forum.title, ("forums.minutes", {"forum_id": forum.id})) if forum else None


@fills("comments.place")
def place(thread: Any) -> Markup:
    """The way from a comment's own page back to the minutes it is about."""
    forum = queries.by_thread(thread.id)
    return Markup(render_template("forums/_place.html", forum=forum)) if forum else Markup()  # noqa: S704 - our own template


@fills("proposal.status")
def around(proposal: Any) -> Markup:
    """The forums that are about this proposal."""
    found = queries.about(g.district, "proposal", proposal.id) if g.get("district") else []
    return Markup(render_template("forums/_of_proposal.html", forums=found)) if found else Markup()  # noqa: S704 - our own template


@fills("forum.about")
def about(forum: Any) -> Markup:
    """The proposals a forum is about."""
    numbers = [number for kind, number in queries.links(forum) if kind == "proposal"]
    found = [one for one in proposals.by_ids(g.district, numbers) if one.is_in_sight] if numbers else []
    return Markup(render_template("forums/_proposals.html", proposals=found)) if found else Markup()  # noqa: S704 - our own template


@section("forums")
def forums(resident: Resident) -> list[dict[str, Any]]:
    """Where this resident had a part, and what they asked and wrote there."""
    return queries.part_of(resident.id)
