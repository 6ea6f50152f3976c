"""The counting engine's public door: elections in, results and explanations out; refuses I/O and the framework."""

from app.voting.tally.count import count
from app.voting.tally.election import (
    ENGINE_VERSION,
    Election,
    ElectionRefused,
    Electorate,
    Option,
    ballots_sha256,
    group,
)
from app.voting.tally.explain import explain
from app.voting.tally.result import Outcome, Reason, Result, result_from_json
from app.voting.tally.rules import (
    CapRule,
    CompositeRule,
    EqualSharesRule,
    GreedyRule,
    PhragmenRule,
    PollMethod,
    PollRule,
    PotBy,
    Pots,
    Rule,
    RuleRefused,
    Satisfaction,
    Stop,
    TieKey,
    rule_from_json,
)

__all__ = [
    "ENGINE_VERSION",
    "CapRule",
    "CompositeRule",
    "Election",
    "ElectionRefused",
    "Electorate",
    "EqualSharesRule",
    "GreedyRule",
    "Option",
    "Outcome",
    "PhragmenRule",
    "PollMethod",
    "PollRule",
    "PotBy",
    "Pots",
    "Reason",
    "Result",
    "Rule",
    "RuleRefused",
    "Satisfaction",
    "Stop",
    "TieKey",
    "ballots_sha256",
    "count",
    "explain",
    "group",
    "result_from_json",
    "rule_from_json",
]
