"""Counting rules as frozen values with every parameter; refuses unknown names, so a published rule cannot hide one.

A rule is JSON-able (`to_json`), readable again (`rule_from_json`) and hashed (`sha256` of its canonical JSON). It is
shown before voting opens and stored with the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

from app.voting.tally.exact import as_fraction, sha256_of, text_of


class RuleRefused(ValueError):
    """A rule that cannot be used: `code` is stable, `params` name the parameter at fault."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code + (f" {params}" if params else ""))
        self.code = code
        self.params = params


class CapRule(StrEnum):
    """What happens when the next option does not fit the money left."""

    SKIP = "skip"
    STOP = "stop"
    OVERRUN = "overrun"  # fund it from reserves if enough of it is covered, then stop (Poznan)


class TieKey(StrEnum):
    """One step of the total order that breaks ties; the last one always decides: a lot, or the order on the paper."""

    VOTES = "votes"  # more ballots naming the option
    CHEAPER = "cost"  # lower cost
    DEARER = "cost-descending"
    LOT = "lot"  # smaller SHA-256 of (the election's seed, fixed after the close, followed by option id)
    DIGEST = "digest"  # smaller SHA-256 of (paper digest followed by option id): a lot known before voting
    FILE = "file"  # earlier on the paper


LOTS = frozenset({TieKey.LOT, TieKey.DIGEST})
PAPER_TIES = (TieKey.VOTES, TieKey.CHEAPER, TieKey.LOT)


class Satisfaction(StrEnum):
    """What a funded option is worth to a voter in Equal Shares."""

    COST = "cost"  # its cost (times the points given to it)
    CARDINALITY = "cardinality"  # one
    POINTS = "points"  # the points given to it


class Stop(StrEnum):
    """When the completion of Equal Shares stops raising everyone's share."""

    NEVER_RAISED = "none"
    EXHAUSTIVE = "exhaustive"  # as soon as nothing more fits, or the next step is infeasible
    INFEASIBLE = "infeasible"  # at the last share whose outcome fits the budget


class PotBy(StrEnum):
    CATEGORY = "category"
    DISTRICT = "district"


class PollMethod(StrEnum):
    PLURALITY = "plurality"
    APPROVAL = "approval"
    SCORE = "score"
    BORDA = "borda"
    INSTANT_RUNOFF = "instant-runoff"


@dataclass(frozen=True, slots=True)
class Pots:
    """Separate pots by category or district: (name, amount in the paper's currency unit). Each option draws on its own pot
    and on the whole budget; an option whose pot is not listed cannot be funded."""

    by: PotBy
    amounts: tuple[tuple[str, int], ...]


class _RuleValue:
    """Shared by all rules: canonical JSON with the kind in front, and its hash."""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: `kind` and every parameter, rationals as "p/q"."""
        record: dict[str, Any] = {"kind": self.kind}
        for item in fields(self):  # type: ignore[arg-type]
            record[item.name] = _plain(getattr(self, item.name))
        return record

    @property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the canonical JSON."""
        return sha256_of(self.to_json())


@dataclass(frozen=True)
class GreedyRule(_RuleValue):
    """Highest score first within the budget. `threshold` is the least score an option needs (0: none).

    `cap` says what an option that does not fit does; OVERRUN funds it when the money left covers at least
    `overrun_percent` of its cost and then stops. From each group in `exclusive` at most one option is funded.
    """

    kind: ClassVar[str] = "greedy"
    cap: CapRule = CapRule.SKIP
    threshold: int = 0
    overrun_percent: int = 80
    exclusive: tuple[tuple[str, ...], ...] = ()
    pots: Pots | None = None
    tie_order: tuple[TieKey, ...] = PAPER_TIES


@dataclass(frozen=True)
class CompositeRule(_RuleValue):
    """Seoul's weighted electorates: the sum of weight x (ballots naming it / valid ballots cast there), then greedily.

    An electorate without valid ballots is left out and the remaining weights are renormalised. `threshold` is the least
    composite score, a Fraction in [0, 1].
    """

    kind: ClassVar[str] = "composite"
    cap: CapRule = CapRule.SKIP
    threshold: Fraction = Fraction(0)
    exclusive: tuple[tuple[str, ...], ...] = ()
    pots: Pots | None = None
    tie_order: tuple[TieKey, ...] = PAPER_TIES


@dataclass(frozen=True)
class EqualSharesRule(_RuleValue):
    """Method of Equal Shares (Peters, Pierczynski, Skowron 2021) with its completion spelled out.

    `start` is the first share per voter: "exact" B/n or "floor" (whole units). Each step adds `step_percent` of B/n, or
    `step_units` units where that is not 0. `fill` tops up by votes afterwards; with `comparison` the greedy outcome is
    taken if more voters prefer it. `eligibility` e > 0 admits an option only if votes/n >= e x cost/B. After `max_steps` steps
    the raising ends where it is and the result's notes say so ("max-steps").
    """

    kind: ClassVar[str] = "equal-shares"
    satisfaction: Satisfaction = Satisfaction.COST
    start: str = "exact"
    step_percent: Fraction = Fraction(1)
    step_units: int = 0
    stop: Stop = Stop.INFEASIBLE
    fill: bool = True
    comparison: bool = False
    eligibility: Fraction = Fraction(0)
    max_steps: int = 10_000
    tie_order: tuple[TieKey, ...] = PAPER_TIES


