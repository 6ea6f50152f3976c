"""How moderators take comments out of sight and bring them back; how fast comments may be written."""

from collections.abc import Collection, Sequence

from app.comments import queries, services
from app.comments.models import Comment
from app.core.errors import N_
from app.core.text import excerpt
from app.districts.models import District
from app.moderation import kinds

EXCERPT_LENGTH = 200


def _rows(district: District, ids: Collection[int]) -> dict[int, Comment]:
    return {comment.id: comment for comment in queries.by_ids(district, ids)}


def _around(comment: Comment) -> Sequence[tuple[str, str]]:
    """What it answers, from the top of its conversation."""
    return [(row.author_name or "–", excerpt(row.body, EXCERPT_LENGTH)) for row in queries.above(comment)]


kinds.register(
    "comment",
    kinds.Kind(
        label=N_("의견"),
        load=queries.by_id,
        load_all=_rows,
        author_id=lambda comment: comment.author_id,
        excerpt=lambda comment: excerpt(comment.body, EXCERPT_LENGTH),
        text=lambda comment: comment.body,
        link=lambda comment: ("comments.show", {"comment_id": comment.id}),
        edit=lambda comment: ("comments.edit", {"comment_id": comment.id}) if comment.is_mendable else None,
        hide=services.hide,
        hold=services.hold,
        restore=services.bring_back,
        is_gone=lambda comment: comment.is_taken_back,
        is_public=lambda comment: not comment.is_removed,
        context=_around,
    ),
)
kinds.register_pace("comment", queries.written_lately)
