"""A process of its own at the same database: python -m tests.other_process URL PAPER ACT [what …]. It says `ready`, waits for a line, acts.

`race ID…`: ask for a token for each resident and cast; prints how many ballots were taken. `rush FILE`: cast the envelopes of its lines, in
hexadecimal; prints how many were taken and how many came too late. `crash-issue ID BLINDED`, `crash-cast HEX`: act, and die by SIGKILL
when it is committed but nobody has been answered yet; with `early-` before, just before the commit.

`pass WHEN`, with a cycle for PAPER: what the scheduler does at that instant; prints how many stages it ended.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from app import create_app
from app.accounts.models import Resident
from app.budget.services import passing
from app.core import clock
from app.core.errors import DomainError
from app.extensions import db
from app.verifiable import queries, services
from app.voting.models import Paper
from app.voting.protocol.voter import Voter
from app.voting.rules import VotingClosed


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def race(paper_id: int, resident_ids: list[str]) -> int:
    taken = 0
    for resident_id in resident_ids:
        paper = db.session.get_one(Paper, paper_id)
        side = queries.sealed(paper)
        assert side is not None
        mine = Voter.fresh(side.frozen, "citizens")
        try:
            signed = services.issue(paper, by=db.session.get_one(Resident, int(resident_id)), blinded=mine.blinded())
            services.put(db.session.get_one(Paper, paper_id), mine.envelope(mine.token(signed), {"names": ["p1"]}, 1))
            taken += 1
        except DomainError:
            db.session.rollback()
    return taken


def rush(paper_id: int, file: str) -> str:
    """Each ballot in a session of its own, as a request has."""
    taken = late = 0
    for line in Path(file).read_text().split():
        try:
            services.put(db.session.get_one(Paper, paper_id), bytes.fromhex(line))
            taken += 1
        except VotingClosed:
            late += 1
        db.session.remove()
    return f"{taken} {late}"


def main() -> None:
    url, paper_id, act, *rest = sys.argv[1:]
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "TESTING": True})
    with app.app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        if act.startswith("early-"):
            db.session.commit = die  # type: ignore[method-assign]
        if act == "pass":
            with clock.travel(datetime.fromisoformat(rest[0])):
                print(len(passing.catch_up(int(paper_id))), flush=True)
            return
        paper = db.session.get_one(Paper, int(paper_id))
        if act == "race":
            print(race(paper.id, rest), flush=True)
        elif act == "rush":
            print(rush(paper.id, rest[0]), flush=True)
        elif act.endswith("crash-issue"):
            services.issue(paper, by=db.session.get_one(Resident, int(rest[0])), blinded=bytes.fromhex(rest[1]))
            die()
        else:
            services.put(paper, bytes.fromhex(rest[0]))
            die()


if __name__ == "__main__":
    main()
