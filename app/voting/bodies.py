"""Bodies of voters that no role of a district describes: a higher room says who belongs, paper by paper. Refuses to know them itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from app.voting.models import Paper

Members = Callable[[Paper], Select[Any]]
_members: dict[str, Members] = {}


def register(name: str, members: Members) -> None:
    """`members(paper)` selects the ids of the residents who belong to the body `name` (an electorate's `eligible_role`) on this paper."""
    _members[name] = members


def members(paper: Paper, name: str | None) -> Select[Any] | None:
    """The statement that finds them; None where the name is a role of the district, or everybody."""
    return _members[name](paper) if name in _members else None


def names_on(paper: Paper) -> set[str]:
    """The registered bodies among this paper's electorates."""
    return {str(body.eligible_role) for body in paper.electorates} & _members.keys()
