"""How moderators take a poll among residents out of sight and bring it back."""

from app.core.errors import N_
from app.moderation import kinds
from app.polls import queries, services
from app.polls.models import Plan


def _text(plan: Plan) -> str:
    return "\n".join([plan.title, plan.introduction, *(option["title"] for option in plan.options)])


kinds.register(
    "poll",
    kinds.Kind(
        label=N_("우리끼리투표"),
        load=queries.asked_by_residents,
        author_id=lambda plan: plan.author_id,
        excerpt=lambda plan: plan.title,
        text=_text,
        link=lambda plan: ("voting.booth", {"paper_id": plan.paper_id}),
        hide=services.hide,
        restore=services.restore,
        is_public=queries.is_public,
    ),
)
