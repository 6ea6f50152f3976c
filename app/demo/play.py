"""Plays scripts side by side in the order of time: ids, history and limits of pace then come out as if everything had happened.

A script is a generator: it yields an instant, and what it does until the next yield is done at that instant.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush

from app.core import clock

Script = Iterator[datetime]


def play(scripts: Iterable[Script]) -> None:
    """Run all scripts to their ends; what a script does before its first yield happens now."""
    waiting = [(next(script), number, script) for number, script in enumerate(scripts)]
    heapify(waiting)
    while waiting:
        moment, number, script = heappop(waiting)
        with clock.travel(moment):
            following = next(script, None)
        if following is not None:
            heappush(waiting, (following, number, script))
