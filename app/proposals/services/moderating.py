"""What moderation does with a proposal: out of the lists and out of sight, and back to the state it had. Its conversation rests meanwhile."""

from typing import Any

from app.comments import services as comments
from app.core.history import entries, record
from app.core.states import advance
from app.core.transaction import transaction
from app.extensions import db
from app.proposals.models import Proposal, ProposalVersion
from app.proposals.states import STATES, ProposalState

BEFORE = {
    "proposal.withdrawn": "show_withdrawn",
    "proposal.merged_away": "show_merged",
    "proposal.unmerged": "show",
    "proposal.archived": "show_archived",
    "proposal.unarchived": "show",
}
"""The last of these in its history says what a proposal was before it was taken out of sight."""


def whole_text(version: ProposalVersion) -> str:
    """Everything a wording says, for the word list and for whoever decides."""
    return "\n\n".join(filter(None, (version.title, version.problem, version.idea, version.place)))


@transaction
def hide(proposal: Proposal, *, by: Any, role: str, reason: str) -> None:
    """A moderator's decision: whoever comes sees the rule and the reason."""
    move(proposal, "hide", by=by, role=role, reason=reason)


@transaction
def hold(proposal: Proposal, *, by: Any, role: str, reason: str) -> None:
    """Until its author has changed it, or, decided by nobody, until a moderator has looked. The author may revise meanwhile."""
    move(proposal, "hold", by=by, role=role, reason=reason)


@transaction
def bring_back(proposal: Proposal, *, by: Any, role: str, reason: str) -> None:
    """As it was: open for endorsement and talk, or withdrawn, merged or archived as it had been before."""
    before = next((BEFORE[entry.action] for entry in reversed(entries(proposal)) if entry.action in BEFORE), "show")
    move(proposal, before, by=by, role=role, reason=reason)


@transaction
def move(proposal: Proposal, action: str, *, by: Any, role: str, reason: str) -> None:
    """Through the table; what already is as wanted stays as it is."""
    db.session.refresh(proposal, with_for_update={"of": Proposal})
    state = advance(STATES, proposal.state, action)
    if state is proposal.state:
        return
    proposal.state = state
    talk = comments.reopen_thread if state is ProposalState.PUBLISHED else comments.close_thread
    talk(proposal.thread)
    deed = {ProposalState.HIDDEN: "hidden", ProposalState.HELD: "held" if by else "waits"}.get(state, "shown_again")
    record(proposal, f"proposal.{deed}", by=by, role=role, reason=reason)
