"""Every word said officially to a proposal, with each version of a reply and what changed between them."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from app.core.web import edge
from app.proposals import diff
from app.replies import labels, queries
from app.replies.models import OfficialReply, ReplyCase
from app.replies.states import ReplyKind
from app.replies.views import bp


@bp.get("/proposals/<number>/replies")
@edge("reply.read", load=queries.answered_by_number)
def show(standing: queries.Standing) -> str:
    changes = {case.id: _changes(case) for case in standing.cases}
    return render_template("replies/show.html", standing=standing, proposal=standing.proposal, changes=changes)


def _changes(case: ReplyCase) -> dict[str, Any] | None:
    """Two versions of the reply next to each other, word by word; None while there is one version or none."""
    every = {one.ordinal: one for one in case.replies if one.kind is ReplyKind.FINAL}
    if len(every) < 2:
        return None
    older, newer = diff.pair(list(every), request.args.get("old", type=int), request.args.get("new", type=int))
    parts = [
        (_(name), diff.words(getattr(every[older], part), getattr(every[newer], part))) for part, name in labels.PARTS.items()
    ]
    return {"old": every[older], "new": every[newer], "parts": [(_("판단"), _verdicts(every[older], every[newer])), *parts]}


def _verdicts(old: OfficialReply, new: OfficialReply) -> list[tuple[str, str]]:
    return diff.words(*(labels.word(one.verdict) if one.verdict else "" for one in (old, new)))
