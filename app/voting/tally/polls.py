"""Plain polls without money: plurality, approval, score, Borda, instant runoff; refuses ballots a method cannot read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from app.voting.ballot import RankingFormat
from app.voting.tally.election import Election
from app.voting.tally.exact import text_of
from app.voting.tally.profile import Ints, Profile
from app.voting.tally.ranked import Scores, cut_line
from app.voting.tally.result import Reason
from app.voting.tally.rules import PollMethod, PollRule, RuleRefused, TieKey
from app.voting.tally.tally_sheet import Sheet
from app.voting.tally.ties import TieOrder


def count_poll(
    election: Election, rule: PollRule, profile: Profile | None, scores: Scores, ties: TieOrder
) -> Sheet:
    """The `seats` best options. Withdrawn options and options below the threshold cannot win."""
    if rule.method is PollMethod.INSTANT_RUNOFF:
        return _runoff(election, rule, profile, ties)
    worth = _worth(election, rule, profile, scores)
    sheet = Sheet.blank(election)
    running = [i for i, option in enumerate(election.options) if not option.withdrawn]
    order = sorted(running, key=lambda i: (-worth[i], ties.place[i]))
    reaching = [i for i in order if worth[i] >= rule.threshold]
    sheet.selected = reaching[: rule.seats]
    sheet.rank = {i: place for place, i in enumerate(order, start=1)}
    sheet.rounds = [
        {"round": place, "option": election.options[i].id, "action": "rank", "score": text_of(worth[i])}
        for place, i in enumerate(order, start=1)
    ]
    _explain(election, rule, worth, order, sheet)
    _tie_at_the_cut(election, worth, reaching, rule.seats, ties, sheet)
    sheet.cut_line = cut_line(election, order, sheet.chosen, worth, 0)
    return sheet


def _worth(
    election: Election, rule: PollRule, profile: Profile | None, scores: Scores
) -> tuple[Fraction, ...]:
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


def _explain(
    election: Election, rule: PollRule, worth: tuple[Fraction, ...], order: list[int], sheet: Sheet
) -> None:
    for i, option in enumerate(election.options):
        if option.withdrawn:
            sheet.reasons[i] = Reason("WITHDRAWN")
        elif i in sheet.chosen:
            sheet.reasons[i] = Reason("WON", {"place": sheet.rank[i], "score": text_of(worth[i])})
        elif worth[i] < rule.threshold:
            params = {"score": text_of(worth[i]), "threshold": text_of(rule.threshold)}
            sheet.reasons[i] = Reason("BELOW_THRESHOLD", params)
        else:
            last = sheet.selected[-1]
            params = {"score": text_of(worth[i]), "last": text_of(worth[last]), "place": sheet.rank[i]}
            sheet.reasons[i] = Reason("OUTSCORED", params)


def _tie_at_the_cut(
    election: Election,
    worth: tuple[Fraction, ...],
    reaching: list[int],
    seats: int,
    ties: TieOrder,
    sheet: Sheet,
) -> None:
    if len(reaching) <= seats or worth[reaching[seats - 1]] != worth[reaching[seats]]:
        return
    level = [i for i in reaching if worth[i] == worth[reaching[seats]]]
    last_in = reaching[seats - 1]
    losers = [i for i in level if i not in sheet.chosen]
    keys = {ties.deciding(last_in, i) for i in losers}
    tie = {
        "options": [election.options[i].id for i in level],
        "broken_by": [name.value for name in ties.names if name in keys],
        "by_lot": TieKey.DIGEST in keys,
        "decisive": True,
        "losers": [election.options[i].id for i in losers],
        "score": text_of(worth[last_in]),
    }
    sheet.ties.append(tie)
    won = [election.options[i].id for i in level if i in sheet.chosen]
    for i in losers:
        by = ties.deciding(last_in, i).value
        sheet.reasons[i] = Reason("TIE_LOST", {"to": won, "by": [by], "then": "OUTSCORED", "score": text_of(worth[i])})


def _runoff(election: Election, rule: PollRule, profile: Profile | None, ties: TieOrder) -> Sheet:
    """Instant runoff: the option with fewest first places leaves, until one holds more than half of what still counts.

    With several seats the last `seats` standing win. A tie for last removes the one later in the total order.
    """
    _need_rankings(election, rule)
    assert profile is not None
    sheet = Sheet.blank(election)
    preferences = [
        ([sheet.index[key] for key in choice.ids], times)
        for choice, times in zip(profile.choices, profile.weight.tolist(), strict=True)
    ]
    standing = {i for i, option in enumerate(election.options) if not option.withdrawn}
    gone: list[int] = []
    while standing:
        votes = _standing_votes(preferences, standing, len(election.options))
        sheet.rounds.append(_runoff_round(election, sheet, votes, standing))
        total = int(votes.sum())
        leader = min(standing, key=lambda i: (-int(votes[i]), ties.place[i]))
        if len(standing) <= rule.seats or (rule.seats == 1 and int(votes[leader]) * 2 > total):
            break
        last = max(standing, key=lambda i: (-int(votes[i]), ties.place[i]))
        _runoff_tie(election, votes, standing, last, ties, sheet)
        sheet.rounds[-1]["out"] = election.options[last].id
        sheet.reasons[last] = Reason(
            "ELIMINATED", {"round": len(sheet.rounds), "votes": int(votes[last]), "total": total}
        )
        standing.remove(last)
        gone.append(last)
    if standing:
        _crown(election, rule, standing, gone, votes, ties, sheet)
    for i, option in enumerate(election.options):
        if option.withdrawn:
            sheet.reasons[i] = Reason("WITHDRAWN")
    return sheet


def _crown(
    election: Election,
    rule: PollRule,
    standing: set[int],
    gone: list[int],
    votes: Ints,
    ties: TieOrder,
    sheet: Sheet,
) -> None:
    final = sorted(standing, key=lambda i: (-int(votes[i]), ties.place[i]))
    sheet.selected = final[: rule.seats]
    for place, i in enumerate(final + gone[::-1], start=1):
        sheet.rank[i] = place
    total = int(votes.sum())
    for i in final:
        params = {"place": sheet.rank[i], "score": text_of(int(votes[i])), "total": total}
        last = {"last": text_of(int(votes[sheet.selected[-1]]))}
        sheet.reasons[i] = (
            Reason("WON", params) if i in sheet.chosen else Reason("OUTSCORED", params | last)
        )


def _standing_votes(preferences: list[tuple[list[int], int]], standing: set[int], size: int) -> Ints:
    votes = np.zeros(size, dtype=np.int64)
    for ids, times in preferences:
        first = next((i for i in ids if i in standing), None)
        if first is not None:
            votes[first] += times
    return votes


def _runoff_round(election: Election, sheet: Sheet, votes: Ints, standing: set[int]) -> dict[str, Any]:
    held = {election.options[i].id: int(votes[i]) for i in sorted(standing)}
    return {"round": len(sheet.rounds) + 1, "action": "runoff", "votes": held}


def _runoff_tie(
    election: Election, votes: Ints, standing: set[int], last: int, ties: TieOrder, sheet: Sheet
) -> None:
    """Record a tie for last place; it is counted as decisive unless all tied options hold no vote at all."""
    level = sorted(i for i in standing if votes[i] == votes[last])
    if len(level) < 2:
        return
    keys = {ties.deciding(last, i) for i in level if i != last}
    sheet.ties.append(
        {
            "options": [election.options[i].id for i in level],
            "broken_by": [name.value for name in ties.names if name in keys],
            "by_lot": TieKey.DIGEST in keys,
            "decisive": bool(votes[last]),
            "losers": [election.options[last].id],
            "round": len(sheet.rounds),
        }
    )
