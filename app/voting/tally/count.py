"""The single entry to counting: checks ballots, applies the rule, assembles the result; refuses what a rule cannot count."""

from __future__ import annotations

from fractions import Fraction

from app.voting.tally.election import ENGINE_VERSION, Election, ballots_sha256
from app.voting.tally.phragmen import count_phragmen
from app.voting.tally.polls import count_poll
from app.voting.tally.profile import Poll, Profile, poll_of, pooled
from app.voting.tally.ranked import Scores, composite_scores, rank_and_fund
from app.voting.tally.result import Outcome, Result
from app.voting.tally.rules import (
    CompositeRule,
    GreedyRule,
    PhragmenRule,
    PollMethod,
    PollRule,
    Rule,
    RuleRefused,
    check_rule,
)
from app.voting.tally.shares_rule import count_shares
from app.voting.tally.tally_sheet import Sheet
from app.voting.tally.ties import TieOrder, tie_order


def count(election: Election, rule: Rule) -> Result:
    """Count an election under a rule. Pure: the same election and rule give the same bytes on any machine.

    Invalid ballots are counted as spoiled, once, by reason code. Raises `RuleRefused` where the rule does not suit
    the election (WEIGHTS_NEED_COMPOSITE, FORMAT_NOT_COUNTABLE, TOO_MANY_STEPS).
    """
    check_rule(rule)
    poll = poll_of(election)
    profile = one_profile(election, rule, poll)
    scores = composite_scores(poll) if profile is None else scores_of(profile)
    ties = tie_order(election, scores.votes, rule.tie_order)
    sheet = applied(election, rule, profile, scores, ties)
    return _published(election, rule, poll, scores, sheet)


def one_profile(election: Election, rule: Rule, poll: Poll) -> Profile | None:
    """All ballots as one profile, or None where electorates are weighted and scores are composite."""
    if isinstance(rule, CompositeRule):
        return None
    if not _is_weighted(election):
        return pooled(election, poll)
    if isinstance(rule, PollRule) and rule.method in (PollMethod.PLURALITY, PollMethod.APPROVAL):
        return None
    raise RuleRefused("WEIGHTS_NEED_COMPOSITE", rule=rule.kind)


def applied(election: Election, rule: Rule, profile: Profile | None, scores: Scores, ties: TieOrder) -> Sheet:
    """The rule's own working sheet; `profile` is None only where scores are composite."""
    if isinstance(rule, (GreedyRule, CompositeRule)):
        return rank_and_fund(election, rule, scores, ties)
    if isinstance(rule, PollRule):
        return count_poll(election, rule, profile, scores, ties)
    assert profile is not None
    if isinstance(rule, PhragmenRule):
        return count_phragmen(election, rule, profile, scores, ties)
    return count_shares(election, rule, profile, scores, ties)


def scores_of(profile: Profile) -> Scores:
    """Points per option (an approval is one point) and ballots naming it, every ballot alike."""
    size = range(len(profile.columns))
    score = tuple(Fraction(profile.score(i)) for i in size)
    return Scores(score, tuple(profile.votes(i) for i in size), {})


def _is_weighted(election: Election) -> bool:
    return len({electorate.weight for electorate in election.electorates}) > 1


def _published(election: Election, rule: Rule, poll: Poll, scores: Scores, sheet: Sheet) -> Result:
    ids = [option.id for option in election.options]
    outcomes = {
        key: Outcome(i in sheet.chosen, sheet.rank.get(i), scores.score[i], scores.votes[i], sheet.reasons[i])
        for i, key in enumerate(ids)
    }
    cast = {p.code: {"valid": p.valid, "spoiled": poll.spoiled_in[p.code], "none": p.none} for p in poll.profiles}
    return Result(
        rule=rule,
        digest=election.digest,
        ballots_sha256=ballots_sha256(election),
        engine=ENGINE_VERSION,
        selected=tuple(ids[i] for i in sheet.selected),
        spent=sum(election.options[i].cost for i in sheet.selected),
        budget=election.budget,
        spoiled=poll.spoiled,
        outcomes=outcomes,
        rounds=tuple(sheet.rounds),
        ties=tuple(sheet.ties),
        cut_line=sheet.cut_line,
        ballots_cast=cast,
        weights=scores.weights,
        left_out=scores.left_out,
        notes=sheet.notes,
        money_scale=election.money_scale,
        seed=election.seed,
    )
