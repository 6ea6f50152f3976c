"""What is counted: options, electorates with their grouped ballots, and the election; refuses inconsistent papers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.voting.ballot import BallotFormat, Choice, is_offered

ENGINE_VERSION = "1.1.0"


class ElectionRefused(ValueError):
    """A paper that cannot be counted: `code` is stable, `params` name the option or electorate at fault."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code + (f" {params}" if params else ""))
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Option:
    """One option on the paper. `cost` is a whole number of the paper's currency unit, 0 for plain polls.

    A withdrawn option stays on the paper and in the result, and cannot be selected.
    """

    id: str
    cost: int
    name: str = ""
    category: str = ""
    district: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Electorate:
    """A body of voters, its share of the decision, and its ballots grouped: choice to number of equal ballots.

    With `areas` its ballot offers only what is for everybody or for one of them.
    """

    code: str
    weight: Fraction
    ballots: Mapping[Choice, int]
    areas: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Election:
    """A closed paper with its ballots. `digest` is the frozen paper's SHA-256; `seed` is what the lot is drawn from, a value
    that was fixed only after the close (where there is none, the digest serves).

    `money_scale` says how many of the ints make one published unit (100 where a file has two decimals), so that
    "one unit" and amounts shown mean what the paper says.
    """

    digest: str
    budget: int
    options: tuple[Option, ...]
    format: BallotFormat
    electorates: tuple[Electorate, ...]
    money_scale: int = 1
    seed: str = ""

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for option in self.options:
            if option.id in seen:
                raise ElectionRefused("DUPLICATE_OPTION", option=option.id)
            if option.cost < 0:
                raise ElectionRefused("NEGATIVE_COST", option=option.id)
            seen.add(option.id)
        codes = [electorate.code for electorate in self.electorates]
        if len(set(codes)) != len(codes):
            raise ElectionRefused("DUPLICATE_ELECTORATE")
        for electorate in self.electorates:
            if electorate.weight < 0:
                raise ElectionRefused("NEGATIVE_WEIGHT", electorate=electorate.code)
            if any(count < 0 for count in electorate.ballots.values()):
                raise ElectionRefused("NEGATIVE_MULTIPLICITY", electorate=electorate.code)


def offered(election: Election, electorate: Electorate) -> frozenset[str] | None:
    """The ids on an electorate's ballot; None where it offers the whole paper."""
    if electorate.areas is None:
        return None
    return frozenset(option.id for option in election.options if is_offered(electorate.areas, option.district))


def group(choices: Iterable[Choice]) -> dict[Choice, int]:
    """Group single ballots into choice -> multiplicity, the shape an `Electorate` takes."""
    grouped: dict[Choice, int] = {}
    for choice in choices:
        grouped[choice] = grouped.get(choice, 0) + 1
    return grouped


def ballots_sha256(election: Election) -> str:
    """SHA-256 over all ballots, independent of their order: sorted lines `electorate TAB multiplicity TAB choice`.

    A choice is written as kind, ids and points, each list joined by unit separators (U+001F), fields by U+001E.
    """
    lines = [
        f"{electorate.code}\t{count}\t{choice.kind}\x1e{chr(31).join(choice.ids)}\x1e{_points(choice)}"
        for electorate in election.electorates
        for choice, count in electorate.ballots.items()
        if count
    ]
    lines.sort()
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _points(choice: Choice) -> str:
    return ",".join(map(str, choice.points)) if choice.points else ""
