"""Two outcomes of the same ballots side by side; refuses to call either the better one."""

from __future__ import annotations

from typing import Any

from app.voting.tally.election import Election
from app.voting.tally.metrics import funded_per_row, metrics_of
from app.voting.tally.profile import poll_of, pooled
from app.voting.tally.result import Result


def compare(election: Election, first: Result, second: Result) -> dict[str, Any]:
    """Plain JSON: options in both and in one only, the ballots behind those, who is better off, metrics of each.

    A voter prefers the outcome with more of the options his or her ballot names. Both results must be counts of the same
    ballots (ValueError otherwise).
    """
    if first.ballots_sha256 != second.ballots_sha256:
        raise ValueError("the two results count different ballots")
    profile = pooled(election, poll_of(election))
    index = {option.id: i for i, option in enumerate(election.options)}
    difference = funded_per_row(profile, [index[key] for key in first.selected]) - funded_per_row(
        profile, [index[key] for key in second.selected]
    )
    only = [[key for key in mine.selected if key not in other.selected] for mine, other in ((first, second), (second, first))]
    return {
        "both": [key for key in first.selected if key in second.selected],
        "only_first": only[0],
        "only_second": only[1],
        "votes_only_first": sum(first.outcomes[key].votes for key in only[0]),
        "votes_only_second": sum(first.outcomes[key].votes for key in only[1]),
        "voters_better_first": int(profile.weight[difference > 0].sum()),
        "voters_better_second": int(profile.weight[difference < 0].sum()),
        "first": _side(election, first, metrics_of(election, profile, first.selected)),
        "second": _side(election, second, metrics_of(election, profile, second.selected)),
    }


def _side(election: Election, result: Result, measured: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": result.rule.to_json(),
        "selected": list(result.selected),
        "spent": str(result.spent),
        "sha256": result.sha256,
        "metrics": measured,
    }
