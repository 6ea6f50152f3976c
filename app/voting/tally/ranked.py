"""Greedy by votes and Seoul's weighted electorates: rank by score, then fund down the list; refuses unweighted mixtures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from app.voting.tally.election import Election
from app.voting.tally.exact import text_of
from app.voting.tally.fill import Filled, Terms, fill
from app.voting.tally.profile import Poll
from app.voting.tally.result import Reason
from app.voting.tally.rules import LOTS, CompositeRule, GreedyRule
from app.voting.tally.tally_sheet import Sheet
from app.voting.tally.ties import TieOrder


@dataclass(frozen=True)
class Scores:
    """What is ranked: exact score and ballots naming it per option; for composites the weights used and who was left out."""

    score: tuple[Fraction, ...]
    votes: tuple[int, ...]
    weights: dict[str, Fraction]
    left_out: tuple[str, ...] = ()

    @cached_property
    def level(self) -> tuple[int, ...]:
        """Each option's place among the different scores, the lowest 0: what to sort and group by, as ints compare faster."""
        place = {score: level for level, score in enumerate(sorted(set(self.score)))}
        return tuple(place[score] for score in self.score)


def composite_scores(poll: Poll) -> Scores:
    """Weighted sum of each electorate's share of ballots naming the option (Fractions in [0, 1]).

    Electorates without valid ballots, or with weight 0, take no part; the other weights are renormalised to 1.
    """
    present = [p for p in poll.profiles if p.valid and p.share]
    left_out = tuple(p.code for p in poll.profiles if not p.valid)
    total = sum((p.share for p in present), Fraction(0))
    weights = {p.code: p.share / total for p in present}
    size = len(poll.profiles[0].columns) if poll.profiles else 0
    score = tuple(sum((weights[p.code] * Fraction(p.votes(i), p.valid) for p in present), Fraction(0)) for i in range(size))
    votes = tuple(sum(p.votes(i) for p in poll.profiles) for i in range(size))
    return Scores(score, votes, weights, left_out)


def rank_and_fund(election: Election, rule: GreedyRule | CompositeRule, scores: Scores, ties: TieOrder) -> Sheet:
    """Rank by score, break ties by the total order, fund down the list; explains every option and names decisive ties."""
    order = _reaching(election, rule, scores, ties)
    filled = fill(election, order, _terms(rule))
    sheet = Sheet.of(election, filled)
    _explain_the_rest(election, rule, scores, sheet)
    eligible = [i for i, option in enumerate(election.options) if not option.withdrawn]
    sheet.rank = {i: place for place, i in enumerate(_order(eligible, scores, ties), start=1)}
    sheet.ties = _ties(order, scores, filled, _Lists(election, rule, scores, ties))
    _name_lost_ties(sheet)
    sheet.rounds = _with_scores(election, scores, filled.rounds)
    sheet.cut_line = cut_line(election, order, sheet.chosen, scores.score, filled.left)
    return sheet


def fund_in_order(election: Election, rule: GreedyRule | CompositeRule, scores: Scores, ties: TieOrder) -> Filled:
    """The funded list alone, without explanations."""
    return fill(election, _reaching(election, rule, scores, ties), _terms(rule))


def _reaching(election: Election, rule: GreedyRule | CompositeRule, scores: Scores, ties: TieOrder) -> list[int]:
    members = [i for i, option in enumerate(election.options) if not option.withdrawn and scores.score[i] >= rule.threshold]
    return _order(members, scores, ties)


def _terms(rule: GreedyRule | CompositeRule) -> Terms:
    overrun = rule.overrun_percent if isinstance(rule, GreedyRule) else 100
    return Terms(rule.cap, overrun, rule.exclusive, rule.pots)


def _order(members: Sequence[int], scores: Scores, ties: TieOrder) -> list[int]:
    return sorted(members, key=lambda i: (-scores.level[i], ties.place[i]))


