"""A kept map as a page shows it: places on the paper, percentages, words. Refuses to reckon anything anew, and to draw fewer than a dot's people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from app.opinions.models import Snapshot

WIDTH, HEIGHT, MARGIN = 360, 300, 26
SMALLEST, LARGEST = 8.5, 17.0


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    r: float
    people: int


def _percent(some: int, of_all: int) -> int:
    return round(100 * some / of_all) if of_all else 0


@dataclass(frozen=True)
class Figures:
    """How a statement was answered by so many people."""

    agreed: int
    disagreed: int
    passed_on: int

    @property
    def seen(self) -> int:
        return self.agreed + self.disagreed + self.passed_on

    @property
    def agree(self) -> int:
        """Per cent of those who were asked; so are the others."""
        return _percent(self.agreed, self.seen)

    @property
    def disagree(self) -> int:
        return _percent(self.disagreed, self.seen)

    @property
    def passed(self) -> int:
        return max(0, 100 - self.agree - self.disagree)

    def side(self, agrees: bool) -> int:
        """How many took this side."""
        return self.agreed if agrees else self.disagreed


NOBODY = Figures(0, 0, 0)


@dataclass(frozen=True)
class Line:
    """A statement with its figures, in all and by the letters of the groups; `agrees`: which side is told."""

    id: int
    text: str
    agrees: bool
    all: Figures | None
    groups: Mapping[int, Figures]

    @property
    def percent(self) -> int:
        whole = self.all or NOBODY
        return _percent(whole.side(self.agrees), whole.seen)

    @property
    def least(self) -> int:
        """The share in the group where it is smallest."""
        return min((self.share(letter) for letter in self.groups), default=self.percent)

    def share(self, letter: int) -> int:
        here = self.groups.get(letter, NOBODY)
        return _percent(here.side(self.agrees), here.seen)

    def elsewhere(self, letter: int) -> int:
        """The share among everybody who is not in this group."""
        here, whole = self.groups.get(letter, NOBODY), self.all or NOBODY
        return _percent(whole.side(self.agrees) - here.side(self.agrees), whole.seen - here.seen)


@dataclass(frozen=True)
class Group:
    letter: int
    people: int
    x: float
    y: float
    outline: str
    dots: Sequence[Dot]
    says: Sequence[Line]


@dataclass(frozen=True)
class Picture:
    groups: Sequence[Group]
    unites: Sequence[Line]
    divides: Sequence[Line]
    facts: Mapping[str, Any]
    width: int = WIDTH
    height: int = HEIGHT
    least: int = 0
    lines: Mapping[int, Line] = field(default_factory=dict)

    @property
    def has_groups(self) -> bool:
        return len(self.groups) > 1

    @property
    def letters(self) -> list[int]:
        return [group.letter for group in self.groups]


class Paper:
    """From the plane of the map to the paper: one scale for both directions, y upwards."""

    def __init__(self, points: Sequence[Sequence[float]]) -> None:
        xs, ys = [one[0] for one in points] or [0.0], [one[1] for one in points] or [0.0]
        wide, high = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
        self.left, self.top = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Never beyond the edge: somebody far out stands at it."""
        here = WIDTH / 2 + (x - self.left) * self.scale, HEIGHT / 2 - (y - self.top) * self.scale
        return round(min(max(here[0], 10), WIDTH - 10), 1), round(min(max(here[1], 10), HEIGHT - 10), 1)


def of(kept: Snapshot, texts: Mapping[int, str]) -> Picture:
    """The picture of one map; statements no longer shown (not in `texts`) are left out of it."""
    told = kept.result
    paper, table = _paper(told), {int(number): one for number, one in told["table"].items()}
    most = max((dot[2] for group in told["groups"] for dot in group["dots"]), default=1)

    def line(number: int, agrees: bool = True) -> Line:
        one = table.get(number, {"all": None, "groups": {}})
        by_letter = {int(letter): Figures(*counts) for letter, counts in one["groups"].items()}
        return Line(number, texts[number], agrees, Figures(*one["all"]) if one["all"] else None, by_letter)

    groups = [
        _group(group, paper, most, [line(s["id"], s["agrees"]) for s in group["says"] if s["id"] in texts])
        for group in told["groups"]
    ]
    return Picture(
        groups=groups,
        unites=[line(one["id"], one["agrees"]) for one in told["unites"] if one["id"] in texts],
        divides=[line(number) for number in told["divides"] if number in texts],
        facts={
            name: told[name]
            for name in ("people", "participants", "statements", "answers", "share", "silhouette", "stability", "straight")
        },
        least=min((dot[2] for group in told["groups"] for dot in group["dots"]), default=0),
        lines={number: line(number) for number in table if number in texts},
    )


def _paper(told: Mapping[str, Any]) -> Paper:
    return Paper([dot[:2] for group in told["groups"] for dot in group["dots"]])


def _group(told: Mapping[str, Any], paper: Paper, most: int, says: Sequence[Line]) -> Group:
    dots = [Dot(*paper.at(x, y), round(max(SMALLEST, LARGEST * sqrt(people / most)), 1), people) for x, y, people in told["dots"]]
    outline = " ".join(f"{x},{y}" for x, y in (paper.at(*corner) for corner in told["outline"]))
    return Group(told["letter"], told["people"], *paper.at(*told["centre"]), outline, dots, says)


def spot(kept: Snapshot, place: tuple[float, float, int]) -> tuple[float, float, int]:
    """One's own place on the paper, with the letter of the nearest group."""
    return (*_paper(kept.result).at(place[0], place[1]), place[2])
