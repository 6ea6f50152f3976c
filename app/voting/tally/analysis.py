"""What a result means beyond who won, in parts that can be worked out and kept one by one; refuses to change the result.

Parts: `figures` (who got something, where the money went, whether a group was denied its due), `compare/<rule>` (the same ballots
under another rule) and `loser/<option>` (what would have made it win). `Analysis.plan` names them, the quick ones first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from app.voting.ballot import GradesFormat, PointsFormat, RankingFormat
from app.voting.tally.compare import compare
from app.voting.tally.count import count
from app.voting.tally.counterfactuals import Grain, counterfactuals_of
from app.voting.tally.election import ENGINE_VERSION, Election
from app.voting.tally.entitlement import Entitlement, entitlement
from app.voting.tally.exact import text_of
from app.voting.tally.metrics import metrics
from app.voting.tally.result import Result
from app.voting.tally.rules import EqualSharesRule, GreedyRule, PhragmenRule, PollMethod, PollRule, Rule, RuleRefused
from app.voting.tally.selection import Counted

ANALYSIS_VERSION = f"{ENGINE_VERSION}/2"
"""Raised whenever parts are worked out differently: what is kept under another version is worked out again."""
CHECKED_FROM, ROUGH_FROM = 100_000, 5_000_000
"""Ballot types x options x runs of one Equal Shares count from which losers' figures are searched more quickly (Grain)."""
FIGURES, COMPARE, LOSER = "figures", "compare/", "loser/"

_POINTED = (PointsFormat, GradesFormat, RankingFormat)


def rivals(election: Election, rule: Rule) -> dict[str, Rule]:
    """Other rules that suit this paper, by name, with the tie order of its own: what it makes sense to set beside the result."""
    if election.budget and not isinstance(rule, PollRule):
        found: dict[str, Rule] = {"equal-shares": EqualSharesRule(), "greedy": GreedyRule(), "phragmen": PhragmenRule()}
        if isinstance(election.format, _POINTED):
            del found["phragmen"]  # it would ignore how many points an option was given
        found.pop(rule.kind, None)
    elif isinstance(rule, PollRule) and isinstance(election.format, RankingFormat):
        methods = (PollMethod.INSTANT_RUNOFF, PollMethod.BORDA, PollMethod.PLURALITY)
        found = {method.value: replace(rule, method=method, threshold=0) for method in methods if method is not rule.method}
    else:
        return {}
    empty = replace(election, electorates=tuple(replace(body, ballots={}) for body in one_ballot_each(election).electorates))
    return {name: tied for name, other in found.items() if _suits(empty, tied := replace(other, tie_order=rule.tie_order))}


def _suits(empty: Election, rule: Rule) -> bool:
    try:
        count(empty, rule)
    except RuleRefused:
        return False
    return True


def one_ballot_each(election: Election) -> Election:
    """The same ballots with every electorate weighing the same: what rules without weights count."""
    return replace(election, electorates=tuple(replace(body, weight=Fraction(1)) for body in election.electorates))


@dataclass(frozen=True)
class Analysis:
    """One counted election, ready to be asked for any part of its plan."""

    election: Election
    result: Result

    @cached_property
    def rivals(self) -> Mapping[str, Rule]:
        return rivals(self.election, self.result.rule)

    @cached_property
    def plan(self) -> tuple[str, ...]:
        """Names of all parts; losers in the order of how near they were."""
        places = {option.id: place for place, option in enumerate(self.election.options)}
        lost = [
            option.id for option in self.election.options if not option.withdrawn and not self.result.outcomes[option.id].selected
        ]

        def near(key: str) -> tuple[bool, int, int, int]:
            outcome = self.result.outcomes[key]
            return outcome.rank is None, outcome.rank or 0, -outcome.votes, places[key]

        return (FIGURES, *(COMPARE + name for name in self.rivals), *(LOSER + key for key in sorted(lost, key=near)))

    def part(self, name: str) -> dict[str, Any]:
        """One part as plain JSON: ints, strings and "p/q". Raises KeyError for a name outside the plan."""
        if name == FIGURES:
            return self._figures()
        if name.startswith(COMPARE):
            rival = self.rivals[name.removeprefix(COMPARE)]
            return compare(self.election, self.result, count(one_ballot_each(self.election), rival))
        if name not in self.plan:
            raise KeyError(name)
        return counterfactuals_of(self._counted, self.result, name.removeprefix(LOSER), self._grain)

    def _figures(self) -> dict[str, Any]:
        selected = self.result.selected
        figures: dict[str, Any] = {"metrics": metrics(self.election, selected), "entitlement": None}
        if self.election.budget:
            figures["entitlement"] = _checked(entitlement(self.election, selected))
        return figures

    @cached_property
    def _counted(self) -> Counted:
        return Counted.of(self.election, self.result.rule)

    @property
    def _grain(self) -> Grain:
        if not isinstance(self.result.rule, EqualSharesRule):
            return Grain.EXACT
        rows = sum(len(profile.choices) for profile in self._counted.poll.profiles)
        work = rows * len(self.election.options) * (int(self.result.notes.get("steps", 0)) + 2)
        return Grain.ROUGH if work >= ROUGH_FROM else Grain.CHECKED if work >= CHECKED_FROM else Grain.EXACT


def _checked(found: Entitlement) -> dict[str, Any]:
    return asdict(found) | {"ratio": text_of(found.ratio), "violations": list(found.violations)}
