"""What is done with one candidate: review, score, recuse, deliberate, submit, carry forward, admit."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import queries
from app.budget.forms import DeliberationForm, FinalForm, ReasonForm, ScoreForm, asking
from app.budget.models import Candidate
from app.budget.panel_forms import given, sheet_of
from app.budget.queries import panels
from app.budget.queries import reviews as review_queries
from app.budget.services import deliberation as deliberation_services
from app.budget.services import final as final_services
from app.budget.services import reviews, screening
from app.budget.states import Criterion, DeliberationStep
from app.budget.views import CANDIDATE, bp
from app.core.forms import refusals
from app.core.web import edge, who
from app.districts.models import District
from app.districts.states import Role
from app.proposals.diff import words


def to_desk() -> Any:
    return redirect(url_for("budget.desk"))


@bp.route(f"{CANDIDATE}/review", methods=["GET", "POST"])
@edge("candidate.review", load=queries.candidate)
def review(candidate: Candidate) -> Any:
    policy = candidate.cycle.policy
    form = asking(policy)(data=_saved(candidate))
    if form.accepts():
        with refusals(form):
            given = {"findings": form.findings(), "cost_won": form.cost_won.data, "finish": form.finish.data}
            given["is_event"] = form.is_event.data
            reviews.write(candidate, by=current_user, cost_basis=form.cost_basis.data or "", **given)
            flash(_("검토 결과를 공개했습니다.") if form.finish.data else _("검토 내용을 저장했습니다."), "success")
            return to_desk()
    facts = {"criteria": list(Criterion), "own_criteria": policy.own_criteria}
    return render_template("budget/review.html", candidate=candidate, form=form, **facts), form.status


def _saved(candidate: Candidate) -> dict[str, Any]:
    """What the department has written so far."""
    review = queries.review_of(candidate)
    if review is None:
        return {"cost_won": candidate.cost_won, "is_event": candidate.is_event}
    found = {one.criterion.value: one for one in queries.findings(review)}
    own = {one.code: one for one in review_queries.own_findings(review)}
    saved: dict[str, Any] = {
        "is_event": candidate.is_event,
        "cost_won": review.cost_won or candidate.cost_won,
        "cost_basis": review.cost_basis,
    }
    for code, one in (found | own).items():  # type: ignore[operator]
        saved |= {f"{code}_verdict": one.verdict.value, f"{code}_reason": one.reason}
    return saved


@bp.route(f"{CANDIDATE}/score", methods=["GET", "POST"])
@edge("candidate.score", load=queries.candidate)
def score(candidate: Candidate) -> Any:
    form = sheet_of(candidate.cycle.policy)()
    if form.accepts():
        with refusals(form):
            screening.score(candidate, by=current_user, note=form.note.data or "", **given(form))
            flash(_("심사표를 냈습니다."), "success")
            return to_desk()
    return _score_page(candidate, form, ReasonForm(formdata=None, prefix="recuse-")), form.status


@bp.post(f"{CANDIDATE}/recuse")
@edge("candidate.score", load=queries.candidate)
def recuse(candidate: Candidate) -> Any:
    form = ReasonForm(prefix="recuse-")
    if form.accepts():
        with refusals(form):
            screening.recuse(candidate, by=current_user, reason=form.reason.data)
            flash(_("이 제안의 심사를 회피했습니다."), "success")
            return to_desk()
    return _score_page(candidate, sheet_of(candidate.cycle.policy)(formdata=None), form), form.status


def _score_page(candidate: Candidate, form: ScoreForm, recuse_form: ReasonForm) -> str:
    """The others' sheets are shown only to whoever has handed in their own, which then is final."""
    round_ = queries.round_of(candidate.cycle, screening.kind_of(candidate.cycle))
    sheets = queries.sheets(round_, candidate)
    mine = next((one for one in sheets if one.panelist_id == current_user.id), None)
    facts = {
        "mine": mine,
        "others": [one for one in sheets if one.panelist_id != current_user.id] if mine else [],
        "spread": panels.spread([one.points for one in sheets]) if mine else None,
        "marks": panels.marks([mine.id])[mine.id] if mine and candidate.cycle.policy.sheet_criteria else {},
        "criteria": candidate.cycle.policy.sheet_criteria,
        "recused": queries.recusal_of(round_, candidate, current_user.id),
        "before": queries.story_of(candidate.proposal),
    }
    return render_template("budget/score.html", candidate=candidate, round=round_, form=form, recuse_form=recuse_form, **facts)


