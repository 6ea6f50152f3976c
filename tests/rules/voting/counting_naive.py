"""Equal Shares and Phragmen once more, voter by voter in plain Fractions: slow, obvious, and the yardstick for the fast ones."""

from __future__ import annotations

from fractions import Fraction

from app.voting.tally import Election


def voters_of(election: Election) -> list[dict[str, int]]:
    """Every voter on his or her own: option id -> points (1 for an approval), nothing for zero points."""
    voters = []
    for choice, count in election.electorates[0].ballots.items():
        given = choice.points or (1,) * len(choice.ids)
        ballot = {key: value for key, value in zip(choice.ids, given, strict=True) if value > 0}
        voters.extend([ballot] * count)
    return voters


def naive_shares(election: Election, share: Fraction, order: list[str], by_cost: bool) -> tuple[list[str], list[list[Fraction]]]:
    """Winners in order and what each voter paid in each round."""
    voters = voters_of(election)
    money = [share] * len(voters)
    cost = {option.id: option.cost for option in election.options}
    bought: list[str] = []
    payments: list[list[Fraction]] = []
    while True:
        offers = {}
        for key in order:
            rate = None if key in bought else lowest_rate(voters, money, key, cost[key])
            if rate is not None:
                offers[key] = rate / cost[key] if by_cost else rate
        if not offers:
            return bought, payments
        best = min(offers, key=lambda key: (offers[key], order.index(key)))
        rate = lowest_rate(voters, money, best, cost[best])
        assert rate is not None
        paid = [min(held, rate * ballot.get(best, 0)) for held, ballot in zip(money, voters, strict=True)]
        money = [held - due for held, due in zip(money, paid, strict=True)]
        bought.append(best)
        payments.append(paid)


def lowest_rate(voters: list[dict[str, int]], money: list[Fraction], key: str, cost: int) -> Fraction | None:
    """The rate per point at which supporters cover the cost exactly, found by sorting them by money per point."""
    able = sorted((held / ballot[key], ballot[key], held) for held, ballot in zip(money, voters, strict=True) if key in ballot)
    if not able or sum(held for _, _, held in able) < cost:
        return None
    rest = Fraction(cost)
    weight = sum(points for _, points, _ in able)
    for per_point, points, held in able:
        rate = rest / weight
        if rate <= per_point:
            return rate
        rest -= held
        weight -= points
    raise AssertionError("somebody must be able to pay")


def naive_phragmen(election: Election, order: list[str]) -> list[str]:
    """Winners in order; ends at the first option that does not fit."""
    voters = voters_of(election)
    load = [Fraction(0)] * len(voters)
    cost = {option.id: option.cost for option in election.options}
    left = election.budget
    bought: list[str] = []
    while True:
        levels = {}
        for key in order:
            backers = [i for i, ballot in enumerate(voters) if key in ballot]
            if backers and key not in bought:
                levels[key] = (cost[key] + sum(load[i] for i in backers)) / len(backers)
        if not levels:
            return bought
        best = min(levels, key=lambda key: (levels[key], order.index(key)))
        if cost[best] > left:
            return bought
        left -= cost[best]
        for i, ballot in enumerate(voters):
            if best in ballot:
                load[i] = levels[best]
        bought.append(best)
