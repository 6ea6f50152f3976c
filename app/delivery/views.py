"""Pages of execution: what a cycle's projects have come to, one project with its forms, its plan. Views load, permit, act and answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.budget import queries as budget
from app.budget.models import BudgetItem, Cycle
from app.core.errors import NotFound
from app.core.forms import Form, refusals
from app.core.sheets import KINDS, sheet_bytes
from app.core.web import can, edge, who
from app.delivery import disclosure as year_tables
from app.delivery import exports, labels, overview, queries, services, story
from app.delivery.forms import CloseForm, DelayForm, LinkForm, MarkForm, PlanForm, SpendForm, StopForm
from app.delivery.models import Delivery
from app.delivery.states import Outcome
from app.districts import queries as districts
from app.districts.models import District
from app.districts.states import Role
from app.proposals import queries as proposals

bp = Blueprint("delivery", __name__, url_prefix="/<district_slug>")
CYCLE = "/budget/<int:cycle_id>"
ONE = "/delivery/<int:delivery_id>"
bp.add_app_template_global(story.word, "delivery_word")
bp.add_app_template_global(story.share, "delivery_share")


@bp.app_template_global("delivery_kind")
def kind_of(delivery: Delivery) -> str:
    """How the badge of its state is coloured."""
    return labels.KINDS[delivery.state]


def hat(subject: Any) -> Role:
    """The hat under which something is written: the executing department's where the person wears it."""
    mine = Role.OFFICER in who().roles and subject.department_id in who().department_ids
    return Role.OFFICER if mine else Role.COORDINATOR


@bp.get(f"{CYCLE}/delivery")
@edge("delivery.read", load=budget.cycle)
def cycle(shown: Cycle) -> Any:
    return render_template("delivery/cycle.html", cycle=shown, **overview.of_cycle(queries.granted(shown)))


def _file(district: District, cycle_id: int, kind: str) -> tuple[Cycle, str] | None:
    found = budget.cycle(district, cycle_id) if kind in KINDS else None
    return (found, kind) if found else None


@bp.get(f"{CYCLE}/delivery.<kind>")
@edge("delivery.read", load=_file)
def cycle_file(shown: tuple[Cycle, str]) -> Response:
    found, kind = shown
    rows = queries.granted(found)
    if not rows:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="delivery-{found.id}.{kind}"'}
    return Response(exports.deliveries(found, rows, kind), content_type=KINDS[kind], headers=headers)


@bp.get("/budget/disclosure")
@edge("delivery.read")
def disclosure() -> Any:
    return render_template("delivery/disclosure.html", **overview.of_year(g.district, request.args.get("year", type=int)))


@bp.get("/budget/disclosure.<kind>")
@edge("delivery.read")
def disclosure_file(kind: str) -> Response:
    told = overview.of_year(g.district, request.args.get("year", type=int))
    if kind not in KINDS or told["year"] is None:
        raise NotFound
    lines = year_tables.rows(told["year"], told["runs"])
    headers = {"Content-Disposition": f'attachment; filename="disclosure-{g.district.slug}-{told["year"]}.{kind}"'}
    content = sheet_bytes(kind, year_tables.COLUMNS, lines, name=f"{told['year']}")
    return Response(content, content_type=KINDS[kind], headers=headers)


@bp.get("/budget/disclosure-lines.<kind>")
@edge("delivery.read")
def disclosure_lines(kind: str) -> Response:
    told = overview.of_year(g.district, request.args.get("year", type=int))
    lines = year_tables.line_rows(told["year"], told["runs"])
    if kind not in KINDS or not lines:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="disclosure-lines-{g.district.slug}-{told["year"]}.{kind}"'}
    content = sheet_bytes(kind, year_tables.LINE_COLUMNS, lines, name=f"{told['year']}")
    return Response(content, content_type=KINDS[kind], headers=headers)


@bp.route(f"{CYCLE}/items/<int:item_id>/plan", methods=["GET", "POST"])
@edge("delivery.plan", load=budget.item)
def plan(item: BudgetItem) -> Any:
    if (known := queries.of_item(item)) is not None:
        return redirect(url_for("delivery.show", delivery_id=known.id))
    form = PlanForm(department_id=item.department_id).offer(districts.departments(g.district))
    if form.accepts():
        with refusals(form):
            made = services.plan(
                item, by=current_user, role=hat(item), department=districts.department(g.district, form.department_id.data),
                starts_on=form.starts_on.data, ends_on=form.ends_on.data, milestones=form.milestones(),
            )  # fmt: skip
            flash(_("집행 계획을 공개했습니다."), "success")
            return redirect(url_for("delivery.show", delivery_id=made.id))
    return render_template("delivery/plan.html", item=item, form=form), form.status


