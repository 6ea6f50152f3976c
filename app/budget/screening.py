"""Screening by score sheets under a ceiling of money. Pure: the same sheets give the same ranking on any machine; refuses floats.

Order: higher mean, then more sheets, then lower cost, then the smaller SHA-256 of (cycle digest followed by candidate id), which
was fixed when the cycle opened. Never the newest id.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from app.core.money import cap_won, within_cap
from app.voting.tally import CapRule


@dataclass(frozen=True)
class Entry:
    """One candidate on the table: its cost, the points of all its sheets together, how many there are, and its part of the whole."""

    id: int
    cost_won: int
    points_sum: int
    sheets: int
    part: str = ""

    @classmethod
    def of(cls, id: int, cost_won: int, points: Sequence[int], part: str = "") -> "Entry":
        """From the points of every sheet."""
        return cls(id, cost_won, sum(points), len(points), part)

    @cached_property
    def mean(self) -> Fraction:
        return Fraction(self.points_sum, self.sheets) if self.sheets else Fraction(-1)


@dataclass(frozen=True)
class Standing:
    """Where a candidate came out and why: `code` is stable, `params` plain values for the sentence."""

    id: int
    rank: int
    points_sum: int
    sheets: int
    cost_won: int
    is_passed: bool
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def lot(digest: str, candidate_id: int) -> str:
    """The last key of the order, which always decides."""
    return hashlib.sha256(f"{digest}{candidate_id}".encode()).hexdigest()


TIE_KEYS: dict[str, Callable[[Entry, str], Any]] = {
    "sheets": lambda entry, digest: -entry.sheets,
    "cost": lambda entry, digest: entry.cost_won,
    "digest": lambda entry, digest: lot(digest, entry.id),
}


def screen(
    entries: Iterable[Entry], *, envelope_won: int, cap_percent: int, cap_rule: CapRule, digest: str,
    tie_order: Sequence[str] = ("sheets", "cost", "digest"), parts_won: Mapping[str, int] | None = None,
) -> list[Standing]:  # fmt: skip
    """Rank all entries and pass them in order as long as the money fits under the ceiling.

    `parts_won`: envelopes in won of parts of the whole; what belongs to one has to fit under the same percentage of that as well. A full
    part stops nothing but itself.
    """

    def key(entry: Entry) -> tuple[Any, ...]:
        return (-entry.mean, *(TIE_KEYS[name](entry, digest) for name in tie_order))

    ordered = sorted(entries, key=key)
    standings: list[Standing] = []
    sum_won = 0
    own = parts_won or {}
    sums = dict.fromkeys(own, 0)
    stopped_by: int | None = None
    for rank, entry in enumerate(ordered, start=1):
        code = _fate(entry, sum_won, stopped_by, cap_percent, envelope_won)
        is_over_part = entry.part in own and not within_cap(sums[entry.part] + entry.cost_won, cap_percent, own[entry.part])
        if code == "WITHIN_CAP" and is_over_part:
            code = "OVER_PART_CAP"
        if code == "WITHIN_CAP":
            sum_won += entry.cost_won
            sums[entry.part] = sums.get(entry.part, 0) + entry.cost_won
        elif code == "OVER_CAP" and cap_rule is CapRule.STOP:
            stopped_by = rank
        params: dict[str, Any] = {
            "rank": rank,
            "sum_won": sum_won,
            "cap_won": cap_won(cap_percent, envelope_won),
            "percent": cap_percent,
        }
        if code == "AFTER_STOP":
            params["stopped_by"] = stopped_by
        if code == "OVER_PART_CAP":
            params |= {"part": entry.part, "cap_won": cap_won(cap_percent, own[entry.part]), "sum_won": sums[entry.part]}
        if tie := _tie(ordered, rank - 1, digest, tie_order):
            params["tie"] = tie
        standings.append(_standing(entry, rank, code, params))
    return standings


def _fate(entry: Entry, sum_won: int, stopped_by: int | None, cap_percent: int, envelope_won: int) -> str:
    if not entry.sheets:
        return "NO_SHEETS"
    if stopped_by is not None:
        return "AFTER_STOP"
    return "WITHIN_CAP" if within_cap(sum_won + entry.cost_won, cap_percent, envelope_won) else "OVER_CAP"


def _tie(ordered: Sequence[Entry], at: int, digest: str, tie_order: Sequence[str]) -> str | None:
    """The last key that was needed to set this entry apart from a neighbour with the same mean."""
    entry = ordered[at]
    neighbours = [ordered[i] for i in (at - 1, at + 1) if 0 <= i < len(ordered) and ordered[i].mean == entry.mean]
    needed = [next(k for k in tie_order if TIE_KEYS[k](entry, digest) != TIE_KEYS[k](other, digest)) for other in neighbours]
    return max(needed, key=list(tie_order).index, default=None)


def _standing(entry: Entry, rank: int, code: str, params: dict[str, Any]) -> Standing:
    return Standing(
        id=entry.id, rank=rank, points_sum=entry.points_sum, sheets=entry.sheets, cost_won=entry.cost_won,
        is_passed=code == "WITHIN_CAP", code=code, params=params,
    )  # fmt: skip
