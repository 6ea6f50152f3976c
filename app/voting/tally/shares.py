"""One run of the Method of Equal Shares for a given share per voter; refuses to guess: what floats cannot settle is exact.

Peters, Pierczynski, Skowron, "Proportional participatory budgeting with additive utilities" (NeurIPS 2021). Each voter
starts with the same share; the option whose supporters can pay for it at the lowest price per satisfaction is bought
next, everyone paying in proportion to the points given, or all they have left.

How it is fast and exact. Prices only rise as money is spent, so a heap of last known prices shows which few options need
a new look. Floats carry an error bound; a decision within it is taken again in rationals. A voter's money is the share
minus the prices of what he or she paid in full (or nothing once emptied), so an exact sum over any group of voters is
the share and the prices, each times a whole number that numpy counts.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.voting.tally.exact import as_fraction, rational
from app.voting.tally.profile import Ints, Profile
from app.voting.tally.rules import Satisfaction
from app.voting.tally.ties import TieOrder

Floats = NDArray[np.float64]
_EPSILON = 2.0**-52  # one float operation errs by at most half of this, relatively


class Undecided(Exception):
    """A float run met a decision within its error bound; the same run is repeated with exact arithmetic."""


@dataclass(frozen=True)
class Backing:
    """An option's supporters: rows of ballot types, their multiplicity and the points that scale what they pay."""

    cost: int
    rows: Ints
    times: Ints
    points: Ints
    mass: Floats  # times x points
    times_float: Floats
    points_float: Floats
    flat: bool  # all points are 1
    heads: float  # voters in all
    total_mass: float
    rounding: float  # bound on the rounding error of any sum over the rows, in money


@dataclass(frozen=True)
class Market:
    """Everything about the ballots that stays the same from run to run."""

    backings: tuple[Backing | None, ...]
    voters: int
    rows: int
    by_cost: bool
    fresh: tuple[tuple[float, int], ...]  # (price with everybody paying in full, option): a lower bound at any share

    def price(self, option: int, rate: Any) -> Any:
        """The price per unit of satisfaction at which supporters pay `rate` per point."""
        backing = self.backings[option]
        assert backing is not None
        return rate / backing.cost if self.by_cost and backing.cost else rate


@dataclass(frozen=True)
class Purchase:
    """One round: the option, what a supporter pays at most per point, ballots paying in full and ballots emptied, and the
    options that cost exactly the same per satisfaction."""

    option: int
    rate: Fraction
    full: int
    emptied: int
    tied: tuple[int, ...]


@dataclass
class Run:
    """The outcome of one run. With exact arithmetic `rates` are Fractions and `emptied_at` dates each voter's last coin."""

    share: Fraction
    bought: list[int]
    purchases: list[Purchase]
    ledger: Ledger | None


def market_of(profile: Profile, costs: Sequence[int], satisfaction: Satisfaction, admitted: Sequence[bool]) -> Market:
    """Prepare the ballots for any number of runs. Options not admitted and options nobody names have no backing.

    COST with approvals compares price per supporter's share of the cost (most effective votes first); with points the
    satisfaction is points x cost. CARDINALITY treats any points as one.
    """
    backings: list[Backing | None] = []
    for cost, column, let_in in zip(costs, profile.columns, admitted, strict=True):
        positive = column.points > 0
        rows = column.rows[positive]
        points = column.points[positive]
        if satisfaction is Satisfaction.CARDINALITY:
            points = np.ones_like(points)
        backings.append(_backing(cost, rows, profile.weight[rows], points) if let_in and len(rows) else None)
    by_cost = satisfaction is Satisfaction.COST
    fresh = tuple(
        (backing.cost / float(backing.mass.sum()) / _per(backing, by_cost), i) for i, backing in enumerate(backings) if backing
    )
    return Market(tuple(backings), profile.valid, len(profile.weight), by_cost, fresh)


