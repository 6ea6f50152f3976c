"""What pages show of a log: heads, numbers, where a ballot stands, its proof. Refuses anything about a person."""

from dataclasses import dataclass
from typing import Any

from app.districts.models import District
from app.verifiable import queries, rules
from app.verifiable.models import SealedPaper
from app.verifiable.services.witnesses import covered
from app.voting.models import Paper
from app.voting.protocol import codes, notes
from app.voting.protocol.canonical import Malformed, read, unb64
from app.voting.protocol.leaves import ballot_leaf
from app.voting.protocol.log import Tree, leaf_hash
from app.voting.protocol.proof_file import ProofFile
from app.voting.rules import SMALLEST_STYLE
from app.voting.states import PaperState


@dataclass(frozen=True)
class Head:
    size: int
    root: str


@dataclass(frozen=True)
class Audit:
    """The public facts of a vote: fingerprint, heads, and numbers that are public by now."""

    fingerprint: str
    log_name: str
    is_one_batch: bool
    heads: list[Head]
    size: int
    opening: str
    trustees: tuple[int, int] | None
    is_with_operator: bool
    witnesses: list[str]
    witnesses_needed: int
    witnessed: int
    paper_out: int


@dataclass(frozen=True)
class Traced:
    """Where a ballot stands: waiting, logged, superseded or unknown. `leaf` is its hash where there is one."""

    state: str
    tracker: str
    leaf: str = ""


def small(paper: Paper) -> list[tuple[str, int]]:
    """Names and numbers of the electorates in which so few could vote at the opening that a published ballot may point at its voter."""
    sizes = queries.roll_sizes(paper.id)
    return [(body.name, n) for body in paper.electorates if 0 < (n := sizes.get(body.code, 0)) < SMALLEST_STYLE]


def audit(paper: Paper, side: SealedPaper) -> Audit:
    heads = [notes.read_note(note).checkpoint for note in queries.heads(paper.id)]
    shown = [Head(head.size, head.root.hex()) for head in heads]
    stands = {PaperState.COUNTED: "opened", PaperState.CLOSED: "closed"}.get(paper.state, "sealed")
    key, named = queries.opening_key(paper.id), side.frozen.raw["witnesses"]
    return Audit(
        side.election, side.frozen.log.name, side.is_one_batch, shown[::-1], heads[-1].size, "waiting" if paper.is_sealed else stands,
        (key.threshold, key.number) if key and key.number > 1 else None, key is None, [one.name for one in side.frozen.witnesses],
        named["least"], covered(side), len(queries.paper_out(paper)) if paper.is_sealed else 0,
    )  # fmt: skip


def tracker_of(receipt: bytes) -> str:
    """The tracker of the ballot a receipt speaks of."""
    return codes.tracker(leaf_hash(unb64(read(receipt)["leaf"])))


def traced(paper: Paper, typed: str) -> Traced:
    try:
        start = codes.read_tracker(typed).hex()
    except Malformed as fault:
        raise rules.TrackerMistyped from fault
    row = queries.tracked(paper.id, start)
    if row is None:
        return Traced("unknown", typed)
    tracker = codes.tracker(bytes.fromhex(row.leaf_hash))
    last = queries.last_of(paper.id, row.public)
    if last is not None and last.counter > row.counter:
        return Traced("superseded", tracker, row.leaf_hash if row.is_logged else "")
    return Traced("logged" if row.is_logged else "waiting", tracker, row.leaf_hash if row.is_logged else "")


def known(district: District, paper_id: int, public: str) -> dict[str, Any] | None:
    """Token and counter of the last ballot of this key, both of them public in the ballot itself."""
    last = queries.last_of(paper_id, public) if queries.paper_by_id(district, paper_id) is not None else None
    return {"tok": read(last.content.encode())["tok"], "ctr": last.counter} if last is not None else None


def proof(district: District, paper_id: int, leaf: str) -> str | None:
    """The proof file of a logged ballot, by the hash of its leaf."""
    subject = queries.paper_by_id(district, paper_id)
    row = queries.envelope_at(paper_id, leaf) if subject is not None and len(leaf) == 64 else None
    if subject is None or row is None or not row.is_logged:
        return None
    paper, side = subject
    data = ballot_leaf(bytes.fromhex(side.election), row.style, unb64(row.public), row.counter, row.content.encode())
    written = list(queries.leaves(paper.id))
    place, tree = written.index(data), Tree(written)
    return str(ProofFile(data, place, tuple(tree.inclusion(place)), queries.heads(paper.id)[-1]))
