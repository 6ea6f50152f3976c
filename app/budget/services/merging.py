"""What the pipeline says to mergers of proposals (융합): in the stage of deliberation candidates become one, elsewhere they stand still."""

from collections.abc import Sequence

from app.budget import queries
from app.budget.models import Candidate
from app.budget.services.common import admit_to, move
from app.budget.states import Act, CandidateState, Stage
from app.proposals import rules
from app.proposals import services as proposals
from app.proposals.models import Proposal


def phase(proposal: Proposal) -> rules.Phase | None:
    """The stage of the cycle that has this proposal in play; out of play it is free."""
    candidate = queries.candidate_of(proposal)
    if candidate is None or not queries.is_in_play(candidate):
        return None
    stage = candidate.cycle.stage
    may = stage is Stage.DELIBERATION and candidate.state is CandidateState.FIRST_PASSED
    return rules.Phase(f"{candidate.cycle_id}.{stage.value}", may_merge=may, may_coordinate=may)


def hand_over(target: Proposal, sources: Sequence[Proposal]) -> None:
    """A proposal merged away is a candidate no longer: nobody stands for election twice."""
    for candidate in _candidates(sources, CandidateState.FIRST_PASSED):
        admit_to(candidate, Act.DELIBERATE, CandidateState.FIRST_PASSED)
        move(candidate, "merge")


def hand_back(target: Proposal, sources: Sequence[Proposal]) -> None:
    for candidate in _candidates(sources, CandidateState.MERGED):
        admit_to(candidate, Act.DELIBERATE, CandidateState.MERGED)
        move(candidate, "unmerge")


def _candidates(sources: Sequence[Proposal], state: CandidateState) -> list[Candidate]:
    found = [queries.candidate_of(one) for one in sources]
    return [one for one in found if one is not None and one.state is state]


rules.phases.append(phase)
proposals.on_merged.append(hand_over)
proposals.on_unmerged.append(hand_back)
