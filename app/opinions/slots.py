"""What topics show on other rooms' pages, add to a resident's own export, and forget when the consent for it ends."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from app.accounts.export import section
from app.accounts.forgetting import forgets
from app.accounts.models import ConsentKind, Resident
from app.core.slots import fills
from app.districts.queries import everywhere
from app.opinions import queries, services
from app.opinions.states import Choice

forgets(ConsentKind.OPINION)(services.forget_everywhere)


@fills("me.activity")
def activity(resident: Any) -> Markup:
    topics = queries.taken_part_in(resident.id)
    slugs = {district.id: district.slug for district in everywhere()} if topics else {}
    return Markup(render_template("opinions/_activity.html", topics=topics, slugs=slugs))  # noqa: S704 - our own template


@section("opinions")
def opinions(resident: Resident) -> dict[str, Any]:
    """Every answer and every statement of this resident; nobody else is ever shown them together."""
    given = [
        {"topic": row.id, "question": row.question, "statement": row.text, "answer": Choice(row.value).name.lower()}
        for row in queries.answers_of(resident.id)
    ]
    written = [
        {"topic": one.topic_id, "text": one.text, "state": one.state.value, "created_at": one.created_at.isoformat()}
        for one in queries.statements_by(resident.id)
    ]
    return {"answers": given, "statements": written}
