"""Facts about an outcome: who got something, where the money went; refuses to rank outcomes by any of them.

All figures are ints and "p/q" strings. A voter's funded options are the selected ones his or her valid ballot names.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from app.voting.tally.election import Election
from app.voting.tally.exact import text_of
from app.voting.tally.profile import Ints, Profile, poll_of, pooled


def metrics(election: Election, selected: Sequence[str]) -> dict[str, Any]:
    """Exclusion ratio, mean funded options and mean money on them per voter, money spent, and shares by district and category."""
    return metrics_of(election, pooled(election, poll_of(election)), selected)


def metrics_of(election: Election, profile: Profile, selected: Sequence[str]) -> dict[str, Any]:
    """The same from ballots already encoded."""
    index = {option.id: i for i, option in enumerate(election.options)}
    chosen = [index[key] for key in selected]
    funded = funded_per_row(profile, chosen)
    spent = sum(election.options[i].cost for i in chosen)
    without = int(profile.weight[funded == 0].sum())
    money = sum(profile.votes(i) * election.options[i].cost for i in chosen)
    return {
        "voters": profile.valid,
        "without_funded_choice": without,
        "exclusion_ratio": _ratio(without, profile.valid),
        "mean_funded": _ratio(int((funded * profile.weight).sum()), profile.valid),
        "mean_money": _ratio(money, profile.valid),
        "spent": str(spent),
        "spent_share": _ratio(spent, election.budget),
        "by_district": shares_by(election, profile, chosen, "district"),
        "by_category": shares_by(election, profile, chosen, "category"),
    }


def _ratio(part: int, whole: int) -> str:
    return text_of(Fraction(part, whole) if whole else Fraction(0))


def funded_per_row(profile: Profile, chosen: Sequence[int]) -> Ints:
    """For each ballot type the number of chosen options it names."""
    funded = np.zeros(len(profile.weight), dtype=np.int64)
    for i in chosen:
        funded[profile.columns[i].rows] += 1
    return funded


def shares_by(election: Election, profile: Profile, chosen: Sequence[int], part: str) -> list[dict[str, Any]]:
    """Money and votes per district or category: each part's share of the money spent beside its share of all votes."""
    money: dict[str, int] = {}
    votes: dict[str, int] = {}
    picked = set(chosen)
    for i, option in enumerate(election.options):
        key = str(getattr(option, part))
        votes[key] = votes.get(key, 0) + profile.votes(i)
        money[key] = money.get(key, 0) + (option.cost if i in picked else 0)
    spent, cast = sum(money.values()), sum(votes.values())
    return [
        {
            part: key,
            "money": str(money[key]),
            "money_share": _ratio(money[key], spent),
            "votes": votes[key],
            "vote_share": _ratio(votes[key], cast),
        }
        for key in sorted(votes)
        if key or len(votes) > 1
    ]
