"""Votes at level L2 in the database, reached through services."""

from typing import Any

from app.accounts.models import Resident
from app.extensions import db
from app.verifiable import queries, services
from app.verifiable.models import SealedPaper
from app.voting.ballot import Choice, choice_to_json, names
from app.voting.models import Paper
from app.voting.protocol.voter import Voter
from tests.make import people, voting

SMALL_KEYS = 1024


def paper(*given: Any, expected_voters: int = 0, **terms: Any) -> Paper:
    """An open L2 paper with small keys: these tests are not about factoring."""
    made = voting.paper(*given, **terms)
    services.freeze(made, expected_voters=expected_voters, bits=SMALL_KEYS)
    return made


def side(on: Paper) -> SealedPaper:
    found = queries.sealed(on)
    assert found is not None
    return found


def voter(on: Paper, style: str = "citizens") -> Voter:
    return Voter.fresh(side(on).frozen, style)


def token(on: Paper, by: Resident, mine: Voter) -> bytes:
    return mine.token(services.issue(on, by=by, blinded=mine.blinded()))


def vote(
    on: Paper, choice: Choice | Any = ("p1",), by: Resident | None = None, counter: int = 1, style: str = "citizens"
) -> "Ticket":
    """A person's whole way with a browser of their own."""
    by = by or people.resident()
    mine = voter(on, style)
    given = token(on, by, mine)
    said = choice_to_json(choice if isinstance(choice, Choice) else names(choice))
    return Ticket(by.id, mine, given, services.put(on, mine.envelope(given, said, counter)))


class Ticket:
    """What a voter holds afterwards."""

    def __init__(self, resident_id: int, voter: Voter, token: bytes, receipt: bytes) -> None:
        self.resident_id, self.voter, self.token, self.receipt = resident_id, voter, token, receipt

    def change(self, on: Paper, codes: Any, counter: int = 2) -> bytes:
        return services.put(on, self.voter.envelope(self.token, choice_to_json(names(codes)), counter))


def stored() -> str:
    """Everything the database holds, as one text: what must not be in it can be looked for."""
    db.session.rollback()
    parts = []
    for table in db.metadata.sorted_tables:
        parts += [f"{table.name} {tuple(row)!r}" for row in db.session.execute(table.select())]
    return "\n".join(parts)
