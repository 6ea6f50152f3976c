"""Claim: from 10,000 voters on, one exact Equal Shares count is at least 100 times as fast as pabutools, with the same winners."""

from __future__ import annotations

import sys

from city import city_text, say, timed
from pabutools.election import Cost_Sat
from pabutools.election.pabulib import parse_pabulib_from_string
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule

from app.voting import pb
from app.voting.tally import presets
from app.voting.tally.count import scores_of
from app.voting.tally.profile import poll_of, pooled
from app.voting.tally.rules import Satisfaction
from app.voting.tally.selection import Counted
from app.voting.tally.shares import market_of, run_shares
from app.voting.tally.ties import tie_order


def main(voters: int = 10_000) -> int:
    text = city_text(voters)
    election = pb.election_of(pb.parse(text))
    instance, profile = parse_pabulib_from_string(text)
    grouped = profile.as_multiprofile()
    place = {option.id: i for i, option in enumerate(election.options)}
    breaking = TieBreakingRule(lambda _i, _p, project: place[project.name])

    def theirs():
        return method_of_equal_shares(instance, grouped, sat_class=Cost_Sat, tie_breaking=breaking)

    mine = pooled(election, poll_of(election))
    ties = tie_order(election, scores_of(mine).votes, presets.FILE_ORDER)

    def ours():
        costs = [option.cost for option in election.options]
        market = market_of(mine, costs, Satisfaction.COST, [True] * len(costs))
        return run_shares(market, pb_share(election, mine.valid), ties, exact=True)

    their_shares, slow = timed(theirs)
    our_shares, fast = timed(ours)
    same = [election.options[i].id for i in our_shares.bought] == [project.name for project in their_shares]
    ok = say(
        f"Equal Shares, {voters:,} voters, exact, 100 times as fast",
        same and slow > 100 * fast,
        f"{slow:.2f} s against {fast:.3f} s: {slow / fast:.0f} times, same winners: {same}",
    )
    their_greedy, slow = timed(lambda: greedy_utilitarian_welfare(instance, grouped, sat_class=Cost_Sat, tie_breaking=breaking))
    counted = Counted.of(election, presets.named("greedy"))
    our_greedy, fast = timed(counted.selected)
    same = set(our_greedy) == {project.name for project in their_greedy}
    ok &= say(
        f"greedy, {voters:,} voters, 100 times as fast",
        same and slow > 100 * fast,
        f"{slow:.2f} s against {fast:.3f} s: {slow / fast:.0f} times, same winners: {same}",
    )
    return 0 if ok else 1


def pb_share(election, voters: int):
    from fractions import Fraction

    return Fraction(election.budget, voters)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
