"""Claim: time grows no faster than the number of voters; prints a table and writes growth_curve.svg beside this file."""

from __future__ import annotations

import math
import sys
from pathlib import Path

from city import city_text, say, timed

from app.voting import pb
from app.voting.tally import count, presets

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
RULES = (("greedy", "#1b6ca8"), ("mes", "#b3541e"), ("phragmen", "#3a7d44"))
WIDTH, HEIGHT, MARGIN = 640, 400, 60


def measured(sizes: tuple[int, ...]) -> dict[str, list[float]]:
    """Seconds per rule and size, without loading."""
    curves: dict[str, list[float]] = {name: [] for name, _ in RULES}
    for size in sizes:
        election = pb.election_of(pb.parse(city_text(size)))
        for name, _ in RULES:
            _, seconds = timed(lambda election=election, name=name: count(election, presets.named(name)))
            curves[name].append(seconds)
            print(f"{size:>8,} voters  {name:<9} {seconds:7.3f} s")
    return curves


def svg(sizes: tuple[int, ...], curves: dict[str, list[float]]) -> str:
    """Both axes logarithmic, one line per rule, every point labelled by a title."""
    highest = max(max(values) for values in curves.values())

    def across(size: int) -> float:
        span = math.log(sizes[-1] / sizes[0]) or 1
        return MARGIN + (WIDTH - 2 * MARGIN) * math.log(size / sizes[0]) / span

    def up(seconds: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * math.log(max(seconds, 0.001) / 0.001) / math.log(highest / 0.001)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="12">',
        "<title>Counting time by number of voters</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for size in sizes:
        parts.append(f'<text x="{across(size):.0f}" y="{HEIGHT - MARGIN + 20}" text-anchor="middle">{size:,}</text>')
    for seconds in (0.001, 0.01, 0.1, 1, 10):
        if seconds <= highest:
            y = f"{up(seconds):.0f}"
            parts.append(f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y}" y2="{y}" stroke="#ddd"/>')
            parts.append(f'<text x="{MARGIN - 6}" y="{y}" text-anchor="end">{seconds} s</text>')
    for name, colour in RULES:
        points = [(across(size), up(value)) for size, value in zip(sizes, curves[name], strict=True)]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{points[-1][0] + 4:.0f}" y="{points[-1][1]:.0f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main(sizes: tuple[int, ...] = SIZES) -> int:
    curves = measured(sizes)
    Path(__file__).with_name("growth_curve.svg").write_text(svg(sizes, curves))
    ok = True
    for name, values in curves.items():
        steps = math.log(sizes[-1] / sizes[-3])
        slope = math.log(values[-1] / values[-3]) / steps
        ok &= say(f"{name} grows at most like voters^1.2", slope < 1.2, f"exponent {slope:.2f}")
    return 0 if ok else 1


if __name__ == "__main__":
    raise SystemExit(main(tuple(map(int, sys.argv[1:])) or SIZES))