@bp.get(ONE)
@edge("delivery.read", load=queries.delivery)
def show(delivery: Delivery) -> Any:
    return _page(delivery)


def _page(delivery: Delivery, sent: Form | None = None) -> Any:
    """The project with the forms this person may send; one that was refused comes back as sent, unfolded."""
    forms: dict[str, Form] = {}
    for name, make in _FORMS.items():
        if can(f"delivery.{name}", delivery):
            forms[name] = sent if sent is not None and isinstance(sent, make) else make(formdata=None, prefix=f"{name}-")
            if isinstance(forms[name], MarkForm | DelayForm):
                forms[name].offer(delivery.milestones)
    status = sent.status if sent is not None else 200
    return render_template("delivery/show.html", delivery=delivery, forms=forms, sent=sent, **overview.of(delivery)), status


_FORMS: dict[str, type[Form]] = {
    "mark": MarkForm, "spend": SpendForm, "delay": DelayForm, "close": CloseForm, "stop": StopForm, "link": LinkForm,
}  # fmt: skip


def _done(delivery: Delivery, form: Form, act: Callable[[], Any], told: str) -> Any:
    """Act on a form that has the right shape; else, or when refused, the page with the form as it was sent."""
    if form.accepts():
        with refusals(form):
            act()
            flash(told, "success")
            return redirect(url_for("delivery.show", delivery_id=delivery.id))
    return _page(delivery, form)


@bp.post(f"{ONE}/start")
@edge("delivery.start", load=queries.delivery)
def start(delivery: Delivery) -> Any:
    services.start(delivery, by=current_user, role=hat(delivery))
    flash(_("사업을 시작했습니다."), "success")
    return redirect(url_for("delivery.show", delivery_id=delivery.id))


@bp.post(f"{ONE}/mark")
@edge("delivery.mark", load=queries.delivery)
def mark(delivery: Delivery) -> Any:
    form = MarkForm(prefix="mark-").offer(delivery.milestones)

    def act() -> Any:
        given = {"milestone_id": form.milestone.data, "on": form.on.data, "note": form.note.data or ""}
        services.mark(delivery, by=current_user, role=hat(delivery), **given)

    return _done(delivery, form, act, _("추진 단계를 마쳤다고 적었습니다."))


@bp.post(f"{ONE}/delay")
@edge("delivery.delay", load=queries.delivery)
def delay(delivery: Delivery) -> Any:
    form = DelayForm(prefix="delay-").offer(delivery.milestones)

    def act() -> Any:
        given = {"milestone_id": form.milestone.data, "due_on": form.due_on.data, "reason": form.reason.data}
        services.postpone(delivery, by=current_user, role=hat(delivery), **given)

    return _done(delivery, form, act, _("늦어지는 이유와 새 기한을 공개했습니다."))


@bp.post(f"{ONE}/spend")
@edge("delivery.spend", load=queries.delivery)
def spend(delivery: Delivery) -> Any:
    form = SpendForm(prefix="spend-")

    def act() -> Any:
        services.spend(
            delivery, by=current_user, role=hat(delivery), amount_won=form.amount_won.data, on=form.on.data,
            purpose=form.purpose.data, is_refund=form.is_refund.data, once=form.once.data,
        )  # fmt: skip

    return _done(delivery, form, act, _("집행 내역을 적었습니다."))


@bp.post(f"{ONE}/close")
@edge("delivery.close", load=queries.delivery)
def close(delivery: Delivery) -> Any:
    form = CloseForm(prefix="close-")

    def act() -> Any:
        given = {"outcome": Outcome(form.outcome.data), "summary": form.summary.data, "lessons": form.lessons.data or ""}
        services.close(delivery, by=current_user, role=hat(delivery), **given)

    return _done(delivery, form, act, _("마침 보고를 공개했습니다."))


@bp.post(f"{ONE}/stop")
@edge("delivery.stop", load=queries.delivery)
def stop(delivery: Delivery) -> Any:
    form = StopForm(prefix="stop-")

    def act() -> Any:
        given = {"summary": form.summary.data, "lessons": form.lessons.data or ""}
        services.stop(delivery, by=current_user, role=hat(delivery), **given)

    return _done(delivery, form, act, _("사업을 중단했습니다."))


@bp.post(f"{ONE}/link")
@edge("delivery.link", load=queries.delivery)
def link(delivery: Delivery) -> Any:
    form = LinkForm(prefix="link-")

    def act() -> Any:
        next_one = proposals.by_number(g.district, form.number.data.strip().upper())
        services.link(delivery, by=current_user, role=hat(delivery), proposal=next_one, note=form.note.data or "")

    return _done(delivery, form, act, _("다음 제안과 이었습니다."))
