"""A whole verifiable vote in memory, without database or clock: registrar, box, voters, log, opening, count, export."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.voting.ballot import (
    ApprovalFormat,
    BallotFormat,
    Choice,
    choice_from_json,
    choice_to_json,
    format_from_json,
    format_to_json,
    names,
)
from app.voting.protocol import blind, export, leaves, manifest, notes
from app.voting.protocol.canonical import b64, canonical
from app.voting.protocol.domain import tagged
from app.voting.protocol.envelope import Envelope, answer, check_newer, checked, promise, receipt
from app.voting.protocol.log import Tree, leaf_hash
from app.voting.protocol.proof_file import ProofFile
from app.voting.protocol.voter import Voter
from app.voting.rules import lot_commitment, lot_seed
from app.voting.tally import CompositeRule, Election, Electorate, GreedyRule, Option, Rule, ballots_sha256, count, rule_from_json
from app.voting.tally.exact import sha256_of, text_of

LOG_NAME = "vote.example/mapo/7"
LOT = "l" * 64
OFFICERS = {
    "officer-a": Ed25519PrivateKey.from_private_bytes(b"a" * 32),
    "officer-b": Ed25519PrivateKey.from_private_bytes(b"b" * 32),
}
WITNESS = notes.NoteSigner("witness.example/one", Ed25519PrivateKey.from_private_bytes(b"w" * 32), notes.WITNESS_KEY)


@cache
def issuer(style: str, bits: int = 1024) -> blind.Issuer:
    """Small on purpose, and made once: these tests are about the protocol, not about factoring."""
    return blind.new_issuer(bits)


def paper(
    options: int = 5, *, format: BallotFormat | None = None, rule: Rule | None = None, weights: Mapping[str, Fraction] | None = None,
    budget: int = 60,
) -> dict[str, Any]:  # fmt: skip
    """p1 costs 10, p2 20 and so on; choose up to three; greedy within 60."""
    weights = weights or {"citizens": Fraction(1)}
    chosen = rule or (CompositeRule() if len(weights) > 1 else GreedyRule())
    return {
        "district": "11440", "title": "시험 투표", "introduction": "",
        "options": [
            {"code": f"p{n}", "title": f"사업 {n}", "summary": "", "cost": n * 10, "category": "교통환경"[n % 2 * 2 :][:2], "withdrawn": False}
            for n in range(1, options + 1)
        ],
        "format": format_to_json(format or ApprovalFormat(max_choices=3)), "rule": chosen.to_json(), "budget": budget, "currency": "KRW",
        "electorates": [{"code": code, "weight": text_of(weight), "eligible_role": None} for code, weight in weights.items()],
        "opens_at": "2026-03-01T00:00:00+00:00", "closes_at": "2026-03-08T00:00:00+00:00", "min_age": 14,
        "lot_commitment": lot_commitment(LOT),
    }  # fmt: skip


class Vote:
    """The server of a vote, as an honest operator runs it. Tests of attacks reach into `leaves` and `envelopes`."""

    def __init__(
        self, question: dict[str, Any] | None = None, *, witnessed: bool = False, roll: int = 1000, **terms: Any
    ) -> None:
        question = question or paper()
        self.styles = [body["code"] for body in question["electorates"]]
        self.signer = notes.NoteSigner(LOG_NAME, Ed25519PrivateKey.generate())
        self.opening = X25519PrivateKey.generate()
        self.witness = WITNESS if witnessed else None
        self.roll = dict.fromkeys(self.styles, roll)
        self.manifest = manifest.made(
            question, issuers={code: issuer(code).key for code in self.styles}, opening_key=self.opening.public_key().public_bytes_raw(),
            log=self.signer.key, witnesses=(WITNESS.key,) if witnessed else (), witnesses_least=int(witnessed),
            officers={name: key.public_key().public_bytes_raw() for name, key in OFFICERS.items()},
            issuing_ends_at=datetime(2026, 3, 7, 23, 50, tzinfo=UTC), **terms,
        )  # fmt: skip
        self.issued: dict[str, dict[str, bytes]] = {code: {} for code in self.styles}
        self.leaves: list[bytes] = []
        self.heads: list[str] = []
        self.staged: list[bytes] = []
        self.envelopes: dict[bytes, bytes] = {}
        self.last: dict[bytes, Envelope] = {}
        self.batches: dict[str, bytes] = {}
        self.paper_tokens = 0
        self.lot = LOT
        self.paper_rows: list[tuple[str, Choice, int]] = []
        self.result: bytes | None = None
        self._append([self.leaf("manifest"), self.leaf("roll", sizes=self.roll, root=b64(bytes(32)))])
        self.head()

    @property
    def election(self) -> bytes:
        return self.manifest.election

    def leaf(self, kind: str, **content: Any) -> bytes:
        return leaves.leaf(kind, self.election, **content)

    def _append(self, more: Sequence[bytes]) -> None:
        self.leaves += more

    def issue(self, person: str, style: str, blinded: bytes) -> bytes:
        """One token for one person; the same question again gets the same answer."""
        if self.issued[style].setdefault(person, blinded) != blinded:
            raise PermissionError("ALREADY_ISSUED")
        return issuer(style).sign(blinded)

    def put(self, data: bytes) -> bytes:
        """Check and store an envelope; the receipt."""
        envelope = checked(self.manifest, data)
        known = self.last.get(envelope.public)
        check_newer(envelope, known.counter if known else None)
        return self.force(envelope)

    def force(self, envelope: Envelope) -> bytes:
        """Store without any check, as a dishonest box would."""
        if envelope.public not in self.last or self.last[envelope.public].counter < envelope.counter:
            self.last[envelope.public] = envelope
        self.envelopes[envelope.leaf] = envelope.data
        self.staged.append(envelope.leaf)
        return receipt(envelope.leaf, self.election, promise(envelope.leaf, self.election, self.signer.private))

    def cast(
        self, person: str, choice: Choice | Any, style: str | None = None, *, counter: int = 1, voter: Voter | None = None
    ) -> "Cast":
        """A person's whole way: key, blind, token, seal, cast. Give the voter back to change the ballot."""
        voter = voter or Voter.fresh(self.manifest, style or self.styles[0])
        token = voter.token(self.issue(person, voter.style, voter.blinded()))
        said = choice_to_json(choice) if isinstance(choice, Choice) else choice
        data = voter.envelope(token, said, counter)
        return Cast(person, voter, token, data, self.put(data))

    def epoch(self) -> None:
        """Everything staged goes into the log in the order of its hashes, then the number of issued tokens, then a head."""
        self._append(sorted(self.staged, key=leaf_hash))
        self.staged = []
        self._append([self.leaf("issued", n=self.numbers())])
        self.head()

    def numbers(self) -> dict[str, int]:
        return {code: len(people) + self.paper_tokens for code, people in self.issued.items()}

    def head(self) -> None:
        note = notes.sign(notes.Checkpoint(LOG_NAME, len(self.leaves), Tree(self.leaves).root()).text, self.signer)
        self.heads.append(notes.cosigned(note, self.witness, 1_772_000_000) if self.witness else note)

    def paper_batch(self, station: str, style: str, rows: Sequence[tuple[Choice, int]], issued: int) -> None:
        """Ballots on paper, counted by two officers. To be called after the close."""
        raw = {
            "v": "evote/v1/paper", "E": b64(self.election), "station": station, "s": style, "issued": issued,
            "counted": sum(n for _, n in rows), "ballots": [{"a": choice_to_json(choice), "n": n} for choice, n in rows], "scans": [],
        }  # fmt: skip
        signed = {name: b64(key.sign(tagged("paper", self.election, canonical(raw)))) for name, key in OFFICERS.items()}
        self.batches[station] = canonical({**raw, "signatures": signed})
        hashed = hashlib.sha256(self.batches[station]).digest()
        self._append([self.leaf("paper_batch", station=station, s=style, h=b64(hashed))])
        self.paper_rows += [(style, choice, n) for choice, n in rows]

    def close(self) -> None:
        if self.staged:
            self.epoch()
        ballots = sum(1 for leaf in self.leaves if b'"t":"ballot"' in leaf)
        self._append([self.leaf("close", issued=self.numbers(), roll=self.roll, ballots=ballots)])
        self.head()

    def open_and_count(self) -> Any:
        """Publish the opening key, open every last ballot, count with the platform's own engine."""
        piles: dict[str, dict[Choice, int]] = {code: {} for code in self.styles}
        for envelope in self.last.values():
            choice = choice_from_json(answer(self.manifest, self.opening, envelope))
            piles[envelope.style][choice] = piles[envelope.style].get(choice, 0) + 1
        for style, choice, number in self.paper_rows:
            piles[style][choice] = piles[style].get(choice, 0) + number
        result = counted(self.manifest.paper, piles, self.lot)
        self.publish(canonical(result.to_json()))
        return result

    def publish(self, result: bytes) -> None:
        self.result = result
        secret = self.opening.private_bytes_raw()
        self._append(
            [self.leaf("open_key", sk=b64(secret), lot=self.lot), self.leaf("result", sha256=hashlib.sha256(result).hexdigest())]
        )
        self.head()

    def finish(self) -> "Vote":
        self.close()
        self.open_and_count()
        return self

    def files(self) -> dict[str, bytes]:
        """What is public by now: envelopes only once the vote is closed."""
        is_closed = any(b'"t":"close"' in leaf for leaf in self.leaves)
        shown = [one.data for one in self.last.values()] if is_closed else []
        return export.files(export.Records(self.manifest.data, self.leaves, self.heads, shown, self.result, self.batches))

    def zip(self) -> io.BytesIO:
        return io.BytesIO(export.zipped(self.files()))

    def proof(self, leaf: bytes) -> str:
        tree, index = Tree(self.leaves), self.leaves.index(leaf)
        return str(ProofFile(leaf, index, tuple(tree.inclusion(index)), self.heads[-1]))

    def resigned(self) -> None:
        """One new head over whatever the leaves are now: an operator who rewrites and signs again."""
        self.heads = []
        self.head()


