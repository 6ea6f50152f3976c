"""One paper, a ballot for each home district: small ones share theirs, so that no ballot points at anybody. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.polls.rules import AT_HOME
from app.voting.rules import SMALLEST_STYLE, ElectorateDraft


@dataclass(frozen=True)
class Home:
    """A district and how many of those who may vote live there. `name_ko` is also what options and ballots call it."""

    slug: str
    name_ko: str
    name_en: str
    people: int


@dataclass(frozen=True)
class Style:
    """One ballot: the districts whose people get it, the one with most people first."""

    homes: tuple[Home, ...]

    @property
    def people(self) -> int:
        return sum(home.people for home in self.homes)

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(sorted(home.name_ko for home in self.homes))

    @property
    def code(self) -> str:
        more = len(self.homes) - 1
        return f"{self.homes[0].slug}-and-{more}" if more else self.homes[0].slug

    @property
    def name_ko(self) -> str:
        names = [home.name_ko for home in self.homes]
        return "·".join(names) if len(names) <= NAMED else f"{names[0]} 외 {len(names) - 1}개 구"

    @property
    def name_en(self) -> str:
        names = [home.name_en for home in self.homes]
        return " and ".join(names) if len(names) <= NAMED else f"{names[0]} and {len(names) - 1} other districts"


@dataclass(frozen=True)
class Offer:
    """A ballot as pages show it: how many options of the whole city it offers, how many of its own districts, to how many people
    (None where nobody counts them any more)."""

    name: str
    areas: tuple[str, ...]
    common: int
    own: int
    people: int | None = None


NAMED = 2
"""A ballot of more districts is named after its first."""


def merged(homes: Sequence[Home], areas: Collection[str]) -> list[Style]:
    """The ballots for these districts, where there are options of these areas.

    Districts without an option of their own would all get the same ballot, so they are one group from the beginning. While the
    smallest group has fewer than SMALLEST_STYLE people, it joins the next smallest. Of groups of one size the one whose first slug
    comes first in the alphabet counts as smaller, so that the same numbers always give the same ballots. The joined ballot offers
    what each of its districts would have: nobody loses an option.
    """
    alike = [home for home in homes if home.name_ko not in areas]
    groups = [[home] for home in homes if home.name_ko in areas] + ([alike] if alike else [])
    while len(groups) > 1:
        groups.sort(key=lambda group: (_people(group), min(home.slug for home in group)))
        if _people(groups[0]) >= SMALLEST_STYLE:
            break
        smallest = groups.pop(0)
        groups[0] += smallest
    styles = [Style(tuple(sorted(group, key=lambda home: (-home.people, home.slug)))) for group in groups]
    return sorted(styles, key=lambda style: style.name_ko)


def _people(group: Sequence[Home]) -> int:
    return sum(home.people for home in group)


def electorates(styles: Sequence[Style]) -> list[ElectorateDraft]:
    """One electorate for each ballot. They weigh the same, so every vote counts alike whichever ballot it was given on."""
    alike = Fraction(1, len(styles))
    return [
        ElectorateDraft(one.code, one.name_ko, one.name_en, alike, AT_HOME, rank, one.areas)
        for rank, one in enumerate(styles, start=1)
    ]
