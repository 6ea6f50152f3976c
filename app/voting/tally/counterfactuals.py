"""What would have made a loser win: a lower cost, more supporters, the absence of a rival; refuses winners.

After Boehmer, Bredereck, Janeczko, Kaczmarczyk and Niedermeier-style robustness questions for budgets (arXiv 2312.14723).
Costs and supporters are found by bisection; where a rule is not monotone the figure given is one that wins, checked by a
count, and not necessarily the only one.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.voting.ballot import GradesFormat, PointsFormat, RankingFormat
from app.voting.tally.election import Election
from app.voting.tally.result import Result
from app.voting.tally.rules import EqualSharesRule
from app.voting.tally.selection import Counted


def counterfactuals(election: Election, result: Result, option_id: str) -> dict[str, Any]:
    """For an option not selected: {"wins_at_cost": "…"|None, "more_supporters": k|None, "rival": id|None}.

    Supporters are added to the electorate with most valid ballots, as ballots naming nothing else. Raises ValueError for a
    selected or withdrawn option.
    """
    index = {option.id: i for i, option in enumerate(election.options)}
    option = election.options[index[option_id]]
    if result.outcomes[option_id].selected or option.withdrawn:
        raise ValueError(f"{option_id!r} is no loser of this count")
    counted = Counted.of(election, result.rule)
    cost = wins_at_cost(counted, index[option_id])
    return {
        "wins_at_cost": None if cost is None else str(cost),
        "more_supporters": more_supporters(counted, index[option_id]),
        "rival": rival(counted, result, option_id),
    }


def wins_at_cost(counted: Counted, option: int) -> int | None:
    """The highest cost found (in the paper's ints, below its own) at which the option is selected; None if not even at 1."""
    original = counted.election.options[option]

    def wins(cost: int) -> bool:
        return original.id in counted.with_option(replace(original, cost=cost)).selected()

    low, high = 1, original.cost
    if high <= 1 or not wins(low):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wins(middle) else (low, middle)
    return low


def more_supporters(counted: Counted, option: int) -> int | None:
    """The smallest number found of further ballots naming only this option that gets it selected; None if ten times the
    electorate would not."""
    name = counted.election.options[option].id
    sizes = [profile.valid for profile in counted.poll.profiles]
    electorate = sizes.index(max(sizes))
    points = _full_points(counted.election)

    def wins(extra: int) -> bool:
        return name in counted.with_supporters(option, extra, points, electorate).selected()

    ceiling = 10 * max(1, *sizes)
    high = 1
    while not wins(high):
        if high >= ceiling:
            return None
        high = min(2 * high, ceiling)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    return high


def _full_points(election: Election) -> int:
    """What one ballot can give a single option."""
    given = election.format
    if isinstance(given, PointsFormat):
        limits = [limit for limit in (given.max_per_option, given.max_sum) if limit]
        return min(limits) if limits else 1
    if isinstance(given, GradesFormat):
        return given.max_grade
    if isinstance(given, RankingFormat):
        return given.scores[-1] if given.from_bottom else given.scores[0]
    return 1


def rival(counted: Counted, result: Result, option_id: str) -> str | None:
    """The winner that cost it most: in Equal Shares the one that took most of its supporters' money; otherwise the last
    winner whose withdrawal would have let it in."""
    spent = result.outcomes[option_id].reason.params.get("spent")
    if isinstance(result.rule, EqualSharesRule):
        return max(spent, key=lambda pair: Fraction(pair[1]))[0] if spent else None
    options = {option.id: option for option in counted.election.options}
    for winner in reversed(result.selected):
        without = counted.with_option(replace(options[winner], withdrawn=True))
        if option_id in without.selected():
            return winner
    return None