class Cast:
    """What a voter holds after casting."""

    def __init__(self, person: str, voter: Voter, token: bytes, envelope: bytes, receipt: bytes) -> None:
        self.person, self.voter, self.token, self.envelope, self.receipt = person, voter, token, envelope, receipt


def counted(question: Mapping[str, Any], piles: Mapping[str, Mapping[Choice, int]], lot: str = "l" * 64) -> Any:
    """The platform's own count of a frozen question."""
    options = tuple(
        Option(one["code"], one["cost"], one["title"], one["category"], one.get("area", ""), one["withdrawn"])
        for one in question["options"]
    )
    bodies = tuple(
        Electorate(
            body["code"], Fraction(body["weight"]), piles.get(body["code"], {}), tuple(body["areas"]) if "areas" in body else None
        )
        for body in question["electorates"]
    )
    digest = sha256_of(question)
    election = Election(digest, question["budget"], options, format_from_json(question["format"]), bodies)
    election = replace(election, seed=lot_seed(lot, digest, ballots_sha256(election)))
    return count(election, rule_from_json(question["rule"]))


BALLOTS = ("p1 p2", "p2", "p3 p1", "p2 p3", "p1", "p2 p5", "p4")


def usual(**terms: Any) -> tuple[Vote, list[Cast]]:
    """Seven voters in two epochs, one of whom changed the ballot; open, not closed."""
    vote = Vote(**terms)
    cast = [
        vote.cast(f"person {n}", names(codes.split()), vote.styles[n % len(vote.styles)]) for n, codes in enumerate(BALLOTS[:4])
    ]
    vote.epoch()
    later = enumerate(BALLOTS[4:], start=4)
    cast += [vote.cast(f"person {n}", names(codes.split()), vote.styles[n % len(vote.styles)]) for n, codes in later]
    vote.cast("person 0", names(["p5"]), counter=2, voter=cast[0].voter)
    vote.epoch()
    return vote, cast
