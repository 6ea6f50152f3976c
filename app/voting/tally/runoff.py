"""Instant runoff: the option with fewest first places leaves until the winners stand; refuses ballots without an order."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.voting.tally.election import Election
from app.voting.tally.exact import text_of
from app.voting.tally.profile import Ints, Profile
from app.voting.tally.result import Reason
from app.voting.tally.rules import LOTS, PollRule
from app.voting.tally.tally_sheet import Sheet
from app.voting.tally.ties import TieOrder


def count_runoff(election: Election, rule: PollRule, profile: Profile, ties: TieOrder) -> Sheet:
    """One seat: until somebody holds more than half of the ballots that still count. Several: the last `seats` standing.

    A tie for last place removes the option later in the total order. Without any vote nobody wins.
    """
    sheet = Sheet.blank(election)
    preferences = [
        ([sheet.index[key] for key in choice.ids], times)
        for choice, times in zip(profile.choices, profile.weight.tolist(), strict=True)
    ]
    standing = {i for i, option in enumerate(election.options) if not option.withdrawn}
    gone: list[int] = []
    while True:
        votes = _standing_votes(preferences, standing, len(election.options))
        sheet.rounds.append(_round(election, sheet, votes, standing))
        if _is_over(rule, votes, standing):
            break
        last = max(standing, key=lambda i: (-int(votes[i]), ties.place[i]))
        _note_tie(sheet, votes, standing, last, ties)
        _eliminate(sheet, votes, last, election.options[last].id)
        standing.remove(last)
        gone.append(last)
    _crown(sheet, rule.seats, votes, sorted(standing, key=lambda i: (-int(votes[i]), ties.place[i])), gone)
    sheet.reasons |= {i: Reason("WITHDRAWN") for i, option in enumerate(election.options) if option.withdrawn}
    return sheet


def _is_over(rule: PollRule, votes: Ints, standing: set[int]) -> bool:
    total = int(votes.sum())
    if len(standing) <= rule.seats or not total:
        return True
    return rule.seats == 1 and max(int(votes[i]) for i in standing) * 2 > total


def _eliminate(sheet: Sheet, votes: Ints, last: int, key: str) -> None:
    sheet.rounds[-1]["out"] = key
    params = {"round": len(sheet.rounds), "votes": int(votes[last]), "total": int(votes.sum())}
    sheet.reasons[last] = Reason("ELIMINATED", params)


def _crown(sheet: Sheet, seats: int, votes: Ints, final: list[int], gone: list[int]) -> None:
    sheet.selected = [i for i in final[:seats] if votes[i]]
    sheet.rank = {i: place for place, i in enumerate(final + gone[::-1], start=1)}
    for i in final:
        params: dict[str, Any] = {"place": sheet.rank[i], "score": text_of(int(votes[i])), "total": int(votes.sum())}
        if i in sheet.chosen:
            sheet.reasons[i] = Reason("WON", params)
        elif not votes[i]:
            sheet.reasons[i] = Reason("NO_VOTES")
        else:
            sheet.reasons[i] = Reason("OUTSCORED", params | {"last": text_of(int(votes[sheet.selected[-1]]))})


def _standing_votes(preferences: list[tuple[list[int], int]], standing: set[int], size: int) -> Ints:
    votes = np.zeros(size, dtype=np.int64)
    for ids, times in preferences:
        first = next((i for i in ids if i in standing), None)
        if first is not None:
            votes[first] += times
    return votes


def _round(election: Election, sheet: Sheet, votes: Ints, standing: set[int]) -> dict[str, Any]:
    held = {election.options[i].id: int(votes[i]) for i in sorted(standing)}
    return {"round": len(sheet.rounds) + 1, "action": "runoff", "votes": held}


def _note_tie(sheet: Sheet, votes: Ints, standing: set[int], last: int, ties: TieOrder) -> None:
    """Record a tie for last place; it counts as decisive unless the tied options hold no ballot at all."""
    ids = {i: key for key, i in sheet.index.items()}
    level = sorted(i for i in standing if votes[i] == votes[last])
    if len(level) < 2:
        return
    keys = {ties.deciding(last, i) for i in level if i != last}
    sheet.ties.append(
        {
            "options": [ids[i] for i in level],
            "broken_by": [name.value for name in ties.names if name in keys],
            "by_lot": not LOTS.isdisjoint(keys),
            "decisive": bool(votes[last]),
            "losers": [ids[last]],
            "round": len(sheet.rounds),
        }
    )
