"""Equal Shares as a whole rule: raising the share step by step, greedy fill, comparison; refuses to leave any of it implicit.

"Add1" is several rules in practice, so start, step, stop, fill and comparison are separate parameters (`EqualSharesRule`).
The cost of the outcome does not grow steadily with the share, hence every step is run; none is skipped by bisection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from app.voting.tally.election import Election
from app.voting.tally.exact import text_of
from app.voting.tally.fill import Filled, Terms, fill
from app.voting.tally.profile import Profile
from app.voting.tally.ranked import Scores, cut_line
from app.voting.tally.result import Reason
from app.voting.tally.rules import LOTS, EqualSharesRule, Stop
from app.voting.tally.shares import Market, Run, market_of, run_shares
from app.voting.tally.shares_reasons import explain_shares
from app.voting.tally.tally_sheet import Sheet
from app.voting.tally.ties import TieOrder, hanging

MAX_TIE_RECOUNTS = 4
MAX_LOTS_TOGETHER = 20  # recounts
MAX_TIES_TESTED = 200  # counted with repetition over all runs; an election this level is reported, not searched


@dataclass
class Completed:
    """Outcome of all steps: the last adopted run, options added by the fill, who won the comparison, ties met on the way.

    `ties` were met between purchases, `cuts` are groups of equal score that the fill or the greedy list cut through.
    """

    run: Run
    steps: int
    ended: str
    filled: list[int]
    comparison: dict[str, Any] | None
    greedy: list[int] | None
    ties: list[tuple[int, ...]]
    cuts: list[tuple[int, ...]] = field(default_factory=list)

    @property
    def selected(self) -> list[int]:
        """Indices in order of purchase, then of filling; or the greedy list where the comparison preferred it."""
        return self.greedy if self.greedy is not None else self.run.bought + self.filled


def admitted(election: Election, rule: EqualSharesRule, scores: Scores, voters: int) -> list[bool]:
    """Who takes part: not withdrawn, and votes/n >= eligibility x cost/B (integer test)."""
    share = rule.eligibility
    return [
        not option.withdrawn and votes * election.budget * share.denominator >= share.numerator * option.cost * voters
        for option, votes in zip(election.options, scores.votes, strict=True)
    ]


@dataclass(frozen=True)
class Sale:
    """Everything a count of Equal Shares rests on, apart from the tie order, which recounts vary."""

    election: Election
    rule: EqualSharesRule
    profile: Profile
    scores: Scores
    let_in: list[bool]
    market: Market
    tieless: dict[Fraction, Run] = field(default_factory=dict)

    def run(self, share: Fraction, ties: TieOrder) -> Run:
        """One run; a run that met no tie holds for any tie order and is kept."""
        known = self.tieless.get(share)
        if known is not None:
            return known
        run = run_shares(self.market, share, ties)
        if not _met(run):
            self.tieless[share] = run
        return run

    @classmethod
    def of(cls, election: Election, rule: EqualSharesRule, profile: Profile, scores: Scores) -> Sale:
        """Prepare the ballots for any number of runs."""
        let_in = admitted(election, rule, scores, profile.valid)
        market = market_of(profile, [o.cost for o in election.options], rule.satisfaction, let_in)
        return cls(election, rule, profile, scores, let_in, market)


def count_shares(election: Election, rule: EqualSharesRule, profile: Profile, scores: Scores, ties: TieOrder) -> Sheet:
    """Apply the rule and explain every option. Without valid ballots nothing is bought and only the fill can select."""
    sale = Sale.of(election, rule, profile, scores)
    done = complete(sale, ties)
    sheet = Sheet.blank(election)
    sheet.selected = done.selected
    exact = run_shares(sale.market, done.run.share, ties, exact=True)
    explain_shares(sale, exact, done, sheet)
    met = _distinct(election, done.ties)
    cuts = [members for members in _distinct(election, done.cuts) if members not in met]
    sheet.ties = [_tie(sale, ties, done, members) for members in met]
    sheet.ties += [_tie(sale, ties, done, members, is_cut=True) for members in cuts]
    if not sheet.hangs_on_a_lot:
        sheet.mark_lot(hanging(ties, lambda order: _outcome(sale, order), MAX_LOTS_TOGETHER))
    _name_lost_ties(sheet)
    sheet.notes = _notes(rule, done, profile)
    left = election.budget - _cost(election, sheet.selected)
    sheet.cut_line = cut_line(election, _by_votes(sale, ties), sheet.chosen, scores.score, left)
    return sheet


def _distinct(election: Election, groups: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Each group once, in the order of option ids."""
    ordered = {tuple(sorted(members, key=lambda i: election.options[i].id)) for members in groups}
    return sorted(ordered, key=lambda group: [election.options[i].id for i in group])


