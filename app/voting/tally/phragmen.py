"""Sequential Phragmen: fund the option whose supporters end up carrying the least; refuses floats for any decision.

Los, Christoff, Grossi, "Proportional budget allocations: towards a systematization" (IJCAI 2022). A voter's load is the
level at which the last funded option he or she supports was funded, so exact sums need whole numbers per level only.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.voting.tally.election import Election
from app.voting.tally.exact import rational, text_of
from app.voting.tally.profile import Profile
from app.voting.tally.ranked import Scores, cut_line
from app.voting.tally.result import Reason
from app.voting.tally.rules import LOTS, CapRule, PhragmenRule
from app.voting.tally.tally_sheet import Sheet
from app.voting.tally.ties import TieOrder, hanging

MAX_LOTS_TOGETHER = 60  # recounts


class _Loads:
    """Who carries which level, and exact loads of options."""

    def __init__(self, election: Election, profile: Profile) -> None:
        self.profile = profile
        self.costs = [option.cost for option in election.options]
        self.level_of = np.zeros(len(profile.weight), dtype=np.int64)
        self.levels: list[Any] = [rational(0)]

    def of(self, option: int) -> Any:
        """(cost + load its supporters carry) / number of supporters, exactly."""
        rows = self.profile.columns[option].rows
        times = self.profile.weight[rows]
        counts = np.zeros(len(self.levels), dtype=np.int64)
        np.add.at(counts, self.level_of[rows], times)
        carried = rational(self.costs[option])
        for level, voters in zip(self.levels, counts.tolist(), strict=True):
            if voters:
                carried += level * voters
        return carried / int(times.sum())

    def raise_to(self, option: int, load: Any) -> None:
        """All supporters of the option now carry `load`."""
        self.levels.append(load)
        self.level_of[self.profile.columns[option].rows] = len(self.levels) - 1


def count_phragmen(election: Election, rule: PhragmenRule, profile: Profile, scores: Scores, ties: TieOrder) -> Sheet:
    """Apply the rule to who is named on each ballot (points beyond that are ignored) and explain every option."""
    sheet, met = run_phragmen(election, rule, profile, ties)
    for i, option in enumerate(election.options):
        if option.withdrawn:
            sheet.reasons[i] = Reason("WITHDRAWN")
        elif i not in sheet.reasons:
            sheet.reasons[i] = Reason("NO_VOTES", {"cost": str(option.cost)})
    again = _Again(election, rule, profile, ties)
    groups = {tuple(sorted(members, key=lambda i: election.options[i].id)) for members in met}
    in_order = sorted(groups, key=lambda group: [election.options[i].id for i in group])
    sheet.ties = [_tie(again, members, sheet.chosen) for members in in_order]
    if not sheet.hangs_on_a_lot:
        sheet.mark_lot(hanging(ties, again.outcome, MAX_LOTS_TOGETHER))
    left = election.budget - sum(election.options[i].cost for i in sheet.selected)
    sheet.cut_line = cut_line(election, sheet.selected, sheet.chosen, scores.score, left)
    return sheet


def run_phragmen(election: Election, rule: PhragmenRule, profile: Profile, ties: TieOrder) -> tuple[Sheet, list[tuple[int, ...]]]:
    """Fund in order of load; also the groups of options found exactly level."""
    sheet = Sheet.blank(election)
    loads = _Loads(election, profile)
    left = election.budget
    heap = [
        (loads.of(i), ties.place[i], i)
        for i, option in enumerate(election.options)
        if not option.withdrawn and len(profile.columns[i].rows)
    ]
    heapq.heapify(heap)
    met: list[tuple[int, ...]] = []
    while heap:
        load, i, level = _least(heap, loads)
        option = election.options[i]
        if len(level) > 1:
            met.append(tuple(sorted(level)))
        if option.cost > left:
            params = _money(election, i, left) | {"missing": str(option.cost - left)}
            sheet.reasons[i] = Reason("BUDGET_EXHAUSTED", params)
            if rule.cap is CapRule.STOP:
                sheet.reasons |= {j: Reason("LIST_STOPPED", _money(election, j, left) | {"at": option.id}) for _, _, j in heap}
                sheet.reasons[i] = Reason("STOPPED_LIST", params)
                break
            continue
        left -= option.cost
        loads.raise_to(i, load)
        _record(sheet, i, option.id, load, left)
    return sheet, met


def _money(election: Election, i: int, left: int) -> dict[str, Any]:
    return {"cost": str(election.options[i].cost), "left": str(left)}


def _record(sheet: Sheet, i: int, key: str, load: Any, left: int) -> None:
    sheet.selected.append(i)
    place = len(sheet.selected)
    sheet.rank[i] = place
    params = {"place": place, "load": text_of(load), "left": str(left)}
    sheet.reasons[i] = Reason("LOADED", params)
    sheet.rounds.append({"round": place, "option": key, "action": "fund", "left": str(left), "load": text_of(load)})


def _least(heap: list[tuple[Any, int, int]], loads: _Loads) -> tuple[Any, int, list[int]]:
    """Pop the option of least load; loads only rise, so a stale entry on top is looked at anew and put back."""
    fresh: set[int] = set()
    while True:
        stale, place, i = heap[0]
        if i not in fresh:
            heapq.heapreplace(heap, (loads.of(i), place, i))
            fresh.add(i)
            continue
        level = [j for load, _, j in heap if load == stale and (j in fresh or loads.of(j) == stale)]
        heapq.heappop(heap)
        return stale, i, level


@dataclass(frozen=True)
class _Again:
    """Counts the same ballots once more under another tie order."""

    election: Election
    rule: PhragmenRule
    profile: Profile
    ties: TieOrder

    def outcome(self, ties: TieOrder) -> tuple[set[int], list[tuple[int, ...]]]:
        """Who is funded under another order, and the groups found level."""
        sheet, met = run_phragmen(self.election, self.rule, self.profile, ties)
        return sheet.chosen, met

    def favouring(self, option: int, members: tuple[int, ...]) -> set[int]:
        """Who is funded if `option` comes first among `members`."""
        return self.outcome(self.ties.favouring(option, members))[0]


def _tie(again: _Again, members: tuple[int, ...], chosen: set[int]) -> dict[str, Any]:
    ties, options = again.ties, again.election.options
    winner = min(members, key=lambda i: ties.place[i])
    rest = [i for i in members if i != winner]
    fates = {i: again.favouring(i, members) for i in rest}
    changed = [i for i in rest if fates[i] != chosen]
    keys = {ties.deciding(winner, i) for i in rest}
    return {
        "options": [options[i].id for i in members],
        "broken_by": [name.value for name in ties.names if name in keys],
        "by_lot": any(ties.deciding(winner, i) in LOTS for i in changed),
        "decisive": bool(changed),
        "losers": [options[i].id for i in changed if i not in chosen and i in fates[i]],
        "winner": options[winner].id,
    }