def _per(backing: Backing, by_cost: bool) -> float:
    return float(backing.cost) if by_cost and backing.cost else 1.0


def _backing(cost: int, rows: Ints, times: Ints, points: Ints) -> Backing:
    times_float = times.astype(np.float64)
    points_float = points.astype(np.float64)
    flat = bool((points == 1).all())
    mass = times_float * points_float
    rounding = cost * max(1e-13, len(rows) * _EPSILON)
    heads, total = float(times_float.sum()), float(mass.sum())
    return Backing(cost, rows, times, points, mass, times_float, points_float, flat, heads, total, rounding)


class Ledger:
    """Who paid what, in whole numbers and rationals: exact sums of money left over any group of voters."""

    def __init__(self, market: Market, share: Fraction) -> None:
        self.share = rational(share.numerator, share.denominator)
        self.rates: list[Any] = []
        self.paid: list[NDArray[np.int32]] = []  # per round: points paid at that round's rate by each row, 0 where not
        self.empty = np.zeros(market.rows, dtype=bool)
        self.emptied_in = np.full(market.rows, -1, dtype=np.int32)
        self.rows = market.rows

    def sum(self, rows: Ints, times: Ints) -> Any:
        """Exact money left with these rows, each `times` over."""
        live = ~self.empty[rows]
        rows, times = rows[live], times[live]
        total = self.share * int(times.sum())
        for rate, paid in zip(self.rates, self.paid, strict=True):
            units = int((paid[rows] * times).sum())
            if units:
                total -= rate * units
        return total

    def of(self, row: int) -> Any:
        """Exact money left with one voter of this row."""
        if self.empty[row]:
            return self.share * 0
        left = self.share
        for rate, paid in zip(self.rates, self.paid, strict=True):
            if paid[row]:
                left = left - rate * int(paid[row])
        return left

    def charge(self, rate: Any, rows: Ints, points: Ints, emptied: Ints) -> None:
        """Book a purchase: `rows` pay `rate` per point, `emptied` rows pay what they have left."""
        paid = np.zeros(self.rows, dtype=np.int32)
        paid[rows] = points
        self.rates.append(rate)
        self.paid.append(paid)
        newly = emptied[~self.empty[emptied]]
        self.empty[newly] = True
        self.emptied_in[newly] = len(self.rates) - 1

    def payments(self, rows: Ints, times: Ints) -> list[Any]:
        """What these voters together paid in each round, exactly: full payers by rate, emptied ones all they had left."""
        amounts = []
        for number, (rate, paid) in enumerate(zip(self.rates, self.paid, strict=True)):
            last = self.emptied_in[rows] == number
            amounts.append(rate * int((paid[rows] * times).sum()) + self._before(number, rows[last], times[last]))
        return amounts

    def _before(self, number: int, rows: Ints, times: Ints) -> Any:
        total = self.share * int(times.sum())
        for rate, paid in zip(self.rates[:number], self.paid[:number], strict=True):
            units = int((paid[rows] * times).sum()) if len(rows) else 0
            if units:
                total -= rate * units
        return total


class _Offer:
    """A float evaluation of an option: rate per point with its error bound, and the same per unit of satisfaction."""

    __slots__ = ("error", "price", "price_error", "rate")

    def __init__(self, rate: float, error: float, per: float) -> None:
        self.rate, self.error = rate, error
        self.price, self.price_error = rate / per, error / per


