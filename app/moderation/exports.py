"""The public log as a spreadsheet reads it. Refuses names and texts: neither writer, reporter nor moderator is in it."""

from collections.abc import Sequence

from flask import url_for

from app.core import clock
from app.core.sheets import csv_bytes
from app.moderation import labels
from app.moderation.models import Decision

HEAD = ("date", "kind", "decision", "article", "rule", "reason", "cause", "appealed", "appeal_granted", "address")
YES = {True: "yes", False: "no", None: ""}


def log_csv(lines: Sequence[Decision]) -> bytes:
    """One line for each decision."""
    return csv_bytes(HEAD, map(_cells, lines))


def _cells(decision: Decision) -> tuple[str, ...]:
    appeal = decision.appeal
    return (
        clock.seoul(decision.decided_at).isoformat(timespec="minutes"),
        labels.kind_label(decision.case.kind),
        decision.verdict.value,
        decision.article.value if decision.article else "",
        labels.article(decision.article),
        decision.reason,
        decision.cause.value if decision.cause else "",
        YES[appeal is not None],
        YES[appeal.is_granted if appeal else None],
        url_for("moderation.about", case_id=decision.case_id, _external=True),
    )
