"""The published test vectors are what the code makes, and the verifier accepts the published export."""

import json
import re

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
    theirs = verifier.Manifest.read(frozen.data)
    leaf = verifier.read_leaf(KNOWN["ballot_leaf"].encode(), verifier.b64(frozen.election))
    ballot = verifier.check_ballot(theirs, KNOWN["envelope"].encode(), leaf)
    assert verifier.Opener(theirs, made.OPENING).choice(ballot) == verifier.read_choice(KNOWN["answer"])


def test_what_the_verifier_reads_by_pattern_it_would_read_the_long_way_too(monkeypatch):
    """Every byte of a ballot and of a leaf replaced by others: both ways find the same, or both refuse."""
    ballot, leaf = KNOWN["envelope"].encode(), KNOWN["ballot_leaf"].encode()
    named = verifier.parse(leaf)["E"]
    reads = {ballot: verifier.read_ballot, leaf: lambda data: verifier.read_leaf(data, named)}
    bent = [
        (read, data[:at] + new + data[at + 1 :])
        for data, read in reads.items()
        for at in range(len(data))
        for new in (b"", b"A", b"0", b'"', b"\\", b"-", b"\x80", data[at : at + 1] * 2)
    ]
    by_pattern = [_read(read, data) for read, data in bent]
    for name in ("BALLOT", "BALLOT_LEAF"):
        monkeypatch.setattr(verifier, name, re.compile(b"(?!)"))
    assert by_pattern == [_read(read, data) for read, data in bent]
    assert sum(one is not None for one in by_pattern) > 500


def _read(read, data):
    try:
        return read(data)
    except ValueError:
        return None


def test_the_published_shares_give_the_opening_key():
    shares = [shamir.Share.read(text.encode()) for text in KNOWN["shares"]]
    assert shamir.combine(shares[:2]) == shamir.combine(shares[1:]) == made.OPENING.private_bytes_raw()


def test_the_published_export_verifies():
    receipt_file = (made.FOLDER / "receipt.json").read_bytes()
    report = verifier.verify(str(made.FOLDER / "export.zip"), receipts=[receipt_file])
    assert report.exit_code == 0, list(report.lines("en"))
