"""The final selection: a paper of the frozen versions, its vote, and what the count means for each candidate."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from app.budget import queries
from app.budget.models import Candidate, Cycle, SelectionOutcome
from app.budget.policy import BallotKind, BudgetPolicy
from app.budget.policy.presets import PROPOSERS
from app.budget.rules import check_reason
from app.budget.services.common import move, take, tell
from app.budget.states import Act, CandidateState
from app.core import clock
from app.core.errors import N_, RuleBroken
from app.core.history import record
from app.core.transaction import transaction
from app.districts.models import District
from app.districts.states import Role
from app.extensions import db
from app.proposals.labels import FIELDS, TRACKS
from app.proposals.models import ProposalVersion
from app.proposals.states import BudgetTrack, Field
from app.verifiable import services as sealing
from app.voting import bodies
from app.voting import services as voting
from app.voting.ballot import ApprovalFormat, BallotFormat, KnapsackFormat, Quota
from app.voting.models import Paper
from app.voting.protocol.blind import KEY_BITS
from app.voting.queries import tally_row
from app.voting.rules import ElectorateDraft, OptionDraft
from app.voting.tally import CompositeRule, PotBy, Pots, Result, explain
from app.voting.tally.exact import text_of
from app.voting.tally.explain import LANGUAGES


class VoteAlreadyOpened(RuleBroken):
    code = "VOTE_ALREADY_OPENED"
    sentence = N_("이 주기의 투표는 이미 열었습니다.")


class NothingToVoteOn(RuleBroken):
    code = "NOTHING_TO_VOTE_ON"
    sentence = N_("투표에 올릴 사업이 없습니다.")


class NoVoteYet(RuleBroken):
    code = "NO_VOTE_YET"
    sentence = N_("아직 투표를 열지 않았습니다.")


@transaction
def open_vote(cycle: Cycle, *, by: Any, closes_at: datetime, introduction: str = "", key_bits: int = KEY_BITS) -> Paper:
    """Put every candidate that passed both screenings on a paper, in its frozen wording, under the cycle's policy.

    A vote that decides about money is a verifiable one (level L2), always.
    """
    take(cycle, Act.OPEN_VOTE)
    if cycle.paper_id is not None:
        raise VoteAlreadyOpened
    frozen = queries.frozen(cycle)
    if not frozen:
        raise NothingToVoteOn
    policy = cycle.policy
    paper = voting.open_paper(
        db.session.get_one(District, cycle.district_id), title=cycle.name, introduction=introduction,
        options=[_option(candidate, version, policy) for candidate, version in frozen], format=ballot_format(policy),
        rule=counting_rule(policy), electorates=electorates(policy), budget=cycle.envelope_won,
        currency=cycle.currency, closes_at=closes_at, min_age=policy.minimum_age_years, by=by, role=Role.COORDINATOR,
    )  # fmt: skip
    db.session.flush()
    cycle.paper_id = paper.id
    sealing.freeze(paper, expected_voters=queries.voters_last_time(cycle), bits=key_bits)
    for candidate, _ in frozen:
        tell(candidate, "budget.on_ballot", by=by, role=Role.COORDINATOR, paper_id=paper.id, closes_at=closes_at.isoformat())
    details = {"paper_id": paper.id, "count": len(frozen), "closes_at": closes_at.isoformat()}
    record(cycle, "budget.vote_opened", by=by, role=Role.COORDINATOR, **details)
    return paper


def _option(candidate: Candidate, version: ProposalVersion, policy: BudgetPolicy) -> OptionDraft:
    """The words a voter reads, frozen in Korean: the paper is what its digest says, in whatever language the page around it stands."""
    candidate.option_code = candidate.proposal.number
    category = TRACKS[candidate.proposal.track] if policy.votes_per_track else FIELDS[candidate.proposal.field]
    return OptionDraft(
        code=candidate.option_code, title=version.title, summary=version.idea, cost=candidate.cost_won or 0,
        category=category, area=candidate.track, ref=candidate.proposal.number,
    )  # fmt: skip


def ballot_format(policy: BudgetPolicy) -> BallotFormat:
    """How the paper is filled in under this policy."""
    if policy.ballot is BallotKind.KNAPSACK:
        return KnapsackFormat(budget=policy.envelope_won)
    return ApprovalFormat(min_choices=1, max_choices=policy.votes_per_ballot, quotas=quotas(policy))


def quotas(policy: BudgetPolicy) -> tuple[Quota, ...]:
    """How many projects of a track (2020: seven and three) or of each field (2015: one) a ballot may name."""
    if policy.votes_per_track:
        return tuple(Quota(TRACKS[BudgetTrack(track)], votes) for track, votes in policy.votes_per_track)
    return tuple(Quota(name, policy.votes_per_field) for name in FIELDS.values()) if policy.votes_per_field else ()


def counting_rule(policy: BudgetPolicy) -> CompositeRule:
    """Winners in order within the envelope; where tracks or fields have envelopes of their own, within those as well."""
    pots = Pots(PotBy.DISTRICT, policy.track_envelopes_won) if policy.track_envelopes_won else None
    if policy.field_envelopes_won:
        pots = Pots(PotBy.CATEGORY, tuple((FIELDS[Field(field)], won) for field, won in policy.field_envelopes_won))
    return CompositeRule(cap=policy.cap_rule, pots=pots)


def electorates(policy: BudgetPolicy) -> list[ElectorateDraft]:
    shares = policy.shares()
    return [
        ElectorateDraft(one.code, one.name_ko, one.name_en, Fraction(shares[one.code]), one.role or None, one.rank)
        for one in policy.electorates
    ]


def close_vote(cycle: Cycle, *, by: Any, reason: str = "") -> Paper:
    """End the vote of a cycle, before its time only with a public reason; counting follows by itself."""
    paper = queries.paper(cycle)
    if paper is None:
        raise NoVoteYet
    if not paper.imported and clock.now() < paper.closes_at:
        check_reason(reason)
    return voting.close(paper, by=by, role=Role.COORDINATOR, reason=reason)


def counted(paper: Paper, result: Result) -> None:
    """What the count says of each candidate; runs inside the counting transaction."""
    cycle = queries.cycle_of_paper(paper.id)
    if cycle is None:
        return
    if (kept := tally_row(paper)) is not None:
        kept.official = cycle.official
    names = {option.code: option.title for option in paper.options}
    for candidate in queries.in_state(cycle, CandidateState.SECOND_PASSED):
        if candidate.option_code in result.outcomes:
            _announce(candidate, cycle, result, names)


def _announce(candidate: Candidate, cycle: Cycle, result: Result, names: dict[str, str]) -> None:
    code = str(candidate.option_code)
    outcome = result.outcomes[code]
    reason = {"code": outcome.reason.code, "params": dict(outcome.reason.params), "votes": outcome.votes}
    unit = None if cycle.currency == "KRW" else f" {cycle.currency}"
    for lang in LANGUAGES:
        reason[lang] = explain(result, code, lang, unit=unit, names=names)
    row = SelectionOutcome(
        district_id=cycle.district_id, candidate_id=candidate.id, is_selected=outcome.selected, rank=outcome.rank,
        score=text_of(outcome.score), reason=reason,
    )  # fmt: skip
    db.session.add(row)
    move(candidate, "select" if outcome.selected else "not_select")
    action = "budget.selected" if outcome.selected else "budget.not_selected"
    tell(candidate, action, reason="", paper_id=cycle.paper_id, rank=outcome.rank, votes=outcome.votes, code=outcome.reason.code)


bodies.register(PROPOSERS.role, lambda paper, _: queries.proposers_on(paper))
if counted not in voting.on_counted:
    voting.on_counted.append(counted)