def complete(sale: Sale, ties: TieOrder) -> Completed:
    """All steps of the rule for one tie order, without explanations."""
    run, steps, ended, met = _raise_share(sale, ties)
    by_votes = _by_votes(sale, ties)
    filled: list[int] = []
    cuts: list[tuple[int, ...]] = []
    if sale.rule.fill:
        rest = [i for i in by_votes if i not in set(run.bought)]
        topped = fill(sale.election, rest, Terms(), already=run.bought)
        filled = topped.selected
        cuts = _cut_through(sale, rest, topped)
    done = Completed(run, steps, ended, filled, None, None, met, cuts)
    if sale.rule.comparison:
        listed = fill(sale.election, by_votes, Terms())
        greedy = listed.selected
        done.cuts += _cut_through(sale, by_votes, listed)
        done.comparison = _compare(sale.profile, done.selected, greedy)
        if done.comparison["prefer_greedy"] > done.comparison["prefer_shares"]:
            done.greedy = greedy
    return done


def near_share(sale: Sale, ties: TieOrder, share: Fraction) -> Completed:
    """What `complete` comes to if no share below the neighbourhood of this one is infeasible: a few runs instead of all of them.

    From `share` it goes down while the outcome exceeds the budget, or else up until it would. The comparison is left out.
    """
    election, rule = sale.election, sale.rule
    first, step = first_share(election, rule, sale.market.voters) if sale.market.voters else (share, Fraction(1))
    share = first if rule.stop is Stop.NEVER_RAISED else first + max(0, round((share - first) / step)) * step
    run = sale.run(share, ties)
    if _cost(election, run.bought) > election.budget:
        while _cost(election, run.bought) > election.budget and run.share > first:
            run = sale.run(run.share - step, ties)
    else:
        while _ends(sale, run, 0) is None:
            higher = sale.run(run.share + step, ties)
            if _cost(election, higher.bought) > election.budget:
                break
            run = higher
    rest = [i for i in _by_votes(sale, ties) if i not in set(run.bought)] if rule.fill else []
    return Completed(run, 0, "", fill(election, rest, Terms(), already=run.bought).selected, None, None, [])


def _cut_through(sale: Sale, order: list[int], funded: Filled) -> list[tuple[int, ...]]:
    """Groups of equal score of which the money reached some members and not others: there the tie order chose."""
    groups: dict[int, list[int]] = {}
    for i in order:
        groups.setdefault(sale.scores.level[i], []).append(i)
    chosen = set(funded.selected)
    return [tuple(members) for members in groups.values() if 0 < len(chosen.intersection(members)) < len(members)]


def _by_votes(sale: Sale, ties: TieOrder) -> list[int]:
    taking_part = [i for i, allowed in enumerate(sale.let_in) if allowed]
    return sorted(taking_part, key=lambda i: (-sale.scores.level[i], ties.place[i]))


def _raise_share(sale: Sale, ties: TieOrder) -> tuple[Run, int, str, list[tuple[int, ...]]]:
    """Run at the starting share, then step by step until the rule stops; also all ties met in any run."""
    election, rule, market = sale.election, sale.rule, sale.market
    if not market.voters:
        return Run(Fraction(0), [], [], None), 0, "no-ballots", []
    share, step = first_share(election, rule, market.voters)
    run = sale.run(share, ties)
    met = _met(run)
    steps = 0
    while (ended := _ends(sale, run, steps)) is None:
        higher = sale.run(run.share + step, ties)
        met += _met(higher)
        if _cost(election, higher.bought) > election.budget:
            return run, steps, "infeasible", met
        run, steps = higher, steps + 1
    return run, steps, ended, met


def _ends(sale: Sale, run: Run, steps: int) -> str | None:
    """Why no further step is taken, or None where one is."""
    if sale.rule.stop is Stop.NEVER_RAISED:
        return "start"
    if len(run.bought) == len(sale.market.fresh):
        return "all-bought"
    if sale.rule.stop is Stop.EXHAUSTIVE and is_exhaustive(sale.election, sale.market, run.bought):
        return "exhaustive"
    return "max-steps" if steps == sale.rule.max_steps else None


