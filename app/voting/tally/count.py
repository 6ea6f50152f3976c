"""The single entry to counting: checks ballots, applies the rule, assembles the result; refuses what a rule cannot count."""

from __future__ import annotations

from fractions import Fraction

from app.voting.tally.election import ENGINE_VERSION, Election, ballots_sha256
from app.voting.tally.profile import Poll, Profile, poll_of, pooled
from app.voting.tally.ranked import Scores, composite_scores, rank_and_fund
from app.voting.tally.result import Outcome, Result
from app.voting.tally.rules import (
    CompositeRule,
    EqualSharesRule,
    GreedyRule,
    PhragmenRule,
    PollRule,
    Rule,
    RuleRefused,
    check_rule,
)
from app.voting.tally.tally_sheet import Sheet
from app.voting.tally.ties import tie_order


def count(election: Election, rule: Rule) -> Result:
    """Count an election under a rule. Pure: the same election and rule give the same bytes on any machine.

    Invalid ballots are counted as spoiled, once, by reason code. Raises `RuleRefused` where the rule does not suit
    the election (WEIGHTS_NEED_COMPOSITE, FORMAT_NOT_COUNTABLE, TOO_MANY_STEPS).
    """
    check_rule(rule)
    poll = poll_of(election)
    scores = _scores(election, rule, poll)
    ties = tie_order(election, scores.votes, rule.tie_order)
    if isinstance(rule, (GreedyRule, CompositeRule)):
        sheet = rank_and_fund(election, rule, scores, ties)
    else:
        raise NotImplementedError
    return _published(election, rule, poll, scores, sheet)


def _scores(election: Election, rule: Rule, poll: Poll) -> Scores:
    if isinstance(rule, CompositeRule) or (isinstance(rule, PollRule) and _is_weighted(election)):
        return composite_scores(poll)
    if _is_weighted(election):
        raise RuleRefused("WEIGHTS_NEED_COMPOSITE", rule=rule.kind)
    return plain_scores(pooled(election, poll))


def plain_scores(profile: Profile) -> Scores:
    """Points per option (an approval is one point) and ballots naming it, every ballot alike."""
    size = range(len(profile.columns))
    score = tuple(Fraction(profile.score(i)) for i in size)
    return Scores(score, tuple(profile.votes(i) for i in size), {})


def _is_weighted(election: Election) -> bool:
    return len({electorate.weight for electorate in election.electorates}) > 1


def _published(election: Election, rule: Rule, poll: Poll, scores: Scores, sheet: Sheet) -> Result:
    ids = [option.id for option in election.options]
    outcomes = {
        key: Outcome(
            i in sheet.chosen, sheet.rank.get(i), scores.score[i], scores.votes[i], sheet.reasons[i]
        )
        for i, key in enumerate(ids)
    }
    cast = {
        p.code: {"valid": p.valid, "spoiled": poll.spoiled_in[p.code], "none": p.none}
        for p in poll.profiles
    }
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
    )
