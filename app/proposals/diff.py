"""Which two versions are compared, and how (app/core/diff.py). Pure."""

from collections.abc import Sequence

from app.core.diff import DELETE, INSERT, KEEP, words

__all__ = ["DELETE", "INSERT", "KEEP", "pair", "words"]


def pair(ordinals: Sequence[int], old: int | None, new: int | None) -> tuple[int, int]:
    """Which two versions to compare, the older first: those asked for if they exist, else the newest and the one before it."""
    newer = new if new is not None and new in ordinals else ordinals[-1]
    older = old if old is not None and old in ordinals else max((n for n in ordinals if n < newer), default=newer)
    return min(older, newer), max(older, newer)
