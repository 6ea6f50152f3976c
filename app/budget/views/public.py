"""What everybody may read: cycles, screening results, the items of the bill."""

from typing import Any

from flask import Response, abort, g, render_template, request

from app.budget import exports, labels, overview, queries, story
from app.budget.models import Cycle
from app.budget.outline import UNITS_WON
from app.budget.states import REACHED, ScreeningKind
from app.budget.views import CYCLE, bp
from app.core.errors import NotFound
from app.core.money import in_unit
from app.core.web import edge
from app.districts.models import District


@bp.get("/budget")
@edge("budget.read")
def index() -> Any:
    return render_template("budget/index.html", **overview.of(g.district))


@bp.get(CYCLE)
@edge("budget.read", load=queries.cycle)
def cycle(shown: Cycle) -> Any:
    reached = request.args.get("reached", "proposed")
    if reached not in REACHED:
        abort(404)
    return render_template("budget/cycle.html", **overview.of_cycle(shown, reached, _page()))


def _page() -> int:
    return max(1, min(request.args.get("page", 1, type=int), 10_000))


def load_round(district: District, cycle_id: int, kind: str) -> tuple[Cycle, int, Any, Any] | None:
    """A cycle with a page of the published table of one of its rounds; not there before the round is closed."""
    found = queries.cycle(district, cycle_id)
    if found is None or kind not in set(ScreeningKind):
        return None
    table = queries.outcome_table(found, ScreeningKind(kind), page=_page())
    return (found, _page(), *table) if table else None


@bp.get(f"{CYCLE}/screening/<kind>")
@edge("budget.read", load=load_round)
def screening(shown: tuple[Cycle, int, Any, Any]) -> Any:
    found, page, round_, rows = shown
    return render_template("budget/screening.html", cycle=found, **overview.of_round(found, round_, rows, page))


@bp.get(f"{CYCLE}/items")
@edge("budget.read", load=queries.cycle)
def items(shown: Cycle) -> Any:
    unit = request.args.get("unit", "won")
    unit = unit if unit in UNITS_WON else "won"
    return render_template(
        "budget/items.html", cycle=shown, unit=unit, unit_won=UNITS_WON[unit], units=labels.UNITS, in_unit=in_unit,
        **overview.of_items(queries.items(shown)),
    )  # fmt: skip


@bp.get(f"{CYCLE}/items.csv")
@edge("budget.read", load=queries.cycle)
def items_csv(shown: Cycle) -> Response:
    rows = queries.items(shown)
    if not rows:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="budget-items-{shown.id}.csv"'}
    return Response(exports.items_csv(shown, rows), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get(f"{CYCLE}/history")
@edge("budget.read", load=queries.cycle)
def history(shown: Cycle) -> Any:
    return render_template("budget/history.html", cycle=shown, events=story.events(reversed(queries.history_of(shown, 500))))