def _explain_the_rest(election: Election, rule: GreedyRule | CompositeRule, scores: Scores, sheet: Sheet) -> None:
    for i, option in enumerate(election.options):
        if option.withdrawn:
            sheet.reasons[i] = Reason("WITHDRAWN")
        elif i not in sheet.reasons:
            params = {"score": text_of(scores.score[i]), "threshold": text_of(rule.threshold)}
            sheet.reasons[i] = Reason("BELOW_THRESHOLD", params)


def _ties(order: list[int], scores: Scores, filled: Filled, lists: _Lists) -> list[dict[str, Any]]:
    """Groups of equal score that were cut through, or that the list stopped in."""
    groups: dict[Fraction, list[int]] = {}
    for i in order:
        groups.setdefault(scores.score[i], []).append(i)
    chosen = set(filled.selected)
    found = []
    for score, members in groups.items():
        mixed = 0 < len(chosen.intersection(members)) < len(members)
        if len(members) > 1 and (mixed or filled.stopper in members):
            found.append(_tie(lists, members, chosen) | {"score": text_of(score)})
    return found


@dataclass(frozen=True)
class _Lists:
    """Funds the same options again under another tie order."""

    election: Election
    rule: GreedyRule | CompositeRule
    scores: Scores
    ties: TieOrder

    def favouring(self, option: int, group: Sequence[int]) -> set[int]:
        """Who is funded if `option` comes first in its group."""
        ties = self.ties.favouring(option, group)
        return set(fund_in_order(self.election, self.rule, self.scores, ties).selected)


def _tie(lists: _Lists, members: list[int], chosen: set[int]) -> dict[str, Any]:
    """One tie in full: who, which keys separated funded from unfunded, and who would be funded under another order."""
    ties = lists.ties
    unfunded = [i for i in members if i not in chosen]
    level = {i: [j for j in members if ties.keys[i][:-1] == ties.keys[j][:-1]] for i in unfunded}
    drawn = [i for i in unfunded if ties.names[-1] in LOTS and len(level[i]) > 1]
    lot_fates = {i: lists.favouring(i, level[i]) for i in drawn}
    fates = {i: lists.favouring(i, members) for i in unfunded}
    by_lot = any(fate != chosen for fate in lot_fates.values())
    rivals = chosen.intersection(members) or set(members)
    keys = {ties.deciding(i, j) for i in unfunded for j in rivals if i != j and fates[i] != chosen}
    ids = lists.election.options
    return {
        "options": [ids[i].id for i in members],
        "broken_by": [name.value for name in ties.names if name in keys],
        "by_lot": by_lot,
        "decisive": any(fate != chosen for fate in fates.values()),
        "losers": [ids[i].id for i in unfunded if i in fates[i]],
    }


def _name_lost_ties(sheet: Sheet) -> None:
    """An option that another order of its tie would have funded is told so, with what the money said kept beside it."""
    for tie in sheet.ties:
        for loser in tie["losers"]:
            i = sheet.index[loser]
            before = sheet.reasons[i]
            if before.code in ("BUDGET_EXHAUSTED", "POT_EXHAUSTED", "CONFLICT_WITH", "STOPPED_LIST", "LIST_STOPPED"):
                won = [key for key in tie["options"] if sheet.index[key] in sheet.chosen]
                params = {"to": won, "by": tie["broken_by"], "then": before.code}
                sheet.reasons[i] = replace(before, code="TIE_LOST", params={**before.params, **params})


def _with_scores(election: Election, scores: Scores, rounds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    index = {option.id: i for i, option in enumerate(election.options)}
    return [entry | {"score": text_of(scores.score[index[entry["option"]]])} for entry in rounds]


def cut_line(
    election: Election, order: Sequence[int], chosen: set[int], score: Sequence[Fraction], left: int
) -> dict[str, Any] | None:
    """Where the list was cut: the lowest funded and the highest unfunded option of the ranking, with scores."""
    above = [i for i in order if i in chosen]
    below = [i for i in order if i not in chosen]
    if not order:
        return None
    return {
        "last_selected": election.options[above[-1]].id if above else None,
        "last_selected_score": text_of(score[above[-1]]) if above else None,
        "first_unselected": election.options[below[0]].id if below else None,
        "first_unselected_score": text_of(score[below[0]]) if below else None,
        "left": str(left),
    }
