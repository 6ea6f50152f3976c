"""The final proposal: written by the proposer or carried forward with a reason, and frozen for screening and vote."""

from typing import Any

from app.budget import queries
from app.budget.models import Candidate
from app.budget.rules import check_reason
from app.budget.services.common import admit_to, move, tell, within_ceiling
from app.budget.states import Act, CandidateState
from app.core.errors import N_, DomainError, RuleBroken
from app.core.slots import asked_once
from app.core.transaction import in_service, transaction
from app.districts.states import Role
from app.extensions import db
from app.proposals import services as proposals
from app.proposals.models import Proposal, ProposalVersion
from app.proposals.queries import current
from app.proposals.rules import locks
from app.proposals.states import VersionKind


class FrozenByCycle(RuleBroken):
    code = "FROZEN_BY_CYCLE"
    sentence = N_("예산 심사가 진행 중인 제안은 고치거나 거둘 수 없습니다. 최종 제안서 제출 단계에서 고칠 수 있습니다.")


class NotTheProposer(RuleBroken):
    code = "NOT_THE_PROPOSER"
    status = 403
    sentence = N_("제안자만 최종 제안서를 낼 수 있습니다.")


def lock(proposal: Proposal) -> DomainError | None:
    """What is being judged must not change under the judges' eyes."""
    candidate = queries.candidate_of(proposal) if in_service() else asked_once("budget", proposal, queries.story_of)
    return FrozenByCycle() if candidate is not None and queries.is_in_play(candidate) else None


if lock not in locks:
    locks.append(lock)


@transaction
def submit(
    candidate: Candidate, *, by: Any, title: str, problem: str, idea: str, place: str, cost_won: int | None, reason: str,
    based_on: int | None = None,
) -> Candidate:  # fmt: skip
    """The proposer's final version; from here on it is frozen."""
    admit_to(candidate, Act.SUBMIT_FINAL, CandidateState.FIRST_PASSED)
    if by.id not in candidate.proposal.proposer_ids:
        raise NotTheProposer
    cost = within_ceiling(candidate, cost_won)
    version = proposals.revise(
        candidate.proposal, by=by, title=title, problem=problem, idea=idea, place=place, cost_won=cost, reason=reason,
        kind=VersionKind.FINAL, based_on=based_on,
    )  # fmt: skip
    _freeze(candidate, version, cost)
    details = {"cost_won": cost, "currency": candidate.cycle.currency, "version": version.ordinal}
    tell(candidate, "budget.final_submitted", by=by, role="proposer", reason=reason, **details)
    return candidate


@transaction
def carry_forward(candidate: Candidate, *, by: Any, reason: str) -> Candidate:
    """When the proposer did not submit: the coordinator freezes the version that stands, and says why."""
    admit_to(candidate, Act.SUBMIT_FINAL, CandidateState.FIRST_PASSED)
    check_reason(reason)
    version = current(candidate.proposal)
    cost = within_ceiling(candidate, candidate.cost_won or version.cost_won)
    _freeze(candidate, version, cost)
    details = {"cost_won": cost, "currency": candidate.cycle.currency, "version": version.ordinal}
    tell(candidate, "budget.carried_forward", by=by, role=Role.COORDINATOR, reason=reason, **details)
    return candidate


def _freeze(candidate: Candidate, version: ProposalVersion, cost_won: int) -> None:
    db.session.flush()
    candidate.final_version_id, candidate.cost_won = version.id, cost_won
    move(candidate, "submit_final")
