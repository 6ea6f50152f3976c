"""Claim: time grows no faster than voters^1.5 and projects^1.6; prints tables and writes growth_curve.svg beside this file."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from city import city_text, say, timed

from app.voting import pb
from app.voting.tally import count, presets

VOTERS = (1_000, 3_000, 10_000, 30_000, 100_000)
PROJECTS = (25, 50, 100, 200, 400)
RULES = (("greedy", "#1b6ca8"), ("mes", "#b3541e"), ("phragmen", "#3a7d44"))
WIDTH, HEIGHT, MARGIN = 560, 380, 60
Curves = dict[str, list[float]]


def measured(cities: Sequence[tuple[int, int]]) -> Curves:
    """Seconds per rule and city of (voters, projects), without loading."""
    curves: Curves = {name: [] for name, _ in RULES}
    for voters, projects in cities:
        election = pb.election_of(pb.parse(city_text(voters, projects)))
        for name, _ in RULES:
            _, seconds = timed(lambda election=election, name=name: count(election, presets.named(name)))
            curves[name].append(seconds)
            print(f"{voters:>8,} voters {projects:>4} projects  {name:<9} {seconds:7.3f} s", flush=True)
    return curves


def panel(title: str, sizes: Sequence[int], curves: Curves, left: int) -> list[str]:
    """Both axes logarithmic, one line per rule with its name at the end."""
    highest = max(1.0, *(max(values) for values in curves.values()))

    def across(size: int) -> float:
        return left + MARGIN + (WIDTH - 2 * MARGIN) * math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])

    def up(seconds: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * math.log(max(seconds, 0.001) / 0.001) / math.log(highest / 0.001)

    parts = [f'<text x="{left + WIDTH / 2:.0f}" y="30" text-anchor="middle" font-weight="700">{title}</text>']
    for size in sizes:
        parts.append(f'<text x="{across(size):.0f}" y="{HEIGHT - MARGIN + 20}" text-anchor="middle">{size:,}</text>')
    for seconds in (0.001, 0.01, 0.1, 1, 10, 100):
        if seconds <= highest:
            y = f"{up(seconds):.0f}"
            parts.append(f'<line x1="{left + MARGIN}" x2="{left + WIDTH - MARGIN}" y1="{y}" y2="{y}" stroke="#ddd"/>')
            parts.append(f'<text x="{left + MARGIN - 6}" y="{y}" text-anchor="end">{seconds} s</text>')
    for name, colour in RULES:
        points = [(across(size), up(value)) for size, value in zip(sizes, curves[name], strict=True)]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{points[-1][0] + 4:.0f}" y="{points[-1][1]:.0f}" fill="{colour}">{name}</text>')
    return parts


def svg(voters: Sequence[int], by_voters: Curves, projects: Sequence[int], by_projects: Curves) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="12">',
            "<title>Counting time by number of voters and by number of projects</title>",
            f'<rect width="{2 * WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            *panel("voters, with 100 projects", voters, by_voters, 0),
            *panel("projects, with 10,000 voters", projects, by_projects, WIDTH),
            "</svg>",
            "",
        ]
    )


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope over the last two steps, where constant costs no longer matter."""
    return math.log(values[-1] / values[-3]) / math.log(sizes[-1] / sizes[-3])


def main() -> int:
    by_voters = measured([(size, 100) for size in VOTERS])
    by_projects = measured([(10_000, size) for size in PROJECTS])
    Path(__file__).with_name("growth_curve.svg").write_text(svg(VOTERS, by_voters, PROJECTS, by_projects))
    ok = True
    for what, sizes, curves, most in (("voters", VOTERS, by_voters, 1.5), ("projects", PROJECTS, by_projects, 1.6)):
        for name, values in curves.items():
            slope = exponent(sizes, values)
            ok &= say(f"{name} grows at most like {what}^{most}", slope < most, f"exponent {slope:.2f}")
    return 0 if ok else 1


if __name__ == "__main__":
    status = main()
    if status:
        raise SystemExit(status)
