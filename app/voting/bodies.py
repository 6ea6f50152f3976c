"""Bodies of voters that no role of a district describes: a higher room says who belongs, paper by paper. Refuses to know them itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from app.voting.models import Electorate, Paper

Members = Callable[[Paper, Electorate], Select[Any]]
_members: dict[str, Members] = {}


def register(name: str, members: Members) -> None:
    """`members(paper, electorate)` selects the ids of the residents who belong to an electorate whose `eligible_role` is `name`."""
    _members[name] = members


def members(paper: Paper, body: Electorate) -> Select[Any] | None:
    """The statement that finds them; None where a role of the district tells who belongs, or everybody does."""
    name = body.eligible_role
    return _members[name](paper, body) if name in _members else None
