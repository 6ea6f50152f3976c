"""The to-do home of everybody who wears a hat."""

from typing import Any

from flask import g, render_template

from app.budget.views import bp
from app.core import desk as desks
from app.core.web import edge, who

SHOWN = 50
"""Tasks of a pile shown at first: the most urgent ones; the rest is counted."""


@bp.get("/desk")
@edge("budget.desk")
def desk() -> Any:
    piles = desks.piles(g.district, who())
    return render_template("budget/desk.html", piles=piles, load=desks.load(piles), most=SHOWN)
