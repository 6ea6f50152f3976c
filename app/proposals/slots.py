"""What proposals show on other rooms' pages: where a conversation belongs, what a resident has proposed and endorsed."""

from typing import Any

from flask import g, render_template
from markupsafe import Markup

from app.accounts.export import section
from app.accounts.models import Resident
from app.accounts.services import at_closing
from app.comments import hosts
from app.core.slots import fills
from app.districts import moving
from app.proposals import queries, services

at_closing(services.forget_drafts)
moving.folders.append(services.ATTACHMENTS)
moving.fillers.append(lambda _district: list(services.reindex()))


@hosts.finds
def host(thread: Any) -> hosts.Host | None:
    """What conversations need to know of the proposal they hang on."""
    proposal = queries.by_thread_anywhere(thread.id)
    if proposal is None:
        return None
    number = proposal.number

    def changes(edition: int) -> hosts.Link:
        return "proposals.versions", {"number": number, "old": edition, "_anchor": "changes"}

    return hosts.Host(proposal.current.title, ("proposals.show", {"number": number}), changes)


@fills("comments.place")
def place(thread: Any) -> Markup:
    """The way from a comment's own page back to the proposal it is about."""
    proposal = queries.by_thread(g.district, thread.id)
    if proposal is None or not proposal.is_in_sight:
        return Markup()
    return Markup(render_template("proposals/_place.html", proposal=proposal))  # noqa: S704 - our own template


@fills("topic.about")
def about(topic: Any) -> Markup:
    """The proposal a topic was opened about."""
    proposal = queries.by_id(g.district, topic.about_id) if topic.about_kind == "proposal" else None
    return Markup(render_template("proposals/_about.html", proposal=proposal)) if proposal else Markup()  # noqa: S704 - our own template


@fills("me.activity")
def activity(resident: Any) -> Markup:
    written, endorsed = queries.written_by(resident.id), queries.endorsed_by(resident.id)
    html = render_template("proposals/_activity.html", written=written, endorsed=endorsed, drafts=queries.drafts(resident.id))
    return Markup(html)  # noqa: S704 - our own template


@section("proposals")
def proposals(resident: Resident) -> list[dict[str, Any]]:
    """Every wording this resident has published."""
    return [
        {
            "number": number,
            "ordinal": version.ordinal,
            "title": version.title,
            "problem": version.problem,
            "idea": version.idea,
            "place": version.place,
            "cost_won": version.cost_won,
            "reason": version.reason,
            "created_at": version.created_at.isoformat(),
        }
        for number, version in queries.versions_by(resident.id)
    ]


@section("endorsements")
def endorsements(resident: Resident) -> list[dict[str, Any]]:
    return [{"number": number, "created_at": at.isoformat()} for number, at in queries.endorsements_by(resident.id)]


@section("drafts")
def drafts(resident: Resident) -> list[dict[str, Any]]:
    """What this resident is writing, and what they have deleted but could still bring back."""
    return [
        {
            "district": draft.district.slug,
            "saved_at": draft.saved_at.isoformat(),
            "is_deleted": draft.deleted_at is not None,
            **draft.answers,
        }
        for draft in [*queries.drafts(resident.id), *queries.drafts(resident.id, deleted=True)]
    ]


@section("attachments")
def attachments(resident: Resident) -> list[dict[str, Any]]:
    return [
        {"name": file.name, "kind": file.kind.value, "size": file.size, "alt": file.alt, "added_at": file.added_at.isoformat()}
        for file in queries.files_by(resident.id)
    ]
