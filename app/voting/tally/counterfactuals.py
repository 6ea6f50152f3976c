"""What would have made a loser win: a lower cost, more supporters, the absence of a rival; refuses winners.

After Boehmer, Bredereck, Janeczko, Kaczmarczyk and Niedermeier-style robustness questions for budgets (arXiv 2312.14723).
Costs and supporters are found by bisection; where a rule is not monotone the figure given is one that wins, checked by a
count, and not necessarily the only one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Any

from app.voting.ballot import GradesFormat, PointsFormat, RankingFormat
from app.voting.tally.election import Election
from app.voting.tally.exact import as_fraction
from app.voting.tally.result import Result
from app.voting.tally.rules import EqualSharesRule
from app.voting.tally.selection import Counted


def counterfactuals(election: Election, result: Result, option_id: str) -> dict[str, Any]:
    """For an option not selected: {"wins_at_cost": "…"|None, "more_supporters": k|None, "electorate": code, "rival": id|None,
    "estimated": False}.

    Supporters are added to the electorate with most valid ballots, as ballots naming nothing else. Raises ValueError for a
    selected or withdrawn option.
    """
    return counterfactuals_of(Counted.of(election, result.rule), result, option_id)


class Grain(Enum):
    """How a figure is found.

    EXACT bisects by full counts, supporters to the last one and costs to a ten-thousandth. Where one count takes many runs of
    Equal Shares, ROUGH looks only near the share the count ended at (a few runs each) and gives an estimate to a five-hundredth.
    CHECKED starts from that estimate and ends, by full counts, at a value that does win, within a hundredth of one that does not.
    """

    EXACT = 0
    CHECKED = 1
    ROUGH = 2


FINELY, ROUGHLY, CHECKED_TO = 10_000, 500, 100
"""The bracket is narrowed to this part of the cost, or of the number of supporters."""


def counterfactuals_of(counted: Counted, result: Result, option_id: str, grain: Grain = Grain.EXACT) -> dict[str, Any]:
    """The same from ballots already encoded, for many options of one count; `estimated` where no full count stands behind it."""
    index = {option.id: i for i, option in enumerate(counted.election.options)}
    option = counted.election.options[index[option_id]]
    if result.outcomes[option_id].selected or option.withdrawn:
        raise ValueError(f"{option_id!r} is no loser of this count")
    search = _Search(counted, as_fraction(result.notes["share"]) if "share" in result.notes else None, grain)
    cost = search.cost(index[option_id])
    return {
        "wins_at_cost": None if cost is None else str(cost),
        "more_supporters": search.supporters(index[option_id]),
        "electorate": counted.poll.profiles[_largest(counted)].code,
        "rival": rival(counted, result, option_id),
        "estimated": grain is Grain.ROUGH,
    }


@dataclass(frozen=True)
class _Search:
    """Looks for the least change that makes a loser win. `share` is the share Equal Shares ended at."""

    counted: Counted
    share: Fraction | None
    grain: Grain

    def cost(self, option: int) -> int | None:
        """The highest cost found (in the paper's ints, below its own) at which the option is selected; None if not even at 1."""
        original = self.counted.election.options[option]

        def wins(counted: Counted, cost: int) -> bool:
            return original.id in counted.with_option(replace(original, cost=cost)).selected()

        def highest(counted: Counted) -> int | None:
            if original.cost <= 1 or not wins(counted, 1):
                return None
            gap = max(1, original.cost // (FINELY if self.grain is Grain.EXACT else ROUGHLY))
            return _nearest(lambda cost: wins(counted, cost), original.cost, 1, gap)

        def settle(guess: int) -> int | None:
            bad, step = original.cost, max(1, original.cost // 32)
            while not wins(self.counted, guess):
                if guess == 1:
                    return None
                bad, guess, step = guess, max(1, guess - step), 2 * step
            bad = min(bad, guess + step)
            return _nearest(lambda cost: wins(self.counted, cost), bad, guess, max(1, original.cost // CHECKED_TO))

        return self._found(highest, settle)

    def supporters(self, option: int) -> int | None:
        """The smallest number found of further ballots naming only this option that gets it selected; None if ten times the
        electorate would not."""
        name = self.counted.election.options[option].id
        electorate = _largest(self.counted)
        points = _full_points(self.counted.election)
        ceiling = 10 * max(1, self.counted.poll.profiles[electorate].valid)

        def wins(counted: Counted, extra: int) -> bool:
            return name in counted.with_supporters(option, extra, points, electorate).selected()

        def fewest(counted: Counted, low: int = 0, high: int = 1) -> int | None:
            while not wins(counted, high):
                if high >= ceiling:
                    return None
                low, high = high, min(2 * high, ceiling)
            return _nearest(lambda extra: wins(counted, extra), low, high, self._few(counted, high))

        return self._found(fewest, lambda guess: fewest(self.counted, guess // 2, guess))

    def _few(self, counted: Counted, number: int) -> int:
        if self.grain is Grain.EXACT:
            return 1
        return max(1, number // (CHECKED_TO if counted.share is None else ROUGHLY))

    def _found(self, find: Callable[[Counted], int | None], settle: Callable[[int], int | None]) -> int | None:
        """What `find` comes to; outside EXACT by counts near the final share, and in CHECKED settled from there by full counts."""
        if self.grain is Grain.EXACT or self.share is None:
            return find(self.counted)
        guess = find(replace(self.counted, share=self.share))
        return settle(guess) if guess is not None and self.grain is Grain.CHECKED else guess


def _nearest(wins: Callable[[int], bool], bad: int, good: int, gap: int) -> int:
    """A winning value at most `gap` from a losing one, between `bad` (taken to lose) and `good` (known to win), by bisection."""
    while abs(bad - good) > gap:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if wins(middle) else (middle, good)
    return good


def _largest(counted: Counted) -> int:
    """The electorate with most valid ballots, the first of several."""
    sizes = [profile.valid for profile in counted.poll.profiles]
    return sizes.index(max(sizes))


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