@bp.route(f"{CANDIDATE}/admit", methods=["GET", "POST"])
@edge("candidate.admit", load=queries.candidate)
def admit(candidate: Candidate) -> Any:
    form = ReasonForm()
    if form.accepts():
        with refusals(form):
            screening.admit(candidate, by=current_user, reason=form.reason.data)
            flash(_("추가로 통과시켰습니다."), "success")
            return redirect(url_for("budget.cycle", cycle_id=candidate.cycle_id))
    return render_template("budget/admit.html", candidate=candidate, form=form), form.status


@bp.route(f"{CANDIDATE}/deliberation", methods=["GET", "POST"])
@edge("candidate.deliberate", load=queries.candidate)
def deliberation(candidate: Candidate) -> Any:
    form = DeliberationForm()
    steps = candidate.cycle.policy.deliberation_steps
    form.step.choices = [choice for choice in form.step.choices if choice.value in steps]
    if form.accepts():
        with refusals(form):
            role = Role.COORDINATOR if Role.COORDINATOR in who().roles else Role.MODERATOR
            given = {name: form[name].data for name in ("held_on", "attendance", "outcome_note")} | {"link": form.link.data or ""}
            deliberation_services.write(candidate, by=current_user, role=role, step=DeliberationStep(form.step.data), **given)
            flash(_("숙의 기록을 남겼습니다."), "success")
            return redirect(url_for("budget.deliberation", cycle_id=candidate.cycle_id, candidate_id=candidate.id))
    records = queries.deliberations(candidate)
    return render_template("budget/deliberation.html", candidate=candidate, form=form, records=records), form.status


@bp.route(f"{CANDIDATE}/final", methods=["GET", "POST"])
@edge("candidate.submit_final", load=queries.candidate)
def final(candidate: Candidate) -> Any:
    """The proposer writes; the coordinator may carry the version that stands forward."""
    if current_user.id not in candidate.proposal.proposer_ids:
        return _carry(candidate)
    version = candidate.proposal.current
    standing = {name: getattr(version, name) for name in ("title", "problem", "idea", "place")}
    form = FinalForm(data={**standing, "cost_won": candidate.cost_won, "based_on": version.ordinal})
    if form.accepts():
        with refusals(form):
            final_services.submit(candidate, by=current_user, **form.document(), based_on=form.based_on.data)
            flash(_("최종 제안서를 냈습니다."), "success")
            return redirect(url_for("budget.frozen", cycle_id=candidate.cycle_id, candidate_id=candidate.id))
    return render_template("budget/final.html", candidate=candidate, form=form, may_write=True), form.status


def _carry(candidate: Candidate) -> Any:
    form = ReasonForm()
    if form.accepts():
        with refusals(form):
            final_services.carry_forward(candidate, by=current_user, reason=form.reason.data)
            flash(_("지금 판을 최종 제안서로 확정했습니다."), "success")
            return redirect(url_for("budget.frozen", cycle_id=candidate.cycle_id, candidate_id=candidate.id))
    return render_template("budget/final.html", candidate=candidate, form=form, may_write=False), form.status


def load_frozen(district: District, cycle_id: int, candidate_id: int) -> tuple[Candidate, Any, Any] | None:
    """A candidate with its first and its frozen version; not there before one is frozen."""
    candidate = queries.candidate(district, cycle_id, candidate_id)
    versions = queries.versions_before(candidate) if candidate else None
    return (candidate, *versions) if candidate and versions else None


@bp.get(f"{CANDIDATE}/final-version")
@edge("budget.read", load=load_frozen)
def frozen(shown: tuple[Candidate, Any, Any]) -> Any:
    candidate, first, last = shown
    parts = [(name, words(getattr(first, name), getattr(last, name))) for name in ("title", "problem", "idea", "place")]
    return render_template("budget/frozen.html", candidate=candidate, first=first, last=last, parts=parts)
