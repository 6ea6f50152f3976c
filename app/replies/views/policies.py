"""By which numbers replies are owed here, since when and why; the coordinator may adopt others."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.forms import refusals
from app.core.web import edge
from app.proposals.labels import FIELDS, TRACKS
from app.replies import labels, queries, rules, services
from app.replies.forms import PolicyForm
from app.replies.rules import ReplyPolicy
from app.replies.views import bp


def _lines(policy: ReplyPolicy) -> list[str]:
    return labels.policy_lines(
        policy, {one.value: word for one, word in TRACKS.items()}, {one.value: word for one, word in FIELDS.items()}
    )


@bp.get("/reply-policy")
@edge("reply.read")
def policy() -> str:
    return render_template("replies/policy.html", adopted=queries.policies(g.district), lines=_lines, presets=labels.PRESETS)


@bp.route("/reply-policy/edit", methods=["GET", "POST"])
@edge("reply.policy")
def edit_policy() -> Response | tuple[str, int]:
    """From a preset if one is asked for, else from what is in force."""
    standing = queries.standing(g.district.id)
    name = request.values.get("preset", "")
    start = rules.PRESETS.get(name) or (standing.policy if standing and not name else None)
    if start is None and name:
        abort(404)
    start = start or rules.SMALL_PILOT
    form = PolicyForm.of(start)
    if form.accepts():
        with refusals(form):
            services.adopt(g.district, form.policy(start.preset), by=current_user, reason=form.reason.data)
            flash(_("답변 기준을 정했습니다. 지금부터 올라오는 제안에 적용합니다."), "success")
            return redirect(url_for(".policy"))
    presets = [(key, _(words)) for key, words in labels.PRESETS.items()]
    return render_template("replies/edit_policy.html", form=form, presets=presets, start=start), form.status
