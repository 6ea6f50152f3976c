"""The published test vectors are what the code makes, and the verifier accepts the published export."""

import json

from app.voting.protocol import blind, codes, manifest, shamir
from app.voting.protocol.envelope import answer, checked, promise, receipt
from app.voting.protocol.log import leaf_hash
from tests.make import protocol_vectors as made
from tests.verifier import verifier

KNOWN = json.loads((made.FOLDER / "vectors.json").read_text())


def test_everything_that_follows_from_the_secrets_is_as_published():
    issuer = blind.Issuer(int(KNOWN["issuer"]["p"], 16), int(KNOWN["issuer"]["q"], 16))
    assert made.derived(issuer) == {name: KNOWN[name] for name in made.derived(issuer)}


def test_the_published_ballot_is_read_opened_and_promised():
    frozen = manifest.read_manifest(KNOWN["manifest"].encode())
    envelope = checked(frozen, KNOWN["envelope"].encode())
    assert answer(frozen, made.OPENING, envelope) == KNOWN["answer"]
    assert envelope.leaf.decode() == KNOWN["ballot_leaf"]
    assert codes.tracker(leaf_hash(envelope.leaf)) == KNOWN["tracker"]
    promised = promise(envelope.leaf, frozen.election, made.LOG.private)
    assert receipt(envelope.leaf, frozen.election, promised).decode() == KNOWN["receipt"]
    raw = verifier.parse(KNOWN["envelope"].encode())
    assert verifier.open_ballot(verifier.Manifest.read(frozen.data), made.OPENING, raw) == KNOWN["answer"]


def test_the_published_shares_give_the_opening_key():
    shares = [shamir.Share.read(text.encode()) for text in KNOWN["shares"]]
    assert shamir.combine(shares[:2]) == shamir.combine(shares[1:]) == made.OPENING.private_bytes_raw()


def test_the_published_export_verifies():
    receipt_file = (made.FOLDER / "receipt.json").read_bytes()
    report = verifier.verify(str(made.FOLDER / "export.zip"), receipts=[receipt_file])
    assert report.exit_code == 0, list(report.lines("en"))
