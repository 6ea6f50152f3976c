"""The wizard's pages, one question each; handing.py gives out codes, asking.py is for residents."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock, sheets
from app.core.forms import Form, refusals
from app.core.history import entries
from app.core.web import edge, takes_files, who
from app.districts.states import Role
from app.polls import labels, queries, reading, rules, services, sources
from app.polls.forms import (
    AudienceForm,
    BeginForm,
    ConfirmForm,
    FileForm,
    OptionsForm,
    QuestionForm,
    ReturnForm,
    RosterForm,
    TermsForm,
)
from app.polls.models import Plan
from app.polls.states import Audience, Contact, Kind
from app.voting import booth as booths
from app.voting.pages import Page, private, seed_of
from app.voting.rules import SMALLEST_STYLE

bp = Blueprint("polls", __name__, url_prefix="/<district_slug>")
PLAN = "/plans/<int:plan_id>"
FILE_BYTES = 4 * 1024 * 1024
_TERMS = ("sealed", "plain")


def on(plan: Plan, endpoint: str = ".show") -> Page:
    return redirect(url_for(endpoint, plan_id=plan.id))


def while_draft(view: Callable[[Plan], Page]) -> Callable[[Plan], Page]:
    """A page of the wizard; of a plan that nobody can edit any more it leads to the plan, and what is sent there is refused."""

    @wraps(view)
    def shown(plan: Plan) -> Page:
        return on(plan) if request.method == "GET" and not plan.is_editable else view(plan)

    return shown


@bp.get("/plans")
@edge("plan.see")
def plans() -> Page:
    return render_template("polls/plans.html", plans=queries.plans(g.district), states=labels.STATES)


@bp.route("/plans/new", methods=["GET", "POST"])
@edge("plan.make")
def begin() -> Page:
    form = BeginForm()
    if form.accepts():
        with refusals(form):
            return on(services.begin(g.district, by=current_user, title=form.title.data, kind=Kind(form.kind.data)), ".question")
    return render_template("polls/begin.html", form=form, kinds=labels.KINDS), form.status


@bp.get(PLAN)
@edge("plan.see", load=queries.plan)
def show(plan: Plan) -> Page:
    facts = {
        "lacks": services.lacks(plan), "fingerprint": services.fingerprint(plan), "roster": queries.roster_kinds(plan),
        "returning": ReturnForm(formdata=None), "events": entries(plan), "labels": labels, "offers": services.offers(plan),
        "few": services.few(plan), "smallest": SMALLEST_STYLE,
    }  # fmt: skip
    return render_template("polls/show.html", plan=plan, **facts)


@bp.route(f"{PLAN}/question", methods=["GET", "POST"])
@edge("plan.make", load=queries.plan)
@while_draft
def question(plan: Plan) -> Page:
    asked = plan.asked
    quotas = "\n".join(f"{name} = {number}" for name, number in asked.quotas)
    form = QuestionForm(
        title=plan.title, introduction=plan.introduction, kind=asked.kind.value, method=asked.method, most=asked.most, seats=asked.seats,
        budget=asked.budget_won or None, quotas=quotas,
    )  # fmt: skip
    if form.accepts():
        with refusals(form):
            words = {"title": form.title.data, "introduction": form.introduction.data or "", "question": form.question()}
            services.write_question(plan, by=current_user, **words)
            return on(plan, ".options")
    return render_template(
        "polls/question.html", plan=plan, form=form, kinds=labels.KINDS, methods=rules.METHODS, names=labels.METHODS
    ), form.status


@bp.route(f"{PLAN}/options", methods=["GET", "POST"])
@takes_files(FILE_BYTES)
@edge("plan.make", load=queries.plan)
@while_draft
def options(plan: Plan) -> Page:
    """By hand, from a file, or from the pipeline: three forms, told apart by `how`."""
    how, form, file = request.form.get("how", ""), OptionsForm(lines=_lines(plan)), FileForm()
    offered, places = sources.offered(g.district), queries.places(g.district)
    faults: list[reading.Fault] = []
    if request.method == "POST" and form.validate():
        target = file if how == "file" else form
        with refusals(target):
            if how == "pipeline":
                drafts = _chosen(offered, set(request.form.getlist("ref")))
            else:
                rows = sheets.read(file.content()) if how == "file" else reading.typed(form.lines.data or "")
                drafts, faults = reading.options(rows, places)
                if faults:
                    raise rules.RowsWrong(number=len(faults))
            services.write_options(plan, by=current_user, options=drafts)
            flash(_("선택지 %(n)s개를 저장했습니다.", n=len(drafts)), "success")
            return on(plan, ".audience")
    status = max(form.status, file.status)
    if how != "hand":
        form.lines.data = _lines(plan)
    facts = {"offered": offered, "faults": _told(faults), "places": sorted(set(places.values()))}
    return render_template("polls/options.html", plan=plan, form=form, file=file, **facts), status


def _lines(plan: Plan) -> str:
    return "\n".join(
        " | ".join(
            [one.title, f"{one.cost:,}" if one.cost else "", one.category, " ".join(one.summary.split()), one.area]
        ).rstrip(" |")
        for one in plan.drafts
    )


def _chosen(offered: list[tuple[str, Any]], refs: set[str]) -> list[Any]:
    return [draft for _where, draft in offered if draft.ref in refs]


def _told(faults: list[reading.Fault]) -> list[tuple[int, str]]:
    return [(fault.row, _(fault.sentence, value=fault.value)) for fault in faults[:50]]


@bp.route(f"{PLAN}/audience", methods=["GET", "POST"])
@edge("plan.make", load=queries.plan)
@while_draft
def audience(plan: Plan) -> Page:
    form = AudienceForm(audience=plan.audience.value, slips=queries.roster_size(plan) if plan.audience is Audience.SITE else None)
    form.leave_out(Audience.HOME if g.district.is_city else Audience.DISTRICTS)
    if form.accepts():
        with refusals(form):
            chosen = Audience(form.audience.data)
            services.write_audience(plan, by=current_user, audience=chosen, slips=form.slips.data or 0)
            return on(plan, ".roster" if chosen is Audience.ROSTER else ".terms")
    return render_template("polls/audience.html", plan=plan, form=form, about=labels.AUDIENCES), form.status


@bp.route(f"{PLAN}/roster", methods=["GET", "POST"])
@takes_files(FILE_BYTES)
@edge("plan.make", load=queries.plan)
@while_draft
def roster(plan: Plan) -> Page:
    """Upload, then a preview with every row that cannot be read; nothing is kept before the preview has been confirmed."""
    form = FileForm()
    found: list[tuple[Contact, str]] = []
    faults: list[reading.Fault] = []
    if form.accepts():
        with refusals(form):
            found, faults = reading.contacts(sheets.read(form.content()))
    facts = {"found": found, "faults": _told(faults), "number_of_faults": len(faults), "kinds": labels.CONTACTS}
    html = render_template("polls/roster.html", plan=plan, form=form, roster=queries.roster_kinds(plan), **facts)
    return private(html, form.status)


@bp.post(f"{PLAN}/roster/keep")
@edge("plan.make", load=queries.plan)
def keep_roster(plan: Plan) -> Page:
    lines = (RosterForm().contacts.data or "").splitlines()
    contacts, _faults = reading.contacts([[line] for line in lines])
    services.write_roster(plan, by=current_user, contacts=contacts)
    flash(_("명부에 %(n)s명을 올렸습니다.", n=len(contacts)), "success")
    return on(plan, ".terms")


@bp.route(f"{PLAN}/terms", methods=["GET", "POST"])
@edge("plan.make", load=queries.plan)
@while_draft
def terms(plan: Plan) -> Page:
    form = TermsForm(level=_TERMS[not plan.is_sealed], min_age=plan.min_age, **_dates(plan))
    if form.accepts():
        with refusals(form):
            opens_at, closes_at = form.window()
            is_sealed = form.level.data == "sealed"
            services.write_terms(
                plan, by=current_user, is_sealed=is_sealed, opens_at=opens_at, closes_at=closes_at, min_age=form.min_age.data
            )
            return on(plan)
    return render_template("polls/terms.html", plan=plan, form=form), form.status


def _dates(plan: Plan) -> dict[str, Any]:
    if plan.opens_at is None or plan.closes_at is None:
        return {}
    opens, closes = clock.seoul(plan.opens_at), clock.seoul(plan.closes_at)
    return {"opens_on": opens.date(), "opens_time": opens.time(), "closes_on": closes.date(), "closes_time": closes.time()}


@bp.route(f"{PLAN}/trial", methods=["GET", "POST"])
@edge("plan.see", load=queries.plan)
def trial(plan: Plan) -> Page:
    """시험 투표: the booth as voters will see it, on a paper that is in no database. `step` says how far it has come."""
    paper, form, step = services.trial_paper(plan), Form(), request.form.get("step", "")
    body = next((one for one in paper.electorates if one.code == request.args.get("ballot")), paper.electorates[0])
    if step == "review":
        with refusals(form):
            chosen = booths.checked(paper, booths.raw_choice(paper, request.form), body)
            ballot = booths.filled(paper, chosen, seed_of(), body)
            shown = {"ballot": ballot, "room": booths.still_open(ballot), "electorate": body}
            return private(render_template("polls/trial_review.html", plan=plan, paper=paper, **shown))
    if step == "cast":
        with refusals(form):
            booths.checked(paper, booths.raw_choice(paper, request.form), body)
            services.tried(plan, by=current_user)
            return private(render_template("polls/trial_done.html", plan=plan, paper=paper))
    facts = {
        "electorate": body,
        "limits": booths.limits(paper, body),
        "options": booths.in_order(booths.on_ballot(paper, body), seed_of()),
        "entry": booths.entry(paper, request.form),
    }
    return private(render_template("polls/trial.html", plan=plan, paper=paper, form=form, **facts), form.status)


@bp.post(f"{PLAN}/submit")
@edge("plan.make", load=queries.plan)
def submit(plan: Plan) -> Page:
    services.submit(plan, by=current_user)
    flash(_("올렸습니다. 이제 다른 사람이 확인해야 투표가 확정됩니다."), "success")
    return on(plan)


@bp.post(f"{PLAN}/confirm")
@edge("plan.confirm", load=queries.plan)
def confirm(plan: Plan) -> Page:
    services.confirm(plan, by=current_user, role=_hat(), seen=ConfirmForm().seen.data or "")
    flash(_("투표를 확정했습니다. 이제 누구도 고칠 수 없습니다."), "success")
    return on(plan)


@bp.post(f"{PLAN}/return")
@edge("plan.confirm", load=queries.plan)
def send_back(plan: Plan) -> Page:
    form = ReturnForm()
    if form.accepts():
        services.send_back(plan, by=current_user, role=_hat(), reason=form.reason.data)
        flash(_("고치도록 돌려보냈습니다."), "success")
    else:
        flash(_("돌려보내는 까닭을 적어 주세요."), "error")
    return on(plan)


@bp.post(f"{PLAN}/drop")
@edge("plan.make", load=queries.plan)
def drop(plan: Plan) -> Page:
    services.drop(plan, by=current_user)
    flash(_("투표 준비를 버렸습니다."), "success")
    return redirect(url_for(".plans"))


def _hat() -> Role:
    return Role.COORDINATOR if Role.COORDINATOR in who().roles else Role.AUDITOR


from app.polls.views import asking, handing  # noqa: E402, F401 - they hang their routes on the blueprint
