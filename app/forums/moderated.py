"""How moderators of the district take questions and lines of chat out of sight and bring them back."""

from collections.abc import Collection
from functools import partial

from app.core.errors import N_
from app.districts.models import District
from app.forums import queries, services
from app.forums.models import Message, Question
from app.moderation import kinds


def _messages(district: District, ids: Collection[int]) -> dict[int, Message]:
    return {one.id: one for one in queries.messages_by_ids(district, ids)}


def _questions(district: District, ids: Collection[int]) -> dict[int, Question]:
    return {one.id: one for one in queries.questions_by_ids(district, ids)}


kinds.register(
    "forum_message",
    kinds.Kind(
        label=N_("토론회 대화"),
        load=queries.message,
        load_all=_messages,
        author_id=lambda row: row.member.resident_id,
        excerpt=lambda row: row.text,
        link=lambda row: ("forums.show", {"forum_id": row.forum_id}),
        hide=services.hide,
        restore=services.let_be_seen,
        is_public=lambda row: row.hidden_at is None,
        context=lambda row: [(N_("토론회"), row.forum.title)],
    ),
)
kinds.register(
    "forum_question",
    kinds.Kind(
        label=N_("토론회 질문"),
        load=queries.question,
        load_all=_questions,
        author_id=lambda row: row.member.resident_id,
        excerpt=lambda row: row.text,
        link=lambda row: ("forums.show", {"forum_id": row.forum_id}),
        hide=services.hide,
        restore=services.let_be_seen,
        is_public=lambda row: row.is_public,
        context=lambda row: [(N_("토론회"), row.forum.title)],
    ),
)
kinds.register_pace("forum_message", partial(queries.written_lately, Message))
kinds.register_pace("forum_question", partial(queries.written_lately, Question))
