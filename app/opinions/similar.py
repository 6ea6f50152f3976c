"""Which statements say nearly the same: shared pairs of letters. Pure."""

from collections.abc import Iterable, Sequence

from app.core.text import search_key


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring letters of a text, without spaces and punctuation: particles and endings weigh little."""
    letters = "".join(sign for sign in search_key(text) if sign.isalnum())
    return {letters[at : at + 2] for at in range(len(letters) - 1)} or {letters}


def percent(one: str, other: str) -> int:
    """How much two texts share, 0 to 100: twice the shared pairs over all pairs (Dice)."""
    mine, theirs = pairs(one), pairs(other)
    return round(200 * len(mine & theirs) / (len(mine) + len(theirs)))


def nearest(text: str, others: Iterable[tuple[int, str]], least_percent: int, most: int) -> Sequence[int]:
    """The ids of the texts that share at least so much with this one, nearest first."""
    scored = sorted((-percent(text, other), number) for number, other in others)
    return [number for score, number in scored if -score >= least_percent][:most]
