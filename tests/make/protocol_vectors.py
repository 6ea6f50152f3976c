"""Writes the test vectors of docs/voting-protocol.md: python -m tests.make.protocol_vectors. A third implementation starts from these.

Everything derived is recomputed by tests/rules/protocol/test_protocol_vectors.py; the sealed ballot is fixed, because sealing is random.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.voting.protocol import blind, codes, leaves, manifest, notes, shamir
from app.voting.protocol.domain import nym
from app.voting.protocol.envelope import checked, promise, receipt
from app.voting.protocol.log import Tree, leaf_hash
from app.voting.protocol.voter import Voter
from tests.make import verifiable

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "protocol"
LOG = notes.NoteSigner(verifiable.LOG_NAME, Ed25519PrivateKey.from_private_bytes(b"l" * 32))
OPENING = X25519PrivateKey.from_private_bytes(b"o" * 32)
SEED, BLINDING = bytes(range(16)), bytes(n * 7 % 251 for n in range(48 + 128 + 16))


def derived(issuer: blind.Issuer) -> dict[str, Any]:
    """Every value that follows from the fixed secrets."""
    frozen = manifest.made(
        verifiable.paper(2), issuers={"citizens": issuer.key}, opening_key=OPENING.public_key().public_bytes_raw(), log=LOG.key,
        issuing_ends_at=datetime(2026, 3, 7, 23, 50, tzinfo=UTC),
    )  # fmt: skip
    voter = Voter(frozen, "citizens", SEED, BLINDING)
    blinded = voter.blinded()
    signed = issuer.sign(blinded)
    head = leaves.leaf("manifest", frozen.election)
    tree = Tree([head])
    return {
        "manifest": frozen.data.decode(), "E": frozen.election.hex(), "seed": SEED.hex(), "recovery_code": codes.recovery(SEED),
        "ballot_key": voter.public.hex(), "randomizer": voter.randomizer.hex(), "blinding": BLINDING.hex(), "blinded": blinded.hex(),
        "blind_signature": signed.hex(), "token": voter.token(signed).hex(), "manifest_leaf": head.decode(),
        "manifest_leaf_hash": leaf_hash(head).hex(),
        "checkpoint": notes.sign(notes.Checkpoint(LOG.name, 1, tree.root()).text, LOG),
        "nym": {"key": "6b" * 32, "person": "person 1", "nym": nym(b"k" * 32, frozen.election, "person 1").hex()},
    }  # fmt: skip


def written() -> dict[str, Any]:
    """The whole file, with fresh randomness where there must be some."""
    issuer = blind.new_issuer(1024)
    known = derived(issuer)
    frozen = manifest.read_manifest(known["manifest"].encode())
    voter = Voter(frozen, "citizens", SEED, BLINDING)
    envelope = checked(frozen, voter.envelope(bytes.fromhex(known["token"]), {"names": ["p1"]}, 1, word="복숭아"))
    shares = shamir.split(OPENING.private_bytes_raw(), frozen.election, 3, 2)
    return {
        "issuer": {"p": f"{issuer.p:x}", "q": f"{issuer.q:x}"}, "log_key": "6c" * 32, "opening_key": "6f" * 32, **known,
        "answer": {"names": ["p1"]}, "word": "복숭아", "envelope": envelope.data.decode(), "ballot_leaf": envelope.leaf.decode(),
        "tracker": codes.tracker(leaf_hash(envelope.leaf)),
        "receipt": receipt(envelope.leaf, frozen.election, promise(envelope.leaf, frozen.election, LOG.private)).decode(),
        "shares": [share.to_bytes().decode() for share in shares],
    }  # fmt: skip


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "vectors.json").write_text(json.dumps(written(), ensure_ascii=False, indent=1) + "\n")
    vote, cast = verifiable.usual(witnessed=True)
    vote.finish()
    (FOLDER / "export.zip").write_bytes(vote.zip().getvalue())
    (FOLDER / "receipt.json").write_bytes(cast[1].receipt)
    print(vote.election.hex())


if __name__ == "__main__":
    main()
