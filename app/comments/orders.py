"""The orders in which a conversation can be read, and the two formulas behind them. Pure: no clock, no chance, no database."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from math import sqrt
from typing import Any, TypedDict

from app.comments.rules import CONFIDENCE_Z, ROOTS_PER_PAGE

OUT_OF_SIGHT = -1.0  # the score of a comment that has been taken out of sight: behind everything that can be read
GREATEST_ID = 2_147_483_647  # what both databases can hold


class Order(StrEnum):
    BRIDGING = "bridging"
    SUPPORTED = "supported"
    DISCUSSED = "discussed"
    NEWEST = "newest"
    OLDEST = "oldest"


DEFAULT = Order.BRIDGING
BY_TIME = (Order.NEWEST, Order.OLDEST)


def wilson(up: int, down: int, z: float = CONFIDENCE_Z) -> float:
    """The share of 'helpful' that stands even if these votes were a lucky draw: the lower end of Wilson's interval, 0 without votes.

    E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927); z is one-sided.
    """
    votes = up + down
    if votes == 0 or up == 0:
        return 0.0
    share, square = up / votes, z * z
    middle = share + square / (2 * votes)
    spread = z * sqrt((share * (1 - share) + square / (4 * votes)) / votes)
    return max(0.0, (middle - spread) / (1 + square / votes))


def bridging(up_pro: int, down_pro: int, up_con: int, down_con: int) -> float:
    """What both sides find helpful: the smaller of the two sides' lower ends. Support by one side alone never lifts it above 0."""
    return min(wilson(up_pro, down_pro), wilson(up_con, down_con))


def side(declared: str, lean: int) -> str:
    """Whose voice a vote is: what the voter's own last comment declared, else where their 'helpful' votes lean; empty for neither."""
    if declared:
        return declared
    return "pro" if lean > 0 else "con" if lean < 0 else ""


def first_page(best: Sequence[int], guaranteed: Sequence[int], size: int = ROOTS_PER_PAGE) -> list[int]:
    """The ids of a first page: the best ones, and each guaranteed one that is not among them at evenly spread places.

    `best` in order, at most `size` of them are looked at. Those who make room are the last that are not guaranteed themselves.
    """
    best = list(dict.fromkeys(best))[:size]
    late = [one for one in dict.fromkeys(guaranteed) if one not in best][:size]
    room = size - len(best)
    for one in reversed(list(best)):
        if room >= len(late):
            break
        if one not in guaranteed:
            best.remove(one)
            room += 1
    page, late = best, late[:room]
    total = len(page) + len(late)
    for number, one in enumerate(late, 1):
        page.insert(-(-number * total // len(late)) - 1, one)
    return page


class Asked(TypedDict):
    """Which part of a conversation an address asks for."""

    order: Order
    page: int
    at: int | None


def asked(values: Mapping[str, Any]) -> Asked:
    """Read order, page and `at`, a comment to be shown in any case, out of an address; nonsense gives the default."""
    order = values.get("order", "")
    return Asked(
        order=Order(order) if order in set(Order) else DEFAULT,
        page=_number(values.get("page")) or 1,
        at=_number(values.get("at")),
    )


def _number(text: Any, read: Callable[[str], int] = int) -> int | None:
    """A positive number that fits a column, else None."""
    text = str(text or "")
    if not text.isascii() or not text.isdecimal() or len(text) > 10:
        return None
    return number if 0 < (number := read(text)) <= GREATEST_ID else None
