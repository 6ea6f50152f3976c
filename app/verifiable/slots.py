"""What this room shows on the voting room's pages: the way to the public log of a vote."""

from typing import Any

from flask import render_template

from app.core.slots import fills
from app.voting.states import Level


@fills("paper.proof")
def proof(paper: Any) -> str:
    return render_template("verifiable/_proof.html", paper=paper) if paper.level is Level.SEALED else ""
