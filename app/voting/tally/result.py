"""What a count yields, as plain values that store and reload without loss; refuses floats and tampered results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.voting.tally.exact import as_fraction, sha256_of, text_of
from app.voting.tally.rules import Rule, rule_from_json


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an option was or was not selected: a stable `code` and plain `params` (ints, ids, "p/q" strings, lists)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One option's fate. `rank` is its place (from 1) in the order by score, for Equal Shares and Phragmen the round in
    which it was bought; None where it has none. `votes` counts the valid ballots naming it, `score` is what the rule
    compared."""

    selected: bool
    rank: int | None
    score: Fraction
    votes: int
    reason: Reason


@dataclass(frozen=True)
class Result:
    """The outcome of `count`: everything needed to publish, explain and recompute it.

    `selected` keeps the order of selection; money is in the paper's ints (`money_scale` of them make one unit).
    `ballots_cast` maps electorate to {"valid", "spoiled", "none"}; `weights` maps electorate to the weight used, and
    `left_out` lists electorates without valid ballots. `ties` lists what score alone left open; each says which key broke
    it and whether another order would change who is selected. `hung_on_lot` is true if any outcome did. `seed` is what the lot
    was drawn from, empty where that was the digest.
    """

    rule: Rule
    digest: str
    ballots_sha256: str
    engine: str
    selected: tuple[str, ...]
    spent: int
    budget: int
    spoiled: Mapping[str, int]
    outcomes: Mapping[str, Outcome]
    rounds: tuple[Mapping[str, Any], ...]
    ties: tuple[Mapping[str, Any], ...]
    cut_line: Mapping[str, Any] | None
    ballots_cast: Mapping[str, Mapping[str, int]]
    weights: Mapping[str, Fraction]
    left_out: tuple[str, ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)
    money_scale: int = 1
    seed: str = ""

    @property
    def hung_on_lot(self) -> bool:
        """Whether the lot, and nothing else, decided any option's fate."""
        return any(tie["by_lot"] and tie["decisive"] for tie in self.ties)

    @property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the canonical JSON without this very key."""
        return sha256_of(self._content())

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: money as strings of whole ints, rationals as "p/q"; the last key is the hash of all others."""
        return {**self._content(), "sha256": self.sha256}

    def _content(self) -> dict[str, Any]:
        return ({"seed": self.seed} if self.seed else {}) | {
            "engine": self.engine,
            "rule": self.rule.to_json(),
            "rule_sha256": self.rule.sha256,
            "digest": self.digest,
            "ballots_sha256": self.ballots_sha256,
            "selected": list(self.selected),
            "spent": str(self.spent),
            "budget": str(self.budget),
            "money_scale": self.money_scale,
            "spoiled": dict(self.spoiled),
            "ballots_cast": {code: dict(cast) for code, cast in self.ballots_cast.items()},
            "weights": {code: text_of(weight) for code, weight in self.weights.items()},
            "left_out": list(self.left_out),
            "outcomes": {key: _outcome_json(outcome) for key, outcome in self.outcomes.items()},
            "rounds": [dict(entry) for entry in self.rounds],
            "ties": [dict(tie) for tie in self.ties],
            "hung_on_lot": self.hung_on_lot,
            "cut_line": dict(self.cut_line) if self.cut_line is not None else None,
            "notes": dict(self.notes),
        }


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "selected": outcome.selected,
        "rank": outcome.rank,
        "score": text_of(outcome.score),
        "votes": outcome.votes,
        "reason": {"code": outcome.reason.code, "params": dict(outcome.reason.params)},
    }


def _outcome_from(raw: Mapping[str, Any]) -> Outcome:
    reason = Reason(raw["reason"]["code"], dict(raw["reason"]["params"]))
    return Outcome(raw["selected"], raw["rank"], as_fraction(raw["score"]), raw["votes"], reason)


def result_from_json(raw: Mapping[str, Any]) -> Result:
    """Read a result written by `Result.to_json`. Raises ValueError where its hash does not fit its content."""
    result = Result(
        rule=rule_from_json(raw["rule"]),
        digest=raw["digest"],
        ballots_sha256=raw["ballots_sha256"],
        engine=raw["engine"],
        selected=tuple(raw["selected"]),
        spent=int(raw["spent"]),
        budget=int(raw["budget"]),
        spoiled=dict(raw["spoiled"]),
        outcomes={key: _outcome_from(outcome) for key, outcome in raw["outcomes"].items()},
        rounds=tuple(raw["rounds"]),
        ties=tuple(raw["ties"]),
        cut_line=raw["cut_line"],
        ballots_cast=raw["ballots_cast"],
        weights={code: as_fraction(weight) for code, weight in raw["weights"].items()},
        left_out=tuple(raw["left_out"]),
        notes=raw["notes"],
        money_scale=raw["money_scale"],
        seed=raw.get("seed", ""),
    )
    if result.sha256 != raw.get("sha256"):
        raise ValueError("the stored result does not match its own hash")
    return result
