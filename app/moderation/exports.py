"""The public log as a spreadsheet reads it. Refuses names and texts: neither writer, reporter nor moderator is in it."""

import csv
import io
from collections.abc import Sequence

from flask import url_for

from app.core import clock
from app.moderation import labels
from app.moderation.models import Decision

HEAD = ("date", "kind", "decision", "article", "rule", "reason", "cause", "appealed", "appeal_granted", "address")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def log_csv(lines: Sequence[Decision]) -> bytes:
    """UTF-8 with a byte order mark, one line a decision; no cell can start a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for one in lines:
        appeal = one.appeal
        cells = (
            clock.seoul(one.decided_at).isoformat(timespec="minutes"),
            labels.kind_label(one.case.kind),
            one.verdict.value,
            one.article.value if one.article else "",
            labels.article(one.article),
            one.reason,
            one.cause.value if one.cause else "",
            "yes" if appeal else "no",
            "" if appeal is None or appeal.is_granted is None else ("yes" if appeal.is_granted else "no"),
            url_for("moderation.about", case_id=one.case_id, _external=True),
        )
        writer.writerow([f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")
