"""What this room shows on the voting room's pages: that residents ask each other here, and how to report it."""

from typing import Any

from flask import render_template

from app.core.slots import fills
from app.polls.queries import of_paper
from app.voting.rules import Origin


@fills("paper.about")
def about(paper: Any) -> str:
    if paper.origin is not Origin.CITIZEN:
        return ""
    return render_template("polls/_about.html", paper=paper, plan=of_paper(paper.id))
