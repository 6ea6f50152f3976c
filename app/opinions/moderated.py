"""How moderators let statements be seen, take them out of sight and bring them back; how fast one may write them."""

from collections.abc import Collection, Sequence

from flask_babel import gettext

from app.core.errors import N_
from app.districts.models import District
from app.moderation import kinds
from app.opinions import queries, services
from app.opinions.models import Statement


def _rows(district: District, ids: Collection[int]) -> dict[int, Statement]:
    return {one.id: one for one in queries.statements_by_ids(district, ids)}


def _around(statement: Statement) -> Sequence[tuple[str, str]]:
    """The question it answers to."""
    return [(gettext("공론 주제"), statement.topic.question)]


kinds.register(
    "statement",
    kinds.Kind(
        label=N_("공론 문장"),
        load=queries.statement,
        load_all=_rows,
        author_id=lambda statement: statement.author_id,
        excerpt=lambda statement: statement.text,
        link=lambda statement: ("opinions.statements", {"topic_id": statement.topic_id}),
        hide=services.hide,
        restore=services.bring_back,
        is_public=lambda statement: statement.is_shown,
        context=_around,
        awaits=True,
    ),
)
kinds.register_pace("statement", queries.written_lately)
