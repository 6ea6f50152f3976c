"""The picture of a map: dots that each stand for several people, and the outline of each group drawn around dots. Pure.

No point of it is one person's: a group is halved along its longer side until a block would hold fewer than DOT_MINIMUM people, and a dot
is the mean of a block.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.opinions import rules
from app.opinions.map.groups import halves
from app.opinions.map.votes import Floats, Whole

Point = tuple[float, float]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    people: int


def of(points: Floats, members: Whole, everybody: int) -> list[Dot]:
    """The dots of one group; the more people a map has, the more each dot stands for."""
    least = max(rules.DOT_MINIMUM, -(-everybody // rules.DOTS_MAXIMUM))
    blocks, done = [members[np.lexsort(points[members].T[::-1])]], []
    while blocks:
        block = blocks.pop()
        if len(block) >= 2 * least:
            blocks += halves(points, block)
        else:
            done.append(block)
    found = []
    for block in done:
        x, y = points[block].mean(axis=0)
        found.append(Dot(round(float(x), 2), round(float(y), 2), len(block)))
    return sorted(found, key=lambda dot: (dot.x, dot.y, dot.people))


def outline(dots: Sequence[Dot]) -> list[Point]:
    """The convex hull of the dots, counter-clockwise; fewer than three corners where there are no more."""
    corners = sorted({(dot.x, dot.y) for dot in dots})
    if len(corners) < 3:
        return corners
    lower, upper = _chain(corners), _chain(corners[::-1])
    return lower[:-1] + upper[:-1]


def _chain(corners: Sequence[Point]) -> list[Point]:
    """One side of the hull (Andrew's monotone chain)."""
    chain: list[Point] = []
    for corner in corners:
        while len(chain) >= 2 and _turn(chain[-2], chain[-1], corner) <= 0:
            chain.pop()
        chain.append(corner)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
