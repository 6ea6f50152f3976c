"""What anybody may download to recompute a map: the files of a Polis export, without names, authors and times of answers.

participants-votes.csv is the very matrix the map was drawn from, kept with it: two downloads between two maps are the same.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.core import clock
from app.opinions.map import UNSEEN, unpacked
from app.opinions.models import Snapshot

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def comments_csv(kept: Snapshot, numbers: Mapping[int, tuple[int, str, bool, datetime]]) -> bytes:
    """One line per statement. `author-id` stays empty, and `timestamp` is the day: both could lead to a person."""
    head = [
        "timestamp",
        "datetime",
        "comment-id",
        "author-id",
        "agrees",
        "disagrees",
        "moderated",
        "comment-body",
        "passes",
        "is-seed",
    ]
    rows = []
    for number, (ordinal, text, is_seed, created_at) in numbers.items():
        counts = kept.result["table"].get(str(number), {"all": ("", "", "")})["all"]
        day = clock.seoul(created_at).replace(hour=0, minute=0, second=0, microsecond=0)
        stamp = [int(day.timestamp()), day.date().isoformat()]
        rows.append([*stamp, ordinal, "", counts[0], counts[1], 1, _safe(text), counts[2], int(is_seed)])
    return _sheet(head, rows)


def votes_csv(kept: Snapshot, numbers: Mapping[int, tuple[int, str, bool, datetime]]) -> bytes:
    """One line per person on the map, in the order of the answers themselves; the columns are the numbers of the statements."""
    if kept.matrix is None:
        return _sheet(_HEAD, [])
    votes, letters = unpacked(kept.matrix)
    columns = [at for at, number in enumerate(votes.ids) if number in numbers]
    head = [*_HEAD, *(str(numbers[votes.ids[at]][0]) for at in columns)]
    rows = []
    for person, (values, letter) in enumerate(zip(votes.values[:, columns].tolist(), letters, strict=True)):
        given = [one for one in values if one != UNSEEN]
        group = letter if letter >= 0 else ""
        cells = ["" if one == UNSEEN else one for one in values]
        rows.append([person, group, "", len(given), given.count(1), given.count(-1), *cells])
    return _sheet(head, rows)


_HEAD = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _sheet(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Without a byte order mark, which the tools that read a Polis export take for part of the first name."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()
