"""답변 현황: how a district and each of its departments keep their word. Every figure is counted when it is shown."""

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, request
from werkzeug.wrappers import Response

from app.core.web import edge
from app.districts import queries as districts
from app.districts.models import Department
from app.replies import accountability, exports, queries
from app.replies.views import bp


@bp.get("/accountability")
@edge("reply.read")
def accounting() -> str:
    rows = queries.figures([g.district.id])
    return render_template(
        "replies/accountability.html",
        total=accountability.total(rows),
        departments=_departments(rows),
        handed_on=queries.handed_on_late(g.district),
        late=queries.listing(g.district, shown="late", page=request.args.get("page", 1, type=int)),
        places=_places() if g.district.is_city else [],
        adopted=queries.standing(g.district.id),
    )


def _departments(rows: Sequence[Any]) -> list[tuple[Department | None, accountability.Account]]:
    """Departments that have something to answer for, by name; last, what nobody has been named for."""
    accounts = accountability.by("lead_id", rows)
    units: list[Department | None] = [unit for unit in districts.departments(g.district) if unit.id in accounts]
    if None in accounts:
        units.append(None)
    return [(unit, accounts[unit.id if unit else None]) for unit in units]


def _places() -> list[tuple[object, accountability.Account]]:
    """The city's districts that answer to citizens here."""
    places = [place for place in districts.open_ones() if not place.is_city]
    accounts = accountability.by("district_id", queries.figures([place.id for place in places]))
    return [(place, accounts[place.id]) for place in places if place.id in accounts]


@bp.get("/accountability.csv")
@edge("reply.read")
def accounting_csv() -> Response:
    return exports.file(queries.every(g.district), f"{g.district.slug}-accountability.csv")


@bp.get("/accountability/<int:department_id>")
@edge("reply.read", load=queries.department)
def department(unit: Department) -> str:
    rows = [row for row in queries.figures([g.district.id]) if row.lead_id == unit.id]
    page = request.args.get("page", 1, type=int)
    return render_template(
        "replies/department.html",
        unit=unit,
        account=accountability.total(rows),
        handed_on=queries.handed_on_late(g.district).get(unit.id, 0),
        open=queries.listing(g.district, shown="open", department_ids=[unit.id]),
        answered=queries.listing(g.district, shown="answered", department_ids=[unit.id], page=page),
    )
