"""What moderation shows on a resident's own page and adds to their export: what happened to their posts, what they reported."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from app.accounts.export import section
from app.accounts.models import Resident
from app.accounts.services import at_closing
from app.core.slots import fills
from app.moderation import queries, services

at_closing(services.forget)


@fills("me.activity")
def out_of_sight(resident: Any) -> Markup:
    cases = queries.out_of_sight_of(resident.id)
    return Markup(render_template("moderation/_mine.html", cases=cases)) if cases else Markup()  # noqa: S704 - our own template


@section("reports")
def reports(resident: Resident) -> list[dict[str, Any]]:
    """What this person reported, with their words; whom it was about is not theirs to take away."""
    return [
        {
            "about": f"{case.kind}:{case.subject_id}",
            "article": report.article.value,
            "words": report.words,
            "at": report.created_at.isoformat(),
            "borne_out": report.borne_out,
        }
        for report, case in queries.reports_by(resident.id)
    ]


@section("moderation")
def decisions(resident: Resident) -> list[dict[str, Any]]:
    """Every decision about what this person wrote, and what they said against it; not who decided."""
    return [
        {
            "about": f"{case.kind}:{case.subject_id}",
            "verdict": decision.verdict.value,
            "article": decision.article.value if decision.article else None,
            "reason": decision.reason,
            "at": decision.decided_at.isoformat(),
            "appeal": decision.appeal.words if decision.appeal else None,
            "appeal_granted": decision.appeal.is_granted if decision.appeal else None,
        }
        for decision, case in queries.decisions_about(resident.id)
    ]
