"""The export an observer recounts from: one zip file of public records. Refuses superseded envelopes, and any trace of a person."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.voting.protocol.notes import written_notes

BALLOTS_PER_FILE = 10_000
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Records:
    """What is published: manifest, leaves in order, heads, envelopes of the last ballots, and after the count the result."""

    manifest: bytes
    leaves: Sequence[bytes]
    checkpoints: Sequence[str]
    envelopes: Iterable[bytes] = ()
    result: bytes | None = None
    paper: Mapping[str, bytes] = field(default_factory=dict)


def files(records: Records) -> dict[str, bytes]:
    """Name and content of every file. Envelopes lie in the order of their bytes, which tells nothing of when they came."""
    made = {
        "manifest.json": records.manifest,
        "log.jsonl": b"".join(leaf + b"\n" for leaf in records.leaves),
        "checkpoints.txt": written_notes(records.checkpoints).encode(),
    }
    envelopes = sorted(records.envelopes)
    for start in range(0, len(envelopes), BALLOTS_PER_FILE):
        name = f"ballots/{start // BALLOTS_PER_FILE + 1:04}.jsonl"
        made[name] = b"".join(one + b"\n" for one in envelopes[start : start + BALLOTS_PER_FILE])
    for name, batch in records.paper.items():
        made[f"paper/{name}.json"] = batch
    if records.result is not None:
        made["result.json"] = records.result
    return made


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """One zip file, the same bytes for the same records."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), contents[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()
