"""Where a comment stands in its thread: a path of fixed-width ids whose text order is the order of reading. Pure."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

WIDTH = 8  # hexadecimal digits a level: ids up to 4,294,967,295
AFTER = "g"  # sorts behind every hexadecimal digit
PATH_LEVELS = 250  # 2,000 characters: PostgreSQL refuses index rows above 2,704 bytes


def path_of(comment_id: int, parent_path: str = "") -> str:
    """The path of a comment below this parent. Beyond PATH_LEVELS a branch goes on flat, by time: no depth is refused."""
    if not 0 < comment_id < 16**WIDTH:
        raise ValueError("a comment id must fit its place in the path")
    return parent_path[: (PATH_LEVELS - 1) * WIDTH] + f"{comment_id:0{WIDTH}x}"


def branch(path: str) -> tuple[str, str]:
    """The half-open range of paths a branch takes up; that of a comment too deep for a path of its own is its ancestor's."""
    start = path if len(path) < PATH_LEVELS * WIDTH else path[:-WIDTH]
    return start, start + AFTER


def ancestors(path: str) -> list[int]:
    """The ids a path names above its own, root first."""
    return [int(path[at : at + WIDTH], 16) for at in range(0, len(path) - WIDTH, WIDTH)]


def left_out(rows: Sequence[Any], last_level: int) -> dict[int, list[tuple[int, int]]]:
    """What a page of roots and first replies does not show: after which row to say so, whose branch holds it, how many.

    `rows` in tree order, each root followed by its replies of at most `last_level`. A reply cut off by its depth is told
    below its parent, replies cut off by number at the end of their root's conversation.
    """
    told: dict[int, list[tuple[int, int]]] = {}
    for _, group in groupby(rows, key=lambda row: row.root_id or row.id):
        conversation = list(group)
        cut = [row for row in conversation if row.depth == last_level and row.n_descendants]
        for row in cut:
            told.setdefault(row.id, []).append((row.id, row.n_descendants))
        root = conversation[0]
        rest = root.n_descendants - (len(conversation) - 1) - sum(row.n_descendants for row in cut)
        if rest > 0:
            told.setdefault(conversation[-1].id, []).append((root.id, rest))
    return told
