"""The single entry to counting: checks ballots, applies the rule, assembles the result; refuses what a rule cannot count."""

from __future__ import annotations

from app.voting.tally.election import Election
from app.voting.tally.result import Result
from app.voting.tally.rules import Rule


def count(election: Election, rule: Rule) -> Result:
    """Count an election under a rule. Pure: the same election and rule give the same bytes on any machine.

    Invalid ballots are counted as spoiled, once, by reason code. Raises `RuleRefused` where the rule does not suit
    the election (WEIGHTS_NEED_COMPOSITE, FORMAT_NOT_COUNTABLE, TOO_MANY_STEPS).
    """
    raise NotImplementedError
