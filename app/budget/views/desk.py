"""The to-do home of everybody who wears a hat."""

from typing import Any

from flask import g, render_template

from app.budget.views import bp
from app.core import desk as desks
from app.core.web import edge, who


@bp.get("/desk")
@edge("budget.desk")
def desk() -> Any:
    return render_template("budget/desk.html", piles=desks.piles(g.district, who()))
