"""Claim: from 10,000 voters on, exact counts are at least 100 times as fast as pabutools, with the same winners, in one run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from city import city_text, say, timed
from pabutools.election import Cost_Sat
from pabutools.election.pabulib import parse_pabulib_from_string
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule

from app.voting import pb
from app.voting.tally import EqualSharesRule, Stop, presets
from app.voting.tally.count import scores_of
from app.voting.tally.profile import poll_of, pooled
from app.voting.tally.rules import Satisfaction
from app.voting.tally.selection import Counted
from app.voting.tally.shares import market_of, run_shares
from app.voting.tally.ties import tie_order
from tests.elections import samples

ENOUGH = 10_000  # voters from which the claim is made
COMPLETED = 3_000  # voters up to which the completed rule of pabutools is waited for, unless asked with `completed`


class Race:
    """One election in both programs; ties by file order in both."""

    def __init__(self, text: str) -> None:
        self.election = pb.election_of(pb.parse(text))
        self.instance, profile = parse_pabulib_from_string(text)
        self.grouped = profile.as_multiprofile()
        place = {option.id: i for i, option in enumerate(self.election.options)}
        self.breaking = TieBreakingRule(lambda _i, _p, project: place[project.name])
        self.profile = pooled(self.election, poll_of(self.election))

    def their_shares(self, increment: Fraction | None = None) -> list[str]:
        bought = method_of_equal_shares(
            self.instance, self.grouped, sat_class=Cost_Sat, tie_breaking=self.breaking, voter_budget_increment=increment
        )
        return [project.name for project in bought]

    def their_greedy(self) -> list[str]:
        funded = greedy_utilitarian_welfare(self.instance, self.grouped, sat_class=Cost_Sat, tie_breaking=self.breaking)
        return [project.name for project in funded]

    def shares(self) -> list[str]:
        """One exact run at the fair share, from encoded ballots as theirs start from satisfaction objects."""
        costs = [option.cost for option in self.election.options]
        market = market_of(self.profile, costs, Satisfaction.COST, [not option.withdrawn for option in self.election.options])
        ties = tie_order(self.election, scores_of(self.profile).votes, presets.FILE_ORDER)
        run = run_shares(market, Fraction(self.election.budget, self.profile.valid), ties, exact=True)
        return [self.election.options[i].id for i in run.bought]

    def their_completed(self) -> list[str]:
        return self.their_shares(Fraction(self.election.budget, self.profile.valid) / 100)

    def completed(self) -> list[str]:
        """Raised by 1 % of the fair share until nothing more fits, as their `voter_budget_increment` does."""
        rule = EqualSharesRule(stop=Stop.EXHAUSTIVE, fill=False, tie_order=presets.FILE_ORDER)
        return list(Counted.of(self.election, rule).selected())

    def greedy(self) -> list[str]:
        return list(Counted.of(self.election, presets.named("greedy")).selected())


def against(title: str, theirs: Callable[[], list[str]], ours: Callable[[], list[str]], least: int) -> bool:
    their_winners, slow = timed(theirs)
    our_winners, fast = timed(ours)
    same = set(our_winners) == set(their_winners)
    figures = f"{slow:.3f} s against {fast:.4f} s: {slow / max(fast, 1e-6):,.0f} times, same winners: {same}"
    if least:
        return say(f"{title}, {least} times as fast", same and slow > least * fast, figures)
    return say(f"{title}, same winners", same, figures)


def race(name: str, text: str, claimed: bool, completed: bool = False) -> bool:
    both = Race(text)
    voters, types = both.profile.valid, len(both.profile.weight)
    print(f"{name}: {voters:,} voters, {types:,} different ballots, {len(both.election.options)} projects", flush=True)
    least = 100 if claimed and voters >= ENOUGH else 0
    ok = against("  Equal Shares, one exact run", both.their_shares, both.shares, least)
    if completed or voters <= COMPLETED:
        ok &= against("  Equal Shares, completed", both.their_completed, both.completed, least)
    return ok & against("  greedy", both.their_greedy, both.greedy, least)


def main(voters: int = 10_000, completed: bool = False) -> int:
    ok = race("invented city", city_text(voters), True, completed)
    for path in samples():
        file = pb.parse(path.read_bytes())
        if file.value("vote_type") == "approval" and file.value("currency") != "USD":
            ok &= race(path.stem, path.read_text(encoding="utf-8"), False)
    return 0 if ok else 1


if __name__ == "__main__":
    status: Any = main(*(int(word) for word in sys.argv[1:] if word.isdigit()), completed="completed" in sys.argv)
    if status:
        raise SystemExit(status)