def first_share(election: Election, rule: EqualSharesRule, voters: int) -> tuple[Fraction, Fraction]:
    """The first share per voter and the step, in the paper's ints. "floor" cuts to whole published units."""
    fair = Fraction(election.budget, voters)
    unit = election.money_scale
    share = Fraction(election.budget // (voters * unit) * unit) if rule.start == "floor" else fair
    step = Fraction(rule.step_units * unit) if rule.step_units else fair * rule.step_percent / 100
    return share, step


def is_exhaustive(election: Election, market: Market, bought: list[int]) -> bool:
    """Whether no further option with support fits what is left of the budget."""
    left = election.budget - _cost(election, bought)
    have = set(bought)
    return all(
        election.options[i].cost > left for i, backing in enumerate(market.backings) if backing is not None and i not in have
    )


def _cost(election: Election, bought: list[int]) -> int:
    return sum(election.options[i].cost for i in bought)


def _met(run: Run) -> list[tuple[int, ...]]:
    return [purchase.tied for purchase in run.purchases if len(purchase.tied) > 1]


def _compare(profile: Profile, shares: list[int], greedy: list[int]) -> dict[str, Any]:
    """How many voters have more points (for approvals: more funded options) in each outcome."""
    difference = np.zeros(len(profile.weight), dtype=np.int64)
    for outcome, sign in ((shares, 1), (greedy, -1)):
        for i in outcome:
            column = profile.columns[i]
            difference[column.rows] += sign * column.points
    return {
        "prefer_shares": int(profile.weight[difference > 0].sum()),
        "prefer_greedy": int(profile.weight[difference < 0].sum()),
    }


def _tie(sale: Sale, ties: TieOrder, done: Completed, members: tuple[int, ...], is_cut: bool = False) -> dict[str, Any]:
    """Whether a tie mattered is found by counting again with another member drawn first; beyond `MAX_TIE_RECOUNTS` members
    it is reported as decisive without a test."""
    chosen = set(done.selected)
    winner = min(members, key=lambda i: ties.place[i])
    rest = [i for i in members if i != winner]
    fates = {
        i: set(complete(sale, ties.favouring(i, members)).selected)
        for i in rest[:MAX_TIE_RECOUNTS]
        if len(done.ties) <= MAX_TIES_TESTED
    }
    changed = [i for i in rest if i not in fates or fates[i] != chosen]
    ahead = {winner} | (chosen.intersection(members) if is_cut else set())
    keys = {ties.deciding(j, i) for i in rest for j in ahead if i != j}
    drawn = [i for i in changed if ties.deciding(winner, i) in LOTS]
    ids = sale.election.options
    return {
        "options": [ids[i].id for i in members],
        "broken_by": [name.value for name in ties.names if name in keys],
        "by_lot": bool(drawn) or (is_cut and any(_drawn_behind(sale, ties, chosen, members, i) for i in changed)),
        "decisive": bool(changed),
        "losers": [ids[i].id for i in rest if i not in chosen and i in fates.get(i, ())],
        "winner": ids[winner].id,
    }


def _outcome(sale: Sale, ties: TieOrder) -> tuple[set[int], list[tuple[int, ...]]]:
    """Who is selected under another order, and the groups found level."""
    done = complete(sale, ties)
    groups = {tuple(sorted(members)) for members in done.ties + done.cuts}
    return set(done.selected), sorted(groups)


def _drawn_behind(sale: Sale, ties: TieOrder, chosen: set[int], members: tuple[int, ...], option: int) -> bool:
    """Whether the outcome changes when `option` is drawn first among those of a cut group that the lot alone sets apart from it."""
    level = [j for j in members if ties.keys[j][:-1] == ties.keys[option][:-1]]
    if ties.names[-1] not in LOTS or len(level) < 2:
        return False
    return set(complete(sale, ties.favouring(option, level)).selected) != chosen


def _name_lost_ties(sheet: Sheet) -> None:
    for tie in sheet.ties:
        for loser in tie["losers"]:
            before = sheet.reasons[sheet.index[loser]]
            params = {**before.params, "to": [tie["winner"]], "by": tie["broken_by"], "then": before.code}
            if before.code != "TIE_LOST":
                sheet.reasons[sheet.index[loser]] = Reason("TIE_LOST", params)


def _notes(rule: EqualSharesRule, done: Completed, profile: Profile) -> dict[str, Any]:
    notes: dict[str, Any] = {
        "share": text_of(done.run.share),
        "steps": done.steps,
        "ended": done.ended,
        "voters": profile.valid,
    }
    if rule.comparison and done.comparison is not None:
        taken = "greedy" if done.greedy is not None else "shares"
        notes["comparison"] = done.comparison | {"taken": taken}
    return notes