class Auction:
    """One run in progress; `exact` keeps a ledger of rationals beside the floats."""

    def __init__(self, market: Market, share: Fraction, ties: TieOrder, *, exact: bool) -> None:
        self.market = market
        self.share = share
        self.ties = ties
        self.money: Floats = np.full(market.rows, float(share))
        self.error: Floats = np.full(market.rows, float(share) * _EPSILON)  # bound on the error of each voter's money
        self.worst = float(share) * _EPSILON  # no voter's bound is larger
        self.ledger = Ledger(market, share) if exact else None
        self.heap = list(market.fresh)
        heapq.heapify(self.heap)

    def run(self) -> Run:
        """Buy until nothing is affordable."""
        purchases: list[Purchase] = []
        while (found := self._best()) is not None:
            purchases.append(self._buy(*found))
        return Run(self.share, [p.option for p in purchases], purchases, self.ledger)

    def _best(self) -> tuple[int, _Offer, tuple[int, ...]] | None:
        """The cheapest option per satisfaction with its offer and all options exactly level with it, itself included."""
        looked: list[tuple[int, _Offer]] = []
        ceiling = float("inf")
        while self.heap and self.heap[0][0] <= ceiling * (1 + 1e-9):
            _, option = heapq.heappop(self.heap)
            offer = self._offer(option)
            if offer is not None:
                looked.append((option, offer))
                ceiling = min(ceiling, offer.price + offer.price_error)
        if not looked:
            return None
        near = [(i, o) for i, o in looked if o.price - o.price_error <= ceiling]
        winner, level = self._decide(near)
        for option, offer in looked:
            if option != winner:
                heapq.heappush(self.heap, (offer.price - offer.price_error, option))
        return winner, dict(looked)[winner], level

    def _decide(self, near: list[tuple[int, _Offer]]) -> tuple[int, tuple[int, ...]]:
        if len(near) > 1:
            for option, offer in near:
                self._sharpen(option, offer)
            ceiling = min(offer.price + offer.price_error for _, offer in near)
            near = [(i, offer) for i, offer in near if offer.price - offer.price_error <= ceiling]
        if len(near) == 1:
            return near[0][0], (near[0][0],)
        if self.ledger is None:
            raise Undecided
        prices = {i: self.market.price(i, self._exact(i, offer)[0]) for i, offer in near}
        lowest = min(prices.values())
        level = tuple(i for i, price in prices.items() if price == lowest)
        return min(level, key=lambda i: self.ties.place[i]), tuple(sorted(level))

    def _offer(self, option: int) -> _Offer | None:
        """The rate at which supporters now cover the cost, or None where all they have is too little."""
        backing = self._backing(option)
        money = self.money[backing.rows]
        have = float(backing.times_float @ money)
        if have < backing.cost + backing.rounding + self.worst * backing.heads and not self._affordable(backing, have):
            return None
        return self._water_fill(backing, money)

    def _backing(self, option: int) -> Backing:
        backing = self.market.backings[option]
        assert backing is not None
        return backing

    def _affordable(self, backing: Backing, have: float) -> bool:
        """Whether supporters who seem to have about `have` can cover the cost; in doubt by the ledger."""
        slack = backing.rounding + float(backing.times_float @ self.error[backing.rows])
        if abs(have - backing.cost) > slack:
            return have > backing.cost
        if self.ledger is None:
            raise Undecided
        return bool(self.ledger.sum(backing.rows, backing.times) >= backing.cost)

    def _water_fill(self, backing: Backing, money: Floats) -> _Offer:
        """Raise the rate until those who can pay it in full cover what the poor leave open (2-4 passes)."""
        rate = backing.cost / backing.total_mass
        need = money if backing.flat else money / backing.points_float
        rest = backing.total_mass
        poor = need < rate
        count = 0
        while (now := int(np.count_nonzero(poor))) != count:
            count = now
            rest = backing.total_mass - float(backing.mass[poor].sum())
            if rest <= 0:  # all supporters give everything: the rate is what the richest still has per point
                rate = float(need.max())
                break
            rate = (backing.cost - float(backing.times_float[poor] @ money[poor])) / rest
            poor = need < rate
        error = 2 * (backing.rounding + (self.worst * backing.heads if count else 0.0)) / max(rest, 1.0)
        return _Offer(rate, error, _per(backing, self.market.by_cost))

    def _sharpen(self, option: int, offer: _Offer) -> None:
        """Replace an offer's coarse error bound by the one that follows from the errors of the poor alone."""
        backing = self._backing(option)
        poor = self.money[backing.rows] < offer.rate * backing.points_float
        rest = max(float(backing.mass[~poor].sum()), 1.0)
        lost = float(backing.times_float[poor] @ self.error[backing.rows[poor]])
        offer.error = 2 * (backing.rounding + lost) / rest
        offer.price_error = offer.error / _per(backing, self.market.by_cost)

    def _exact(self, option: int, offer: _Offer) -> tuple[Any, NDArray[np.bool_]]:
        """The exact rate and who is exactly too poor for it, starting from those who certainly are."""
        assert self.ledger is not None
        backing = self._backing(option)
        need = self.money[backing.rows] / backing.points_float
        margin = offer.error + self.worst + offer.rate * 1e-12
        poor = need < offer.rate - margin
        doubtful = np.flatnonzero(~poor & (need < offer.rate + margin))
        while True:
            held = self.ledger.sum(backing.rows[poor], backing.times[poor])
            rest = int((backing.times[~poor] * backing.points[~poor]).sum())
            rate = (backing.cost - held) / rational(rest)
            fallen = self._fallen(backing, doubtful[~poor[doubtful]], rate)
            if not len(fallen):
                return rate, poor
            poor[fallen] = True

    def _fallen(self, backing: Backing, doubtful: Ints, rate: Any) -> Ints:
        """Which of the doubtful supporters have exactly less than `rate` per point."""
        assert self.ledger is not None
        ledger = self.ledger
        seen: dict[bytes, Any] = {}
        fallen = []
        for place in doubtful.tolist():
            row = int(backing.rows[place])
            key = bytes([int(ledger.empty[row])]) + b"".join(paid[row].tobytes() for paid in ledger.paid)
            if key not in seen:
                seen[key] = ledger.of(row)
            if seen[key] < rate * int(backing.points[place]):
                fallen.append(place)
        return np.array(fallen, dtype=np.int64)

    def _buy(self, option: int, offer: _Offer, level: tuple[int, ...]) -> Purchase:
        if self.ledger is not None:
            return self._buy_exactly(self.ledger, option, offer, level)
        self._sharpen(option, offer)
        self._charge(self._backing(option), offer.rate, offer.error)
        return Purchase(option, Fraction(0), 0, 0, level)

    def _buy_exactly(self, ledger: Ledger, option: int, offer: _Offer, level: tuple[int, ...]) -> Purchase:
        backing = self._backing(option)
        rate, poor = self._exact(option, offer)
        full, emptied = backing.rows[~poor], backing.rows[poor]
        ledger.charge(rate, full, backing.points[~poor], emptied)
        self._charge(backing, float(rate), float(rate) * _EPSILON)
        times = int(backing.times[~poor].sum()), int(backing.times[poor].sum())
        return Purchase(option, as_fraction(rate), times[0], times[1], level)

    def _charge(self, backing: Backing, rate: float, error: float) -> None:
        """Take the price from everybody's float money and widen the bounds on its error; nobody can be below zero."""
        left = self.money[backing.rows] - rate * backing.points_float
        wider = error * backing.points_float + float(self.share) * _EPSILON
        bound = self.error[backing.rows] + wider
        bound[left < -bound] = 0.0  # certainly emptied: exactly nothing is left
        self.money[backing.rows] = np.maximum(left, 0.0)
        self.error[backing.rows] = bound
        self.worst += float(wider.max())


def run_shares(market: Market, share: Fraction, ties: TieOrder, *, exact: bool = False) -> Run:
    """Equal Shares with `share` (a Fraction of the paper's currency unit) for each voter.

    Without `exact` floats are tried first and the outcome is the exact one all the same; with `exact` the run also
    carries its ledger of rationals.
    """
    if not exact:
        try:
            return Auction(market, share, ties, exact=False).run()
        except Undecided:
            return replace(Auction(market, share, ties, exact=True).run(), ledger=None)
    return Auction(market, share, ties, exact=True).run()
