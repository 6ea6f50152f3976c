"""What came of a forum, told where it belongs: on each proposal's timeline, and in the pipeline's record of the deliberation."""

from app.budget import queries as budget
from app.budget.services import deliberation
from app.budget.states import DeliberationStep
from app.core.clock import seoul
from app.core.errors import DomainError
from app.core.history import record as history
from app.forums import queries
from app.forums.services.log import Room
from app.forums.states import Series
from app.proposals import queries as proposals
from app.proposals.models import Proposal


def tell(room: Room) -> None:
    """Within the running service that publishes the minutes."""
    for kind, number in queries.links(room.forum):
        proposal = proposals.by_id(room.forum.district, number) if kind == "proposal" else None
        if proposal is not None:
            history(proposal, "forum.told", by=room.by, reason=room.forum.outcome, title=room.forum.title, forum=room.forum.id)
            if room.forum.series is Series.COACHING:
                _record(room, proposal)


def _record(room: Room, proposal: Proposal) -> None:
    """The third deliberation of the cycle the proposal is in; where its stage is over, the timeline alone tells of it."""
    candidate = budget.candidate_of(proposal)
    if candidate is None:
        return
    held_on = seoul(room.forum.started_at or room.forum.starts_at).date()
    try:
        deliberation.write(
            candidate, by=room.by, role="moderator", step=DeliberationStep.COACHING_FORUM, held_on=held_on,
            attendance=queries.people(room.forum)["came"], outcome_note=room.forum.outcome,
        )  # fmt: skip
    except DomainError:
        return
