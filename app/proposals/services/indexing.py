"""The index made anew: what is missing, what an older edition wrote, or everything."""

from collections.abc import Iterator

from app.core.transaction import transaction
from app.proposals import search
from app.proposals.rules import INDEXED_AT_ONCE
from app.proposals.services.documents import index


def reindex(*, everything: bool = False) -> Iterator[int]:
    """Batch by batch, each a transaction of its own; after each, how many are done."""
    after, done = 0, 0
    while batch := _reindex(after, everything=everything):
        after, done = batch[-1], done + len(batch)
        yield done


@transaction
def _reindex(after: int, *, everything: bool) -> list[int]:
    batch = search.to_index(after, INDEXED_AT_ONCE, everything=everything)
    for proposal in batch:
        index(proposal, proposal.current)
    return [proposal.id for proposal in batch]
