"""Which two versions are compared, and how (app/core/diff.py). Pure."""

from collections.abc import Sequence

from app.core.diff import DELETE, INSERT, KEEP, Part, words

__all__ = ["DELETE", "INSERT", "KEEP", "SKIP", "pair", "passages", "words"]

SKIP = "skip"


def passages(parts: Sequence[Part], around: int = 60) -> list[Part]:
    """Only what changed with some words before and after; SKIP stands for what is left out, with how many characters it had."""
    answer: list[Part] = []
    for at, (op, text) in enumerate(parts):
        head = around if at else 0  # nothing to lead on from before the first part
        tail = around if at + 1 < len(parts) else 0
        if op != KEEP or len(text) <= (head + tail) * 2 or len(parts) == 1:
            answer.append((op, text))
            continue
        front = text[:head].rsplit(" ", 1)[0] if head else ""
        back = text[-tail:].split(" ", 1)[-1] if tail else ""
        left_out = len(text) - len(front) - len(back)
        answer += [part for part in ((KEEP, front), (SKIP, f"{left_out:,}"), (KEEP, back)) if part[1]]
    return answer


def pair(ordinals: Sequence[int], old: int | None, new: int | None) -> tuple[int, int]:
    """Which two versions to compare, the older first: those asked for if they exist, else the newest and the one before it."""
    newer = new if new is not None and new in ordinals else ordinals[-1]
    older = old if old is not None and old in ordinals else max((n for n in ordinals if n < newer), default=newer)
    return min(older, newer), max(older, newer)
