"""Holds Python's garbage collector while large ballot boxes are read; refuses to hold it any longer than that."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held() -> Iterator[None]:
    """No collection inside the block. Ballots are plain tuples without cycles, and every collection would walk all of them again:
    for 100,000 ballots that took a third of the time of loading and counting."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
