"""What conversations add to a resident's own export: what they wrote with every wording, how they voted, what they follow."""

from typing import Any

from app.accounts.export import section
from app.accounts.models import Resident
from app.comments import queries


@section("comments")
def comments(resident: Resident) -> list[dict[str, Any]]:
    former = queries.wordings_by(resident.id)
    return [
        {
            "id": comment.id,
            "stance": comment.stance.value,
            "body": comment.body,
            "former_wordings": former.get(comment.id, []),
            "created_at": comment.created_at.isoformat(),
            "is_removed": comment.is_removed,
        }
        for comment in queries.written_by(resident.id)
    ]


@section("comment_votes")
def votes(resident: Resident) -> list[dict[str, Any]]:
    return [
        {"comment": vote.comment_id, "helpful": vote.value == 1, "at": vote.created_at.isoformat()}
        for vote in queries.voted_by(resident.id)
    ]


@section("conversation_sides")
def sides(resident: Resident) -> list[dict[str, Any]]:
    """Where votes and comments put this resident: kept to order comments, shown to nobody else."""
    return [{"thread": one.thread_id, "declared": one.declared, "lean": one.lean} for one in queries.sides_of(resident.id)]


@section("conversations_followed")
def follows(resident: Resident) -> list[dict[str, Any]]:
    return [
        {"thread": one.thread_id, "is_muted": one.is_muted, "since": one.since.isoformat()}
        for one in queries.followed_by(resident.id)
    ]
