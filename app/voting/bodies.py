"""Bodies of voters that no role of a district describes: a higher room says who belongs, paper by paper. Refuses to know them itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from app.extensions import db
from app.voting.models import Paper

Members = Callable[[Paper], Select[Any]]
_members: dict[str, Members] = {}


def register(name: str, members: Members) -> None:
    """`members(paper)` selects the ids of the residents who belong to the body `name` (an electorate's `eligible_role`) on this paper."""
    _members[name] = members


def members(paper: Paper, name: str | None) -> Select[Any] | None:
    """The statement that finds them; None where the name is a role of the district, or everybody."""
    return _members[name](paper) if name in _members else None


def worn(paper: Paper, resident_id: int) -> set[str]:
    """The registered bodies of this paper that this resident belongs to: one statement for each such body."""
    found = set()
    for name in {body.eligible_role for body in paper.electorates} & _members.keys():
        ids = _members[str(name)](paper).subquery()
        if db.session.scalar(db.select(ids.c[0]).where(ids.c[0] == resident_id).limit(1)) is not None:
            found.add(str(name))
    return found
