"""Plain polls without money: plurality, approval, score, Borda, instant runoff; refuses ballots a method cannot read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from app.voting.ballot import RankingFormat
from app.voting.tally.election import Election
from app.voting.tally.exact import text_of
from app.voting.tally.profile import Profile
from app.voting.tally.ranked import Scores, cut_line
from app.voting.tally.result import Reason
from app.voting.tally.rules import LOTS, PollMethod, PollRule, RuleRefused
from app.voting.tally.runoff import count_runoff
from app.voting.tally.tally_sheet import Sheet
from app.voting.tally.ties import TieOrder


def count_poll(election: Election, rule: PollRule, profile: Profile | None, scores: Scores, ties: TieOrder) -> Sheet:
    """The `seats` best options. Withdrawn options, options below the threshold and options without any vote cannot win."""
    if rule.method is PollMethod.INSTANT_RUNOFF:
        _need_rankings(election, rule)
        assert profile is not None
        return count_runoff(election, rule, profile, ties)
    worth = _worth(election, rule, profile, scores)
    sheet = Sheet.blank(election)
    running = [i for i, option in enumerate(election.options) if not option.withdrawn]
    order = sorted(running, key=lambda i: (-worth[i], ties.place[i]))
    reaching = [i for i in order if worth[i] and worth[i] >= rule.threshold]
    sheet.selected = reaching[: rule.seats]
    sheet.rank = {i: place for place, i in enumerate(order, start=1)}
    sheet.rounds = [
        {"round": place, "option": election.options[i].id, "action": "rank", "score": text_of(worth[i])}
        for place, i in enumerate(order, start=1)
    ]
    _explain(election, rule, worth, order, sheet)
    sheet.cut_line = cut_line(election, order, sheet.chosen, worth, 0)
    _tie_at_the_cut(worth, reaching, rule.seats, ties, sheet)
    return sheet


def _worth(election: Election, rule: PollRule, profile: Profile | None, scores: Scores) -> tuple[Fraction, ...]:
    if profile is None or rule.method is PollMethod.SCORE:
        return scores.score
    if rule.method is PollMethod.BORDA:
        _need_rankings(election, rule)
        return tuple(Fraction(points) for points in _borda(election, profile))
    if rule.method is PollMethod.PLURALITY and isinstance(election.format, RankingFormat):
        return tuple(Fraction(points) for points in _first_choices(election, profile))
    return tuple(Fraction(votes) for votes in scores.votes)


def _need_rankings(election: Election, rule: PollRule) -> None:
    if not isinstance(election.format, RankingFormat):
        raise RuleRefused("FORMAT_NOT_COUNTABLE", method=rule.method.value)


def _borda(election: Election, profile: Profile) -> list[int]:
    """m options: first place m-1 points, then one less each; options left off a ballot get nothing from it."""
    index = {option.id: i for i, option in enumerate(election.options)}
    points = [0] * len(index)
    for choice, times in zip(profile.choices, profile.weight.tolist(), strict=True):
        for place, key in enumerate(choice.ids):
            points[index[key]] += times * (len(index) - 1 - place)
    return points


def _first_choices(election: Election, profile: Profile) -> list[int]:
    index = {option.id: i for i, option in enumerate(election.options)}
    votes = [0] * len(index)
    for choice, times in zip(profile.choices, profile.weight.tolist(), strict=True):
        if choice.ids:
            votes[index[choice.ids[0]]] += times
    return votes


def _explain(election: Election, rule: PollRule, worth: tuple[Fraction, ...], order: list[int], sheet: Sheet) -> None:
    for i, option in enumerate(election.options):
        if option.withdrawn:
            sheet.reasons[i] = Reason("WITHDRAWN")
        elif i in sheet.chosen:
            sheet.reasons[i] = Reason("WON", {"place": sheet.rank[i], "score": text_of(worth[i])})
        elif worth[i] < rule.threshold:
            params = {"score": text_of(worth[i]), "threshold": text_of(rule.threshold)}
            sheet.reasons[i] = Reason("BELOW_THRESHOLD", params)
        elif not worth[i]:
            sheet.reasons[i] = Reason("NO_VOTES")
        else:
            last = sheet.selected[-1]
            beaten: dict[str, Any] = {"score": text_of(worth[i]), "last": text_of(worth[last]), "place": sheet.rank[i]}
            sheet.reasons[i] = Reason("OUTSCORED", beaten)


def _tie_at_the_cut(worth: tuple[Fraction, ...], reaching: list[int], seats: int, ties: TieOrder, sheet: Sheet) -> None:
    """Record a tie between the last one chosen and the first one not; another order would always change the outcome."""
    if len(reaching) <= seats or worth[reaching[seats - 1]] != worth[reaching[seats]]:
        return
    ids = {i: key for key, i in sheet.index.items()}
    level = [i for i in reaching if worth[i] == worth[reaching[seats]]]
    last_in = reaching[seats - 1]
    losers = [i for i in level if i not in sheet.chosen]
    keys = {ties.deciding(last_in, i) for i in losers}
    sheet.ties.append(
        {
            "options": [ids[i] for i in level],
            "broken_by": [name.value for name in ties.names if name in keys],
            "by_lot": not LOTS.isdisjoint(keys),
            "decisive": True,
            "losers": [ids[i] for i in losers],
            "score": text_of(worth[last_in]),
        }
    )
    won = [ids[i] for i in level if i in sheet.chosen]
    for i in losers:
        params = {"to": won, "by": [ties.deciding(last_in, i).value], "then": "OUTSCORED"}
        sheet.reasons[i] = Reason("TIE_LOST", params | {"score": text_of(worth[i])})
