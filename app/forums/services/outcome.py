"""What came of a forum, told where it belongs: on each proposal's timeline, and in the pipeline's record of the deliberation."""

from app.budget import queries as budget
from app.budget.services import deliberation
from app.budget.states import DeliberationStep
from app.core.clock import seoul
from app.core.errors import DomainError
from app.core.history import record as history
from app.forums import queries
from app.forums.models import Poll
from app.forums.services.log import Room
from app.forums.states import Series
from app.proposals import queries as proposals
from app.proposals.models import Proposal


def tell(room: Room) -> None:
    """Within the running service that publishes the minutes."""
    for proposal in _about(room):
        history(proposal, "forum.told", by=room.by, reason=room.forum.outcome, title=room.forum.title, forum=room.forum.id)
        if room.forum.series is Series.COACHING:
            _record(room, proposal)


def tell_result(room: Room, poll: Poll) -> None:
    """Within the running service: what residents have decided on a question that a forum put to them."""
    told = " · ".join(f"{one.text} {one.n_votes:,}" for one in poll.options)
    for row in (room.forum, *_about(room)):
        history(row, "forum.voted", title=room.forum.title, q=poll.question, result=told, paper_id=poll.paper_id)


def _about(room: Room) -> list[Proposal]:
    numbers = [number for kind, number in queries.links(room.forum) if kind == "proposal"]
    found = [proposals.by_id(room.forum.district, number) for number in numbers]
    return [one for one in found if one is not None]


def _record(room: Room, proposal: Proposal) -> None:
    """The third deliberation of the cycle the proposal is in. Where its stage takes no record, the forum's own history says so, for
    somebody to see to it."""
    candidate = budget.candidate_of(proposal)
    if candidate is None:
        return
    held_on = seoul(room.forum.started_at or room.forum.starts_at).date()
    try:
        deliberation.write(
            candidate, by=room.by, role="moderator", step=DeliberationStep.COACHING_FORUM, held_on=held_on,
            attendance=queries.came(room.forum.id), outcome_note=room.forum.outcome,
            link=f"/{room.forum.district.slug}/forums/{room.forum.id}/minutes",
        )  # fmt: skip
        history(room.forum, "forum.recorded", by=room.by, number=proposal.number)
    except DomainError as refusal:
        history(room.forum, "forum.unrecorded", by=room.by, number=proposal.number, code=refusal.code)