@dataclass(frozen=True)
class PhragmenRule(_RuleValue):
    """Sequential Phragmen: fund what keeps the highest load lowest. `cap` SKIP passes over what does not fit, STOP ends."""

    kind: ClassVar[str] = "phragmen"
    cap: CapRule = CapRule.STOP
    tie_order: tuple[TieKey, ...] = PAPER_TIES


@dataclass(frozen=True)
class PollRule(_RuleValue):
    """A plain poll without money: the `seats` highest options win. `threshold` is the least score of a winner."""

    kind: ClassVar[str] = "poll"
    method: PollMethod = PollMethod.PLURALITY
    seats: int = 1
    threshold: int = 0
    tie_order: tuple[TieKey, ...] = PAPER_TIES


Rule = GreedyRule | CompositeRule | EqualSharesRule | PhragmenRule | PollRule

RULES: dict[str, type[Any]] = {kind.kind: kind for kind in (GreedyRule, CompositeRule, EqualSharesRule, PhragmenRule, PollRule)}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return text_of(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Pots):
        return {"by": value.by.value, "amounts": [list(pair) for pair in value.amounts]}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def rule_from_json(raw: Mapping[str, Any]) -> Rule:
    """Read a rule written by `to_json`; parameters left out take their defaults. Raises `RuleRefused`:
    UNKNOWN_RULE, UNKNOWN_PARAMETER, BAD_PARAMETER."""
    kind = RULES.get(str(raw.get("kind")))
    if kind is None:
        raise RuleRefused("UNKNOWN_RULE", kind=raw.get("kind"))
    known = {item.name for item in fields(kind)}
    given = {key: value for key, value in raw.items() if key != "kind"}
    for key in sorted(set(given) - known):
        raise RuleRefused("UNKNOWN_PARAMETER", parameter=key)
    read: dict[str, Any] = {}
    for key, value in given.items():
        try:
            read[key] = _READERS.get(key, _as_is)(kind, value)
        except (ValueError, TypeError, KeyError, ZeroDivisionError) as fault:
            raise RuleRefused("BAD_PARAMETER", parameter=key) from fault
    rule: Rule = kind(**read)
    check_rule(rule)
    return rule


def check_rule(rule: Rule) -> None:
    """Refuse a rule whose parameters contradict each other (BAD_PARAMETER with the parameter's name)."""
    if not rule.tie_order or rule.tie_order[-1] not in (*LOTS, TieKey.FILE):
        raise RuleRefused("BAD_PARAMETER", parameter="tie_order")
    if isinstance(rule, EqualSharesRule):
        raised = rule.stop is not Stop.NEVER_RAISED
        if rule.start not in ("exact", "floor"):
            raise RuleRefused("BAD_PARAMETER", parameter="start")
        if rule.step_units < 0 or (raised and not rule.step_units and rule.step_percent <= 0):
            raise RuleRefused("BAD_PARAMETER", parameter="step_percent")
        if rule.eligibility < 0:
            raise RuleRefused("BAD_PARAMETER", parameter="eligibility")
    if isinstance(rule, PollRule) and rule.seats < 1:
        raise RuleRefused("BAD_PARAMETER", parameter="seats")
    if isinstance(rule, GreedyRule) and not 0 <= rule.overrun_percent <= 100:
        raise RuleRefused("BAD_PARAMETER", parameter="overrun_percent")
    if isinstance(rule, (CompositeRule, PhragmenRule)) and rule.cap is CapRule.OVERRUN:
        raise RuleRefused("BAD_PARAMETER", parameter="cap")


def _as_is(_: type[Any], value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError("a float is refused")
    return value


def _whole(_: type[Any], value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a whole number is needed")
    return value


def _flag(_: type[Any], value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is needed")
    return value


def _threshold(kind: type[Any], value: Any) -> Any:
    return as_fraction(value) if kind is CompositeRule else _whole(kind, value)


def _pots(_: type[Any], value: Any) -> Pots | None:
    if value is None:
        return None
    amounts = tuple((str(name), int(amount)) for name, amount in value["amounts"])
    return Pots(PotBy(value["by"]), amounts)


_READERS: dict[str, Any] = {
    "cap": lambda _, value: CapRule(value),
    "threshold": _threshold,
    "overrun_percent": _whole,
    "exclusive": lambda _, value: tuple(tuple(map(str, group)) for group in value),
    "pots": _pots,
    "tie_order": lambda _, value: tuple(TieKey(key) for key in value),
    "satisfaction": lambda _, value: Satisfaction(value),
    "step_percent": lambda _, value: as_fraction(value),
    "step_units": _whole,
    "max_steps": _whole,
    "stop": lambda _, value: Stop(value),
    "fill": _flag,
    "comparison": _flag,
    "eligibility": lambda _, value: as_fraction(value),
    "method": lambda _, value: PollMethod(value),
    "seats": _whole,
}
